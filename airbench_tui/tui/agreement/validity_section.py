"""The Agreement screen's first section: the judgments, reviews and packet that its figures are based on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airbench_tui.agreement.basis import BLIND
from airbench_tui.agreement.evidence import Material
from airbench_tui.agreement.figures import Figures, decided_of
from airbench_tui.text import counted, one_line
from airbench_tui.tui.agreement import pieces
from airbench_tui.tui.shared.figure_page import Line, Span


def rests_on(figures: Figures) -> list[Line]:
    """Describe the judge, the verdicts and their auditors, the rubrics, and how the packet was drawn."""
    material, rows = figures.material, figures.basis.rows
    packet = material.packet
    judged = [row.response for row in material.responses if row.score is not None]
    found: list[Line] = [
        pieces.heading("WHAT THIS RESTS ON"),
        (
            Span(f"  judge {one_line(material.judge or 'none', 30)} · "),
            Span(f"{len(judged):,} judged", "", pieces.link(judged, "judged", "judged")),
            *_apart(material),
            Span(f" · {_scale(material.polarity)}"),
        ),
        (
            Span("  "),
            Span(
                f"{figures.n_reviewed:,} reviewed",
                "",
                pieces.link(sorted(material.reviewed), "reviewed", "reviewed"),
            ),
            *_verdicts(figures),
            Span(f" · {_auditors(figures.auditors)}"),
        ),
        (Span(f"  {_revisions(material.revisions)}", "muted"),),
    ]
    if packet is not None:
        done, name = decided_of(figures), packet.name
        drawn, frame = [row.response for row in packet.drawn], [row.response for row in packet.frame]
        found += [
            (Span(f"  packet {one_line(packet.name, 30)} · {_design(packet.design)} · seed {packet.seed}"),),
            (
                Span("    "),
                Span(f"{len(drawn):,} drawn", "", pieces.link(drawn, f"drawn into {name}", "drawn")),
                Span(" of "),
                Span(f"{len(frame):,}", "", pieces.link(frame, f"frame of {name}", "frame")),
                Span(" · "),
                Span(
                    f"{len(done):,} with a verdict",
                    "",
                    pieces.link(done, f"drawn into {name}, with a verdict", "drawn with a verdict"),
                ),
            ),
        ]
    elif rows:
        kind = (
            "a census, every answer was decided"
            if figures.census
            else "findings, because nobody drew them at random"
        )
        found.append((Span(f"  no packet: these reviews are {kind}", "" if figures.census else "warning"),))
    return found


def _apart(material: Material) -> list[Span]:
    """Count the responses without a judge's score, by their status."""
    spans: list[Span] = []
    for name in ("blank", "malformed", "failed"):
        found = [row.response for row in material.responses if row.status == name]
        if found:
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
