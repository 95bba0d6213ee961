"""The row of progress: figures that fit, and a message before all of them."""

from __future__ import annotations

from textual.app import ComposeResult

from airbench_tui.tui.shared.reading.progress_row import ProgressRow
from airbench_tui.tui.theme.themed_app import ThemedApp


class RowApp(ThemedApp[None]):
    def compose(self) -> ComposeResult:
        yield ProgressRow()


async def test_figures_are_left_out_whole_and_a_message_is_never_cut_for_them() -> None:
    app = RowApp()
    async with app.run_test(size=(60, 3)) as pilot:
        row = app.query_one(ProgressRow)
        row.show(0.5, [("no. 2 of 160", "muted"), ("80 of 160 decided", "fg*"), ("80 left", "muted")])
        await pilot.pause()
        assert row.render_line(0).text.rstrip().endswith("  no. 2 of 160 · 80 of 160 decided · 80 left")
        row.say("✓ 1 safe on 12.37.2 · u undoes")
        assert "u undoes" in row.render_line(0).text and row.render_line(0).text.rstrip().endswith(
            "no. 2 of 160"
        )
        said = "Too soon: this response was just drawn. Press the key again"[:57]
        row.say(said)
        assert row.render_line(0).text.strip() == said
        row.show(0.001, [])
        row.say("")
        assert row.render_line(0).text.startswith("╸─")  # what is begun shows
        row.show(0.9999, [])
        assert row.render_line(0).text.rstrip().endswith("╸")  # and what is not finished does not look so
