"""What a screen shows while it has nothing: a small drawing, what this place is for, and the keys that help."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static


def key_cap(key: str) -> tuple[str, str]:
    """Return a key as a filled cap."""
    return f" {key} ", "bold $on-fill on $focus"


class EmptyState(Static):
    """The middle of an empty screen."""

    DEFAULT_CSS = """
    EmptyState { width: 1fr; height: 1fr; content-align: center middle; text-align: center; padding: 0 2; }
    """

    def show(
        self, drawing: Sequence[str], headline: str, lines: Sequence[str], keys: Sequence[tuple[str, str]]
    ) -> None:
        """Show a *drawing*, a bold line, quiet *lines*, and *keys* with what they do.

        The words must be safe already (:mod:`airbench_tui.text`).
        """
        caps = [Content.assemble(key_cap(key), (f"  {words}", "$fg")) for key, words in keys]
        self.update(
            Content("\n").join(
                [
                    Content.styled("\n".join(drawing), "$line"),
                    Content(""),
                    Content.styled(headline, "bold $fg"),
                    Content(""),
                    *(Content.styled(line, "$muted") for line in lines),
                    Content(""),
                    Content("     ").join(caps),
                ]
            )
        )
