"""Groups of commands with a default command: ``bulk FILTER`` beside ``bulk undo ID``."""

from __future__ import annotations

import click


class WithDefault(click.Group):
    """A group that runs its command *default* when the first argument is not the name of a command."""

    def __init__(self, *args: object, default: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the default command's name unless the first argument is the name of a command."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = [self.default, *args]
        return super().parse_args(ctx, args)
