"""The beginning of a text that is cut, and the part of it that is to be in sight."""

from __future__ import annotations

from textual.app import ComposeResult

from airbench_tui.tui.shared.reading.excerpt import Excerpt
from airbench_tui.tui.theme.themed_app import ThemedApp

TEXT = "It refuses kindly and at some length. " * 4 + "A zebra is named."
ZEBRA = TEXT.index("zebra")


class ExcerptApp(ThemedApp[None]):
    """Shows one passage of at most two rows."""

    CSS = "Excerpt { max-height: 2; }"

    def compose(self) -> ComposeResult:
        yield Excerpt()


async def test_a_text_that_is_cut_begins_where_the_place_in_sight_is_shown() -> None:
    async with ExcerptApp().run_test(size=(40, 10)) as pilot:
        excerpt = pilot.app.query_one(Excerpt)
        for head in ((), (("JUDGE", "bold"),)):
            for sight in (None, 3, ZEBRA):
                excerpt.show(head, TEXT, marks=[(ZEBRA, ZEBRA + 5, "underline")], sight=sight)
                await pilot.pause()
                content = excerpt.render()
                marked = [content.plain[s.start : s.end] for s in content.spans if s.style == "underline"]
                assert marked == (["zebra"] if sight == ZEBRA else [])
                assert content.plain.count("\n") <= 1 and "…" in content.plain
                assert all(content.plain.startswith(words) for words, _ in head)
