"""Which value of a setting holds, and from where. From weak to strong: default, the two files, the auditor's own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from airbench_tui.settings.files import SettingsFile
from airbench_tui.settings.kinds import SettingKind
from airbench_tui.settings.registry import SETTINGS, Setting

Origin = Literal["default", "config folder", "workspace", "auditor"]
_FILES: tuple[Origin, Origin] = ("config folder", "workspace")


@dataclass(frozen=True, slots=True)
class Held:
    """A value that holds, its origin (of a list that adds up: the strongest), and its place if that is a file."""

    value: Any
    origin: Origin
    where: str = ""


def what_holds(files: Iterable[SettingsFile], own: Mapping[str, Any]) -> dict[str, Held]:
    """Return what holds of each setting. *files* are weakest first; *own* are the auditor's attributes.

    Of own values, what this version of the program does not know does not count, such as a category of a list.
    """
    return {name: _held(setting, list(files), own) for name, setting in SETTINGS.items()}


def _held(setting: Setting, files: list[SettingsFile], own: Mapping[str, Any]) -> Held:
    found = Held(setting.default, "default")
    given = [
        Held(file.values[setting.name], origin, file.place(setting.name))
        for origin, file in zip(_FILES, files, strict=False)
        if setting.name in file.values
    ]
    if own.get(setting.name) is not None:
        with contextlib.suppress(ValueError):
            given.append(Held(_acceptable(setting.kind, own[setting.name]), "auditor"))
    for one in given:
        value = tuple(dict.fromkeys((*found.value, *one.value))) if setting.adds_up else one.value
        found = Held(value, one.origin, one.where)
    return found


def _acceptable(kind: SettingKind, value: Any) -> Any:
    """Return *value* as *kind* has it, a list without the items that it does not accept. Raises ValueError."""
    if not isinstance(value, list):
        return kind.check(value)
    items = []
    for one in value:
        with contextlib.suppress(ValueError):
            items += kind.check([one])
    return kind.check(items)
