"""An app whose style sheets may name the colour tokens, whatever its theme."""

from __future__ import annotations

from typing import TypeVar

from textual.app import App

from airbench_tui.tui.theme.themes import DEFAULT, OWN, variables

Result = TypeVar("Result")


class ThemedApp(App[Result]):
    """Offers the program's own themes beside Textual's, and starts with the default theme."""

    def __init__(self) -> None:
        super().__init__()
        for theme in OWN:
            self.register_theme(theme)
        self.theme = DEFAULT

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(self.current_theme)
