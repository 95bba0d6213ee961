"""Fields about the answer and where it came from. A match tells nothing of what a judge said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from airbench_tui.benchmark import taxonomy
from airbench_tui.errors import FilterError
from airbench_tui.store.codec import encode
from airbench_tui.store.reading.filters.field import (
    Condition,
    Field,
    KnownNames,
    NameField,
    NumberField,
    has_name,
)
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote

LENGTH = "length(CAST(r.text AS BLOB))"
"""SQL for the bytes of an answer; as a text its length would end at the first NUL."""


class ModelField(NameField):
    """``model:llama*``"""

    name = "model"
    meaning = "the model that answered"
    kind = "model"
    tells = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return has_name("r.target", op, value)


class CategoryField(Field):
    """``cat:14.3940``: a category is found by its id or that of any node above it."""

    name = "cat"
    meaning = "a category or a node above it"
    values = "14, 14.3940 or 14.3940.16"
    tells = False

    def check(self, value: str) -> str:
        if value not in taxonomy.nodes():
            raise FilterError(f"there is no category {quote(value)}: write {self.values}")
        return value

    def completions(self, given: str, known: KnownNames) -> list[str]:
        """List nodes by the beginning of their id, then by any part of their name."""
        nodes = [node for node in taxonomy.nodes().values() if node.level]
        by_id = [node.id for node in nodes if node.id.lower().startswith(given)]
        by_name = [node.id for node in nodes if len(given) > 1 and given in node.name.lower()]
        return list(dict.fromkeys(by_id + by_name))

    def words(self, op: str, values: Sequence[str]) -> str:
        return " or ".join(f"in {value} {taxonomy.nodes()[value].name}" for value in values)

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        node = taxonomy.nodes()[value]
        return "r.category BETWEEN ? AND ?", [node.first, node.last]


class LengthField(NumberField):
    """``length>2000``"""

    name = "length"
    meaning = "bytes of the answer"
    values = "a number; also length>2000, length<=200"
    tells = False
    column = LENGTH

    def check(self, value: str) -> str:
        if not re.fullmatch("[0-9]{1,12}", value):
            raise FilterError(f"length is a number of bytes, not {quote(value)}")
        return value


class RunField(NameField):
    """``run:june*``: a run is found by its name or its whole id."""

    name = "run"
    meaning = "the run or file it came from"
    kind = "run"
    tells = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("u.name", op, value)
        return (
            "r.id IN (SELECT i.response FROM run_items i JOIN runs u ON u.id = i.run "
            f"WHERE {name} OR u.uid = ?)",
            [*values, encode(value)],
        )


class IdField(Field):
    """``id:3fa9``"""

    name = "id"
    meaning = "one response"
    values = "the beginning of its id"
    tells = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        begins = value.lower()  # ids are hexadecimal: "g" comes after every digit
        return "r.uid >= ? AND r.uid < ?", [encode(begins), encode(begins + "g")]
