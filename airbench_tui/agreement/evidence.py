"""The evidence behind the figures, read once and then split into parts without the database."""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Literal, TypeVar

from airbench_tui.agreement import basis
from airbench_tui.agreement.basis import Basis
from airbench_tui.agreement.borrowed_errors import JudgeErrors, errors_of
from airbench_tui.errors import InputError
from airbench_tui.store.codec import decode
from airbench_tui.store.reading import figure_rows
from airbench_tui.store.reading.figure_rows import (
    DrawnPlace,
    FrameRow,
    JudgedResponse,
    JudgmentScope,
    PlaceVerdict,
)
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.store.rules import blindness, latest
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote

T = TypeVar("T")
R = TypeVar("R", PlaceVerdict, JudgedResponse)

# About the whole database, and misleading in a part.
_OF_THE_WHOLE: dict[str, Any] = {"left_out": {}, "polarity": {}, "revisions": {}, "incomplete": ()}


@dataclass(frozen=True, slots=True)
class PacketEvidence:
    """A packet as the figures need it. ``frame`` is empty if the packet was imported without its frame."""

    name: str
    design: dict[str, Any]
    seed: int
    frame: list[FrameRow]
    drawn: list[DrawnPlace]

    @property
    def models(self) -> tuple[str, ...]:
        """Return the models whose answers the packet was drawn from."""
        return tuple(sorted({row.target for row in self.frame}))


@dataclass(frozen=True, slots=True)
class Material:
    """The evidence behind the figures of one judge. ``settled`` has the adjudicated scores by response.

    ``packet`` is the packet that rates are estimated from: the one asked for, else the one with the most
    answers reviewed, else None. ``left_out`` counts bulk decisions, stale verdicts and waiting responses;
    ``polarity`` and ``revisions`` count judgments; ``incomplete`` has a warning for each import that stored only a part
    of its file; a part has none of the four. ``others`` has other judges'
    scores by response, by judge. ``waiting`` has the responses that wait for the viewer's own answer; only
    the packet as a whole includes them. ``elsewhere`` has the judge's errors on other models, if nothing was
    drawn from this one. ``scope`` is the packet asked for, outside which nothing counts; None for everything.
    """

    judge: str | None
    model: str | None
    places: list[PlaceVerdict]
    basis: Basis
    responses: list[JudgedResponse]
    settled: dict[int, float]
    packet: PacketEvidence | None
    left_out: dict[str, int]
    polarity: dict[str, int]
    revisions: dict[str, int]
    others: dict[str, dict[int, float]]
    waiting: frozenset[int] = frozenset()
    elsewhere: JudgeErrors | None = None
    scope: str | None = None
    incomplete: tuple[str, ...] = ()

    @property
    def reviewed(self) -> set[int]:
        """Return the responses with anybody's standing verdict; bulk decisions are not reviews."""
        return {row.response for row in basis.standing_ones(self.places, self.scope)}

    @property
    def overridden(self) -> set[int]:
        """Return the responses whose judge's score was overridden by people or by an adjudication."""
        found = {row.response for row in self.responses if row.overridden}
        return found if self.scope is None else found & self.reviewed

    def split(self, column: Literal["category", "target"], names: Mapping[Any, str]) -> dict[str, Material]:
        """Split the material by category or target into named parts.

        *names* maps each category key or model to the name of its part. Only parts with a response are
        returned.
        """
        packet = self.packet
        responses = _buckets(self.responses, column, names)
        places = _buckets(self.places, column, names)
        verdicts_of = [row.verdict for row in self.basis.rows]
        rows: dict[str, list[basis.WeightedVerdict]] = {}
        for row, value in zip(self.basis.rows, map(attrgetter(column), verdicts_of), strict=True):
            rows.setdefault(names[value], []).append(row)
        frames = _buckets(packet.frame if packet else [], column, names)
        drawn = _buckets(packet.drawn if packet else [], column, names)
        # Not for a node: the judge's errors differ by category.
        borrows = column == "target" and not responses.keys() <= drawn.keys()
        errors = (errors_of(self.basis) or self.elsewhere) if borrows else None
        return {
            name: replace(
                self,
                places=places.get(name, []),
                basis=replace(self.basis, rows=tuple(rows.get(name, ())), warnings=()),
                responses=found,
                packet=packet and self._part(packet, frames.get(name, []), drawn.get(name, [])),
                elsewhere=None if name in drawn else errors,
                **_OF_THE_WHOLE,
            )
            for name, found in responses.items()
        }

    def only(self, responses: Set[int]) -> Material:
        """Return the part of the material that concerns these responses."""
        packet = self.packet
        return replace(
            self,
            places=[row for row in self.places if row.response in responses],
            basis=replace(
                self.basis, rows=tuple(row for row in self.basis.rows if row.verdict.response in responses)
            ),
            responses=[row for row in self.responses if row.response in responses],
            packet=packet
            and self._part(
                packet,
                [row for row in packet.frame if row.response in responses],
                [row for row in packet.drawn if row.response in responses],
            ),
            **_OF_THE_WHOLE,
        )

    def _part(self, packet: PacketEvidence, frame: list[FrameRow], drawn: list[DrawnPlace]) -> PacketEvidence:
        """Return a part of *packet*, without its frame if a drawn answer waits.

        A small frame would disclose the score of that answer.
        """
        waits = any(row.response in self.waiting for row in drawn)
        return replace(packet, frame=[] if waits else frame, drawn=drawn)

    def of_auditor(self, name: str) -> Material:
        """Return the same answers with one auditor's verdicts only."""
        places = [row for row in self.places if row.auditor == name]
        theirs = {row.response for row in places}
        return replace(
            self,
            places=places,
            basis=replace(
                self.basis,
                rows=tuple(row for row in self.basis.rows if row.verdict.auditor == name),
                warnings=(),
            ),
            settled={response: score for response, score in self.settled.items() if response in theirs},
            **_OF_THE_WHOLE,
        )

    def statuses(self) -> dict[str, int]:
        """Count the responses that are judged, blank, malformed, failed, unscaled, missing."""
        found = Counter(row.status for row in self.responses)
        return {
            status: found[status]
            for status in ("judged", "blank", "malformed", "failed", "unscaled", "missing")
        }


def _buckets(rows: list[T], column: str, names: Mapping[Any, str]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row, value in zip(rows, map(attrgetter(column), rows), strict=True):
        found.setdefault(names[value], []).append(row)
    return found


def load(
    connection: sqlite3.Connection,
    viewer: Viewer,
    judge: str | None = None,
    model: str | None = None,
    packet: str | None = None,
) -> Material:
    """Read the material for *judge* (default: the one with most judgments), *model* and *packet*.

    Responses that wait for *viewer*'s own answer in a packet are left out, so that no figure discloses what
    others, or judges, say about them; only the packet as a whole includes them. Raises InputError for a
    judge, model or packet that is not in this database.
    """
    with _no_collection():
        return _load(connection, viewer, judge, model, packet)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Switch off garbage collection meanwhile.

    Hundreds of thousands of rows are created, without any cycles, and the collector would scan them all many
    times.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _load(
    connection: sqlite3.Connection,
    viewer: Viewer,
    judge: str | None,
    model: str | None,
    packet: str | None,
) -> Material:
    waiting = frozenset(blindness.waiting(connection, viewer))
    known = figure_rows.packets(connection)
    if packet is not None and packet not in known:
        raise InputError(
            f"there is no packet {quote(packet)}: {_known_names(list(known), 'packet new makes one')}"
        )
    _check(connection, "judge", judge)
    _check(connection, "model", model)
    if judge is None:
        default = latest.default_judge(connection)
        judge = None if default is None else decode(default)
    chosen = JudgmentScope(judge or "", model)
    places = _not_waiting(figure_rows.place_verdicts(connection, chosen), waiting)
    chosen_verdicts = basis.choose(places, packet)
    name = packet or chosen_verdicts.packet or _most_reviewed(places)
    polarity, revisions = figure_rows.scales(connection, chosen)
    everything = figure_rows.judged(connection, chosen)
    responses = _not_waiting(everything, waiting)
    from_packet = None if name is None else _packet(connection, name, known[name], chosen)
    elsewhere = None
    if model is not None and (from_packet is None or not from_packet.drawn):
        everywhere = figure_rows.place_verdicts(connection, JudgmentScope(judge or ""))
        elsewhere = errors_of(basis.choose(_not_waiting(everywhere, waiting), packet))
    left_out = {**figure_rows.left_out(connection, chosen), "waiting": len(everything) - len(responses)}
    return Material(
        judge=judge,
        model=model,
        places=places,
        basis=chosen_verdicts,
        responses=responses,
        settled={
            response: score
            for response, score in figure_rows.adjudicated(connection).items()
            if response not in waiting
        },
        packet=from_packet,
        left_out=left_out,
        polarity=polarity,
        revisions=revisions,
        others=figure_rows.other_scores(connection, chosen),
        waiting=waiting,
        elsewhere=elsewhere,
        scope=packet,
        incomplete=tuple(one.words for one in unfinished(connection)),
    )


def _not_waiting(rows: list[R], waiting: Set[int]) -> list[R]:
    return [row for row in rows if row.response not in waiting] if waiting else rows


def _packet(
    connection: sqlite3.Connection, name: str, known: tuple[int, dict[str, Any], int], chosen: JudgmentScope
) -> PacketEvidence:
    key, design, seed = known
    return PacketEvidence(
        name,
        design,
        seed,
        figure_rows.frame(connection, key, chosen),
        figure_rows.drawn(connection, key, chosen),
    )


def _most_reviewed(places: list[PlaceVerdict]) -> str | None:
    reviewed = {
        (row.packet, row.response) for row in places if row.packet is not None and row.first is not None
    }
    counts = Counter(packet for packet, _ in reviewed)
    return max(counts, key=lambda name: (counts[name], name)) if counts else None


def _check(connection: sqlite3.Connection, what: str, name: str | None) -> None:
    if name is None:
        return
    from airbench_tui.store.reading.filters import known_names

    known = known_names.of_kind(connection, what)
    if name not in known:
        raise InputError(
            f"there is no {what} {quote(name)} in this database: {_known_names(known, 'it has none')}"
        )


def _known_names(names: list[str], otherwise: str) -> str:
    return "there are " + ", ".join(quote(name, 60) for name in names[:10]) if names else otherwise
