"""The dialog that an empty workspace opens with."""

from __future__ import annotations

from textwrap import fill

from textual.app import ComposeResult
from textual.widgets import Static

from airbench_tui.text import safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog

_WIDTH = 64  # cells of a line
_WORDS = """\
AIR-Bench 2024 lets a model judge another model's answers.
Here you check that judge: read prompt, answer, score and reason
side by side, and decide for yourself.

This database is empty:
{database}

{formats}
M    ask a model and have its answers judged
d    look at the sample audit first: invented prompts and
     models, no key needed
q    leave
Esc  look around the categories

From a shell: airbench-tui import FILE, airbench-tui demo"""


class WelcomeDialog(AuditDialog[bool]):
    """A choice of ways to begin. Ends with True if something was imported, else None."""

    HEADING = "Nothing here yet"
    PLACES = ("welcome", "dialog")
    BINDINGS = bindings("welcome")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose_fields(self) -> ComposeResult:
        # Readers are loaded only for an empty database, so that other databases open sooner.
        from airbench_tui.interchange.readers.registry import KNOWN_FORMATS

        formats = fill(
            f"i    import judged results or answers: {KNOWN_FORMATS}", _WIDTH, subsequent_indent=" " * 5
        )
        database = safe(str(self._desk.workspace.database))
        yield Static(_WORDS.format(database=database, formats=formats), markup=False)

    def action_import_file(self) -> None:
        """Ask for a file to import. The dialog stays open if nothing was imported."""
        from airbench_tui.tui.browse.import_dialog import ImportDialog

        def done(read: bool | None) -> None:
            if read:
                self.dismiss(True)

        self.app.push_screen(ImportDialog(self._desk), done)

    def action_model_run(self) -> None:
        self.dismiss(None)
        self.app.run_worker(self.app.run_action("model_run"))

    def action_demo(self) -> None:
        self.app.exit("demo")

    def action_quit(self) -> None:
        self.app.exit()
