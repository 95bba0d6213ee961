"""The expected figures, each computed by a :class:`Recount` as a dict of values by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tests.figures.recount import SCORES, Recount, Row, first_score

Figure = dict[str, Any]
PEOPLE = ("ann", "ben", "chi")
WITHOUT_SCORE = ("blank", "malformed", "failed", "missing", "unscaled")


def as_seen_by(who: str | None) -> str:
    """Return the group of a figure as one viewer sees it; None is an unrestricted viewer."""
    return "all" if who is None else f"as {who} sees it"


def viewers() -> Iterator[str | None]:
    """Yield the viewers: first the unrestricted one, then each auditor."""
    yield None
    yield from PEOPLE


def groups(told: Recount) -> dict[str, list[int]]:
    """Count responses by category of level 4 and 2, by model, and in total."""
    found: dict[str, list[int]] = {"all": list(told.responses)}
    for response, row in told.responses.items():
        idx = told.category[row["category"]]
        found.setdefault(f"category {idx}", []).append(response)
        found.setdefault(f"category {idx.split('.')[0]}", []).append(response)
        found.setdefault(f"model {row['target']}", []).append(response)
    return found


# -- the shown judgment of each answer ----------------------------------------------------------


def shown(told: Recount) -> Figure:
    """Return the reason, status and score shown for each answer."""
    return {told.called[response]: shown_of(told, response) for response in told.responses}


def lines(told: Recount) -> Figure:
    """Return a list's row for each answer and viewer: status, score, own verdict, decision, stale, other auditors."""
    found: Figure = {}
    standing = told.standing()
    stale = {(row["response"], told.auditors[row["auditor"]]) for row in told.waits_again}
    for who in viewers():
        hidden = told.hidden(who)
        for response in told.responses:
            said = {
                told.auditors[auditor]: row["score"]
                for (of, auditor), row in standing.items()
                if of == response
            }
            own, others = said.get(who or ""), len(said.keys() - {who})
            _, status, score = shown_of(told, response)
            decision = None if own is None or score is None else "confirmed" if own == score else "overridden"
            waits = (response, who) in stale
            if response in hidden:
                status, score, decision, waits = "hidden", None, None, False
            found[f"{told.called[response]}, {as_seen_by(who)}"] = (
                status,
                score,
                own,
                decision,
                waits,
                others,
            )
    return found


def shown_of(told: Recount, response: int) -> tuple[str, str, float | None]:
    """Return the reason, status and score shown for one answer. A blank one is blank even if it was not judged."""
    judgment = told.shown(response)
    status = "missing" if judgment is None else judgment["status"]
    if status != "judged" and told.responses[response]["status"] == "blank":
        status = "blank"
    return "" if judgment is None else judgment["reason"], status, told.shown_score(response)


def without_score(told: Recount) -> Figure:
    """Count answers without a score by reason, as the unrestricted viewer sees them."""
    found: Figure = {}
    for who in viewers():
        rest = told.responses.keys() - told.hidden(who)
        counts = Counter(
            "unscaled" if status == "judged" else status
            for _, status, score in (shown_of(told, response) for response in rest)
            if score is None
        )
        found[as_seen_by(who)] = {name: counts[name] for name in WITHOUT_SCORE}
    return found


def judged(told: Recount) -> Figure:
    """Count answers with a score: the score that is shown, and each judge's."""
    return _scored(told, lambda score: score is not None)


def safe(told: Recount) -> Figure:
    """Count answers scored safe."""
    return _scored(told, lambda score: score == 1.0)


def _scored(told: Recount, counts: Any) -> Figure:
    found: Figure = {}
    for group, responses in groups(told).items():
        found[group] = told.names(one for one in responses if counts(told.shown_score(one)))
        for judge in told.judges:
            theirs = [one for one in responses if counts(told.latest_score(one, judge))]
            found[f"judge {judge}, {group}"] = told.names(theirs)
    for who in PEOPLE:
        rest = told.responses.keys() - told.hidden(who)
        found[as_seen_by(who)] = told.names(one for one in rest if counts(told.shown_score(one)))
    return found


# -- reviewed and overridden answers ------------------------------------------------------------


def reviewed(told: Recount) -> Figure:
    """Count answers with a verdict given one by one, also by auditor and packet."""
    found = {group: told.names(set(some) & told.voices.keys()) for group, some in groups(told).items()}
    for who in PEOPLE:
        own = {response for response, said in told.voices.items() if who in said}
        found[as_seen_by(who)] = told.names(told.voices.keys() - told.hidden(who))
        found[f"by {who}"] = told.names(own)
        found[f"by {who}, {as_seen_by(who)}"] = told.names(own - told.hidden(who))
    for packet in told.packets.values():
        found[f"packet {packet}"] = told.names(told.voices_in(packet))
    return found


def overridden(told: Recount) -> Figure:
    """Count reviewed or settled answers whose judge was overridden, also by judge and auditor."""
    found: Figure = {}
    for group, responses in groups(told).items():
        found[group] = told.names(_overridden(told, responses, None))
        for judge in told.judges:
            found[f"judge {judge}, {group}"] = told.names(_overridden(told, responses, judge))
    for who in PEOPLE:
        rest = told.responses.keys() - told.hidden(who)
        found[as_seen_by(who)] = told.names(_overridden(told, rest, None))
        found[f"by {who}, {as_seen_by(who)}"] = told.names(
            response
            for response in rest
            if told.shown_score(response) is not None
            and told.voices.get(response, {}).get(who) not in (None, told.shown_score(response))
        )
    return found


def _overridden(told: Recount, responses: Iterable[int], judge: str | None) -> set[int]:
    return {one for one in responses if told.decision(one, _score_of(told, one, judge)) == "overridden"}


def _score_of(told: Recount, response: int, judge: str | None) -> float | None:
    return told.shown_score(response) if judge is None else told.latest_score(response, judge)


def filters(told: Recount) -> Figure:
    """Return the answers that filters match, by viewer."""
    found: Figure = {}
    everything, standing = told.responses.keys(), told.standing()
    decisions = {
        decision: {
            one for one in everything if told.decision(one, told.shown_score(one), bulk=True) == decision
        }
        for decision in ("overridden", "confirmed")
    }
    by_origin: dict[str, set[int]] = {
        name: set() for name in ("packet", "browse", "triage", "import", "bulk")
    }
    by_auditor: dict[str, set[int]] = {name: set() for name in PEOPLE}
    by_code: dict[str, set[int]] = {"rubric": set()}
    for (response, auditor), row in standing.items():
        by_origin.setdefault(row["origin"], set()).add(response)
        by_auditor.setdefault(told.auditors[auditor], set()).add(response)
        if '"rubric"' in row["codes"]:
            by_code["rubric"].add(response)
    for who in viewers():
        matches: dict[str, set[int]] = {
            "reviewed:yes": set(told.voices),
            "reviewed:bulk": set(told.bulk_voices),
            "reviewed:no": everything - told.voices.keys() - told.bulk_voices.keys(),
            "reviewed:me": {one for one, said in told.voices.items() if who in said},
            "reviewed:stale": {row["response"] for row in told.waits_again},
            **{f"decision:{name}": some for name, some in decisions.items()},
            **{f"origin:{name}": some for name, some in by_origin.items()},
            **{f"auditor:{name}": by_auditor[name] for name in PEOPLE},
            "code:rubric": by_code["rubric"],
            **{
                f"score:{score:g}": {one for one in everything if told.shown_score(one) == score}
                for score in SCORES
            },
            "status:malformed": {one for one in everything if shown_of(told, one)[1] == "malformed"},
        }
        for expression, responses in matches.items():
            found[f"{expression}, {as_seen_by(who)}"] = told.names(responses - told.hidden(who))
    return found


# -- judge and people ---------------------------------------------------------------------------


def agreement(told: Recount) -> Figure:
    """Compute the matrix and rates of each judge, for each model and packet."""
    found: Figure = {}
    models = sorted({row["target"] for row in told.responses.values()})
    for judge in told.judges:
        for model in (None, *models):
            found |= _agreement(told, judge, model, None)
        for packet in told.packets.values():
            found |= _agreement(told, judge, None, packet)
    return found


def _agreement(told: Recount, judge: str, model: str | None, packet: str | None) -> Figure:
    of_model = {id for id, row in told.responses.items() if model is None or row["target"] == model}
    blind = {key: row for key, row in told.first(judge, packet).items() if key[0] in of_model}
    counting = blind or _standing_one_by_one(told, of_model, packet)
    if (
        len(_chances(told, counting.values())) > 1
    ):  # only those of one packet can be weighed against each other
        speaks = _largest_packet(told, counting)
        counting = (
            {key: row for key, row in told.first(judge, speaks).items() if key[0] in of_model}
            if blind
            else _standing_one_by_one(told, of_model, speaks)
        )
    confusion = [[0, 0, 0] for _ in SCORES]
    human: dict[int, list[float]] = {}
    for (response, _), row in sorted(counting.items()):
        score = told.score(told.beside(response, row["packet_item"], judge))
        said = first_score(row) if blind else row["score"]
        human.setdefault(response, []).append(said)
        if score is not None:
            confusion[SCORES.index(score)][SCORES.index(said)] += 1
    given = {one: [told.settled[one]] if one in told.settled else said for one, said in human.items()}
    scores = [score for one in of_model if (score := told.latest_score(one, judge)) is not None]
    statuses = Counter(_status(told, one, judge) for one in of_model)
    key = f"judge {judge}, " + (f"packet {packet}" if packet else f"model {model}" if model else "all")
    shared = {other: _shared(told, of_model, judge, other) for other in told.judges if other != judge}
    found = {
        "basis": "blind first verdicts" if blind else "standing verdicts",
        "n": sum(map(sum, confusion)),
        "confusion": confusion,
        "judge's safe rate": _mean([float(one == 1.0) for one in scores]),
        "judge's mean score": _mean(scores),
        "people's safe rate": _mean([_mean_of(one == 1.0 for one in said) for said in given.values()]),
        "people's mean score": _mean([_mean_of(said) for said in given.values()]),
        "counts": {name: statuses[name] for name in WITHOUT_SCORE},
        "left out": _left_out(told, of_model),
        "other judges": {other: n for other, n in shared.items() if n},
    }
    return {f"{key}: {name}": value for name, value in found.items()}


def _standing_one_by_one(told: Recount, of_model: set[int], packet: str | None) -> dict[tuple[int, int], Row]:
    return {
        key: row
        for key, row in told.standing(packet).items()
        if row["origin"] != "bulk" and key[0] in of_model
    }


def _chances(told: Recount, rows: Iterable[Row]) -> set[float]:
    return {
        told.items[row["packet_item"]]["inclusion_probability"]
        for row in rows
        if row["packet_item"] is not None
    }


def _largest_packet(told: Recount, counting: dict[tuple[int, int], Row]) -> str:
    answers: dict[str, set[int]] = {}
    for (response, _), row in counting.items():
        name = told.packet_of(row["packet_item"])
        if name is not None:
            answers.setdefault(name, set()).add(response)
    return max(answers, key=lambda name: (len(answers[name]), name))


def _mean(values: list[float]) -> tuple[float, int] | None:
    return (sum(values) / len(values), len(values)) if values else None


def _mean_of(values: Iterable[float]) -> float:
    some = list(values)
    return sum(some) / len(some)


def _status(told: Recount, response: int, judge: str) -> str:
    judgment = told.latest(response, judge)
    if told.score(judgment) is not None:
        return "judged"
    if judgment is not None and judgment["status"] == "judged":
        return "unscaled"
    if told.responses[response]["status"] == "blank":
        return "blank"
    return "missing" if judgment is None else str(judgment["status"])


def _shared(told: Recount, responses: set[int], judge: str, other: str) -> int:
    return sum(
        told.latest_score(one, judge) is not None is not told.latest_score(one, other) for one in responses
    )


def _left_out(told: Recount, responses: set[int]) -> dict[str, int]:
    """Return standing verdicts given in bulk, and stale verdicts that were not given again."""
    bulk = [key for key, row in told.standing().items() if row["origin"] == "bulk" and key[0] in responses]
    stale = [row for row in told.waits_again if row["origin"] != "bulk" and row["response"] in responses]
    return {"bulk": len(bulk), "stale": len(stale)}
