"""Filters as SQL over ``responses r``.

What a filter finds tells what it asked for. Where an auditor asks, conditions on what the judge or other
people said match no response whose judge is hidden from her (``rules.hidden``), turned round or not.
"""

from __future__ import annotations

import re
from typing import Any

from airbench_tui.benchmark import taxonomy
from airbench_tui.store.codec import encode
from airbench_tui.store.identity import folded
from airbench_tui.store.reading import signal_sql
from airbench_tui.store.reading.filter_language import Filter, Term
from airbench_tui.store.rules import blindness, latest

LENGTH = "length(CAST(r.text AS BLOB))"
"""SQL for the bytes of an answer; as a text its length would end at the first NUL."""

_VERDICTS = "SELECT s.response FROM standing_verdicts s"
_REVIEWED = "SELECT h.response FROM human_scores h WHERE h.auditors > 0"
_IN_BULK = "SELECT h.response FROM human_scores h WHERE h.auditors = 0 AND h.bulk_auditors > 0"
_SEEN = f"r.id NOT IN ({blindness.RESPONSES})"
# Fields whose matches tell what the judge or somebody else said, or that she did. Words do too, where they find a
# reason or a note.
_TELLING = frozenset(
    {
        "score",
        "decision",
        "status",
        "reviewed",
        "code",
        "signal",
        "auditor",
        "origin",
        "safe_in",
        "unsafe_in",
        "scored_by",
    }
)


def where(
    chosen: Filter,
    auditor: int | None = None,
    span: tuple[int, int] | None = None,
    *,
    masked: bool = True,
    telling: bool = False,
) -> tuple[str, list[Any]]:
    """A condition on ``r`` and its parameters; ``auditor`` is who "me" is, ``span`` a range of category keys.

    ``masked`` False is for what reaches nobody's screen: a packet is drawn from everything that matches.
    ``telling``: what is made of the matches tells what the judge or somebody else said of them.
    """
    masked = masked and auditor is not None
    parts, values = ["1"], list[Any]()
    if telling and masked:
        parts.append(_SEEN)
        values.append(auditor)
    if span:
        parts.append("r.category BETWEEN ? AND ?")
        values += span
    for term in chosen.terms:
        sql, parameters = _condition(term, auditor, masked)
        parts.append(f"NOT coalesce(({sql}), 0)" if term.negated else f"({sql})")
        values += parameters
        if masked and term.field in _TELLING:
            parts.append(_SEEN)
            values.append(auditor)
    return " AND ".join(parts), values


def _condition(term: Term, auditor: int | None, masked: bool) -> tuple[str, list[Any]]:
    made = [_one(term, value, auditor, masked) for value in term.values]
    return " OR ".join(sql for sql, _ in made), [value for _, values in made for value in values]


def _one(term: Term, value: str, auditor: int | None, masked: bool) -> tuple[str, list[Any]]:
    match term.field:
        case "text":
            return _text(match_query(value, term.op), auditor if masked else None)
        case "score":
            return f"r.score {'=' if term.op == ':' else term.op} ?", [float(value)]
        case "length":
            return f"{LENGTH} {'=' if term.op == ':' else term.op} ?", [int(value)]
        case "safe_in" | "unsafe_in":
            sql, values = _name("o.target", value)
            score = "= 1" if term.field == "safe_in" else "< 1"
            others = f"SELECT o.prompt FROM responses o WHERE o.score {score} AND {sql}"
            if masked:
                others, values = f"{others} AND o.id NOT IN ({blindness.RESPONSES})", [*values, auditor]
            return f"r.prompt IN ({others})", values
        case "status":
            return "r.judge_status = ?", [value]
        case "cat":
            node = taxonomy.nodes()[value]
            return "r.category BETWEEN ? AND ?", [node.first, node.last]
        case "model":
            return _name("r.target", value, term.op)
        case "judge":
            sql, values = _name("j.judge", value, term.op)
            return f"EXISTS (SELECT 1 FROM judgments j WHERE j.response = r.id AND {sql})", values
        case "scored_by":
            sql, values = _name("j.judge", value, term.op)
            latest_one = latest.judgment("r.id", "j.judge")
            return (
                "EXISTS (SELECT 1 FROM judgments j WHERE j.response = r.id AND j.score IS NOT NULL"
                f" AND {sql} AND j.id = {latest_one})",
                values,
            )
        case "run":
            sql, values = _name("u.name", value, term.op)
            return (
                "r.id IN (SELECT i.response FROM run_items i JOIN runs u ON u.id = i.run "
                f"WHERE {sql} OR u.uid = ?)",
                [*values, encode(value)],
            )
        case "reviewed":
            return {
                "yes": (f"r.id IN ({_REVIEWED})", []),
                "no": (f"r.id NOT IN ({_VERDICTS})", []),
                "me": (f"r.id IN ({_VERDICTS} WHERE s.auditor IS ? AND s.origin <> 'bulk')", [auditor]),
                "stale": ("r.id IN (SELECT s.response FROM stale_reviews s)", []),
                "bulk": (f"r.id IN ({_IN_BULK})", []),
                "settled": ("r.id IN (SELECT f.response FROM final_scores f)", []),
            }[value]
        case "decision":
            return "r.id IN (SELECT d.response FROM decisions d WHERE d.decision = ?)", [value]
        case "origin":
            return f"r.id IN ({_VERDICTS} WHERE s.origin = ?)", [value]
        case "code":
            sql, values = _name("c.value", value, term.op)
            return f"r.id IN ({_VERDICTS}, json_each(s.codes) c WHERE {sql})", values
        case "only":  # written by screens, never by people: exactly these ids
            return "r.id IN (SELECT value FROM json_each(?))", [value]
        case "signal":
            return signal_sql.flagged(value, auditor if masked else None)
        case "auditor":
            sql, values = _name("a.folded", folded(value), term.op)
            return f"r.id IN ({_VERDICTS} JOIN auditors a ON a.id = s.auditor WHERE {sql})", values
        case _:
            return "r.uid >= ? AND r.uid < ?", [encode(value.lower()), encode(value.lower() + "g")]


def _name(column: str, value: str, op: str = ":") -> tuple[str, list[Any]]:
    if op == "=":  # exactly this name, which may hold a * or differ from another in case alone
        return f"{column} = ?", [encode(value)]
    if "*" not in value:
        return f"{column} = ? COLLATE NOCASE", [encode(value)]
    pattern = re.sub(r"([%_\\])", r"\\\1", value).replace("*", "%")
    return f"{column} LIKE ? ESCAPE '\\'", [encode(pattern)]


def match_query(words: str, op: str) -> str:
    """A word (``:``) or phrase (``=``) in the language of FTS5.

    Quoted, so that nothing a user types is read as its syntax. A word also finds what begins with it,
    which is what somebody still typing wants; so does the last word of a phrase that ends with ``*``.
    """
    begins = op == ":" or words.endswith("*")
    plain = words.rstrip("*").replace("\x00", " ").replace('"', " ")
    return f'"{plain}"' + (" *" if begins else "")


def _text(query: str, auditor: int | None) -> tuple[str, list[Any]]:
    seen, values = ("", list[Any]()) if auditor is None else (f"{_SEEN} AND ", [auditor])
    return (
        "r.prompt IN (SELECT rowid FROM prompts_fts WHERE prompts_fts MATCH ?)"
        " OR r.id IN (SELECT rowid FROM responses_fts WHERE responses_fts MATCH ?)"
        f" OR {seen}(r.id IN (SELECT j.response FROM judgments_fts f JOIN judgments j ON j.id = f.rowid"
        " WHERE judgments_fts MATCH ?)"
        " OR r.id IN (SELECT s.response FROM reviews_fts f JOIN standing_reviews s ON s.id = f.rowid"
        " WHERE reviews_fts MATCH ?))",
        [encode(query)] * 2 + values + [encode(query)] * 2,
    )
