"""A FILE.heads that was kept: its heads, its signature, and the file that it was written beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats import heads_text, ssh_signature
from airbench_tui.interchange.formats.heads_text import HeadsText
from airbench_tui.interchange.formats.ssh_signature import SignatureError
from airbench_tui.interchange.formats.textfile import MIB, opened, shown
from airbench_tui.store import identity
from airbench_tui.text import quote

_ENDING = ".sig"


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """What a FILE.heads says. ``signature`` describes its good signature, "none" where it has none.

    ``faults`` are sentences without a full stop: why the signature is not good, or that FILE is another file now.
    """

    said: HeadsText
    signature: str
    faults: Sequence[str]


def read(path: str, signers: str | None) -> KeptHeads:
    """Read the file of heads *path*, and check its signature if it has one.

    *signers* is a file of allowed signers, in which the key must belong to the auditor who wrote the heads; a file
    without a signature is then at fault. Raises InputError for a file that cannot be read or holds no heads.
    """
    with opened(path) as file:
        content = file.read(MIB + 1)
    if len(content) > MIB:
        raise InputError(f"{shown(path)} is too large for a file of heads")
    try:
        said = heads_text.parsed(content.decode("ascii"))
    except (InputError, UnicodeDecodeError) as error:
        why = "it is not ASCII" if isinstance(error, UnicodeDecodeError) else str(error)
        raise InputError(f"{shown(path)} cannot be used: {why}") from None
    signature, faults = _signature(path, content, said, signers)
    return KeptHeads(said, signature, [*faults, *_other_file(path, said)])


def _signature(path: str, content: bytes, said: HeadsText, signers: str | None) -> tuple[str, Sequence[str]]:
    signature = path + _ENDING
    if not Path(signature).exists():
        return "none", [] if signers is None else [f"{shown(path)} has no signature {shown(signature)}"]
    try:
        key = ssh_signature.signer(content, signature, said.by, signers)
    except SignatureError as error:
        return "not good", [f"the signature of {shown(path)} is not good: {error}"]
    if signers is None:
        return f"good, by the key {key}; whose key it is was not checked (--signers FILE)", []
    return f"good, by {quote(said.by)} with the key {key}", []


def _other_file(path: str, said: HeadsText) -> Sequence[str]:
    """Compare the file that the heads were written beside, if it is still there."""
    beside = Path(path).parent / Path(said.name).name
    if not said.sha256 or not Path(said.name).name:
        return []
    try:
        if not beside.is_file() or identity.file_sha256((str(beside),)) == said.sha256:
            return []
    except (OSError, ValueError):
        return []
    return [f"{shown(beside)} is not the file that these heads were written beside"]
