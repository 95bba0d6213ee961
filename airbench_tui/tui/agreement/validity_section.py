"""The Agreement screen's first section: the judgments, reviews and packet that its figures are based on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from airbench_tui.agreement.basis import BLIND
from airbench_tui.agreement.evidence import PacketEvidence
from airbench_tui.agreement.figures import Figures, decided_of
from airbench_tui.text import counted, one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.shared.figures.lines import Line, Span


class Counts(NamedTuple):
    """What the rates are made of, each a count that opens its answers. The last two are None without a packet."""

    judged: Span
    reviewed: Span
    drawn: Span | None
    done: Span | None

    def line(self) -> Line:
        """Return the counts as a line that follows a title."""
        there = [span for span in self if span is not None]
        return tuple(part for span in there for part in (Span(" · ", "muted"), span._replace(style="muted")))


def count(figures: Figures) -> Counts:
    """Count the answers judged, reviewed, drawn into the packet, and drawn with a verdict."""
    packet = figures.material.packet
    return Counts(
        _judged(figures),
        _reviewed(figures),
        None if packet is None else _drawn(packet),
        None if packet is None else _done(figures, packet),
    )


def rests_on(figures: Figures, counts: Counts, width: int) -> list[Line]:
    """Describe the judge, the verdicts and their auditors, the rubrics, and how the packet was drawn."""
    material, rows = figures.material, figures.basis.rows
    packet = material.packet
    found: list[Line] = [
        pieces.heading("WHAT THIS RESTS ON"),
        (
            Span(f"  judge {one_line(material.judge or 'none', 30)} · "),
            counts.judged,
            *_apart(figures),
            Span(f" · {_scale(material.polarity)}"),
        ),
        (Span("  "), counts.reviewed, *_verdicts(figures), Span(f" · {_auditors(figures.auditors)}")),
        *pieces.wrapped(_revisions(material.revisions), width, "muted"),
    ]
    if packet is not None and counts.drawn is not None and counts.done is not None:
        frame = [row.response for row in packet.frame]
        of = Span(f"{len(frame):,}", "", pieces.link(frame, f"frame of {packet.name}", "frame"))
        found += [
            (Span(f"  packet {one_line(packet.name, 30)} · {_design(packet.design)} · seed {packet.seed}"),),
            (Span("    "), counts.drawn, Span(" of "), of, Span(" · "), counts.done),
        ]
    elif rows:
        kind = (
            "a census, every answer was decided"
            if figures.census
            else "findings, because nobody drew them at random"
        )
        found.append((Span(f"  no packet: these reviews are {kind}", "" if figures.census else "warning"),))
    return found


def _judged(figures: Figures) -> Span:
    found = [row.response for row in figures.material.responses if row.score is not None]
    return Span(f"{len(found):,} judged", "", pieces.link(found, "judged", "judged"))


def _reviewed(figures: Figures) -> Span:
    found = sorted(figures.material.reviewed)
    return Span(f"{len(found):,} reviewed", "", pieces.link(found, "reviewed", "reviewed"))


def _drawn(packet: PacketEvidence) -> Span:
    found = [row.response for row in packet.drawn]
    return Span(f"{len(found):,} drawn", "", pieces.link(found, f"drawn into {packet.name}", "drawn"))


def _done(figures: Figures, packet: PacketEvidence) -> Span:
    found, words = decided_of(figures), f"drawn into {packet.name}, with a verdict"
    return Span(f"{len(found):,} with a verdict", "", pieces.link(found, words, "drawn with a verdict"))


def _apart(figures: Figures) -> list[Span]:
    """Count the responses without a judge's score, by their status."""
    spans: list[Span] = []
    for name in ("blank", "malformed", "failed"):
        if figures.statuses[name]:
            found = [row.response for row in figures.material.responses if row.status == name]
            spans += [
                Span(", " if spans else " · "),
                Span(f"{len(found):,} {name}", "", pieces.link(found, name, name)),
            ]
    return spans


def _verdicts(figures: Figures) -> list[Span]:
    """Count the verdicts that enter the figures, and all verdicts given if those are more."""
    rows, words = figures.basis.rows, figures.basis.words
    name = "first verdicts" if words == BLIND else "standing verdicts"
    spans = [
        Span(" · "),
        Span(counted(len(rows), words.removesuffix("s")), "", pieces.of_rows(rows, words, name)),
    ]
    given = [row for row in figures.material.places if row.repeat_of is None and row.final is not None]
    if len(given) > len(rows):
        answers = sorted({row.response for row in given})
        opens = pieces.link(answers, f"verdicts given, {len(given):,} verdicts", "verdicts given")
        spans += [Span(" of "), Span(f"{len(given):,} verdicts", "", opens)]
    return spans


def _design(design: dict[str, Any]) -> str:
    stratify = str(design.get("stratify", "none"))
    return "simple random" if stratify == "none" else f"stratified by {one_line(stratify, 20)}"


def _scale(polarity: dict[str, int]) -> str:
    known = [name.replace("-", " = ") for name in polarity if name != "unknown"]
    return f"came as {' and '.join(known)}" if known else "scale unknown"


def _revisions(revisions: dict[str, int]) -> str:
    return "rubric revisions: " + (
        ", ".join(f"{one_line(name, 12)} ({count:,})" for name, count in list(revisions.items())[:4])
        or "none"
    )


def _auditors(names: Sequence[str]) -> str:
    return ", ".join(one_line(name, 20) for name in names) if 0 < len(names) < 4 else f"{len(names)} auditors"
