"""Groups of commands whose main action needs no name: ``bulk FILTER`` beside ``bulk undo ID``."""

from __future__ import annotations

import click


class WithDefault(click.Group):
    """A group that takes what is none of its commands' names as arguments of one of them, *default*."""

    def __init__(self, *args: object, default: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command's name before arguments that begin with no command's name."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)
