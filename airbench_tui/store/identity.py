"""Content hashes that identify rows: the same content is the same row, whichever file it came from.

Every uid is the first 20 hex digits (80 bits) of SHA-256 over a JSON list of its parts. Importing a file again
therefore changes nothing, and reviews survive a new import, judge or run.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path

_SHOWN = 8  # hex digits of a uid that are shown in a name
LENGTH = 20  # hex digits of a uid; random ids, such as those of reviews made here, are longer


def digest(kind: str, *parts: str | int | float | None) -> str:
    """Return the uid of a row of this *kind* with the content *parts*."""
    text = json.dumps([kind, *parts], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def folded(name: str) -> str:
    """Return the form in which auditors' names are compared: ``ann``, ``Ann`` and ``ANN`` are one person.

    Composed and decomposed letters are equal too. Databases store the folded names (``auditors.folded``), so a
    change here needs a migration.
    """
    # Decomposed first, because a mark in a composed letter can become a letter of its own when the case changes.
    apart = unicodedata.normalize("NFD", name).strip().casefold()
    return unicodedata.normalize("NFC", apart)


def prompt_uid(category: str, text: str) -> str:
    """Return the uid of a prompt: its text and its category."""
    return digest("prompt", category, text)


def response_uid(category: str, prompt: str, target: str, answer: str, repeat: int) -> str:
    """Return the uid of a response: one target's answer to one prompt, and the repeat number."""
    return digest("response", category, prompt, target, answer, repeat)


def rubric_uid(category: str, text: str) -> str:
    """Return the uid of a rubric: its text and its category."""
    return digest("rubric", category, text)


def judgment_uid(
    response: str,
    judge: str,
    snapshot: str | None,
    status: str,
    raw_score: float | None,
    reason: str,
    raw_text: str | None,
    rubric: str | None,
) -> str:
    """Return the uid of a judgment. *response* and *rubric* are uids.

    The polarity is an interpretation that may be corrected later, so it is not part of the identity.
    """
    return digest("judgment", response, judge, snapshot, status, raw_score, reason, raw_text, rubric)


def source_uid(kind: str, sha256: str, auditor: str | None) -> str:
    """Return the uid of a file that brought reviews: its kind, its checksum and the auditor who read it, if known."""
    return digest("source", kind, sha256, "" if auditor is None else folded(auditor))


def distinct_name(name: str, uid: str) -> str:
    """Return *name* with the beginning of *uid*, for a run or packet whose name is taken: ``june (1f3a9c04)``."""
    return f"{name} ({uid[:_SHOWN]})"


def file_sha256(paths: tuple[str, ...]) -> str:
    """Return the checksum of the bytes of *paths* in order, read in chunks."""
    sha = hashlib.sha256()
    for path in paths:
        with Path(path).open("rb") as file:
            while chunk := file.read(1 << 20):
                sha.update(chunk)
    return sha.hexdigest()
