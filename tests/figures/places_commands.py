"""The same places as scripts see them: the commands' JSON, for an auditor from whom nothing is hidden."""

from __future__ import annotations

from tests.figures.commands import Commands
from tests.figures.places import Audit, Values, agreement_values

_ROWS = ("all", "reviewed", "overridden", "disagreed")


def filtered(audit: Audit, expressions: tuple[str, ...]) -> Values:
    """Return the responses that ``list`` finds."""
    commands = Commands(audit.path)
    for expression in expressions:
        if "reviewed:me" not in expression:
            found = {audit.by_uid[row["response_id"]] for row in commands.list(expression)}
            yield f"{expression}, all", found


def lines(audit: Audit) -> Values:
    """Return the rows of ``list``."""
    for row in Commands(audit.path).list():
        given = row["judge_status"], row["score"], row["review_score"], row["decision"], row["stale"]
        yield f"{audit.by_uid[row['response_id']]}, all", (*given, row["other_reviews"])


def agreement(audit: Audit) -> Values:
    """Return ``agreement`` for each judge and packet, and its groups by model."""
    commands = Commands(audit.path)
    for judge in audit.judges:
        whole = commands.agreement("--judge", judge, "--by", "model")
        parts = {"all": whole}
        for packet in audit.packets:
            parts[f"packet {packet}"] = commands.agreement("--judge", judge, "--packet", packet)
        for group, found in parts.items():
            for name, value in agreement_values(found).items():
                yield f"judge {judge}, {group}: {name}", value


def agreement_reviewed(audit: Audit) -> Values:
    """Return ``n_reviewed`` of ``agreement`` and of its groups by model and auditor."""
    commands = Commands(audit.path)
    for judge in audit.judges:
        for by, word in (("model", "model"), ("auditor", "by")):
            whole = commands.agreement("--judge", judge, "--by", by)
            yield "all", whole["n_reviewed"]
            for part in whole["groups"]:
                yield f"{word} {part['key']}", part["n_reviewed"]
    for packet in audit.packets:
        yield f"packet {packet}", commands.agreement("--packet", packet)["n_reviewed"]


def exported(audit: Audit) -> Values:
    """Return the answers that ``export --rows`` writes."""
    commands = Commands(audit.path)
    for rows in _ROWS:
        yield rows, {audit.by_uid[row["response_id"]] for row in commands.export("--rows", rows)}


def finals(audit: Audit) -> Values:
    """Return ``final_score`` and ``final_source`` of ``export``."""
    for row in Commands(audit.path).export():
        own = row["final_source"] in ("judge", None) and row["final_score"] == row["score"]
        name = audit.by_uid[row["response_id"]]
        yield name, "the judge's of that row" if own else (row["final_score"], row["final_source"])


def disputes(audit: Audit) -> Values:
    """Return ``adjudicate list``."""
    commands = Commands(audit.path)
    for word, options in (("open", ()), ("settled", ("--settled",))):
        yield (
            f"{word}, all",
            {audit.by_uid[case["response_id"]] for case in commands.disputes("--limit", "1000", *options)},
        )


def sides(audit: Audit) -> Values:
    """Return the verdicts in ``adjudicate list``, without auditors who could not judge."""
    commands = Commands(audit.path)
    for case in (*commands.disputes("--limit", "1000"), *commands.disputes("--settled", "--limit", "1000")):
        said = {side["auditor"]: side["score"] for side in case["sides"] if side["score"] is not None}
        yield audit.by_uid[case["response_id"]], said


def packets(audit: Audit) -> Values:
    """Return ``packet list`` and ``packet status``."""
    for name in audit.packets:
        listed, status = Commands(audit.path).packet(name)
        yield f"packet {name}: places", listed["places"]
        for word, key in (("answered", "answered"), ("decided", "done")):
            if key in listed:
                yield f"packet {name}: {word}", listed[key]
        for one in status["auditors"]:
            yield (
                f"packet {name}, {one['auditor']}",
                {
                    "assigned": one["assigned"],
                    "decided": one["done"],
                    "cannot judge": one["cannot_judge"],
                    "left": one["left"],
                    "repeats": one["repeats"],
                    "repeats decided": one["repeats_done"],
                },
            )
