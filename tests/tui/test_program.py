"""The program's own choices of what Textual offers."""

from __future__ import annotations

import sys

from textual.drivers import linux_driver

from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.program import Program


def test_bytes_that_are_no_utf_8_end_nothing(app: AuditApp) -> None:
    assert isinstance(app, Program) and app.get_driver_class().__module__ in sys.modules
    decoder = linux_driver.getincrementaldecoder("utf-8")()
    assert decoder.decode(b"a\xff\xed\xa0b\xc3") + decoder.decode(b"\xa9") == "a\ufffd\ufffd\ufffdbé"
