"""The providers' keys: where they come from, and how they are kept out of every message.

A key comes from the environment, else from ``.env`` in the workspace. It is sent to its provider only: no
repr, message, log, database or export contains it or a part of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from airbench_tui.errors import InputError
from airbench_tui.text import quote
from airbench_tui.workspace import KEY_NAMES, variables

TITLES = {"openai": "OpenAI", "together": "Together", "server": "the server"}
WITHOUT_A_KEY = (
    "a server by URL (http://host:port/v1#model-name), gguf:PATH, sample:NAME; for a judge also phrases"
)
"""The models that work without a key, for messages and screens."""

_OPENAIS = (*KEY_NAMES["openai"], "OPENAI_ADMIN_KEY")
_REDACTED = "<key>"
# Shorter common parts of a key and a message are coincidence ("model", "error").
_FRAGMENT = 6
# Providers quote a wrong key as "sk-ab********wxyz", whose ends are parts of the key.
_WORD = re.compile(r"[^\s'\"]+")
_MASKS = ("***", "\u2022\u2022\u2022")
# Of variables of the environment: TOGETHERAI_KEY, HF_TOKEN, but not KEYBOARD.
_NAMED_LIKE_A_KEY = re.compile(r"(^|_)(KEY|TOKEN|SECRET|PASSWORD)$")
_remembered: set[str] = set()
_USABLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the name of the variable that holds it."""

    variable: str
    value: str = field(repr=False)


class Keys:
    """The available keys. Built once per run; the repr names variables only."""

    def __init__(self, values: Mapping[str, str | None], folder: Path | None = None) -> None:
        """Take *values* by variable name; *folder* is the workspace, for messages."""
        self._values = {name: value for name, value in values.items() if value}
        self._folder = folder
        self._used: set[str] = set()
        for secret in self.secrets():
            remember(secret)

    @classmethod
    def at_hand(cls, folder: Path) -> Keys:
        """Read the variables of the environment, then those of ``.env`` in *folder*.

        Raises InputError when ``.env`` cannot be read.
        """
        return cls(variables(folder), folder)

    def __repr__(self) -> str:
        return f"Keys({', '.join(sorted(self._names()))})"

    def find(self, provider: str, key_env: str | None = None) -> Key | None:
        """Return the key for *provider* ("openai", "together", "server"), or None.

        *key_env* names another variable to read. Raises InputError when that variable is not set, when it is
        one of OpenAI's and *provider* is a server by URL, or when a value cannot be a key.
        """
        if key_env is not None:
            if provider == "server" and key_env in _OPENAIS:
                raise InputError(
                    f"--key-env {key_env}: a server by URL never gets OpenAI's key: put the server's own key"
                    " into AIRBENCH_API_KEY, or name another variable"
                )
            if key_env not in self._values:
                raise InputError(f"--key-env {quote(key_env)}: that variable is not set {self._where()}")
        names = KEY_NAMES[provider] if key_env is None else (key_env,)
        name = next((name for name in names if name in self._values), None)
        if name is None:
            return None
        self._used.add(name)
        value = self._values[name].strip()
        remember(value)
        if not _USABLE.fullmatch(value):
            raise InputError(
                f"{name} does not hold a key: it is empty, or contains a blank or a special character"
            )
        return Key(name, value)

    def need(self, provider: str, key_env: str | None = None) -> Key:
        """Return the key as :meth:`find` does, but raise InputError for a missing one.

        The message says what to set where, and what works without a key.
        """
        key = self.find(provider, key_env)
        if key is None:
            raise InputError(
                f"no key for {TITLES[provider]}: set {KEY_NAMES[provider][0]} {self._where()};"
                f" without a key: {WITHOUT_A_KEY}"
            )
        return key

    def secrets(self) -> tuple[str, ...]:
        """Return every key's value, for :func:`redact`."""
        return tuple(self._values[name].strip() for name in sorted(self._names()))

    def _names(self) -> set[str]:
        known = {name for names in KEY_NAMES.values() for name in names}
        return {name for name in known | self._used if name in self._values}

    def _where(self) -> str:
        file = f" ({quote(str(self._folder / '.env'), 200)})" if self._folder else ""
        return f"in the environment or in .env of the workspace{file}"


def remember(secret: str) -> None:
    """Count *secret* among :func:`known_secrets` from now on."""
    _remembered.add(secret)


def known_secrets() -> set[str]:
    """Return the values that this process knows to be keys.

    They are the keys that :class:`Keys` has read, those given to :func:`remember`, and the environment's
    variables whose names are like a key's.
    """
    named = {
        value.strip()
        for name, value in os.environ.items()
        if _NAMED_LIKE_A_KEY.search(name.upper()) and value
    }
    return {secret for secret in named | _remembered if len(secret) >= _FRAGMENT}


def redact(text: str, secrets: Iterable[str]) -> str:
    """Replace in *text* any of the *secrets*, any part of one from 6 characters on, and any masked key.

    The cost grows with the length of *text*: shorten it first.
    """
    text = _WORD.sub(lambda word: _REDACTED if any(mask in word[0] for mask in _MASKS) else word[0], text)
    for secret in secrets:
        text = _without(text, secret)
    return text


def _without(text: str, secret: str) -> str:
    shortest = min(_FRAGMENT, len(secret))
    if shortest < 3:  # one or two characters are no secret and occur everywhere
        return text
    parts: list[str] = []
    place = 0
    while place < len(text):
        length = shortest
        if text[place : place + length] not in secret or place + length > len(text):
            parts.append(text[place])
            place += 1
            continue
        while place + length < len(text) and text[place : place + length + 1] in secret:
            length += 1
        parts.append(_REDACTED)
        place += length
    return "".join(parts)
