"""Detection of a file's or folder's format by its content, because names and extensions can mislead."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.csvstream import read_header
from airbench_tui.interchange.formats.jsonstream import MissingListError, iter_array
from airbench_tui.interchange.formats.textfile import KIB, opened, shown
from airbench_tui.interchange.readers import helm, pipeline1, pipeline2, reviews_csv
from airbench_tui.text import quote

_KNOWN = (
    "the known formats are pipeline 1's JSON lists, pipeline 2's CSV files, HELM run folders"
    " and reviews that this program exported"
)
_ITEM_KEYS = {"cate_idx", "prompt", "response"}
_LOOK_AT = 100


def detect(path: str | os.PathLike[str]) -> str:
    """Return "pipeline1", "pipeline2", "helm" or "reviews".

    Raises InputError when *path* does not exist, cannot be read, is empty, is a folder without a HELM run, or is in
    an unknown format.
    """
    if Path(path).is_dir():
        helm.find_states(path)
        return helm.FORMAT
    with opened(path) as file:
        start = file.read(64 * KIB)
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        raise InputError(f"{shown(path)} is empty")
    if bare.startswith(b"["):
        return _json_list(path)
    if bare.startswith(b"{"):
        return _json_object(path)
    if start.startswith(b"SQLite format 3\0"):
        raise InputError(f"{shown(path)} is a database, not results: open an audit database with --db FILE")
    if start.startswith(b"PK"):
        raise InputError(f"{shown(path)} is a ZIP archive: {_KNOWN}")
    return _csv(path)


def _json_list(path: str | os.PathLike[str]) -> str:
    item = None
    # Odd items at the start become rejected rows; they do not make another format.
    for item in islice(iter_array(path), _LOOK_AT):
        if isinstance(item, dict) and _ITEM_KEYS & item.keys():
            return pipeline1.FORMAT
    if item is None:
        return pipeline1.FORMAT
    raise InputError(f"{shown(path)} is a JSON list without cate_idx, prompt and response: {_KNOWN}")


def _json_object(path: str | os.PathLike[str]) -> str:
    try:
        next(iter_array(path, "request_states"), None)
    except MissingListError:
        raise InputError(f"{shown(path)} is a JSON object of an unknown kind: {_KNOWN}") from None
    return helm.FORMAT


def _csv(path: str | os.PathLike[str]) -> str:
    header = read_header(path)
    if "response_id" in header:
        return reviews_csv.FORMAT
    if "cate-idx" in header and "response" in header:
        return pipeline2.FORMAT
    found = ", ".join(quote(name, 20) for name in header[:6])
    raise InputError(f"{shown(path)} is in an unknown format (it begins with {found}): {_KNOWN}")
