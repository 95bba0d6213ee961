"""Figures of packets: the drawn answers, and the progress of auditors."""

from __future__ import annotations

from airbench_tui.glossary.entry import GlossaryEntry

_PROGRESS = "airbench_tui.store.reviewing.packet_places.PacketProgress"
_PACKET = "airbench_tui.store.reviewing.packets.Packet"
_PLACES = "an auditor's places in the packet, including hidden repeats"

FIGURES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "frame",
        "Answers that the packet was drawn from, fixed at that moment.",
        "judged responses selected by the packet's filter, model and judge",
        (
            "Agreement: drawn of N",
            "report: Packet, of N",
            "agreement --json: packet.frame",
            "packet status --json: frame",
            "packet new --json: frame",
        ),
        f"{_PACKET}.frame",
    ),
    GlossaryEntry(
        "drawn",
        "Answers that were drawn into the packet, without hidden repeats.",
        "the frame",
        (
            "Packets: drawn",
            "Agreement: drawn",
            "report: Packet, drawn",
            "agreement --json: packet.drawn",
            "packet status --json: items",
        ),
        f"{_PACKET}.items",
    ),
    GlossaryEntry(
        "drawn with a verdict",
        "Drawn answers with a verdict in the packet or a settled score.",
        "drawn answers",
        ("Agreement: with a verdict",),
        "airbench_tui.agreement.figures.decided_of",
    ),
    GlossaryEntry(
        "size of a stratum",
        "Answers of the frame with this score of the judge, or in this node.",
        "one stratum",
        ("packet new --json: size",),
        "airbench_tui.reviewing.packet_design.DesignStratum.size",
    ),
    GlossaryEntry(
        "drawn of a stratum",
        "Answers that were drawn from this stratum.",
        "one stratum",
        ("packet new --json: take",),
        "airbench_tui.reviewing.packet_design.DesignStratum.take",
    ),
    GlossaryEntry(
        "inclusion probability",
        "The chance with which the answer was drawn. If chances differ, each verdict weighs 1 / this chance.",
        "one drawn answer; one stratum",
        (
            "packet new --json: inclusion_probability",
            "export: inclusion_probability",
            "notebook: reviews.inclusion_probability",
        ),
        "airbench_tui.reviewing.packet_design.DesignStratum.probability",
    ),
    GlossaryEntry(
        "left out of the draw",
        "Matching responses without a score of the judge, by reason.",
        "the responses that the packet's filter matched",
        ("packet new --json: left_out",),
        "airbench_tui.reviewing.packet_draw.Made.left_out",
    ),
    GlossaryEntry(
        "unassigned",
        "Drawn answers that are assigned to no auditor.",
        "drawn answers",
        ("Packets: without an auditor", "packet status --json: unassigned"),
        "airbench_tui.store.reviewing.packet_places.PacketStatus.unassigned",
    ),
    GlossaryEntry(
        "places",
        "Places of all auditors in the packet: an answer of two auditors counts twice, a repeat once more.",
        "one packet",
        ("Packets: places", "packet status --json: places"),
        f"{_PACKET}.places",
    ),
    GlossaryEntry(
        "answered",
        "Places with an answer: a verdict, or cannot judge.",
        "places in the packet, of an auditor or of all",
        ("Packets: answered", "packet list --json: answered", "packet status --json: answered"),
        f"{_PROGRESS}.answered",
    ),
    GlossaryEntry(
        "assigned",
        "Places that an auditor has in the packet.",
        _PLACES,
        ("Packets: of N", "packet status --json: assigned"),
        f"{_PROGRESS}.assigned",
    ),
    GlossaryEntry(
        "decided",
        "Places with a verdict.",
        _PLACES,
        ("Packets: decided", "packet list --json: done", "packet status --json: done"),
        f"{_PROGRESS}.done",
    ),
    GlossaryEntry(
        "cannot judge",
        "Places answered with cannot judge, without a verdict.",
        _PLACES,
        (
            "Packets: cannot judge",
            "packet list --json: cannot_judge",
            "packet status --json: cannot_judge",
            "export: signals, cannot judge",
        ),
        f"{_PROGRESS}.cannot_judge",
    ),
    GlossaryEntry(
        "left",
        "Places without an answer.",
        _PLACES,
        (
            "Packets: left",
            "Row of screens: Packets",
            "packet list --json: left",
            "packet status --json: left",
        ),
        f"{_PROGRESS}.left",
    ),
    GlossaryEntry(
        "put off",
        "Places left that the auditor skipped for now.",
        "places left",
        ("Packets: put off", "packet status --json: deferred"),
        f"{_PROGRESS}.deferred",
    ),
    GlossaryEntry(
        "first verdicts given",
        "Places decided, without hidden repeats.",
        "an auditor's places in the packet, without hidden repeats",
        ("Packets: blind, of N", "packet status --json: first_verdicts"),
        f"{_PROGRESS}.first_verdicts",
    ),
    GlossaryEntry(
        "blind first verdicts given",
        "First verdicts given before the judge had ever been on the auditor's screen.",
        "first verdicts given",
        ("Packets: blind", "packet status --json: blind"),
        f"{_PROGRESS}.blind",
    ),
    GlossaryEntry(
        "blind share",
        "The share of first verdicts that are blind.",
        "first verdicts given",
        ("packet status --json: blind_share",),
        f"{_PROGRESS}.blind_share",
    ),
    GlossaryEntry(
        "repeats",
        "Places that are hidden repeats.",
        _PLACES,
        ("Packets: repeats, of N", "packet status --json: repeats"),
        f"{_PROGRESS}.repeats",
        no_answers="it is hidden which items are repeats",
    ),
    GlossaryEntry(
        "repeats decided",
        "Hidden repeats with a verdict.",
        "the auditor's hidden repeats",
        ("Packets: repeats", "packet status --json: repeats_done"),
        f"{_PROGRESS}.repeats_done",
        no_answers="it is hidden which items are repeats",
    ),
)
