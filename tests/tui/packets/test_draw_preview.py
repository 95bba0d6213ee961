"""The preview of a draw in words."""

from __future__ import annotations

from airbench_tui.reviewing.packet_design import DesignStratum
from airbench_tui.reviewing.packet_draw import PacketPreview
from airbench_tui.tui.packets.draw_preview import in_bars, in_lines


def test_a_draw_is_told_with_its_groups_its_shares_and_unequal_chances() -> None:
    strata = (DesignStratum("0", 31, 12), DesignStratum("0.5", 9, 3), DesignStratum("1", 120, 45))
    places = {"ann": 25, "bob": 25, "cyd": 26}
    found = PacketPreview(60, 160, strata, places, read_by_two=12, repeats=3, unassigned=0)
    assert in_lines(found, "judge-score").plain.splitlines() == [
        "60 of 160  12 scored 0, 3 scored ½, 45 scored 1",
        "25 to 26 places each · 12 read by two · 3 come again",
        "chance to be drawn: 33% to 39%; figures allow for it",
    ]
    (zeros,) = (line for line in in_bars(found, "judge-score").plain.splitlines() if "scored 0" in line)
    assert zeros.endswith("12 of 31")


def test_a_draw_with_hidden_scores_tells_no_groups() -> None:
    found = PacketPreview(5, 9, (), {"ann": 5}, read_by_two=0, repeats=0, unassigned=0)
    first, second, third = in_lines(found, "judge-score").plain.splitlines()
    assert (first.strip(), second) == ("5 of 9", "5 places · none comes again")
    assert "wait for your blind verdict" in third and "scored" not in in_bars(found, "judge-score").plain
