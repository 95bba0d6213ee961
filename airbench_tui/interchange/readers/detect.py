"""Detection of a file's or folder's format by its content, because names and extensions can mislead."""

from __future__ import annotations

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.textfile import AnyPath, shown
from airbench_tui.interchange.readers.helm import no_run
from airbench_tui.interchange.readers.probe import Probe, look_at
from airbench_tui.interchange.readers.registry import KNOWN_FORMATS, READERS
from airbench_tui.text import quote

_KNOWN = f"the known formats are {KNOWN_FORMATS}"


def detect(path: AnyPath) -> str:
    """Return the format of *path*, a key of :data:`~airbench_tui.interchange.readers.registry.READERS`.

    Raises InputError when *path* does not exist, cannot be read, is empty, is a folder without a HELM run, or is in
    an unknown format.
    """
    probe = look_at(path)
    for reader in READERS.values():
        if reader.recognises(probe):
            return reader.FORMAT
    raise _unknown(probe)


def _unknown(probe: Probe) -> InputError:
    """Return the error for what no reader recognises: it says what was found."""
    name = shown(probe.path)
    match probe.shape:
        case "folder":
            return no_run(probe.path)
        case "JSON list":
            return InputError(f"{name} is a JSON list without cate_idx, prompt and response: {_KNOWN}")
        case "JSON object":
            return InputError(f"{name} is a JSON object of an unknown kind: {_KNOWN}")
        case "database":
            return InputError(
                f"{name} is a database, not results: bring in the reviews of an audit database with"
                " `airbench-tui merge FILE`, or open it with --db FILE"
            )
        case "ZIP archive":
            return InputError(f"{name} is a ZIP archive: {_KNOWN}")
        case "text":
            found = ", ".join(quote(column, 20) for column in probe.columns[:6])
            return InputError(f"{name} is in an unknown format (it begins with {found}): {_KNOWN}")
