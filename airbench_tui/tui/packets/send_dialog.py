"""A dialog that writes a packet to a file for an auditor who works elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from textual import work
from textual.widget import Widget
from textual.widgets import Input, Select

from airbench_tui.errors import AirbenchError
from airbench_tui.interchange.writers.output_file import OutputExistsError
from airbench_tui.store.reviewing.packet_places import PacketStatus
from airbench_tui.text import counted, one_line, safe
from airbench_tui.tui.desk import Desk
from airbench_tui.tui.shared.dialogs.form_dialog import FormDialog
from airbench_tui.tui.shared.forms.choice import choice
from airbench_tui.tui.shared.forms.form_field import FormField, form_row
from airbench_tui.tui.shared.forms.path_field import EXISTS, path_field
from airbench_tui.tui.threads import end_if_gone
from airbench_tui.workspace import expanded


class SendDialog(FormDialog[None]):
    """Fields for the auditor whose part is sent, and for the file's path."""

    HEADING = "Send a packet"
    DOES = "writes it"

    def __init__(self, desk: Desk, state: PacketStatus) -> None:
        super().__init__()
        self._desk = desk
        self._state = state
        self._replacing = ""  # the file that the user was warned exists

    def compose_form(self) -> Iterable[Widget]:
        names = [part.auditor for part in self._state.auditors]
        whom = choice("send-auditor", [("everybody", ""), *((one_line(name, 40), name) for name in names)])
        yield form_row(FormField("For whom", whom, explains="whose part of the packet the file holds."))
        yield form_row(
            FormField(
                "File",
                path_field("packet.json"),
                explains="what they get from you. They take it in with: airbench-tui packet import FILE",
            )
        )

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#path"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._send(event.value.strip())

    @work(exclusive=True)
    async def _send(self, path: str) -> None:
        from airbench_tui.interchange.packet_files.writing import export_packet

        auditor = str(self.query_one("#send-auditor", Select).value) or None
        try:
            target = str(expanded(path))
            output = await self._desk.output(target, replace=path == self._replacing)
            places = await self._desk.write(export_packet, self._state.packet.id, output, auditor)
        except OutputExistsError:
            end_if_gone(self)
            self._replacing = path
            self.say(EXISTS)
            return
        except (AirbenchError, OSError) as error:
            end_if_gone(self)
            self.say(str(error))
            return
        self.notify(f"{counted(places, 'place')} written to {safe(target)}", markup=False)
        end_if_gone(self)
        self.dismiss(None)
