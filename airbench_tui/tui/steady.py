"""Going on when the database is at fault, such as a damaged page or a full disk: a notice instead of an end."""

from __future__ import annotations

import sqlite3
from typing import Protocol, runtime_checkable

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

from airbench_tui.errors import StoreError


@runtime_checkable
class TellsFaults(Protocol):
    """A program that shows faults of the database."""

    def tell_fault(self, error: BaseException) -> bool:
        """Show a notice if the file or its disk is at fault, and return whether it is."""


class Steady(MessagePump):
    """A screen, dialog, widget or program that goes on after a fault of the database in one of its handlers.

    Textual handles no further message of one that raised an exception. A screen that could not be set up is left.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except (sqlite3.Error, StoreError) as error:
            if not (isinstance(self.app, TellsFaults) and self.app.tell_fault(error)):
                raise
            if isinstance(message, events.Mount) and isinstance(self, Screen):
                self.app.call_later(_leave, self)


def _leave(screen: Screen[object]) -> None:
    """Go back to the screen before. The first one, above Textual's own, stays: F5 reads again."""
    if screen.is_current and len(screen.app.screen_stack) > 2:
        screen.dismiss(None)
