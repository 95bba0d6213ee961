"""Fields about what people decided. Each tells what somebody said, or that somebody did."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui.store.identity import folded
from airbench_tui.store.reading.filters.field import ChoiceField, Condition, NameField, has_name
from airbench_tui.store.rules.viewer import Viewer

_VERDICTS = "SELECT s.response FROM standing_verdicts s"

# What each word of ``reviewed`` means in a sentence, and in SQL.
_REVIEWED = {
    "yes": ("reviewed", "r.id IN (SELECT h.response FROM human_scores h WHERE h.auditors > 0)"),
    "no": ("not reviewed", f"r.id NOT IN ({_VERDICTS})"),
    "me": ("reviewed by you", f"r.id IN ({_VERDICTS} WHERE s.auditor IS ? AND s.origin <> 'bulk')"),
    "settled": ("settled", "r.id IN (SELECT f.response FROM final_scores f)"),
    "stale": ("to be looked at again", "r.id IN (SELECT s.response FROM stale_reviews s)"),
    "bulk": (
        "decided in bulk",
        "r.id IN (SELECT h.response FROM human_scores h WHERE h.auditors = 0 AND h.bulk_auditors > 0)",
    ),
}


class ReviewedField(ChoiceField):
    """``reviewed:no``; "me" is the viewer."""

    name = "reviewed"
    meaning = "whether a person has decided"
    values = "yes (one by one), no, me (you have), settled, bulk (in bulk alone), stale (look again)"
    tells = True
    choices = tuple(_REVIEWED)

    def words(self, op: str, values: Sequence[str]) -> str:
        return " or ".join(_REVIEWED[value][0] for value in values)

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return _REVIEWED[value][1], [viewer.auditor] if value == "me" else []


class DecisionField(ChoiceField):
    """``decision:overridden``"""

    name = "decision"
    meaning = "what people say of the judge's score"
    values = "confirmed, overridden"
    tells = True
    choices = ("overridden", "confirmed")

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return "r.id IN (SELECT d.response FROM decisions d WHERE d.decision = ?)", [value]


class CodeField(NameField):
    """``code:misread``"""

    name = "code"
    meaning = "a code on a review"
    values = "a code's name, * stands for anything"
    kind = "code"
    tells = True

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("c.value", op, value)
        return f"r.id IN ({_VERDICTS}, json_each(s.codes) c WHERE {name})", values


class AuditorField(NameField):
    """``auditor:ann``: names that differ only in case or accents' spelling are one auditor's."""

    name = "auditor"
    meaning = "who reviewed it"
    kind = "auditor"
    tells = True

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("a.folded", op, folded(value))
        return f"r.id IN ({_VERDICTS} JOIN auditors a ON a.id = s.auditor WHERE {name})", values


class OriginField(ChoiceField):
    """``origin:packet``"""

    name = "origin"
    meaning = "where it was reviewed"
    values = "packet, browse, triage, bulk, import"
    tells = True
    choices = ("packet", "browse", "triage", "bulk", "import")

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return f"r.id IN ({_VERDICTS} WHERE s.origin = ?)", [value]
