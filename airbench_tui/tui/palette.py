"""The command palette: the registered actions that work on the current screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from airbench_tui.tui.actions import shown_keys
from airbench_tui.tui.keys.action import Action
from airbench_tui.tui.program import program_of


class ActionProvider(Provider):
    """Lists and finds actions by their help sentence."""

    def _actions(self) -> Iterator[Action]:
        program = program_of(self.screen)
        for place in program.places(self.screen):
            yield from (
                action for action in program.actions[place] if action.palette and self._offered(action)
            )

    def _offered(self, action: Action) -> bool:
        name = action.run.partition("(")[0]
        return self._is_of_program(action) or bool(self.screen.check_action(name, ()))

    async def discover(self) -> Hits:
        for action in self._actions():
            yield DiscoveryHit(_label(action), partial(self._run, action), help=None)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._actions():
            label = _label(action)
            if (score := matcher.match(label)) > 0:
                yield Hit(score, matcher.highlight(label), partial(self._run, action))

    def _is_of_program(self, action: Action) -> bool:
        return action in program_of(self.screen).actions["app"]

    async def _run(self, action: Action) -> None:
        app = self.app
        owner = app if self._is_of_program(action) else self.screen
        await app.run_action(action.run, owner)


def _label(action: Action) -> str:
    keys = shown_keys(action)
    return f"{action.help}  ({keys})" if keys else action.help
