"""Passages marked in a pane of text: their places on wrapped lines, the one in hand, resizing."""

from __future__ import annotations

import time

from textual.app import ComposeResult
from textual.pilot import Pilot

from airbench_tui.tui.shared.text_pane import TextPane
from airbench_tui.tui.theme.themed_app import ThemedApp

WORDS = "A hike ends. 日本語 café\u0301 hike " * 40
HITS = [(at, at + 4) for at in range(len(WORDS)) if WORDS.startswith("hike", at)]


class PaneApp(ThemedApp[None]):
    """Shows one pane."""

    def compose(self) -> ComposeResult:
        yield TextPane()


def lines(pilot: Pilot[None]) -> tuple[str, list[str], list[str]]:
    """Return what is in view: all of it, the hits, and the hit in hand."""
    pane, colours = pilot.app.query_one(TextPane), pilot.app.get_css_variables()
    seen = [segment for y in range(pane.size.height) for segment in pane.render_line(y)]
    marked = {name: [] for name in ("hit", "hit-now")}
    for segment in seen:
        ground = segment.style.bgcolor if segment.style else None
        for name, found in marked.items():
            if ground is not None and ground.name.lower() == colours[name].lower():
                found.append(segment.text)
    return "".join(segment.text for segment in seen), marked["hit"], marked["hit-now"]


async def test_hits_are_marked_where_they_stand_at_any_width() -> None:
    app = PaneApp()
    async with app.run_test(size=(40, 10)) as pilot:
        pane = app.query_one(TextPane)
        pane.set_sections([("", "no hike here"), ("TEXT", WORDS)])
        assert lines(pilot)[1:] == ([], [])
        pane.mark({1: HITS}, (1, 0), go=(1, 0))
        text, hits, now = lines(pilot)
        assert now == ["hike"] and set(hits) == {"hike"}
        assert len(hits) + 1 == text.count("hike") - 1  # the first section has none

        pane.mark({1: HITS}, (1, 60), go=(1, 60))
        assert lines(pilot)[2] == ["hike"] and pane.hit_in_view
        assert pane.scroll_offset.y > 0
        for size in ((17, 10), (90, 4), (40, 10)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert lines(pilot)[2] == ["hike"], size
        pane.scroll_home(animate=False)
        pane.mark({1: HITS}, (1, 60))
        assert lines(pilot)[2] == [] and lines(pilot)[1]
        pane.mark({1: HITS}, go=(1, 60))
        assert lines(pilot)[2] == [] and pane.hit_in_view
        pane.set_text("hike")
        assert lines(pilot)[1:] == ([], [])


async def test_a_passage_over_two_lines_is_marked_on_both_and_splits_no_character() -> None:
    app = PaneApp()
    async with app.run_test(size=(20, 6)) as pilot:
        pane = app.query_one(TextPane)
        text = "日本語の文章は長い。 cafe\u0301 au lait " * 2
        pane.set_text(text)
        start, end = text.index("語"), text.index("au")
        pane.mark({0: [(start, end)]}, (0, 0))
        _, _, now = lines(pilot)
        assert "".join("".join(now).split()) == "".join(text[start:end].split()) and len(now) > 1
        assert all(pane.render_line(y).cell_length == pane.scrollable_content_region.width for y in range(6))


async def test_thousands_of_hits_are_drawn_in_no_time() -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.query_one(TextPane)
        text = "ab " * 10_000
        pane.set_text(text)
        spans = [(at, at + 2) for at in range(0, len(text), 3)]
        began = time.process_time()
        pane.mark({0: spans}, (0, 9_000), go=(0, 9_000))
        assert lines(pilot)[2] == ["ab"]
        assert time.process_time() - began < 0.5
