"""The dialog that an empty workspace opens with: three ways to begin, by what one has."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from airbench_tui.text import safe
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.empty_state import key_cap
from airbench_tui.tui.shared.titles import set_subtitle, set_title

_DRAWING = "╭─────╮   ╭─────╮   ╭──────╮\n│ ◆ 1 │ ▸ │ ● ½ │ ▸ │ 71 % │\n╰─────╯   ╰─────╯   ╰──────╯"
_NAMES = "\n judge     people     rate  "
_IDEA = "A judge scored the answers. You read a sample and learn how good it is."
_RUN = "Put prompts to a model and let a judge score it. You see calls and cost before."
_SAMPLE = "160 invented answers in a workspace of its own. No key is needed."


class Way(Static, can_focus=True):
    """A way to begin, in a frame. *run* is the dialog's action for it."""

    def __init__(self, has: str, run: str, does: str, words: str) -> None:
        super().__init__(classes="way", markup=False)
        self.run = run
        self._does, self._words = does, words
        set_title(self, has)

    def on_mount(self) -> None:
        key = program_of(self).key(f"welcome.{self.run}")
        first = Content.assemble(key_cap(key), (f" {self._does}", "bold $fg"))
        self.update(Content("\n").join([first, Content(""), Content.styled(self._words, "$muted")]))

    async def on_click(self, event: events.Click) -> None:
        event.stop()
        await self.run_action(f"screen.{self.run}")


class WelcomeDialog(AuditDialog[bool]):
    """Three frames, the likeliest way in focus. Ends with True if something was imported, else None."""

    HEADING = "Welcome"
    FRAME = "welcome"
    PLACES = ("welcome", "dialog")
    BINDINGS = bindings("welcome")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose_fields(self) -> ComposeResult:
        # Readers are loaded only for an empty database, so that other databases open sooner.
        from airbench_tui.interchange.readers.registry import KNOWN_FORMATS

        headline = Content.assemble(
            (_DRAWING, "$edge"),
            (_NAMES, "$muted"),
            ("\n\nThis database is empty\n", "bold $fg"),
            (_IDEA, "$muted"),
        )
        yield Static(headline, classes="middle")
        with Horizontal(id="ways"):
            yield Way("YOU HAVE ANSWERS", "import_file", "Import a file", f"{KNOWN_FORMATS}.")
            yield Way("YOU HAVE A MODEL", "model_run", "Run it", _RUN)
            yield Way("YOU HAVE NOTHING", "demo", "Look around", _SAMPLE)
        path = safe(str(self._desk.workspace.database))
        yield Static(Content.styled(path, "$muted"), id="database", classes="middle")

    def on_mount(self) -> None:
        key = program_of(self).key
        words = f"{key('welcome.take')} begins · {key('dialog.leave')} the categories · {key('welcome.quit')} leaves"
        set_subtitle(self.query_one("#welcome"), words)
        self.query(Way).first().focus()

    async def action_take(self) -> None:
        """Begin in the way whose frame is chosen."""
        if isinstance(self.focused, Way):
            await self.run_action(f"screen.{self.focused.run}")

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
