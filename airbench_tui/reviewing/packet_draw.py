"""The making of a packet: frame, draw and shares in one transaction, so that nothing changes in between.

``preview`` says what a plan would draw.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from airbench_tui.errors import IncompleteError, InputError
from airbench_tui.reviewing.packet_design import Allocation, DesignStratum, Stratify, Unit, divide, draw
from airbench_tui.reviewing.packet_sharing import share
from airbench_tui.store.database import transaction
from airbench_tui.store.identity import folded
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.store.reviewing import auditor_rows, auditors, packet_rows, packets
from airbench_tui.store.reviewing.packets import Framed, NewItem, NewPacket
from airbench_tui.store.rules.viewer import UNRESTRICTED

_SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """The parameters of a packet to make.

    If ``seed`` is None, one is chosen and stored. ``filter`` and ``model`` (exact) limit the frame. If
    ``judge`` is None, each response counts with the judgment that lists show. ``overlap`` is the share of the
    items that two auditors get; ``repeat`` is the share of each auditor's items that come again.
    ``despite_incomplete``: draw even while an import has stored only a part of its file.
    """

    name: str
    n: int
    stratify: Stratify = "judge-score"
    allocation: Allocation = "proportional"
    seed: int | None = None
    overlap: float = 0.2
    repeat: float = 0.05
    auditors: tuple[str, ...] = ()
    filter: str = ""
    judge: str | None = None
    model: str | None = None
    despite_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """The packet that was made. ``left_out`` counts matches without a judge's score, by reason.

    ``unassigned`` counts the items without an auditor; ``newcomers`` are its auditors who are new to the
    database.
    """

    packet: int
    seed: int
    frame: int
    strata: tuple[DesignStratum, ...]
    left_out: dict[str, int]
    unassigned: int
    newcomers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PacketPreview:
    """What a plan would draw: ``drawn`` of ``frame`` judged responses, and each auditor's number of ``places``.

    ``strata`` is empty where counts could reveal a hidden score. ``read_by_two`` counts the responses that two auditors
    get; ``repeats`` the places that come again, of all auditors; ``unassigned`` the responses that nobody gets.
    """

    drawn: int
    frame: int
    strata: tuple[DesignStratum, ...]
    places: Mapping[str, int]
    read_by_two: int
    repeats: int
    unassigned: int


_ALL = ExportSelection(UNRESTRICTED, "all")


def new_packet(connection: sqlite3.Connection, plan: PacketPlan, by: str) -> Made:
    """Draw a packet and assign its items. *by* makes it, and reviews it if no auditors are named.

    Raises InputError for a name that is taken, for too many items, for an empty auditor's name, and for
    designs from which nothing can be concluded; IncompleteError if an import has stored only a part of its file;
    FilterError for an invalid filter.
    """
    people, chosen = _people(plan, by), _chosen(plan)
    seed = secrets.randbelow(_SEEDS) if plan.seed is None else plan.seed
    with transaction(connection, durable=True):
        packet_rows.checked_name(connection, plan.name)
        if not plan.despite_incomplete and (missing := unfinished(connection)):
            raise IncompleteError("; ".join(one.words for one in missing))
        return _make(connection, plan, chosen, seed, people, by)


def owes_blind_verdicts(connection: sqlite3.Connection, auditor: int) -> bool:
    """Tell whether some answer's score is hidden from *auditor*, because it waits for their verdict in a packet."""
    return bool(export_rows.hidden_in(connection, auditor, _ALL))


def preview(connection: sqlite3.Connection, plan: PacketPlan, by: str) -> PacketPreview:
    """Return what :func:`new_packet` would draw now, as *by* may see it. Nothing is stored.

    Where *by* still owes blind verdicts, the frame is what their own filter would list, and no strata are returned,
    because counts by judge's score could reveal a hidden score. Raises InputError and FilterError as ``new_packet``
    does.
    """
    people, chosen = _people(plan, by), _chosen(plan)
    maker = auditor_rows.known_auditor(connection, by)
    hidden = maker is not None and owes_blind_verdicts(connection, maker)
    frame, _ = packets.frame(connection, chosen, maker, plan.judge, sees_all=not hidden)
    units = _units(frame)
    stratify = "none" if hidden else plan.stratify
    strata, _ = divide(units, plan.n, stratify, plan.allocation)
    out = _opted_out(connection, people)
    # Which answers are drawn matters only to auditors who opted out of some.
    drawn = draw(units, plan.n, plan.seed or 0, stratify, plan.allocation).items if any(out.values()) else ()
    categories = [frame[index].category for index, _ in drawn] or [0] * plan.n
    shared = share(categories, out, plan.seed or 0, plan.overlap, plan.repeat)
    places = {people[person]: order for person, order in shared.places.items()}
    times = Counter(place.item for order in places.values() for place in order if not place.repeat)
    return PacketPreview(
        drawn=plan.n,
        frame=len(frame),
        strata=() if hidden else strata,
        places={person: len(order) for person, order in places.items()},
        read_by_two=sum(count > 1 for count in times.values()),
        repeats=sum(place.repeat for order in places.values() for place in order),
        unassigned=len(shared.unassigned),
    )


def _people(plan: PacketPlan, by: str) -> dict[str, str]:
    """Return the auditors' names by folded name. Raises InputError for an empty name."""
    people: dict[str, str] = {}
    for name in plan.auditors or (by,):
        people.setdefault(folded(name), name.strip())
    if not all(people):
        raise InputError("an auditor's name is empty: give every auditor a name")
    return people


def _chosen(plan: PacketPlan) -> Filter:
    chosen = parse(plan.filter)
    return chosen if plan.model is None else chosen.also(Term("model", "=", (plan.model,)))


def _units(frame: Sequence[Framed]) -> list[Unit]:
    return [Unit(one.uid, one.category, one.score) for one in frame]


def _opted_out(connection: sqlite3.Connection, people: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Return what each auditor opted out of, by folded name: the draw must not depend on how names were written."""
    return {person: auditors.opted_out(connection, name) for person, name in people.items()}


def _make(
    connection: sqlite3.Connection,
    plan: PacketPlan,
    chosen: Filter,
    seed: int,
    people: dict[str, str],
    by: str,
) -> Made:
    maker = auditor_rows.auditor_id(connection, by)
    newcomers = tuple(
        name for name in people.values() if auditor_rows.known_auditor(connection, name) is None
    )
    frame, left_out = packets.frame(connection, chosen, maker, plan.judge)
    drawn = draw(_units(frame), plan.n, seed, plan.stratify, plan.allocation)
    out = _opted_out(connection, people)
    shared = share([frame[index].category for index, _ in drawn.items], out, seed, plan.overlap, plan.repeat)
    design = {
        "n": plan.n,
        "stratify": plan.stratify,
        "allocation": plan.allocation,
        "overlap": plan.overlap,
        "repeat": plan.repeat,
        "filter": plan.filter,
        "judge": plan.judge,
        "model": plan.model,
        "frame": len(frame),
        "left_out": left_out,
        "strata": [{"stratum": one.name, "size": one.size, "take": one.take} for one in drawn.strata],
    }
    packet = packets.create(
        connection,
        NewPacket(
            name=plan.name,
            design=design,
            seed=seed,
            frame=frame,
            strata=[drawn.strata[place].name for place in drawn.stratum_of],
            items=[NewItem(index, stratum.name, stratum.probability) for index, stratum in drawn.items],
            places={
                people[person]: [(place.item, place.repeat) for place in order]
                for person, order in shared.places.items()
            },
        ),
        maker,
    )
    return Made(packet, seed, len(frame), drawn.strata, left_out, len(shared.unassigned), newcomers)
