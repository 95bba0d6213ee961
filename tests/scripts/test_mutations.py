"""Mutations: what is mutated and what is left alone, and that a draw can be made again."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from scripts import mutate
from scripts.mutations import mutations
from tests import paths


def changed(source: str) -> set[str]:
    """Every mutation of *source*, applied."""
    return {one.applied(source.encode()).decode() for one in mutations(source.encode())}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a == b", {"a != b"}),
        ("(a) is not (b)", {"(a) is (b)"}),
        ("a not  in b", {"a in b"}),
        ("a < b == c", {"a <= b == c", "a >= b == c", "a < b != c"}),
        ("x = a and b or c", {"x = a or b or c", "x = a and b and c"}),
        ("x = not a", {"x = a"}),
        ("x = -a + b", {"x = a + b", "x = -a - b"}),
        ("x += y", {"x -= y"}),
        ("x = 'é' * y", set()),
        ("x = z('é', a, 0)", {"x = z('é', a, 1)"}),
        ("x = True, 1.0, 7", {"x = False, 1.0, 7", "x = True, 0, 7"}),
        ("x = min(a)", {"x = max(a)"}),
        ("x = a if b else c", {"x = a if True else c", "x = a if False else c"}),
        ("x = [a for a in b if c]", {"x = [a for a in b if True]"}),
        ("while a: b = c", {"while False: b = c"}),
        (
            "if a: b = c\nelse: b = d",
            {"if True: b = c\nelse: b = d", "if False: b = c\nelse: b = d"} | {"if a: b = c\nelse: pass"},
        ),
        ("def f():\n  return a", {"def f():\n  return None"}),
        ("for a in b:\n  continue", {"for a in b:\n  break"}),
        ("a.b(c)", {"pass"}),
        ("raise A(1, 'no AND no', not b)", {"pass"}),
        ("x = a # a < b\\\n", set()),
        ("x = (a # <\n < b)", {"x = (a # <\n <= b)", "x = (a # <\n >= b)"}),
    ],
)
def test_python(source: str, expected: set[str]) -> None:
    assert changed(source) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("WHERE a = b", {"WHERE a <> b"}),
        ("WHERE a >= b", {"WHERE a > b", "WHERE a < b"}),
        ("WHERE a IS NOT NULL", {"WHERE a IS NULL"}),
        ("WHERE a IS NULL", {"WHERE a IS NOT NULL"}),
        ("WHERE a IS NOT b", {"WHERE a IS b"}),
        ("WHERE a AND b", {"WHERE a OR b"}),
        ("WHERE a BETWEEN b AND c", set()),
        ("WHERE NOT a", {"WHERE a"}),
        ("WHERE EXISTS (SELECT 1 FROM a)", {"WHERE NOT EXISTS (SELECT 1 FROM a)"}),
        ("WHERE NOT EXISTS (SELECT 1 FROM a)", {"WHERE EXISTS (SELECT 1 FROM a)"}),
        ("SELECT a ORDER BY b", {"SELECT a ORDER BY b DESC"}),
        ("SELECT a ORDER BY b DESC", {"SELECT a ORDER BY b"}),
        ("SELECT min(a)", {"SELECT max(a)"}),
        ("SELECT a FROM b LEFT JOIN c", {"SELECT a FROM b JOIN c"}),
        ("SELECT coalesce(a, 0)", {"SELECT coalesce(a, 1)"}),
        ("UPDATE a SET b = c WHERE d = e", {"UPDATE a SET b = c WHERE d <> e"}),
        ("a = b and so on", set()),
    ],
)
def test_sql_in_strings(sql: str, expected: set[str]) -> None:
    assert changed(f'x = "{sql}"') == {f'x = "{one}"' for one in expected}


def test_fields_of_an_f_string_are_not_sql() -> None:
    assert changed('x = f"SELECT {a if b < 1 else min(c)} WHERE {{}} = d"') == {
        'x = f"SELECT {a if b < 1 else min(c)} WHERE {{}} <> d"'
    }


@pytest.mark.parametrize(
    "source",
    [
        '"""A module. SELECT a WHERE b = c."""',
        'def f():\n    """Say WHERE a = 1."""',
        "x: Literal[1]",
        "@dataclass(frozen=True)\nclass A: ...",
        "def f(a: B[0]) -> C[1]: ...",
        "log.info('a', not b, 1)",
        "x = zip(a, b, strict=True)",
        "if TYPE_CHECKING:\n    import a",
    ],
)
def test_what_changes_no_behaviour_is_left_alone(source: str) -> None:
    assert changed(source) == set()


def test_every_mutation_of_the_program_is_another_program() -> None:
    for path in sorted((paths.ROOT / "airbench_tui" / "store" / "rules").glob("*.py")):
        source = path.read_bytes()
        same = ast.dump(ast.parse(source))
        for one in mutations(source):
            assert ast.dump(ast.parse(one.applied(source))) != same, (path, one)


def test_a_draw_depends_on_the_seed_and_its_own_line_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = a < b\ny = c and d\nz = not e\n")
    first = mutate.draws(11, ["."], tmp_path)
    assert mutate.draws(11, ["a.py"], tmp_path) == first
    orders = {
        tuple(one.mutation.operator for one in mutate.draws(seed, ["."], tmp_path)) for seed in range(9)
    }
    assert len(orders) > 1
    file.write_text("# More.\n\nx = a < b\ny = c and d\nw = -f\nz = not e\n")
    again = [one.mutation.operator for one in mutate.draws(11, ["."], tmp_path)]
    again.remove("drop -")
    assert again == [one.mutation.operator for one in first]


def test_nothing_to_mutate_is_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nothing to mutate under docs"):
        mutate.draws(11, ["docs"], tmp_path)


def test_folders_named_are_tried_in_order() -> None:
    first, *more = mutate.groups(Path("airbench_tui/store/rules/views.py"))
    assert first == ("tests/store/rules",) and ("tests/figures",) in more


def test_folders_of_tests_are_there() -> None:
    named = [
        name
        for prefix, groups in mutate._TESTS
        for name in (prefix, *(one for group in groups for one in group))
    ]
    assert [name for name in named if not (paths.ROOT / name).exists()] == []


CODE = """
def later(at, limit):
    return at >= limit
"""
TESTS = """
import pytest
from airbench_tui import clock

@pytest.mark.parametrize("at", [3, 5])
def test_later(at):
    assert clock.later(at, 4) == (at == 5)
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a small program and its test, which does not try the limit itself."""
    for name, text in {
        "airbench_tui/__init__.py": "",
        "airbench_tui/clock.py": CODE,
        "tests/__init__.py": "",
        "tests/test_clock.py": TESTS,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setenv(
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"
    )  # the plugins take longer than this checkout's tests
    monkeypatch.setenv("PYTEST_PLUGINS", "xdist.plugin")
    return tmp_path


def test_tests_that_import_the_module_come_first(checkout: Path) -> None:
    assert mutate.groups(Path("airbench_tui/clock.py"), checkout) == [("tests/test_clock.py",), ("tests",)]
    assert mutate.groups(Path("airbench_tui/room/other.py"), checkout) == [("tests",)]


def test_faults_are_found_or_survive_and_the_checkout_stays(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["--over", "airbench_tui", "--count", "3", "--tests", "tests"]
    assert mutate.main(command, checkout) == 1
    _, *lines, last = capsys.readouterr().out.splitlines()
    cells = [line.strip().split("  ") for line in lines]
    assert {operator: (place, end) for _, place, operator, end, _ in cells} == {
        ">= to <": ("airbench_tui/clock.py:3", "killed by tests/test_clock.py::test_later[3]"),
        ">= to >": ("airbench_tui/clock.py:3", "SURVIVED"),
        "return None": ("airbench_tui/clock.py:3", "killed by tests/test_clock.py::test_later[3]"),
    }
    assert last == "2 of 3 were found, 1 survived"
    assert (checkout / "airbench_tui" / "clock.py").read_text() == CODE


def test_a_test_that_fails_anyway_finds_nothing(checkout: Path) -> None:
    (checkout / "tests" / "test_clock.py").write_text("def test_nothing():\n    assert False\n")
    with pytest.raises(SystemExit, match=r"tests/test_clock\.py::test_nothing also fails without a mutation"):
        mutate.main(["--over", "airbench_tui", "--count", "1", "--tests", "tests"], checkout)
