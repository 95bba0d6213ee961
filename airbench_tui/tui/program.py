"""The methods of the program that screens may call. The program itself is in the layer above the screens."""

from __future__ import annotations

import codecs
import contextlib
import functools
import sys
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from textual.app import SuspendNotSupported
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget

from airbench_tui.errors import InputError
from airbench_tui.reviewing.waiting import WaitingCounts
from airbench_tui.tui.actions import ACTIONS, shown_keys
from airbench_tui.tui.keymap import Actions
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.leaving import SignalWatch
from airbench_tui.tui.steady import Steady
from airbench_tui.tui.terminal_input import TerminalInput
from airbench_tui.tui.theme.themed_app import ThemedApp


class Program(Steady, ThemedApp[str]):
    """The app as screens see it: methods that lead to other screens.

    Screens reach the program's actions by name (``AuditScreen.run_in_program``).
    """

    waiting: WaitingCounts | None = None
    """What waits for the auditor, None until it is counted."""

    actions: Actions = ACTIONS
    """The actions of every place, with the keys of this program's keymap."""

    def key(self, name: str) -> str:
        """Return the first key of an action, such as ``review.skip``, as people know it; "" for none."""
        return shown_keys(self.action(name)).split(" ")[0]

    def action(self, name: str) -> Action:
        """Return an action by its name, such as ``review.skip``, with its keys."""
        place, _, wanted = name.partition(".")
        return next(action for action in self.actions[place] if action.name == wanted)

    signals: SignalWatch | None = None  # what ends the program; None in a program that no terminal runs

    def get_driver_class(self) -> type[Driver]:
        """Return the driver of this terminal, which tells pasted text from keys.

        It takes bytes that are no UTF-8 for U+FFFD. A paste may contain such bytes, and Textual's own decoder raises an
        exception, which ends the program.
        """
        driver = super().get_driver_class()
        names = vars(sys.modules[driver.__module__])
        for name, ours in (("getincrementaldecoder", _forgiving), ("XTermParser", TerminalInput)):
            if name in names:
                names[name] = ours
        return driver

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Lend the terminal to another program. Meanwhile nothing is drawn, and keys do not end this program.

        Raises InputError if the terminal cannot be lent, as in a browser.
        """
        failure: BaseException | None = None
        deaf = contextlib.nullcontext() if self.signals is None else self.signals.deaf_to_keys()
        try:
            with deaf, self.batch_update(), self.suspend():
                try:
                    yield
                except BaseException as error:  # with an exception, Textual would not take the terminal back
                    failure = error
        except SuspendNotSupported:
            raise InputError("this terminal cannot be lent to another program") from None
        self.refresh(layout=True)
        if failure is not None:
            raise failure

    # Textual's metaclass is not ABCMeta, so Python does not check for missing methods. mypy does.

    @abstractmethod
    def places(self, screen: Screen[Any]) -> list[str]:
        """Return where the user of *screen* is, nearest first: keys of ``actions.PLACES``."""

    @abstractmethod
    def count_waiting(self, *, soon: bool = False) -> None:
        """Count again what waits for the auditor, in the background; with *soon* not at once, but within a second."""

    @abstractmethod
    async def show_responses(self, responses: Sequence[int], words: str) -> None:
        """List exactly these responses in Browse. *words* describe them in the title."""

    @abstractmethod
    async def show_matching(self, expression: str) -> None:
        """List in Browse the responses that a filter matches. Raises FilterError."""

    @abstractmethod
    async def review_packet(self, name: str) -> None:
        """Review this auditor's part of a packet, beginning at the first open place."""

    @abstractmethod
    def tell_fault(self, error: BaseException) -> bool:
        """Show a notice if the file or its disk is at fault, and return whether it is."""

    @abstractmethod
    def apply_settings(self) -> None:
        """Let the theme and the amount of motion be as the auditor's settings say now."""

    @abstractmethod
    async def leave(self) -> None:
        """Leave the program, or say why the user should stay."""


def _forgiving(encoding: str) -> functools.partial[codecs.IncrementalDecoder]:
    """Return what makes decoders of *encoding* that replace what they cannot decode."""
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")


def program_of(widget: Widget) -> Program:
    """Return the program that shows *widget*. Raises TypeError if another kind of app shows it."""
    app = widget.app
    if not isinstance(app, Program):
        raise TypeError(f"{type(widget).__name__} is shown by {type(app).__name__}, not by a Program")
    return app
