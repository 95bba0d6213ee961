"""Agreement: every figure opens exactly the answers that it counts."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from airbench_tui.benchmark import taxonomy
from airbench_tui.glossary import FIGURES
from airbench_tui.store.reading import reads
from airbench_tui.store.reading.filters.terms import Filter, Term
from airbench_tui.store.rules.viewer import UNRESTRICTED
from airbench_tui.text import one_line
from airbench_tui.tui.agreement.agreement_screen import AgreementScreen
from airbench_tui.tui.app import AuditApp
from airbench_tui.tui.browse.browse_screen import BrowseScreen
from airbench_tui.tui.browse.response_list import ResponseList
from airbench_tui.tui.review.review_screen import ReviewScreen
from airbench_tui.tui.shared.figures.lines import Span
from airbench_tui.workspace import Workspace
from tests.effort import cases
from tests.tui.agreement.conftest import (
    MARK,
    SIZE,
    WIDE,
    at_figures,
    links,
    list_title,
    page_text,
    put_cursor,
    status,
)
from tests.tui.conftest import settle

# Figures that are neither the number of answers they open nor a plain share of it.
STATISTICS = {
    *("safe rate, people", "safe rate, corrected", "corrected, final verdicts", "corrected, other methods"),
    *(
        "mean score, judge",
        "mean score, people",
        "mean score, corrected",
        "judge on the frame",
        "raw agreement",
    ),
    *(
        "share not safe, judge",
        "share not safe, people",
        "Gwet's AC1",
        "Cohen's kappa",
        "Gwet's AC2, quadratic",
    ),
    *("Cohen's kappa, linear", "Cohen's kappa, quadratic", "Krippendorff's alpha, ordinal", "sensitivity"),
    *("specificity", "bias", "McNemar p", "judge by people, weighted", "raw agreement of two judges"),
    *("kappa of two judges", "alpha among people", "raw agreement of a pair", "corrected minus judge"),
}


class Independent:
    """The expected contents of each link, computed by plain SQL without the program's code."""

    def __init__(
        self, connection: sqlite3.Connection, judge: str = "SAMPLE judge", model: str | None = None
    ) -> None:
        self.connection = connection
        self.level = 2
        self.models = models = "" if model is None else f" AND r.target = '{model}'"
        self.scores = {
            row["response"]: row["score"]
            for row in connection.execute(
                "SELECT j.response, j.score FROM judgments j JOIN responses r ON r.id = j.response"
                f" WHERE j.judge = ? AND j.status = 'judged'{models} ORDER BY j.id",
                [judge],
            )
        }
        self.rows = connection.execute(
            "SELECT v.response, a.name, coalesce(v.first_score, v.score) AS first, v.score AS final, v.codes,"
            " v.made_at FROM reviews v JOIN auditors a ON a.id = v.auditor JOIN responses r ON r.id = v.response"
            " JOIN packet_items i ON i.id = v.packet_item"
            f" WHERE v.blind AND i.repeat_of IS NULL AND v.kind = 'verdict'{models} ORDER BY v.made_at"
        ).fetchall()
        for row in self.rows:
            row["judge"] = self.scores.get(row["response"])
        self.given = connection.execute(
            "SELECT v.response FROM standing_reviews v JOIN responses r ON r.id = v.response"
            f" WHERE NOT v.repeat AND NOT v.stale AND v.origin <> 'bulk'{models}"
        ).fetchall()
        self.finals = [
            (row["response"], row["score"])
            for row in connection.execute(
                "SELECT response, score FROM standing_verdicts WHERE origin <> 'bulk'"
            )
        ]
        self.statuses = {
            row["response"]: row["status"]
            for row in connection.execute(
                "SELECT r.id AS response, CASE WHEN r.status = 'blank' THEN 'blank' ELSE j.status END AS status"
                " FROM responses r LEFT JOIN judgments j ON j.response = r.id AND j.judge = ?"
                f" WHERE j.status IS NOT 'judged'{models} ORDER BY j.id",
                [judge],
            )
        }
        self.others = {
            row["response"]: row["score"]
            for row in connection.execute(
                "SELECT j.response, j.score FROM judgments j JOIN responses r ON r.id = j.response"
                f" WHERE j.judge <> ?{models}",
                [judge],
            )
        }

    def places(self, condition: str, values: list[Any]) -> set[int]:
        found = self.connection.execute(f"SELECT r.id FROM responses r WHERE {condition}", values)
        return {row["id"] for row in found}

    def repeats(self, auditor: str, *, same: bool) -> set[int]:
        condition = " AND coalesce(v.first_score, v.score) = coalesce(f.first_score, f.score)" if same else ""
        found = self.connection.execute(
            "SELECT v.response FROM reviews v JOIN packet_items i ON i.id = v.packet_item"
            " JOIN reviews f ON f.packet_item = i.repeat_of AND f.auditor = v.auditor"
            " JOIN auditors a ON a.id = v.auditor JOIN responses r ON r.id = v.response"
            f" WHERE a.name = ?{condition}{self.models}",
            [auditor],
        )
        return {row["response"] for row in found}

    def decided(self) -> set[int]:
        found = self.connection.execute(
            "SELECT v.response FROM reviews v JOIN responses r ON r.id = v.response"
            f" WHERE v.kind = 'verdict' AND v.origin <> 'bulk'{self.models}"
        ).fetchall()
        return {row["response"] for row in found}

    def verdicts(self, words: str) -> list[dict[str, Any]] | None:
        """Return the verdicts behind a figure, None for a figure that is not about verdicts."""
        rows = [row for row in self.rows if row["judge"] is not None]
        if cell := re.fullmatch(r"judge (.), people (.)(?:, weighted)?", words):
            return [row for row in rows if (row["judge"], row["first"]) == (MARK[cell[1]], MARK[cell[2]])]
        if words == "verdicts given":
            return self.given
        if code := re.fullmatch(r"code (.+)", words):
            return [row for row in self.rows if code[1] in json.loads(row["codes"])]
        if times := re.fullmatch(r"verdicts given (\S+ \S+) to (\S+ \S+)(, with the judge's score)?", words):
            start, end = times[1].replace(" ", "T"), times[2].replace(" ", "T")
            inside = [row for row in rows if start <= row["made_at"][:16] <= end]
            return [row for row in inside if not times[3] or row["first"] == row["judge"]]
        moved = [row for row in self.rows if row["final"] != row["first"]]
        known: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "answers of people's rate": lambda: self.rows,
            "corrected from these": lambda: self.rows,
            "blind first verdicts": lambda: self.rows,
            "blind verdicts": lambda: self.rows,
            "verdicts beside a score": lambda: rows,
            "people and judge agree": lambda: [row for row in rows if row["first"] == row["judge"]],
            "not safe by the judge": lambda: [row for row in rows if row["judge"] < 1],
            "not safe by one of the two": lambda: [row for row in rows if (row["judge"] < 1) != (row["first"] < 1)],
            "0 by people and by the judge": lambda: [row for row in rows if row["first"] == 0 == row["judge"]],
            "above 0 by people and by the judge": lambda: [row for row in rows if row["first"] > 0 < row["judge"]],
            "not safe by people": lambda: [row for row in rows if row["first"] < 1],
            "safe by people": lambda: [row for row in rows if row["first"] == 1],
            "not safe by people and by the judge": lambda: [row for row in rows if row["first"] < 1 > row["judge"]],
            "safe by people and by the judge": lambda: [row for row in rows if row["first"] == 1 == row["judge"]],
            "the judge stricter than people": lambda: [row for row in rows if row["judge"] < row["first"]],
            "the judge more lenient than people": lambda: [row for row in rows if row["judge"] > row["first"]],
            "changed once the judge was shown": lambda: moved,
            "changed toward the judge": lambda: [
                row for row in moved
                if row["judge"] is not None and abs(row["final"] - row["judge"]) < abs(row["first"] - row["judge"])
            ],
        }  # fmt: skip
        return known[words]() if words in known else None

    def answers(self, words: str) -> set[int]:
        found = self.verdicts(words)
        if found is not None:
            return {row["response"] for row in found}
        judged = {response for response, score in self.scores.items() if score is not None}
        if words == "judged":
            return judged
        if words == "reviewed":
            return self.decided()
        if words == "safe by the judge":
            return {one for one in judged if self.scores[one] == 1}
        if words in ("blank", "malformed", "failed"):
            return {one for one, status in self.statuses.items() if status == words}
        if words.startswith(("drawn into june", "frame of june")):
            condition = "r.id IN (SELECT response FROM packet_items WHERE repeat_of IS NULL)"
            if words.startswith("frame"):
                condition = "r.id IN (SELECT response FROM packet_frame)"
            found = self.places(condition + self.models, [])
            return found & self.decided() if words.endswith("with a verdict") else found
        by_answer: dict[int, dict[str, float]] = {}
        for row in self.rows:
            by_answer.setdefault(row["response"], {})[row["name"]] = row["first"]
        if words == "verdicts of two or more":
            return {response for response, given in by_answer.items() if len(given) > 1}
        if pair := re.fullmatch(r"(\w+) and (\w+)( differ| agree)?", words):
            both = {one: given for one, given in by_answer.items() if {pair[1], pair[2]} <= given.keys()}
            unlike = {one for one, given in both.items() if given[pair[1]] != given[pair[2]]}
            return unlike if pair[3] == " differ" else both.keys() - unlike if pair[3] else set(both)
        if again := re.fullmatch(r"(\w+): repeats( the same)?", words):
            return self.repeats(again[1], same=bool(again[2]))
        if words.startswith("scored by "):
            return judged & self.others.keys()
        if words.endswith(" differs"):
            return {one for one in judged & self.others.keys() if self.others[one] != self.scores[one]}
        if words.endswith(" agrees"):
            return {one for one in judged & self.others.keys() if self.others[one] == self.scores[one]}
        where, what = words.rsplit(": ", 1)
        if where.startswith("SAMPLE "):
            inside = self.places("r.target = ?", [where])
        else:
            (node,) = (
                node
                for node in taxonomy.nodes().values()
                if node.level == self.level
                and one_line(f"{node.id.removeprefix('L1.')} {node.name}", 40) == where
            )
            inside = self.places("r.category BETWEEN ? AND ?", [node.first, node.last])
        beside = [row for row in self.rows if row["judge"] is not None]
        of = {
            "judged": judged,
            "safe by the judge": {one for one in judged if self.scores[one] == 1},
            "reviewed": self.decided(),
            "overridden": {one for one, score in self.finals if self.scores.get(one) not in (None, score)},
            "people and judge agree": {row["response"] for row in beside if row["first"] == row["judge"]},
        }
        if what == "corrected from these":
            drawn = {row["response"] for row in self.rows} & inside
            # With fewer than two answers of the packet a figure can only be a census of decided answers, drawn or not.
            return drawn if len(drawn) > 1 else self.decided() & judged & inside
        return of[what] & inside

    def check(self, span: Span) -> None:
        """Assert that a figure opens the answers it counts and shows their number."""
        link = span.link
        assert link is not None
        parts = re.fullmatch(r"(.*?)(?:, ([\d,]+ verdicts))?", link.words)
        assert parts is not None
        words, verdicts = parts[1], parts[2] or ""
        expected = self.answers(words)
        assert len(set(link.responses)) == len(link.responses) and set(link.responses) == expected, link.words
        assert link.figure in FIGURES, link.words
        if span.drawn or link.figure in STATISTICS:
            return  # a bar, a statistic or a weighted share shows no number to compare
        if link.figure == "safe rate, judge":
            judged = self.answers(words.replace("safe by the judge", "judged"))
            assert abs(int(span.text.strip("% ")) - 100 * len(expected) / len(judged)) <= 1, link.words
            return
        shown = int(re.findall(r"[\d,]+", span.text)[-1 if words.startswith("code") else 0].replace(",", ""))
        if verdicts:
            assert verdicts == f"{shown:,} verdicts" and shown == len(self.verdicts(words) or ()), link.words
            assert shown > len(expected)
        else:
            rows = self.verdicts(words)
            assert shown == len(expected) == (len(expected) if rows is None else len(rows)), link.words
        listed = Filter((Term("only", ":", (json.dumps(list(link.responses)),)),))
        assert set(reads.response_ids(self.connection, listed, UNRESTRICTED)) == expected


@pytest.mark.parametrize("size", cases([SIZE, WIDE], 1), ids=lambda size: f"{size[0]} columns")
async def test_every_figure_opens_exactly_what_it_counts(audited: Workspace, size: tuple[int, int]) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=size, notifications=True) as pilot:
        page = await at_figures(pilot)
        expected = Independent(app.desk.database.connection)
        seen: set[str] = set()
        for level in (2, 3, 4, 1):
            expected.level = level
            spans = links(page)
            for span in spans:
                expected.check(span)
            seen |= {re.sub(r".*: ", "", span.link.words) for span in spans if span.link}
            await pilot.press("l")
            await settle(pilot)
            assert sum(span.drawn for span in spans) > (3 if level == 4 else 6)
        assert {"judged", "reviewed", "safe by the judge", "overridden", "verdicts of two or more",
                "answers of people's rate", "blank", "verdicts beside a score, 130 verdicts", "repeats the same",
                "ann and ben agree", "corrected from these", "people and judge agree",
                "phrases differs", "code misread", "drawn into june", "ann and ben"} <= seen  # fmt: skip


async def test_links_for_one_model_and_for_another_judge(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        connection = app.desk.database.connection
        for model in ("SAMPLE Marble-8b", "SAMPLE Quill-2"):
            await pilot.press("m")
            await settle(pilot)
            expected = Independent(connection, model=model)
            spans = links(page)
            assert len(spans) > 50
            for span in spans:
                expected.check(span)
        await pilot.press("m", "w")
        await settle(pilot)
        assert "judge phrases" in page_text(page)
        expected = Independent(connection, judge="phrases")
        for span in links(page):
            expected.check(span)


async def test_a_figure_is_listed_in_browse_with_its_words(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        page = await at_figures(pilot)
        found = [span.link for span in links(page) if span.link]
        for link in (
            found[0],
            next(one for one in found if one.words.startswith("judge 1, people 0")),
            found[-1],
        ):
            page = await at_figures(pilot)
            await put_cursor(pilot, page, link)
            assert link.words in status(app) and "Enter lists them" in status(app)
            await pilot.press("enter")
            await settle(pilot)
            assert isinstance(app.screen, BrowseScreen)
            rows = app.screen.query_one(ResponseList)
            assert set(rows.ids) == set(link.responses) and app.focused is rows
            assert f"{len(link.responses):,}" in list_title(app) and link.words.split(":")[0] in list_title(
                app
            )


async def test_another_filter_replaces_the_list(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        for keys, number in ((["ctrl+x"], 160), (["slash", *"score:0", "enter"], None)):
            await at_figures(pilot)
            await pilot.press("j", "j", "enter")
            await settle(pilot)
            assert "safe by the judge" in list_title(app)
            await pilot.press(*keys)
            await settle(pilot)
            assert "safe by the judge" not in list_title(app)
            if number is not None:
                assert len(app.screen.query_one(ResponseList).ids) == number


async def test_a_list_of_a_figure_can_be_reviewed_and_left(audited: Workspace) -> None:
    app = AuditApp(audited)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        page = await at_figures(pilot)
        link = next(
            span.link for span in links(page) if span.link and span.link.words.startswith("judge 1, people 0")
        )
        await put_cursor(pilot, page, link)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        assert len(app.screen.queue) == len(link.responses) and app.screen.queue.current in link.responses
        await pilot.press("A")
        await settle(pilot)
        assert isinstance(app.screen, AgreementScreen)
        await pilot.press("B")
        await settle(pilot)
        assert set(app.screen.query_one(ResponseList).ids) == set(link.responses)
