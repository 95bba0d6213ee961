"""What evidence can be asked for: a name that is not there is refused with those that are."""

from __future__ import annotations

import sqlite3

import pytest

from airbench_tui.agreement import evidence
from airbench_tui.errors import InputError
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests import audits


def refused(connection: sqlite3.Connection, **asked: str) -> str:
    with pytest.raises(InputError) as caught:
        evidence.load(connection, UNRESTRICTED, **asked)
    return str(caught.value)


def test_names_that_are_not_there_are_refused_with_those_that_are(connection: sqlite3.Connection) -> None:
    assert "there is no packet 'june': packet new makes one" in refused(connection, packet="june")
    assert "it has none" in refused(connection, judge="gpt-4o")
    (response, *_) = audits.put(connection, [1.0, 0.0])
    audits.draw(connection, "may", {response: 0.5})
    assert "there is no packet 'june': there are 'may'" in refused(connection, packet="june")
    assert refused(connection, judge="nobody").endswith("there are 'gpt-4o'")
    assert refused(connection, model="nobody").endswith("there are 'acme/parrot'")
