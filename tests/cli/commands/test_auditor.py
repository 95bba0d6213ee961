"""``auditor``: the auditors, and the cost of hard categories."""

from __future__ import annotations

from tests.cli.commands.conftest import differ, uids
from tests.cli.conftest import Cli


def test_auditors(desk: Cli) -> None:
    differ(desk, uids(desk)[0])
    made = desk(
        "auditor", "set", "eve", "--role", "expert", "--language", "de", "--group", "north", "--opt-out", "9",
        "--opt-out", "14.3940", "--json", ok=0,
    ).json  # fmt: skip
    assert made == {
        "name": "eve", "role": "expert", "language": "de", "group": "north", "opted_out": ["14.3940", "9"],
        "reviewed": 0,
    }  # fmt: skip
    assert desk("auditor", "set", "eve", "--role", "", "--opt-in", "9", ok=0).text == (
        "eve: 0 reviewed, language de, group north, not 14.3940\n"
    )
    desk("auditor", "set", "bob", "--group", "north", ok=0)
    listed = desk("auditor", "list", "--json", ok=0).json
    assert [(one["name"], one["reviewed"]) for one in listed["rows"]] == [("ann", 1), ("bob", 1), ("eve", 0)]
    assert desk("auditor", "list", ok=0).text.splitlines()[-1] == "3 auditors"
    (pair,) = desk("auditor", "disagreements", "--json", ok=0).json["rows"]
    assert pair == {
        "first": "ann", "second": "bob", "both": 1, "differing": 1, "responses": [uids(desk)[0]],
    }  # fmt: skip
    assert desk("auditor", "disagreements", "--by", "group", ok=0).text == (
        "north and (none): differ on 1 of 1\n1 pair\n"
    )


def test_care_shows_your_own_cost_and_totals_without_names(desk: Cli) -> None:
    desk("review", "add", uids(desk)[0], "--score", "1", ok=0)
    desk("auditor", "set", "ann", "--opt-out", "12.37", ok=0)
    (own,) = desk("auditor", "care", "--json", ok=0).json["rows"]
    assert (own["node"], own["why"], own["items"]) == ("12.37", "opted out", 1)
    assert "12.37" in desk("auditor", "care", ok=0).text
    assert desk("--auditor", "bob", "auditor", "care", "--json", ok=0).json == {"total": 0, "rows": []}
    totals = desk("--auditor", "bob", "auditor", "care", "--totals", "--json", ok=0).json
    assert totals == {"people": 1, "items": 1, "seconds": 0.0, "all_seconds": 0.0}
    text = desk("--auditor", "bob", "auditor", "care", "--totals", ok=0).text
    assert text == "1 auditor marked hard categories: 1 item, 0 min of 0 min\n"
