"""Conditions without a field name in the language: words to search for, and the responses of a list."""

from __future__ import annotations

from collections.abc import Sequence

from airbench_tui.store.codec import encode
from airbench_tui.store.reading.filters.field import Condition, Field, any_of
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote


class TextField(Field):
    """Words of prompt, answer, reason or note: ``gnome``, ``"garden gnome"``.

    Reasons and notes reveal what judges and auditors said, so those of hidden responses are not searched. Prompts and
    answers always are.
    """

    name = "text"
    meaning = "words of prompt, answer, reason or note"
    values = 'a word, or a "phrase"'
    reveals = False
    operators = frozenset({":", "="})

    def words(self, op: str, values: Sequence[str]) -> str:
        return f"with {_the_words(values)}"

    def negated_words(self, op: str, values: Sequence[str]) -> str:
        return f"without {_the_words(values)}"

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        query = encode(match_query(value, op))
        shown, hides = "", list[int]()
        if viewer.blind_auditor is not None:
            shown, hides = f"r.id NOT IN ({blindness.RESPONSES}) AND ", [viewer.blind_auditor]
        return (
            "r.prompt IN (SELECT rowid FROM prompts_fts WHERE prompts_fts MATCH ?)"
            " OR r.id IN (SELECT rowid FROM responses_fts WHERE responses_fts MATCH ?)"
            f" OR {shown}(r.id IN (SELECT j.response FROM judgments_fts f JOIN judgments j ON j.id = f.rowid"
            " WHERE judgments_fts MATCH ?)"
            " OR r.id IN (SELECT s.response FROM reviews_fts f JOIN standing_reviews s ON s.id = f.rowid"
            " WHERE reviews_fts MATCH ?))",
            [query, query, *hides, query, query],
        )


class ListedField(Field):
    """Exactly the responses of a list. Screens use it to list the responses that a figure counts; users do not type it.

    A value is a JSON list of the ids of responses.
    """

    name = "only"
    meaning = "the responses of a list"
    values = "a JSON list of ids"
    reveals = False

    def words(self, op: str, values: Sequence[str]) -> str:
        return "one of the responses listed"

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return "r.id IN (SELECT value FROM json_each(?))", [value]


def match_query(words: str, op: str) -> str:
    """Return the FTS5 query for a word (``:``) or a phrase (``=``).

    The text is quoted, so that nothing a user types is read as FTS5 syntax. A word also matches longer words that begin
    with it, which helps while a user is still typing. So does the last word of a phrase that ends with ``*``.
    """
    begins = op == ":" or words.endswith("*")
    plain = words.rstrip("*").replace("\x00", " ").replace('"', " ")
    return f'"{plain}"' + (" *" if begins else "")


def _the_words(values: Sequence[str]) -> str:
    return f"the words {quote(any_of(values))} in prompt, answer, reason or note"
