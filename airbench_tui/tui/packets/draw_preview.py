"""What a packet would be, in words and bars, for the dialog that draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from airbench_tui.benchmark import taxonomy
from airbench_tui.reviewing.packet_design import DesignStratum, Stratify
from airbench_tui.reviewing.packet_draw import PacketPreview
from airbench_tui.text import one_line
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.meter import meter

GROUPS: dict[str, str] = {
    "judge-score": "judge's score",
    "l1": "level 1",
    "l2": "level 2",
    "none": "no groups: simple random",
}
ALLOCATIONS: dict[str, str] = {
    "proportional": "in proportion",
    "equal": "equally many",
    "optimal": "more where judges tend to err",
}
"""Designs in words."""

_TOKENS = {"0": "unsafe", "0.5": "ambiguous", "1": "safe"}
_MARKS = {name: present.score_mark(float(name)) for name in _TOKENS}
_BAR, _LABEL = 10, 16  # cells
_UNEQUAL = 0.05  # probabilities that differ by more are told
_NAMED = 6  # groups that are listed at most
_HIDDEN = "no counts by judge's score while answers wait for your blind verdict"


def in_lines(found: PacketPreview, stratify: Stratify) -> Content:
    """Describe a draw in two or three lines."""
    shares = [(f"{one.take:,} {_of(one, stratify)}", "$fg") for one in found.strata[:_NAMED]]
    if stratify == "none" or len(found.strata) > _NAMED:
        shares = [(f"{len(found.strata):,} groups", "$fg")] if stratify != "none" and found.strata else []
    first = Content.assemble(_headline(found), ("  " if shares else ""))
    parts = [first + Content(", ").join(Content.styled(*share) for share in shares)]
    parts.append(Content.styled(" · ".join(_sharing(found)), "$muted"))
    parts += [Content.styled(words, "$muted") for words in _remarks(found)]
    return Content("\n").join(parts)


def in_bars(found: PacketPreview, stratify: Stratify) -> Content:
    """Describe a draw as :func:`in_lines` does, with a bar for each group."""
    lines = [Content.assemble(_headline(found), (" answers", "$fg")), Content("")]
    if stratify != "none":
        lines += stratum_lines(found.strata, stratify)
    lines += [Content(""), *(Content.styled(words, "$fg") for words in _sharing(found))]
    lines += [Content.styled(words, "$muted") for words in _remarks(found)]
    return Content("\n").join(lines)


def stratum_lines(strata: Sequence[DesignStratum], stratify: Stratify) -> Iterator[Content]:
    """Describe the groups of a draw in a line each, with a bar for the number drawn."""
    named = [(one_line(_of(one, stratify), _LABEL), one) for one in strata[:_NAMED]]
    label = max((len(words) for words, _ in named), default=0) + 1
    most = max((one.take for one in strata), default=1)
    for words, one in named:
        yield Content.assemble(
            (words.ljust(label), f"${_TOKENS.get(one.name, 'fg')}"),
            meter(one.take / most if most > 0 else 0.0, _BAR, _TOKENS.get(one.name, "mine")),
            (f"{one.take:>5,}", "bold $fg"),
            (f" of {one.size:,}", "$muted"),
        )
    if len(strata) > _NAMED:
        yield Content.styled(f"and {len(strata) - _NAMED:,} groups more", "$muted")


def _headline(found: PacketPreview) -> tuple[str, str]:
    return f"{found.drawn:,} of {found.frame:,}", "bold $mine"


def _of(stratum: DesignStratum, stratify: Stratify) -> str:
    if stratify == "judge-score":
        mark = _MARKS.get(stratum.name)
        return stratum.name if mark is None else f"scored {mark}"
    return taxonomy.nodes()[stratum.name].name


def _sharing(found: PacketPreview) -> Iterator[str]:
    """Say how the answers are shared out."""
    least, most = min(found.places.values()), max(found.places.values())
    each = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    yield f"{each} places each" if len(found.places) > 1 else f"{each} places"
    if len(found.places) > 1:
        yield f"{found.read_by_two:,} read by two"
    yield f"{found.repeats:,} come again" if found.repeats else "none comes again"


def _remarks(found: PacketPreview) -> Iterator[str]:
    if not found.strata:
        yield _HIDDEN
    chances = [one.probability for one in found.strata]
    if chances and max(chances) - min(chances) > _UNEQUAL:
        yield f"chance to be drawn: {min(chances):.0%} to {max(chances):.0%}; figures allow for it"
    if found.unassigned:
        yield f"{found.unassigned:,} that nobody gets: everybody opted out"
