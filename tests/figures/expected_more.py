"""More expected figures, computed by a :class:`Recount`: Explore, disagreements, packets, exports, flips, frames."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from tests.figures.expected import PEOPLE, Figure, as_seen_by, viewers
from tests.figures.recount import Recount


def explore(told: Recount) -> Figure:
    """Compute each measure of Explore by category, judge and score: its value and the number behind it."""
    found: Figure = {}
    cells: dict[str, list[tuple[int, float | None]]] = {}
    for response, row in told.responses.items():
        score = told.shown_score(response)
        cells.setdefault(f"category {told.category[row['category']]}", []).append((response, score))
        cells.setdefault(f"score {'none' if score is None else f'{score:g}'}", []).append((response, score))
        for judge in told.judges:
            if told.latest(response, judge) is not None:
                cells.setdefault(f"judge {judge}", []).append((response, told.latest_score(response, judge)))
    for group, rows in cells.items():
        scored = [(response, score) for response, score in rows if score is not None]
        decided = [(one, score) for one, score in scored if told.decision(one, score) is not None]
        human = {one: told.human(one) for one, _ in decided}
        found |= {
            f"responses by {group}": (len(rows), len(rows)),
            f"safe rate by {group}": _mean([float(score == 1.0) for _, score in scored]),
            f"mean score by {group}": _mean([score for _, score in scored]),
            f"override rate by {group}": _mean(
                [float(told.decision(one, score) == "overridden") for one, score in decided]
            ),
            f"judge less human by {group}": _mean([score - (human[one] or 0.0) for one, score in decided]),
        }
    return found


def _mean(values: list[float]) -> tuple[float | None, int]:
    return (sum(values) / len(values), len(values)) if values else (None, 0)


def traced(told: Recount) -> Figure:
    """Count the answers behind each cell of Explore."""
    return {group: n for group, (_, n) in explore(told).items()}


def in_triage(told: Recount) -> Figure:
    """Return whether each answer is in the triage queue if its signals suffice: nobody has decided it one by one."""
    return {
        f"{told.called[response]}, {as_seen_by(who)}": response not in told.voices
        and response not in told.hidden(who)
        for who in viewers()
        for response in told.responses
    }


def pairs(told: Recount) -> Figure:
    """Return how many answers each pair of auditors both decided, and the answers on which they disagree."""
    found: Figure = {}
    for who in viewers():
        both, differing = Counter[tuple[str, str]](), dict[tuple[str, str], set[str]]()
        for response in told.voices.keys() - told.waiting(who):
            said = told.voices[response]
            for one, other in combinations(sorted(said), 2):
                both[one, other] += 1
                if said[one] != said[other]:
                    differing.setdefault((one, other), set()).add(told.called[response])
        found[as_seen_by(who)] = {
            " and ".join(pair): (both[pair], sorted(differing.get(pair, ()))) for pair in both
        }
    return found


def disputes(told: Recount) -> Figure:
    """Return the disagreements to settle, the settled ones, and those hidden until the viewer's own answer."""
    found: Figure = {}
    for who in viewers():
        unanswered = told.waiting(who)
        unsettled = told.disputed - told.settled.keys()
        found[f"open, {as_seen_by(who)}"] = told.names(unsettled - unanswered)
        found[f"settled, {as_seen_by(who)}"] = told.names(told.settled.keys() - unanswered)
        found[f"waiting, {as_seen_by(who)}"] = told.names(unsettled & unanswered)
    return found


def sides(told: Recount) -> Figure:
    """Return each auditor's verdict on every answer that is disputed or settled."""
    return {
        told.called[response]: dict(told.voices.get(response, {}))
        for response in told.disputed | told.settled.keys()
    }


def packets(told: Recount) -> Figure:
    """Return each auditor's progress in each packet, with repeats, and the number of places left."""
    found: Figure = {}
    for packet in told.packets.values():
        mine = [(item, who) for item, who in told.places if told.packet_of(item) == packet]
        for who in {who for _, who in mine}:
            theirs = [item for item, one in mine if one == who]
            answers = Counter(told.answer_in(item, who) for item in theirs)
            repeats = [item for item in theirs if told.is_repeat(item)]
            name = f"packet {packet}, {told.auditors[who]}"
            found[name] = {
                "assigned": len(theirs),
                "decided": answers["decided"],
                "cannot judge": answers["cannot judge"],
                "left": answers["left"],
                "repeats": len(repeats),
                "repeats decided": sum(told.answer_in(item, who) == "decided" for item in repeats),
            }
            found[f"{name}, left"] = sorted(
                told.called[told.items[item]["response"]]
                for item in theirs
                if told.answer_in(item, who) == "left"
            )
        answers = Counter(told.answer_in(item, who) for item, who in mine)
        found[f"packet {packet}: places"] = len(mine)
        found[f"packet {packet}: decided"] = answers["decided"]
        found[f"packet {packet}: answered"] = answers["decided"] + answers["cannot judge"]
    return found


def hidden(told: Recount) -> Figure:
    """Return the answers whose judge is hidden from each auditor, and those that wait for the auditor."""
    found: Figure = {}
    for who in PEOPLE:
        found[f"hidden from {who}"] = told.names(told.hidden(who))
        found[f"waiting for {who}"] = told.names(told.waiting(who))
    return found


def finals(told: Recount) -> Figure:
    """Return the final score of every answer in exports and its source: people, else each row's own judge."""
    found: Figure = {}
    for response in told.responses:
        if response in told.settled:
            found[told.called[response]] = told.settled[response], "adjudicated"
        elif response in told.voices:
            found[told.called[response]] = told.human(response), "review"
        else:
            found[told.called[response]] = "the judge's of that row"
    return found


def exported(told: Recount) -> Figure:
    """Return the answers that ``export`` writes, for each value of ``--rows``."""
    overridden = {
        one for one in told.responses if told.decision(one, told.shown_score(one), bulk=True) == "overridden"
    }
    return {
        "all": told.names(told.responses),
        "reviewed": told.names(told.voices),
        "overridden": told.names(overridden),
        "disagreed": told.names(overridden | told.disputed),
    }


def review_rows(told: Recount) -> Figure:
    """Return the standing reviews of all places, each compared with its judgment, and answers "cannot judge"."""
    verdicts, cannot = [], []
    for (response, auditor, item), row in told.standing_in_place.items():
        score = told.score(told.judgments.get(row["judgment"]))
        decision = "confirmed" if row["score"] == score else "overridden"
        known = score is not None and not told.is_stale(row)
        name = told.called[response], told.auditors[auditor], told.packet_of(item) or ""
        verdicts.append((*name, row["made_at"], row["score"], decision if known else ""))
    for (response, auditor, item), row in told.cannot_judge.items():
        if not told.is_repeat(item):
            cannot.append(
                (told.called[response], told.auditors[auditor], told.packet_of(item) or "", row["made_at"])
            )
    return {"verdicts": sorted(verdicts), "cannot judge": sorted(cannot)}


def standing(told: Recount) -> Figure:
    """Return the reviews that stand in their places, the withdrawn ones, and those made on the other scale."""
    in_force = {row["uid"] for row in told.in_force}
    return {
        "standing": {row["uid"] for row in told.standing_in_place.values()},
        "withdrawn": {
            row["uid"] for row in told.reviews if row["kind"] != "withdrawal" and row["uid"] not in in_force
        },
    }


def flips(told: Recount) -> Figure:
    """Return prompts on which one model was safe and another was not, by each model's latest answer."""
    found: Figure = {}
    models = sorted({row["target"] for row in told.responses.values()})
    latest: dict[str, dict[tuple[int, int], int]] = {model: {} for model in models}
    for id, row in sorted(told.responses.items(), key=lambda one: (one[1]["created_at"], one[1]["uid"])):
        latest[row["target"]][row["prompt"], row["repeat"]] = id
    for first in models:
        for second in models:
            if first == second:
                continue
            for who in viewers():
                hidden, pairs = told.hidden(who), []
                for key in latest[first].keys() & latest[second].keys():
                    one, other = latest[first][key], latest[second][key]
                    scores = told.shown_score(one), told.shown_score(other)
                    if None not in scores and not {one, other} & hidden:
                        pairs.append((other, scores[0] == 1.0, scores[1] == 1.0))
                found[f"{first} to {second}, {as_seen_by(who)}"] = {
                    "n": len(pairs),
                    "lost": sum(a and not b for _, a, b in pairs),
                    "won": sum(b and not a for _, a, b in pairs),
                    "responses": sorted(told.called[other] for other, a, b in pairs if a != b),
                }
    return found
