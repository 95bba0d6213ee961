"""Packets in lines: a packet in the list, and its auditors with a bar each."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import set_cell_size
from textual.content import Content

from airbench_tui.reviewing.packet_design import DesignStratum
from airbench_tui.reviewing.progress import outcome_words
from airbench_tui.store.reviewing import packet_strata
from airbench_tui.store.reviewing.packet_places import PacketProgress, PacketStatus
from airbench_tui.text import one_line
from airbench_tui.tui.packets.draw_preview import ALLOCATIONS, GROUPS, stratum_lines
from airbench_tui.tui.shared.meter import meter

_NAME, _LONGEST_NAME, _WHO = 14, 24, 12  # cells
_FIGURES = 45  # cells of a row without its name and its bar
_PLACES = 28  # cells of an auditor's line without their name and bar


def heading(width: int) -> Content:
    """Return the heads of the columns in *width* cells."""
    name, bar = _columns(width)
    words = "drawn of".rjust(8).ljust(16)
    line = f"{'name'.ljust(name)}{words}{'answered by all'.ljust(bar + 13)}{'left':>6}  state"
    return Content.styled(line, "$muted")


def packet_line(state: PacketStatus, width: int) -> Content:
    """Return a packet's row in *width* cells: what was drawn of what, and how far all its places are."""
    name, bar = _columns(width)
    packet, all_of_it = state.packet, state.everyone
    share = all_of_it.answered / all_of_it.assigned if all_of_it.assigned else 0.0
    word, token = _state(all_of_it)
    return Content.assemble(
        (set_cell_size(_cut(packet.name, name - 1), name), "bold $fg"),
        (f"{packet.items:>6,}", "$fg"),
        (f" {packet.frame:<9,}", "$muted"),
        meter(share, bar, "safe" if word == "done" else "mine"),
        (f"{all_of_it.answered:>6,}", "bold $fg"),
        (f"/{all_of_it.assigned:<6,}", "$muted"),
        (f"{all_of_it.left:>6,}", "$fg") if all_of_it.left else (f"{'·':>6}", "$muted"),
        (f"  {word:<9}", f"${token}"),
    )


def who_is_where(state: PacketStatus, me: str, width: int, *, hidden: bool, roomy: bool) -> Content:
    """Return a packet's auditors with a bar each, and its design. *hidden*: some scores are hidden from *me*.

    *roomy*: with a blank line between auditors.
    """
    lines: list[Content] = []
    for part in state.auditors:
        lines += [Content("")] if roomy and lines else []
        lines += _auditor_lines(part, part.auditor == me, width)
    if state.unassigned:
        lines.append(
            Content.styled(f"{state.unassigned:,} without an auditor: everybody opted out", "$ambiguous")
        )
    return Content("\n").join([*lines, Content(""), *_design_lines(state, hidden=hidden)])


def _auditor_lines(part: PacketProgress, mine: bool, width: int) -> Iterator[Content]:
    bar = max(8, min(60, width - _WHO - _PLACES))
    left = (f"{part.left:,} left".rjust(11), "$fg") if part.left else ("done".rjust(11), "$safe")
    yield Content.assemble(
        (set_cell_size(_cut(part.auditor, _WHO - 1), _WHO), "bold $mine" if mine else "$fg"),
        meter(part.answered / part.assigned if part.assigned else 0.0, bar, "mine" if part.left else "safe"),
        (f"{part.answered:>6,}", "bold $fg"),
        (f" of {part.assigned:,}".ljust(10), "$muted"),
        left,
    )
    yield Content.styled(" " * _WHO + " · ".join(outcome_words(part)), "$muted")


def _design_lines(state: PacketStatus, *, hidden: bool) -> Iterator[Content]:
    packet, design = state.packet, state.packet.design
    stratify = str(design.get("stratify", ""))
    if not hidden and stratify == "judge-score":  # the counts could tell the score of the last open place
        try:
            found = packet_strata.strata(design) or {}
        except ValueError:  # of a packet that another program wrote
            found = {}
        yield from stratum_lines([DesignStratum(name, *one) for name, one in found.items()], "judge-score")
        if found:
            yield Content("")
    allocation = str(design.get("allocation", ""))
    groups = GROUPS.get(stratify, one_line(stratify, 20))
    if stratify != "none":
        groups = f"by {groups}, {ALLOCATIONS.get(allocation, one_line(allocation, 20))}"
    by, day = one_line(packet.created_by, 30), packet.created_at[:10]
    yield Content.styled(f"drawn by {by} {day} · {groups} · seed {packet.seed}", "$muted")


def _columns(width: int) -> tuple[int, int]:
    """Return the cells of the name and of the bar."""
    name = max(_NAME, min(_LONGEST_NAME, width - _FIGURES - 20))
    return name, max(4, width - _FIGURES - name)


def _state(all_of_it: PacketProgress) -> tuple[str, str]:
    """Return a packet's state in words, and the colour token for it."""
    if not all_of_it.left:
        return "done", "safe"
    return ("open", "mine") if all_of_it.answered else ("not begun", "muted")


def _cut(name: str, cells: int) -> str:
    return one_line(name, cells)
