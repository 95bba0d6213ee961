"""Completions of a filter that is being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.store.reading.filters.completion import completions
from airbench_tui.store.reading.filters.parser import parse

NAMES = {
    "model": ["acme/owl-7b", "acme/owl-70b", "Quill two", 'say "x"'],
    "judge": ["gpt-4o", "gpt-4o (assumed)"],
    "code": ["misread"],
}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("rev", ["reviewed:"]),
        ("score<1 s", ["score<1 score:", "score<1 status:", "score<1 scored_by:", "score<1 safe_in:"]),
        ("-mod", ["-model:"]),
        ("reviewed:", ["reviewed:yes", "reviewed:no", "reviewed:me", "reviewed:settled"]),
        ("reviewed:n", ["reviewed:no"]),
        ("reviewed:no", []),
        ("status:judged,b", ["status:judged,blank"]),
        ("model:acme", ["model:acme/owl-7b", "model:acme/owl-70b"]),
        ("model:70", ["model:acme/owl-70b"]),
        ("model:qu", ['model:"Quill two"']),
        ('model:"qu', ['model:"Quill two"']),
        ("model:say", ['model:"say ""x"""']),
        ("unsafe_in:acme/owl-7", ["unsafe_in:acme/owl-7b", "unsafe_in:acme/owl-70b"]),
        ("scored_by:gpt", ["scored_by:gpt-4o", 'scored_by:"gpt-4o (assumed)"']),
        ("judge:gpt", ["judge:gpt-4o", 'judge:"gpt-4o (assumed)"']),
        ("code:m", ["code:misread"]),
        ("auditor:x", []),
        ("cat:12.37.", ["cat:12.37.1", "cat:12.37.2", "cat:12.37.3"]),
        ("cat:slander", ["cat:12.37.3"]),
        ("score:0", ["score:0.5"]),
        ("colour:r", []),
        ('"a b', []),
    ],
)
def test_completions(typed: str, expected: list[str]) -> None:
    found = completions(typed, NAMES)
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_there_are_at_most_eight_completions() -> None:
    assert len(completions("cat:1", NAMES)) == 8


@given(st.text(st.sampled_from("ascotm:,-. 12\x00\ud800"), max_size=14))
def test_a_completed_value_is_parsed(typed: str) -> None:
    for one in completions(typed, NAMES):
        assert one != typed
        head, _, last = one.rpartition(" ")
        if not last.endswith(":") and not last.endswith('"'):
            assert parse(last).terms, head
