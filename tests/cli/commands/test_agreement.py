"""``agreement`` for scripts: reference numbers from an imported file, every option, databases with few data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from airbench_tui.store.database import open_database
from tests import audits
from tests.audits import HOSTILE, POOR
from tests.cli.conftest import CONTROLS, Cli
from tests.effort import cases

# By scikit-learn, statsmodels, krippendorff and irrCAC, to these digits.
A_VALUES = {
    "raw_agreement": 0.87,
    "kappa": 0.661458333,
    "kappa_linear": 0.702823180,
    "kappa_quadratic": 0.728217426,
    "ac1": 0.839128821,
    "ac2_quadratic": 0.862057773,
    "alpha_ordinal": 0.734424220,
    "bias": -0.02,
}
A_UNSAFE = {
    "sensitivity": (0.826087, (0.628624, 0.930213)),
    "specificity": (0.922078, (0.840244, 0.963799)),
    "ppv": (0.76, None),
    "npv": (0.946667, None),
}


def near(value: float, digits: int) -> Any:
    """Return a matcher for *value* to *digits* digits, the last within 1: some references were rounded twice."""
    return pytest.approx(value, abs=1.01 * 10**-digits)


def strict(text: str) -> Any:
    """Parse a JSON document, refusing NaN and infinities, which are not JSON."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} in the JSON")

    return json.loads(text, parse_constant=refuse)


def brought(cli: Cli, tmp_path: Path, verdicts: list[dict[str, Any]]) -> Any:
    """Import these verdicts from a CSV and return the document of ``agreement --json``."""
    cli("import", audits.reviews_file(tmp_path / "reviews.csv", verdicts), ok=0)
    return strict(cli("agreement", "--json", ok=0).text)


def test_table_a_from_a_file(cli: Cli, tmp_path: Path) -> None:
    found = brought(cli, tmp_path, audits.table_a())
    compared = found["judge_vs_human"]
    assert (found["n_judged"], found["n_reviewed"], found["basis"]) == (100, 100, "blind first verdicts")
    assert compared["confusion"] == [list(row) for row in audits.TABLE_A]
    assert compared["confusion_weighted"] is None
    for name, value in A_VALUES.items():
        assert compared[name]["value"] == near(value, 9), name
        assert compared[name]["n"] == 100
    assert compared["raw_agreement"]["ci95"] == [near(0.790197, 6), near(0.922428, 6)]
    unsafe = compared["unsafe"]
    assert [unsafe[name] for name in ("tp", "fp", "fn", "tn")] == [19, 6, 4, 71]
    for name, (value, ends) in A_UNSAFE.items():
        assert unsafe[name]["value"] == near(value, 6), name
        if ends:
            assert unsafe[name]["ci95"] == [near(end, 6) for end in ends]
    assert compared["mcnemar_p"] == near(0.753906, 6)
    assert compared["stuart_maxwell_p"] == near(0.790338, 6)
    # The reference made percentile bootstraps of 5,000 rounds over rows; here each category has one row.
    assert compared["kappa_quadratic"]["ci95"] == [pytest.approx(end, abs=0.02) for end in (0.5534, 0.8729)]
    assert compared["ac2_quadratic"]["ci95"] == [pytest.approx(end, abs=0.02) for end in (0.7643, 0.9411)]
    assert found["mean_score"]["human_on_reviewed"]["value"] == near(0.795, 6)
    assert found["safe_rate"]["judge"]["value"] == near(0.75, 9)


def test_table_b_from_a_file(cli: Cli, tmp_path: Path) -> None:
    people = brought(cli, tmp_path, audits.table_b())["human_vs_human"]
    assert people["auditors"] == ["A", "B", "C"] and people["n_overlap"] == 12
    assert people["alpha_ordinal"]["value"] == near(0.740513393, 9)
    assert people["ac1"]["value"] == near(0.704918033, 9)
    assert people["ac2_quadratic"]["value"] == near(0.807926829, 9)
    assert [(pair["auditors"], pair["n"]) for pair in people["pairs"]] == [
        (["A", "B"], 10),
        (["A", "C"], 9),
        (["B", "C"], 9),
    ]


def weighted_a() -> list[dict[str, Any]]:
    """Return table A as from a packet: responses that the judge called unsafe have probability 1, others 1/4."""
    return [
        {
            **row,
            "packet": "june",
            "origin": "packet",
            "inclusion_probability": 1.0 if row["judge_score"] < 1 else 0.25,
        }
        for row in audits.table_a()
    ]


def is_weighted(compared: dict[str, Any]) -> None:
    """Assert the figures of table A with its last row counted four times, computed by hand."""
    assert compared["confusion"] == [list(row) for row in audits.TABLE_A]
    assert compared["confusion_weighted"] == [[14, 2, 4], [1, 2, 2], [12, 4, 284]]
    assert compared["raw_agreement"]["value"] == near(300 / 325, 9)
    unsafe = compared["unsafe"]
    assert [unsafe[name] for name in ("tp", "fp", "fn", "tn")] == [19, 6, 4, 71]
    assert unsafe["sensitivity"]["value"] == near(19 / 35, 9)
    assert unsafe["specificity"]["value"] == near(284 / 290, 9)
    assert unsafe["ppv"]["value"] == near(19 / 25, 9)
    assert unsafe["npv"]["value"] == near(71 / 75, 9)
    assert compared["bias"]["value"] == near((-1 - 4 + 0.5 - 1 + 12 + 2) / 325, 9)
    by_judge, by_people = (20, 5, 300), (27, 8, 290)
    expected = sum(a * b for a, b in zip(by_judge, by_people, strict=True)) / 325**2
    assert compared["kappa"]["value"] == near((300 / 325 - expected) / (1 - expected), 9)


def test_probabilities_in_a_file_are_weights(cli: Cli, tmp_path: Path) -> None:
    is_weighted(brought(cli, tmp_path, weighted_a())["judge_vs_human"])


def test_probabilities_of_a_packet_are_weights(cli: Cli, tmp_path: Path, database: Path) -> None:
    rows = audits.table_a()
    with open_database(database) as opened:
        connection = opened.connection
        ids = audits.put(connection, [row["judge_score"] for row in rows])
        chances = {one: 1.0 if row["judge_score"] < 1 else 0.25 for one, row in zip(ids, rows, strict=True)}
        items = audits.draw(connection, "june", chances)
        for one, row in zip(ids, rows, strict=True):
            audits.verdict(connection, "ann", one, row["human"], item=items[one])
    found = strict(cli("agreement", "--json", ok=0).text)
    is_weighted(found["judge_vs_human"])
    assert found["packet"] == {
        "name": "june",
        "design": {"stratify": "judge-score", "n": 100},
        "seed": 7,
        "frame": 100,
        "drawn": 100,
    }


# -- options ----------------------------------------------------------------------------------


@pytest.fixture
def filled(database: Path) -> Path:
    with open_database(database) as opened:
        audits.sampled(opened.connection)
    return database


GROUPS = {
    "l2": (16, "1 Security Risks"),
    "judge": (2, "SAMPLE judge"),
    "model": (2, "SAMPLE Marble-8b"),
    "auditor": (3, "ann"),
    "l1": (4, "L1.1 System & Operational Risks"),
    "l3": None,
}


@pytest.mark.parametrize("by", cases(list(GROUPS), 2))
def test_each_kind_of_group(cli: Cli, filled: Path, by: str) -> None:
    found = strict(cli("agreement", "--by", by, "--json", ok=0).text)
    groups = found["groups"]
    assert all({"key", "judge_vs_human", "safe_rate", "warnings"} <= set(group) for group in groups)
    if expected := GROUPS[by]:
        assert (len(groups), groups[0]["key"]) == expected
    total = found["judge_vs_human"]["n"]
    counts = [group["judge_vs_human"]["n"] for group in groups]
    assert (counts[0] if by == "judge" else sum(counts)) == total
    lines = cli("agreement", "--by", by, ok=0).text.splitlines()
    assert [group["key"] for group in groups] == [
        line for line in lines if line in {g["key"] for g in groups}
    ]


def test_groups_by_level_4(cli: Cli, filled: Path) -> None:
    groups = strict(cli("agreement", "--by", "l4", "--json", ok=0).text)["groups"]
    assert sum(group["n_judged"] for group in groups) == 158
    assert len({group["key"] for group in groups}) == len(groups) > 50


def test_model_judge_and_packet_select_reviews(cli: Cli, filled: Path) -> None:
    def n(*options: str) -> tuple[str, int, int]:
        found = strict(cli("agreement", "--json", *options, ok=0).text)
        return found["judge"], found["n_judged"], found["judge_vs_human"]["n"]

    everything = n()
    assert everything[:2] == ("SAMPLE judge", 158)
    one, other = n("--model", "SAMPLE Marble-8b"), n("--model", "SAMPLE Quill-2")
    assert one[1] + other[1] == 158 and one[2] + other[2] == everything[2]
    assert n("--packet", "june") == everything
    assert n("--judge", "phrases")[0] == "phrases"


@pytest.mark.parametrize(
    "options, words",
    [
        (("--judge", "nobody"), ("no judge 'nobody'", "'SAMPLE judge'")),
        (("--model", "nobody"), ("no model 'nobody'", "'SAMPLE Quill-2'")),
        (("--packet", "july"), ("no packet 'july'", "'june'")),
        (("--by", "colour"), ("colour",)),
        (("--seed", "-1"), ("--seed",)),
        (("--seed", "x"), ("--seed",)),
        (("--judge", HOSTILE), ("no judge",)),
    ],
    ids=lambda value: value[0].strip("-") if isinstance(value, tuple) else None,
)
def test_an_unknown_name_is_refused_in_one_line(
    cli: Cli, filled: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = cli("agreement", *options)
    done.fails(*words)
    assert done.out == b""
    cli("agreement", "--json", *options).fails(*words)


def test_the_seed_changes_only_intervals_and_is_repeatable(cli: Cli, filled: Path) -> None:
    one, again, other = (
        strict(cli("agreement", "--json", "--seed", seed, ok=0).text)["judge_vs_human"]["kappa"]
        for seed in ("1", "1", "2")
    )
    assert one == again and one["value"] == other["value"] and one["ci95"] != other["ci95"]


def test_a_report(cli: Cli, filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "appendix.md"
    done = cli("agreement", "--by", "l2", "--report", path, ok=0)
    text = path.read_text("utf-8")
    assert "## By l2" in text and "Criminal Activities" in text and "seed 0" in text
    assert str(path) in done.complaint and "safe rate, corrected" in done.text
    again = cli("agreement", "--report", path)
    again.fails("appendix.md' exists: add --force")
    assert again.out == b"" and path.read_text("utf-8") == text
    quiet = cli("agreement", "--json", "--report", path, "--force", ok=0)
    strict(quiet.text)


def test_a_report_that_cannot_be_written(cli: Cli, filled: Path, tmp_path: Path) -> None:
    for path, why in (
        (tmp_path / "nowhere" / "a.md", "cannot write"),
        (tmp_path / ("x" * 300), "cannot write"),
        (tmp_path, "is a folder"),
    ):
        done = cli("agreement", "--report", path)
        done.fails(why)
        assert done.out == b""
    cli("agreement", "--json", "--report", "-").fails("--json uses standard output")


def test_lines_say_the_same_as_the_json(cli: Cli, filled: Path) -> None:
    lines, found = cli("agreement", ok=0).text, strict(cli("agreement", "--json", ok=0).text)
    rate = found["safe_rate"]["corrected"]
    assert f"safe rate, corrected: {rate['value']:.3f} (95 % CI {rate['ci95'][0]:.3f}" in lines
    assert f"kappa {found['judge_vs_human']['kappa']['value']:.3f}" in lines
    for words in found["warnings"]:
        assert f"note: {words}" in lines


# -- poor databases ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", cases(sorted(POOR), 3))
def test_a_poor_database_gives_figures_and_reasons(
    cli: Cli, database: Path, tmp_path: Path, name: str
) -> None:
    fill, words = POOR[name]
    with open_database(database) as opened:
        fill(opened.connection)
    found = strict(cli("agreement", "--json", "--by", "l2", ok=0).text)
    assert any(words in one for one in found["warnings"]), found["warnings"]
    assert words in cli("agreement", ok=0).text
    cli("agreement", "--report", tmp_path / "r.md", "--by", "auditor", ok=0)
    assert "nan" not in (tmp_path / "r.md").read_text("utf-8").split()


def test_a_database_that_does_not_exist_reads_as_empty(cli: Cli, database: Path) -> None:
    found = strict(cli("agreement", "--json", ok=0).text)
    assert (found["judge"], found["n_judged"], found["judge_vs_human"]["kappa"]) == (None, 0, None)
    assert not database.exists()


def test_hostile_names_are_printed_safely(cli: Cli, database: Path, tmp_path: Path) -> None:
    with open_database(database) as opened:
        connection = opened.connection
        ids = audits.put(connection, [1.0, 0.0] * 10, judge=f"j {HOSTILE}", target=f"m {HOSTILE}")
        items = audits.draw(connection, f"p {HOSTILE}", dict.fromkeys(ids[:10], 0.5))
        for response, item in items.items():
            audits.verdict(connection, f"a {HOSTILE}", response, 1.0, item=item)
    for options in ((), ("--json",), ("--by", "model"), ("--by", "auditor"), ("--by", "judge")):
        done = cli("agreement", *options, ok=0)
        assert not CONTROLS.search(done.text) and not CONTROLS.search(done.complaint)
    cli("agreement", "--report", tmp_path / "r.md", "--by", "model", ok=0)
    assert not CONTROLS.search((tmp_path / "r.md").read_text("utf-8"))
