"""The rule that a bulk decision does not make a response reviewed stands in one place, ``store/rules``."""

from __future__ import annotations

import ast
import re

import pytest

from tests.test_sql_in_the_store import PACKAGE, texts

COMPARED = re.compile(r"(=|<>|\bIS|\bIS\s+NOT|\bIN\s*\([^()]*|\bLIKE)\s*'bulk'", re.IGNORECASE)


def comparisons(source: str) -> list[int]:
    """Return the lines on which *source* compares something with "bulk", in SQL or in Python."""
    tree = ast.parse(source)
    in_python = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(
            isinstance(part, ast.Constant) and part.value == "bulk"
            for side in (node.left, *node.comparators)
            for part in ([side, *side.elts] if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side])
        )
    ]
    return sorted({*in_python, *(line for line, text in texts(tree) if COMPARED.search(text))})


def test_only_the_rules_say_that_bulk_decisions_do_not_count() -> None:
    """Migrations are left out: they must stay as they were."""
    found = {
        name
        for path in PACKAGE.rglob("*.py")
        if not (name := path.relative_to(PACKAGE).as_posix()).startswith(("store/rules/", "store/schema/"))
        and comparisons(path.read_text(encoding="utf-8"))
    }
    assert found == set(), "use counts() or in_bulk() of store/rules/decisions.py"


@pytest.mark.parametrize(
    "source",
    [
        "\"SELECT id FROM standing_verdicts WHERE origin <> 'bulk'\"",
        "f\"{alias}.origin <> 'bulk' AND NOT stale\"",
        "\"origin = 'bulk'\"",
        "\"v.origin IS NOT 'bulk'\"",
        "\"origin NOT IN ('import', 'bulk')\"",
        'review.origin != "bulk"',
        'row["origin"] in ("bulk", "import")',
    ],
)
def test_comparisons_are_recognised(source: str) -> None:
    assert comparisons(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "\"SELECT auditor, judgment, 'bulk', made_at FROM reviews\"",
        "\"CASE WHEN v.bulk IS NOT NULL THEN 'bulk' END\"",
        "{'origin': \"'bulk'\"}",
        'Origin = Literal["packet", "bulk"]',
    ],
)
def test_other_uses_of_the_word_are_not_comparisons(source: str) -> None:
    assert comparisons(source) == []
