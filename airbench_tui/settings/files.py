"""Reading the files ``settings.toml``: the one in the platform's config folder and, stronger, the workspace's."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from airbench_tui.errors import InputError
from airbench_tui.regular_file import why_not_read
from airbench_tui.settings.registry import KEYS, SETTINGS
from airbench_tui.text import quote

FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """The keys that a file gives to an action: its name ``review.skip``, the keys as written, and where it stands."""

    action: str
    keys: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What one file says: checked values by name, its entries for keys, and a line for each part that is ignored."""

    path: Path
    exists: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[KeyEntry, ...] = ()
    ignored: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Return where the setting *name* stands in this file, in words."""
        return _place(self.path, self.lines.get(name))


def read(folder: Path) -> list[SettingsFile]:
    """Read the config folder's file and that of the workspace *folder*, weakest first.

    Raises InputError for a file that cannot be read, is no TOML, or has entries in ``[keys]`` of a wrong form.
    """
    from platformdirs import user_config_path

    return [read_one(user_config_path("airbench-tui", appauthor=False) / FILE), read_one(folder / FILE)]


def read_one(path: Path) -> SettingsFile:
    """Read one file; a file that does not exist says nothing. Raises as :func:`read` does."""
    name = quote(str(path), 300)
    try:
        if not path.exists():
            return SettingsFile(path, exists=False)
        if why := why_not_read(path.stat()):
            raise InputError(f"{name} {why}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{name} cannot be read: save it as a text file in UTF-8") from error
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{name} is no TOML: {error}. docs/SETTINGS.md has examples") from error
    lines = line_numbers(text)
    values, ignored = dict[str, Any](), list[str]()
    for setting, value in table.items():
        where = _place(path, lines.get(setting))
        if setting == KEYS:
            continue
        try:
            values[setting] = _checked(setting, value)
        except ValueError as error:
            ignored.append(f"{where} is ignored: {error}")
    return SettingsFile(path, True, values, tuple(_keys(table, path, lines)), tuple(ignored), lines)


def _checked(name: str, value: object) -> Any:
    setting = SETTINGS.get(name)
    if setting is None:
        near = difflib.get_close_matches(name, [*SETTINGS, KEYS], cutoff=0.5)
        known = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join([*SETTINGS, KEYS])}"
        raise ValueError(f"there is no setting {quote(name, 30)}: {known}")
    if setting.own_only:
        raise ValueError(
            f"{name} cannot stand in a file, because {setting.own_only}: set it in the program (,)"
        )
    try:
        return setting.kind.check(value)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from error


def _keys(table: Mapping[str, Any], path: Path, lines: Mapping[str, int]) -> Iterator[KeyEntry]:
    """Yield the entries of the table ``[keys]``. Raises InputError for one that is not ``place.action = keys``."""
    places = table.get(KEYS, {})
    example = 'write place.action = "key", such as review.skip = "S"'
    if not isinstance(places, dict):
        raise InputError(f"{_place(path, lines.get(KEYS))}: [keys] is a table: {example}")
    for place, actions in places.items():
        if not isinstance(actions, dict):
            where = _place(path, lines.get(f"{KEYS}.{place}"))
            raise InputError(f"{where}: {quote(place, 30)} names no action of a place: {example}")
        for action, value in actions.items():
            where = _place(path, lines.get(f"{KEYS}.{place}.{action}", lines.get(f"{KEYS}.{place}")))
            keys = value if isinstance(value, list) else [value]
            if not keys or not all(isinstance(key, str) and key for key in keys):
                raise InputError(
                    f"{where}: {quote(f'{place}.{action}')} must be a key or a list of keys: {example}"
                )
            yield KeyEntry(f"{place}.{action}", tuple(keys), where)


def _place(path: Path, line: int | None) -> str:
    return quote(str(path), 300) + (f" line {line}" if line is not None else "")


_HEADER = re.compile(r"\s*\[\[?([^\]]+)\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def line_numbers(text: str) -> dict[str, int]:
    """Map each dotted name in a TOML text, such as ``keys.review.skip``, to its first line.

    ``tomllib`` gives no line for a value. A line within a text of several lines may be taken for an entry, which can
    only give a message a wrong line.
    """
    found, table = dict[str, int](), ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _dotted(header[1])
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            name = _dotted(entry[1])
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def _dotted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
