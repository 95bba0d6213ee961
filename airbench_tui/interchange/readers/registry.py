"""The one list of the formats that can be imported.

Detection, the importer, the choices and help of ``import --format``, and the dialogs derive from it. To add a
format, add its reader to ``_ANSWERS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from airbench_tui.interchange.readers.helm import HelmReader
from airbench_tui.interchange.readers.pipeline1 import Pipeline1Reader
from airbench_tui.interchange.readers.pipeline2 import Pipeline2Reader
from airbench_tui.interchange.readers.records import FileFormat, Reader
from airbench_tui.interchange.readers.reviews_csv import ReviewsReader

_ANSWERS: tuple[Reader, ...] = (Pipeline1Reader(), Pipeline2Reader(), HelmReader())
_ALL: tuple[FileFormat, ...] = (*_ANSWERS, ReviewsReader())

ANSWER_READERS: Mapping[str, Reader] = MappingProxyType({reader.FORMAT: reader for reader in _ANSWERS})
"""The readers of answers, judged or not, by format."""

READERS: Mapping[str, FileFormat] = MappingProxyType({reader.FORMAT: reader for reader in _ALL})
"""Every reader by format, in the order in which people see the formats."""

KNOWN_FORMATS = ", ".join(reader.NAME for reader in _ALL)
"""The formats in words, for help, dialogs and messages."""
