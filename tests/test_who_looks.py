"""Reading functions require a viewer, and the modules that read without hiding anything are on a list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import paths

PRODUCT = paths.ROOT / "airbench_tui"

HIDING_NOTHING = {
    "store/rules/viewer.py": "defines UNRESTRICTED",
    "cli/commands/agreement.py": "a figure that will be quoted does not depend on the auditor who computes it",
    "cli/commands/export.py": "without a filter everything is exported; the command warns that it ends blindness",
    "tui/browse/export_dialog.py": "as the command; the dialog asks before it ends blindness",
    "reviewing/packet_draw.py": "counts all that is hidden from the maker of a packet, so that a preview hides it",
    "store/reviewing/packets.py": "a packet is drawn from everything that matches",
    "store/reviewing/packet_places.py": "a place hides the judge by its own first verdict",
    "reviewing/sessions.py": "an auditor's own reviews in one place of a packet",
}
"""The modules that may read without hiding anything, and why."""


def left_out(tree: ast.AST, *, names: bool) -> Iterator[str]:
    """Yield the parameters and fields that let a caller forget the viewer.

    These are viewers with a default and viewers that may be None. With *names* these are also parameters and fields
    named auditor or viewer that are None by default.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            given = node.args
            ordered = [*given.posonlyargs, *given.args]
            defaults = [None] * (len(ordered) - len(given.defaults)) + given.defaults
            pairs = [
                *zip(ordered, defaults, strict=True),
                *zip(given.kwonlyargs, given.kw_defaults, strict=True),
            ]
            slots = [(one.arg, one.annotation, default) for one, default in pairs]
        elif isinstance(node, ast.ClassDef):
            slots = [
                (one.target.id, one.annotation, one.value)
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
        else:
            continue
        for name, annotation, default in slots:
            words = "" if annotation is None else ast.unparse(annotation)
            is_viewer = "Viewer" in words.replace("|", " ").split()
            nothing = isinstance(default, ast.Constant) and default.value is None
            forgettable = is_viewer and (default is not None or "None" in words)
            if forgettable or (names and name in ("auditor", "viewer") and nothing):
                yield name


def hides_nothing(tree: ast.AST) -> bool:
    """Return whether a module reads, or may read, without hiding anything."""
    return any(
        (isinstance(node, ast.Name) and node.id == "UNRESTRICTED")
        or (isinstance(node, ast.Attribute) and node.attr == "UNRESTRICTED")
        or (isinstance(node, ast.keyword) and node.arg == "sees_all")
        for node in ast.walk(tree)
    )


def modules() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(Path(PRODUCT).rglob("*.py")):
        yield path.relative_to(PRODUCT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_nobody_can_forget_to_say_who_looks() -> None:
    assert {
        (name, slot)
        for name, tree in modules()
        for slot in left_out(tree, names=name.startswith("store/reading/"))
    } == set()


def test_what_hides_nothing_is_known() -> None:
    assert {name for name, tree in modules() if hides_nothing(tree)} == set(HIDING_NOTHING)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(viewer: Viewer) -> None: ...", []),
        ("def f(viewer: Viewer = UNRESTRICTED) -> None: ...", ["viewer"]),
        ("async def f(*, who: Viewer = Viewer(None)) -> None: ...", ["who"]),
        ("def f(viewer: Viewer | None) -> None: ...", ["viewer"]),
        ("class A:\n    viewer: Viewer", []),
        ("class A:\n    who: Viewer = UNRESTRICTED", ["who"]),
        ("def f(auditor: int | None = None) -> None: ...", ["auditor"]),
        ("def f(a, viewer=None, b=1): ...", ["viewer"]),
        ("class A:\n    auditor: int | None = None", ["auditor"]),
        ("def f(auditor: int) -> None: ...", []),
    ],
)
def test_the_rule_finds_what_could_be_forgotten(source: str, found: list[str]) -> None:
    assert list(left_out(ast.parse(source), names=True)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("read(connection, UNRESTRICTED)", True),
        ("read(connection, viewer.UNRESTRICTED)", True),
        ("read(connection, Viewer(me, sees_all=everything))", True),
        ("read(connection, Viewer(me))", False),
    ],
)
def test_the_rule_finds_what_hides_nothing(source: str, found: bool) -> None:
    assert hides_nothing(ast.parse(source)) is found
