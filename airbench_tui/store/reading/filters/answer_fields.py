"""Fields about the answer and its source. A match reveals nothing that a judge or an auditor said."""

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
"""SQL for the length of an answer in bytes; the length of a text would end at its first NUL."""


class ModelField(NameField):
    """The model that answered: ``model:llama*``."""

    name = "model"
    meaning = "the model that answered"
    kind = "model"
    reveals = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return has_name("r.target", op, value)


class CategoryField(Field):
    """The category, or any node above it: ``cat:14.3940``."""

    name = "cat"
    meaning = "a category or a node above it"
    values = "14, 14.3940 or 14.3940.16"
    reveals = False

    def check(self, value: str) -> str:
        if value not in taxonomy.nodes():
            raise FilterError(f"there is no category {quote(value)}: write {self.values}")
        return value

    def completions(self, given: str, known: KnownNames) -> list[str]:
        """List the nodes whose id begins with *given*, then those with *given* anywhere in their name."""
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
    """The length of the answer in bytes: ``length>2000``."""

    name = "length"
    meaning = "bytes of the answer"
    values = "a number; also length>2000, length<=200"
    reveals = False
    column = LENGTH

    def check(self, value: str) -> str:
        if not re.fullmatch("[0-9]{1,12}", value):
            raise FilterError(f"length is a number of bytes, not {quote(value)}")
        return value


class RunField(NameField):
    """The run of the answer, by its name or its whole id: ``run:june*``."""

    name = "run"
    meaning = "the run or file of the answer"
    kind = "run"
    reveals = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("u.name", op, value)
        return (
            "r.id IN (SELECT i.response FROM run_items i JOIN runs u ON u.id = i.run "
            f"WHERE {name} OR u.uid = ?)",
            [*values, encode(value)],
        )


class IdField(Field):
    """The response, by the beginning of its id: ``id:3fa9``."""

    name = "id"
    meaning = "one response"
    values = "the beginning of its id"
    reveals = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        begins = value.lower()  # ids are hexadecimal, and "g" sorts after every hexadecimal digit
        return "r.uid >= ? AND r.uid < ?", [encode(begins), encode(begins + "g")]
