"""Fields about reviews. A match reveals what an auditor decided, or that they decided."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui.store.identity import folded
from airbench_tui.store.reading.filters.field import ChoiceField, Condition, NameField, has_name
from airbench_tui.store.rules.decisions import counts
from airbench_tui.store.rules.viewer import Viewer

_VERDICTS = "SELECT s.response FROM standing_verdicts s"

# Each value of ``reviewed``, with its words for a sentence and its SQL.
_REVIEWED = {
    "yes": ("reviewed", "r.id IN (SELECT h.response FROM human_scores h WHERE h.auditors > 0)"),
    "no": ("not reviewed", f"r.id NOT IN ({_VERDICTS})"),
    "me": ("reviewed by you", f"r.id IN ({_VERDICTS} WHERE s.auditor IS ? AND {counts('s.origin')})"),
    "settled": ("settled", "r.id IN (SELECT f.response FROM final_scores f)"),
    "stale": ("to be reviewed again", "r.id IN (SELECT s.response FROM stale_reviews s)"),
    "bulk": (
        "decided in bulk",
        "r.id IN (SELECT h.response FROM human_scores h WHERE h.auditors = 0 AND h.bulk_auditors > 0)",
    ),
}


class ReviewedField(ChoiceField):
    """Whether an auditor has decided: ``reviewed:no``; "me" is the viewer."""

    name = "reviewed"
    meaning = "whether an auditor has decided"
    values = "yes (one by one), no, me (by you), settled, bulk (only in bulk), stale (review again)"
    reveals = True
    choices = tuple(_REVIEWED)

    def words(self, op: str, values: Sequence[str]) -> str:
        return " or ".join(_REVIEWED[value][0] for value in values)

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return _REVIEWED[value][1], [viewer.auditor] if value == "me" else []


class DecisionField(ChoiceField):
    """The auditors' decision on the judge's score: ``decision:overridden``."""

    name = "decision"
    meaning = "the auditors' decision on the judge's score"
    values = "confirmed, overridden"
    reveals = True
    choices = ("overridden", "confirmed")

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return "r.id IN (SELECT d.response FROM decisions d WHERE d.decision = ?)", [value]


class CodeField(NameField):
    """A code on a review: ``code:misread``."""

    name = "code"
    meaning = "a code on a review"
    values = "a code's name; * matches anything"
    kind = "code"
    reveals = True

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("c.value", op, value)
        return f"r.id IN ({_VERDICTS}, json_each(s.codes) c WHERE {name})", values


class AuditorField(NameField):
    """The auditor of a review: ``auditor:ann``. Case and the encoding of accents do not matter."""

    name = "auditor"
    meaning = "an auditor who reviewed it"
    kind = "auditor"
    reveals = True

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("a.folded", op, folded(value))
        return f"r.id IN ({_VERDICTS} JOIN auditors a ON a.id = s.auditor WHERE {name})", values


class OriginField(ChoiceField):
    """The origin of a review: ``origin:packet``."""

    name = "origin"
    meaning = "where the review was made"
    values = "packet, browse, triage, bulk, import"
    reveals = True
    choices = ("packet", "browse", "triage", "bulk", "import")

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return f"r.id IN ({_VERDICTS} WHERE s.origin = ?)", [value]
