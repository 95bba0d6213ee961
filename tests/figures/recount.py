"""What every figure has to be: the rules stated a second time, in loops over the rows as they were written.

Nothing of the program is used here, and no view: only ``SELECT *`` of its tables. A *figure* is a dict of its
values by group ("all", "category 12.37.2", "by ann", "as ann sees it"), of names in place of local ids, so
that the figures of two databases can be held against each other. ``expected.py`` says which figures there are.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

Row = dict[str, Any]
TABLES = (
    "categories",
    "prompts",
    "runs",
    "responses",
    "judgments",
    "auditors",
    "packets",
    "packet_items",
    "packet_places",
    "reviews",
    "adjudications",
    "exposures",
)
SCORES = (0.0, 0.5, 1.0)
IN_PACKET, BY_HAND, BY_IMPORT, IN_BULK = 3, 2, 1, 0


def rows_of(connection: sqlite3.Connection, table: str) -> list[Row]:
    """Read every row of a table."""
    cursor = connection.cursor()
    cursor.row_factory = None
    found = cursor.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


class Recount:
    """The rows of one database, and the rules."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        tables = {table: rows_of(connection, table) for table in TABLES}
        self.category = {row["key"]: row["idx"] for row in tables["categories"]}
        self.responses = {row["id"]: row for row in tables["responses"]}
        self.auditors = {row["id"]: row["name"] for row in tables["auditors"]}
        self.packets = {row["id"]: row["name"] for row in tables["packets"]}
        self.items = {row["id"]: row for row in tables["packet_items"]}
        self.places = [(row["packet_item"], row["auditor"]) for row in tables["packet_places"]]
        self.judgments = {row["id"]: row for row in tables["judgments"]}
        self.reviews = tables["reviews"]
        self.adjudications = tables["adjudications"]
        self.seen_at = {(row["auditor"], row["judgment"]): row["first_at"] for row in tables["exposures"]}
        prompts = {row["id"]: row["text"] for row in tables["prompts"]}
        self.called = {
            row["id"]: f"{prompts[row['prompt']]} | {row['target']} | {row['text']} | {row['repeat']}"
            for row in self.responses.values()
        }
        self.judgments_of: dict[int, list[Row]] = defaultdict(list)
        for judgment in self.judgments.values():
            self.judgments_of[judgment["response"]].append(judgment)

    def names(self, responses: Iterable[int]) -> set[str]:
        """Map ids of responses to their uids, which are the same in every database."""
        return {self.called[response] for response in responses}

    # -- judgments: rules 1 and 2 -------------------------------------------------------------

    @cached_property
    def judges(self) -> list[str]:
        """List the judges by name."""
        return sorted({row["judge"] for row in self.judgments.values()})

    @cached_property
    def default_judge(self) -> str | None:
        """Return the judge with the most judgments, or the first by name of several."""
        counts = Counter(row["judge"] for row in self.judgments.values())
        return min(counts, key=lambda name: (-counts[name], name), default=None)

    @staticmethod
    def score(judgment: Row | None) -> float | None:
        """Return a judgment's score, 1 = safe, from its raw score and polarity."""
        if judgment is None or judgment["status"] != "judged" or judgment["raw_score"] is None:
            return None
        if judgment["polarity"] is None:
            return None
        raw: float = judgment["raw_score"]
        return raw if judgment["polarity"] == "1-safe" else 1 - raw

    def latest(self, response: int, judge: str | None) -> Row | None:
        """Return a judge's latest judgment: one with a score before others, then the latest in time, then by uid."""
        theirs = [row for row in self.judgments_of[response] if row["judge"] == judge]
        return _last_judgment(theirs)

    def latest_score(self, response: int, judge: str | None) -> float | None:
        """Return the score of a judge's latest judgment."""
        return self.score(self.latest(response, judge))

    def shown(self, response: int) -> Row | None:
        """Return the shown judgment: the default judge's latest, else the latest of any judge."""
        return self.latest(response, self.default_judge) or _last_judgment(self.judgments_of[response])

    def shown_score(self, response: int) -> float | None:
        """Return the score that is shown."""
        return self.score(self.shown(response))

    # -- reviews: rules 3 to 6 ----------------------------------------------------------------

    @cached_property
    def in_force(self) -> list[Row]:
        """Return verdicts and answers "cannot judge" that were not withdrawn."""
        taken_back = {row["withdraws"] for row in self.reviews if row["kind"] == "withdrawal"}
        return [row for row in self.reviews if row["kind"] != "withdrawal" and row["id"] not in taken_back]

    @cached_property
    def verdicts(self) -> list[Row]:
        """Return the verdicts that were not withdrawn."""
        return [row for row in self.in_force if row["kind"] == "verdict"]

    def is_repeat(self, item: int | None) -> bool:
        """Return whether a place is a hidden repeat."""
        return item is not None and self.items[item]["repeat_of"] is not None

    def packet_of(self, item: int | None) -> str | None:
        """Return the name of a place's packet."""
        return None if item is None else self.packets[self.items[item]["packet"]]

    def is_stale(self, review: Row) -> bool:
        """Return whether a review was made while its judgment had the other polarity."""
        judgment = self.judgments.get(review["judgment"])
        was, now = review["shown_polarity"], judgment and judgment["polarity"]
        return was is not None and now is not None and was != now

    @cached_property
    def standing_in_place(self) -> dict[tuple[int, int, int | None], Row]:
        """Return the standing verdict of each place that has one, stale or not."""
        found: dict[tuple[int, int, int | None], list[Row]] = defaultdict(list)
        for row in self.verdicts:
            found[row["response"], row["auditor"], row["packet_item"]].append(row)
        return {place: max(rows, key=_standing_order) for place, rows in found.items()}

    @cached_property
    def cannot_judge(self) -> dict[tuple[int, int, int | None], Row]:
        """Return the standing answer "cannot judge" of each place without a verdict."""
        found: dict[tuple[int, int, int | None], Row] = {}
        for row in sorted(self.in_force, key=_by_time):
            place = row["response"], row["auditor"], row["packet_item"]
            if row["kind"] == "cannot-judge" and place not in self.standing_in_place:
                found[place] = row
        return found

    def standing(self, packet: str | None = None) -> dict[tuple[int, int], Row]:
        """Return each auditor's standing verdict on each response, bulk too; with *packet* only those in it."""
        found: dict[tuple[int, int], Row] = {}
        for (response, auditor, item), row in self.standing_in_place.items():
            if self.is_repeat(item) or self.is_stale(row):
                continue
            if packet is not None and self.packet_of(item) != packet:
                continue
            before = found.get((response, auditor))
            if before is None or _standing_order(row) > _standing_order(before):
                found[response, auditor] = row
        return found

    @cached_property
    def voices(self) -> dict[int, dict[str, float]]:
        """Return, by response, the verdicts of auditors who gave them one by one."""
        return self.voices_in(None)

    def voices_in(self, packet: str | None) -> dict[int, dict[str, float]]:
        """Return :attr:`voices`, or with *packet* the verdicts in that packet."""
        found: dict[int, dict[str, float]] = defaultdict(dict)
        for (response, auditor), row in self.standing(packet).items():
            if row["origin"] != "bulk":
                found[response][self.auditors[auditor]] = row["score"]
        return dict(found)

    @cached_property
    def bulk_voices(self) -> dict[int, list[float]]:
        """Return, by response, the bulk decisions on responses without other verdicts."""
        found: dict[int, list[float]] = defaultdict(list)
        for (response, _), row in self.standing().items():
            if response not in self.voices:
                found[response].append(row["score"])
        return dict(found)

    @cached_property
    def waits_again(self) -> list[Row]:
        """Return stale verdicts, not on repeats, after which the auditor has no later standing verdict."""
        standing = self.standing()
        return [
            row
            for (response, auditor, item), row in self.standing_in_place.items()
            if self.is_stale(row)
            and not self.is_repeat(item)
            and not (
                (response, auditor) in standing and standing[response, auditor]["made_at"] > row["made_at"]
            )
        ]

    # -- what an answer comes to: rules 7, 8, 11, 12 --------------------------------------------

    @cached_property
    def settled(self) -> dict[int, float]:
        """Return the settled score of each response that has one."""
        latest: dict[int, Row] = {row["response"]: row for row in sorted(self.adjudications, key=_by_time)}
        return {response: row["score"] for response, row in latest.items() if row["score"] is not None}

    def decision(self, response: int, score: float | None, *, bulk: bool = False) -> str | None:
        """Return whether people overrode a judge's *score*; with *bulk* also count bulk decisions."""
        said = list(self.voices.get(response, {}).values())
        if response in self.settled:
            said = [self.settled[response]]
        elif not said and bulk:
            said = self.bulk_voices.get(response, [])
        if score is None or not said:
            return None
        return "overridden" if any(one != score for one in said) else "confirmed"

    def human(self, response: int) -> float | None:
        """Return people's score of a response: the settled one, else the mean of their verdicts."""
        if response in self.settled:
            return self.settled[response]
        said = self.voices.get(response, {}).values()
        return sum(said) / len(said) if said else None

    @cached_property
    def disputed(self) -> set[int]:
        """Return responses on which two auditors disagree."""
        return {response for response, said in self.voices.items() if len(set(said.values())) > 1}

    # -- packets: rule 10 -----------------------------------------------------------------------

    def answer_in(self, item: int, auditor: int) -> str:
        """Return the state of an auditor's place: decided, cannot judge or left."""
        place = self.items[item]["response"], auditor, item
        if place in self.standing_in_place:
            return "decided"
        return "cannot judge" if place in self.cannot_judge else "left"

    def open_places(self, auditor: str | None, *answers: str) -> set[int]:
        """Return the responses of an auditor's places, without repeats, whose state is one of *answers*."""
        return {
            self.items[item]["response"]
            for item, who in self.places
            if self.auditors[who] == auditor
            and not self.is_repeat(item)
            and self.answer_in(item, who) in answers
        }

    def hidden(self, auditor: str | None) -> set[int]:
        """Return the responses whose judge is hidden from an auditor, because one of their places is not decided."""
        return self.open_places(auditor, "left", "cannot judge")

    def waiting(self, auditor: str | None) -> set[int]:
        """Return the responses that wait for an auditor's own answer."""
        return self.open_places(auditor, "left")

    # -- first verdicts: rule 5 -------------------------------------------------------------------

    def beside(self, response: int, item: int | None, judge: str) -> Row | None:
        """Return a judge's judgment with which a verdict is compared: the one frozen in the packet, else the latest."""
        frozen = self.judgments.get(self.items[item]["judgment"]) if item is not None else None
        if frozen is not None and frozen["judge"] == judge:
            return frozen
        latest = self.latest(response, judge)
        return latest if latest is not None and latest["status"] == "judged" else None

    def is_blind(self, review: Row, judge: str) -> bool:
        """Return whether a verdict is blind for a judge's figures: none of the judge's scores was on screen before."""
        judgment = self.beside(review["response"], review["packet_item"], judge)
        if not review["blind"]:
            return False
        if judgment is None or judgment["id"] == review["judgment"]:
            return True
        seen = self.seen_at.get((review["auditor"], judgment["id"]))
        return seen is None or seen >= review["made_at"]

    def first(self, judge: str, packet: str | None = None) -> dict[tuple[int, int], Row]:
        """Return each auditor's first verdict on each response, for a judge's figures."""
        found: dict[tuple[int, int], Row] = {}
        for row in sorted(self.verdicts, key=lambda row: (row["packet_item"] is None, *_by_time(row))):
            inside = packet is None or self.packet_of(row["packet_item"]) == packet
            if inside and not self.is_repeat(row["packet_item"]) and self.is_blind(row, judge):
                found.setdefault((row["response"], row["auditor"]), row)
        return found


def first_score(review: Row) -> float:
    """Return the score of a verdict before any change."""
    score: float = review["score"] if review["first_score"] is None else review["first_score"]
    return score


def _last_judgment(judgments: list[Row]) -> Row | None:
    return max(
        judgments, key=lambda row: (row["status"] == "judged", row["created_at"], row["uid"]), default=None
    )


def _by_time(row: Row) -> tuple[str, str]:
    return row["made_at"], row["uid"]


def _standing_order(row: Row) -> tuple[int, str, str]:
    """Return the sort key by which the greatest of several verdicts stands."""
    if row["packet_item"] is not None:
        how = IN_PACKET
    else:
        how = {"bulk": IN_BULK, "import": BY_IMPORT}.get(row["origin"], BY_HAND)
    return how, *_by_time(row)
