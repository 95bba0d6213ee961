"""The kinds of values that settings take. Each checks a value and says what to write instead.

A kind's ``check`` returns the value in its own type, or raises ValueError with words that follow the setting's name:
``must be a number from 0 to 2``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from airbench_tui.benchmark import taxonomy
from airbench_tui.text import quote


class SettingKind(Protocol):
    """The values that a setting may have."""

    @property
    def words(self) -> str:
        """Return what to write, such as ``a number from 0 to 2``."""

    def check(self, value: object) -> Any:
        """Return *value* in its own type. Raises ValueError."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``least`` to ``most`` in ``unit``; ``whole``: without a fraction; ``zero``: what 0 means."""

    least: float
    most: float
    unit: str
    whole: bool = True
    zero: str = ""

    @property
    def words(self) -> str:
        return f"a {'whole ' if self.whole else ''}number of {self.unit} from {self.least:g} to {self.most:g}"

    def check(self, value: object) -> int | float:
        kinds = (int,) if self.whole else (int, float)
        if isinstance(value, kinds) and not isinstance(value, bool) and self.least <= value <= self.most:
            return value
        raise ValueError(f"must be {self.words}")


class Flag:
    """Yes or no."""

    words = "true or false"

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError(f"must be {self.words}")
        return value


class Name:
    """A text that is not empty. Whether something has this name is checked where such things are known."""

    words = "a name in quotation marks"

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"must be {self.words}")
        return value.strip()


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts, none of them empty. ``one_word``: without blanks and semicolons."""

    one_word: bool = False

    @property
    def words(self) -> str:
        each = "words without blanks or semicolons" if self.one_word else "texts"
        return f"a list of {each}, such as [{', '.join(self._EXAMPLES[self.one_word])}]"

    _EXAMPLES = {True: ('"tone"', '"too-long"'), False: ('"The judge misread the answer."',)}

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"must be {self.words}")
        for one in value:
            if not isinstance(one, str) or not one.strip() or (self.one_word and set(one) & set("; \t\n")):
                raise ValueError(f"must be {self.words}")
        return tuple(dict.fromkeys(value))


class Categories:
    """A list of ids of categories at any level."""

    words = 'a list of categories, such as ["9.28", "14.3940.16"]'

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise ValueError(f"must be {self.words}")
        unknown = [one for one in value if one not in taxonomy.nodes()]
        if unknown:
            raise ValueError(
                f"names {quote(unknown[0], 30)}, which is no category: write 14, 14.3940 or 14.3940.16"
            )
        return tuple(dict.fromkeys(value))
