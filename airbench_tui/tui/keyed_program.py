"""The program's keys: each is handled before the next one is read. One that means nothing says so. Help lists them."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.screen import Screen

from airbench_tui.tui.configured_program import ConfiguredProgram
from airbench_tui.tui.key_names import shown_key
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.pasted_text import FIELDS, PastedText
from airbench_tui.tui.shared.dialogs.audit_dialog import AuditDialog
from airbench_tui.tui.shared.key_notice import KeyNotice
from airbench_tui.tui.shared.screens.audit_screen import AuditScreen
from airbench_tui.workspace import Workspace

_NEXT_FIELD = ("tab", "shift+tab")


class KeyedProgram(ConfiguredProgram):
    """A program that passes keys and pasted texts to the screen in front."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._leaving = False
        self._pasted = PastedText(self, self._tell_no_meaning)

    @property
    def front(self) -> AuditScreen | None:
        """Return the screen in front, None while a dialog covers it."""
        return self.screen if isinstance(self.screen, AuditScreen) else None

    def places(self, screen: Screen[Any]) -> list[str]:
        if isinstance(screen, AuditDialog):
            return [*screen.PLACES, "app"]
        return [*(screen.places() if isinstance(screen, AuditScreen) else ()), "app"]

    async def on_event(self, event: events.Event) -> None:
        """Handle a key before the next key is read.

        Textual puts a key into the focused widget's queue and handles it when it returns from there. Keys
        typed ahead, pasted, or sent by a script would then reach the widget that had the focus earlier. Keys
        that a field takes as text go the usual way. A key that leaves a field need not wait for them, because
        they are in the field's queue already.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._leaving:
                return
            front, focused = self.front, self.focused
            if self._pasted.refuses(event):
                return
            typing = focused is not None and focused.check_consume_key(event.key, event.character)
            if front is not None:
                front.key_pressed(event)
            if not typing and (not isinstance(focused, FIELDS) or event.key in _NEXT_FIELD):
                self._hush_notice()
                for priority in (True, False):
                    if await self._check_bindings(event.key, priority=priority):
                        return
                if not isinstance(focused, FIELDS):
                    pressed, helps = shown_key(event.key), self.key("app.help")
                    self._tell_no_meaning(f"{pressed} means nothing here · {helps} lists the keys")
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            if not self._leaving:
                await self._pasted.take(event)
            return
        await super().on_event(event)

    def _tell_no_meaning(self, words: str) -> None:
        if isinstance(self.screen, AuditScreen | AuditDialog):
            self.screen.tell_no_meaning(words)

    def _hush_notice(self) -> None:
        for notice in self.screen.query(KeyNotice):
            notice.hush()

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Leave the program. Later keys are ignored: the user types them for the shell."""
        self._leaving = True
        super().exit(*args, **kwargs)

    async def action_help(self) -> None:
        """Show the help for where the user is. The action that they choose there is done as if its key was pressed."""
        from airbench_tui.tui.shared.dialogs.help_dialog import HelpDialog

        in_hand = [] if self.front is None else self.front.figures_in_hand()
        places = self.screen.PLACES if isinstance(self.screen, AuditDialog) else self.places(self.screen)
        actions: list[Action] = []
        taken: set[str] = set()  # a key does what the nearest place says
        for place in places:
            found = [action for action in self.actions[place] if self._works(place, action)]
            actions += [one for one in found if not one.keys or set(one.keys.split(",")) - taken]
            taken |= {key for one in found for key in one.keys.split(",")}
        await self.push_screen(HelpDialog(places, actions, in_hand), self._chosen_in_help)

    def _works(self, place: str, action: Action) -> bool:
        name = action.run.partition("(")[0].removeprefix("screen.")
        owner = self if place == "app" or name.startswith("app.") else self.screen
        return bool(owner.check_action(name.removeprefix("app."), ()))

    def _chosen_in_help(self, action: Action | None) -> None:
        if action is None:
            return
        if action.keys:
            self.simulate_key(action.keys.partition(",")[0])
        else:
            owner = self if action in self.actions["app"] else self.screen
            self.run_worker(self.run_action(action.run, owner))
