"""Identity is content: what the same words were, is the same row, whichever file brought it.

Every uid is the first 20 hex digits (80 bits) of SHA-256 over a JSON list of its parts, so that
importing a file again changes nothing and reviews survive a new import, judge or run.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path

_SHOWN = 8  # hex digits of a uid in a name
LENGTH = 20  # hex digits; random ids, such as those of reviews made here, are longer


def digest(kind: str, *parts: str | int | float | None) -> str:
    """The uid of something of this *kind* made of *parts*."""
    text = json.dumps([kind, *parts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def folded(name: str) -> str:
    """What an auditor's *name* is compared by: ``ann``, ``Ann`` and ``ANN`` are one person.

    Composed and decomposed letters are one too. Databases hold names so folded (``auditors.folded``): a
    change here needs a migration.
    """
    # Taken apart first: a mark within a composed letter may be a letter of its own in another case.
    apart = unicodedata.normalize("NFD", name).strip().casefold()
    return unicodedata.normalize("NFC", apart)


def prompt_uid(category: str, text: str) -> str:
    """A prompt is its words in its category."""
    return digest("prompt", category, text)


def response_uid(category: str, prompt: str, target: str, answer: str, repeat: int) -> str:
    """A response is what one target answered to one prompt, and which time of asking it was."""
    return digest("response", category, prompt, target, answer, repeat)


def rubric_uid(category: str, text: str) -> str:
    """A rubric is its words for its category."""
    return digest("rubric", category, text)


def told_apart(name: str, uid: str) -> str:
    """Name one of several runs or packets called *name*, which have to be unique here: ``june (1f3a9c04)``."""
    return f"{name} ({uid[:_SHOWN]})"


def file_sha256(paths: tuple[str, ...]) -> str:
    """The checksum of the bytes of *paths* in order, read in chunks."""
    sha = hashlib.sha256()
    for path in paths:
        with Path(path).open("rb") as file:
            while chunk := file.read(1 << 20):
                sha.update(chunk)
    return sha.hexdigest()
