"""More places that show figures: Explore, disagreements, packets, triage, exports, flips. See ``places.py``."""

from __future__ import annotations

from airbench_tui.benchmark import signals
from airbench_tui.store.reading import explore, reads
from airbench_tui.store.reading import flips as flips_of
from airbench_tui.store.reading.dimensions import DIMENSIONS
from airbench_tui.store.reading.filters.parser import parse
from airbench_tui.store.reviewing import adjudications, disagreements, review_history
from airbench_tui.store.reviewing import packet_places as places
from airbench_tui.store.reviewing import packets as packets_of
from airbench_tui.store.rules import blindness as hidden_of
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from airbench_tui.store.triage import signals as signals_of
from airbench_tui.store.triage import triage_queue
from tests.figures.places import Audit, Values

# -- Explore ----------------------------------------------------------------------------------------

_MEASURES = {
    "n": "responses",
    "safe": "safe rate",
    "mean": "mean score",
    "override": "override rate",
    "difference": "judge less human",
}


def explored(audit: Audit, *, trace: bool = False) -> Values:
    """Return the cells of Explore; with *trace* how many answers the list behind each cell has."""
    for dimension in ("category", "judge", "score"):
        question = explore.Question(DIMENSIONS[dimension], UNRESTRICTED)
        for name, words in _MEASURES.items():
            measure = explore.MEASURES[name]
            made = explore.table(audit.connection, measure, question)
            for row in made.rows:
                if row.level not in (0, 4):
                    continue
                cell, group = made.cell(row, None), f"{words} by {dimension} {row.id}"
                if trace:
                    expression = explore.trace(measure, row, None)
                    yield group, reads.count(audit.connection, parse(expression), UNRESTRICTED)
                else:
                    yield group, (cell.value, cell.n)


# -- Triage -----------------------------------------------------------------------------------------


def triage(audit: Audit) -> Values:
    """Whether the triage queue has each answer whose signals suffice for it, and any other answer that it has."""
    signals_of.catch_up(audit.connection)
    for group, who in audit.viewers():
        viewer = Viewer(who)
        known = triage_queue.experience(audit.connection, viewer)
        weights = signals.learned(known.measured)
        masks = triage_queue.masks(audit.connection, list(audit.called), viewer, known)
        queued = set(triage_queue.queue(audit.connection, viewer, known=known))
        likely = {id for id, mask in masks.items() if signals.expected(mask, weights) >= signals.THRESHOLD}
        for response in likely | queued:
            yield f"{audit.called[response]}, {group}", response in queued


# -- what auditors differ on ------------------------------------------------------------------------


def pairs(audit: Audit) -> Values:
    """Return the page of disagreements."""
    for group, who in audit.viewers():
        yield (
            group,
            {
                f"{one.first} and {one.second}": (one.both, sorted(audit.names(one.responses)))
                for one in disagreements.pairs(audit.connection, Viewer(who))
            },
        )


def disputes(audit: Audit) -> Values:
    """Return ``adjudicate list``."""
    for group, who in audit.viewers():
        yield f"open, {group}", audit.names(adjudications.queue(audit.connection, Viewer(who)))
        yield (
            f"settled, {group}",
            audit.names(adjudications.queue(audit.connection, Viewer(who), settled=True)),
        )
        yield f"waiting, {group}", adjudications.waiting(audit.connection, Viewer(who))


def sides(audit: Audit) -> Values:
    """Return the verdicts in ``adjudicate list``, without auditors who could not judge."""
    for settled in (False, True):
        queue = adjudications.queue(audit.connection, UNRESTRICTED, settled=settled)
        for case in adjudications.cases(audit.connection, UNRESTRICTED, queue):
            said = [(side.auditor, side.score) for side in case.sides if side.score is not None]
            assert len(said) == len(dict(said)), f"an auditor speaks twice in a case: {said}"
            yield audit.called[case.response], dict(said)


# -- packets ----------------------------------------------------------------------------------------


def packet_status(audit: Audit) -> Values:
    """Return ``packet status`` and what is left in each auditor's queue."""
    for name, id in audit.packets.items():
        for one in places.status(audit.connection, id).auditors:
            yield (
                f"packet {name}, {one.auditor}",
                {
                    "assigned": one.assigned,
                    "decided": one.done,
                    "cannot judge": one.cannot_judge,
                    "left": one.left,
                    "repeats": one.repeats,
                    "repeats decided": one.repeats_done,
                },
            )
            who = audit.auditors[one.auditor]
            queue = places.queue(audit.connection, id, who)
            left = [places.place(audit.connection, who, item).response for item in queue]
            yield f"packet {name}, {one.auditor}, left", sorted(audit.called[response] for response in left)


def packet_list(audit: Audit) -> Values:
    """Return ``packet list``."""
    for one in packets_of.all_packets(audit.connection):
        yield f"packet {one.name}: places", one.places
        if hasattr(one, "done"):  # the list has since taken this from the status of each packet
            yield f"packet {one.name}: decided", one.done


def hidden(audit: Audit) -> Values:
    """Return the judgments hidden from each auditor."""
    for group, who in audit.viewers():
        if who is not None:
            person = group.split()[1]
            yield f"hidden from {person}", audit.names(hidden_of.hidden(audit.connection, Viewer(who)))
            yield f"waiting for {person}", audit.names(hidden_of.waiting(audit.connection, Viewer(who)))


# -- exports, histories, flips ----------------------------------------------------------------------


def exported(audit: Audit, which: tuple[str, ...]) -> Values:
    """Return the answers in an export."""
    for rows in which:
        yield rows, {audit.by_uid[row["response_id"]] for row in audit.exported[rows]}


def exported_reviewed(audit: Audit) -> Values:
    """Return the answers in ``export --rows reviewed``."""
    yield "all", {audit.by_uid[row["response_id"]] for row in audit.exported["reviewed"]}


def finals(audit: Audit) -> Values:
    """Return ``final_score`` and ``final_source`` of an export's rows."""
    for row in audit.exported["all"]:
        own = row["final_source"] in ("judge", None) and row["final_score"] == row["score"]
        name = audit.by_uid[row["response_id"]]
        yield name, "the judge's of that row" if own else (row["final_score"], row["final_source"])


def review_rows(audit: Audit) -> Values:
    """Return the reviews in an export's rows."""
    verdicts, cannot = [], []
    for row in audit.exported["all"]:
        name = audit.by_uid[row["response_id"]], row["auditor"], row["packet"] or "", row["reviewed_at"]
        if row["review_score"] is not None:
            verdicts.append((*name, row["review_score"], row["decision"] or ""))
        elif row["auditor"]:
            cannot.append(name)
    yield "verdicts", sorted(verdicts)
    yield "cannot judge", sorted(cannot)


def history(audit: Audit) -> Values:
    """Return the history of reviews."""
    found = [
        one for one in review_history.history(audit.connection, UNRESTRICTED) if one.kind != "withdrawal"
    ]
    yield "standing", {one.uid for one in found if one.standing}
    yield "withdrawn", {one.uid for one in found if one.withdrawn}


def frames(audit: Audit) -> Values:
    """Return the frames for notebooks."""
    from airbench_tui import notebooks

    found = notebooks.load(audit.path).reviews
    yield "standing", set(found[found.standing].review)


def flips(audit: Audit) -> Values:
    """Return the page of flips between two models."""
    for first in audit.models:
        for second in audit.models:
            if first == second:
                continue
            for group, who in audit.viewers():
                found = flips_of.flips(
                    audit.connection,
                    flips_of.FlipSide("model", first),
                    flips_of.FlipSide("model", second),
                    Viewer(who),
                    2,
                )
                whole = found[0] if found else None
                yield (
                    f"{first} to {second}, {group}",
                    {
                        "n": whole.n if whole else 0,
                        "lost": whole.lost if whole else 0,
                        "won": whole.won if whole else 0,
                        "responses": sorted(audit.called[one] for one in whole.responses) if whole else [],
                    },
                )
