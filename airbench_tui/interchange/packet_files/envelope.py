"""The envelope of a packet file: its format and version, its checksum and its sealed part.

Models' texts may hold lone surrogates, which msgspec's JSON decoder refuses. Python's decoder therefore reads the
file, and msgspec checks the result.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import zlib
from typing import Any, TypeVar

import msgspec

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.packet_mark import FORMAT
from airbench_tui.interchange.formats.textfile import MIB, AnyPath, opened, shown
from airbench_tui.interchange.packet_files.format import READ, VERSION, OpenPart, SealedPart
from airbench_tui.text import one_line

MOST = 64 * MIB  # the largest size of an unpacked sealed part, in bytes
# The most values in it. A value takes up to some hundred bytes of memory, so very many small ones would still fill
# it. Of the rows of a frame, which have three values each, about 700,000 fit.
_MOST_VALUES = 2 * MIB
_PartT = TypeVar("_PartT", OpenPart, SealedPart)


def document(part: OpenPart) -> dict[str, Any]:
    """Return the whole file around its open part, as JSON objects."""
    packet = msgspec.to_builtins(part)
    return {"format": FORMAT, "version": VERSION, "sha256": _checksum(packet), "packet": packet}


def seal(part: SealedPart, most: int = MOST) -> str:
    """Return *part* compressed and in base64, as a packet file holds it.

    Raises InputError for a part that :func:`read` would refuse, because it has more than *most* bytes.
    """
    raw = _canonical(msgspec.to_builtins(part))
    if len(raw) > most or _has_too_many_values(raw):
        raise InputError(
            f"the packet is too large for a packet file, which may hold {most // MIB:,} MiB beside its texts: "
            "draw it from fewer responses"
        )
    return base64.b64encode(zlib.compress(raw, 9)).decode()


def read(path: AnyPath, most: int = MOST) -> tuple[OpenPart, SealedPart]:
    """Read a packet file and return its open and its sealed part, which may unpack to at most *most* bytes.

    Raises InputError for a file that cannot be read, is not a packet file, has another version, has a checksum that
    does not fit its content, or has a field that is missing, unknown or invalid.
    """
    with opened(path) as file:
        raw = file.read()
    try:
        found = _decode(raw)
    except ValueError:
        raise InputError(f"{shown(path)} is not a packet file: it is not JSON") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(f"{shown(path)} is not a packet file: make one with `packet export`")
    if found.get("version") not in READ:
        raise InputError(
            f"{shown(path)} is a packet file of another version (this program reads version {VERSION} and earlier): "
            "upgrade the program"
        )
    if not isinstance(found.get("packet"), dict) or _checksum(found["packet"]) != found.get("sha256"):
        raise damaged(path, "its checksum does not fit its content")
    part = _checked(path, found["packet"], OpenPart)
    try:
        inside = _unseal(part.sealed, most)
    except ValueError as error:
        raise damaged(path, f"its sealed part cannot be read: {error}") from None
    return part, _checked(path, inside, SealedPart)


def damaged(path: AnyPath, why: str) -> InputError:
    """Return the error for a file with content that this program cannot have written. *why* gives the reason."""
    return InputError(f"{shown(path)} is damaged or not a packet of this program: {why}; nothing was stored")


def _unseal(sealed: str, most: int) -> Any:
    """Decode a sealed part of at most *most* bytes. Raises ValueError with the reason where it cannot be decoded."""
    try:
        packed = base64.b64decode(sealed, validate=True)
    except ValueError:
        raise ValueError("it is not base64") from None
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(packed, most + 1)
    except zlib.error:
        raise ValueError("it cannot be unpacked") from None
    if len(raw) > most:
        raise ValueError(f"it unpacks to more than {most // MIB:,} MiB")
    if not unpacker.eof:
        raise ValueError("its end is missing")
    if _has_too_many_values(raw):
        raise ValueError(f"it has more than {_MOST_VALUES:,} values")
    try:
        return _decode(raw)
    except ValueError:
        raise ValueError("it is not JSON") from None


def _has_too_many_values(raw: bytes) -> bool:
    """Return whether a sealed part may have too many values. Commas in its texts count as values too."""
    return raw.count(b",") > _MOST_VALUES


def _checked(path: AnyPath, value: Any, kind: type[_PartT]) -> _PartT:
    """Return *value* as a part of the file. Raises InputError, which names the field that is wrong."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).replace("`", "").partition(" - at $")
        # A regular expression would not tell a user what is wrong.
        what = "unusable text" if "matching regex" in what else one_line(what[:1].lower() + what[1:])
        raise damaged(path, f"{what} at {one_line(where.lstrip('.'))}" if where else what) from None
    except UnicodeEncodeError:
        raise damaged(path, "half a character (a lone surrogate) where none may be") from None


def _decode(raw: bytes) -> Any:
    """Decode JSON. Raises ValueError for invalid JSON, deep nesting, NaN and infinite numbers."""
    try:
        return json.loads(raw, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(name: str) -> None:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(content: Any) -> bytes:
    """Encode *content* as canonical JSON, of which the checksum is computed: sorted keys, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
