"""Histories: whatever may happen to the copies of an audit, and after each step the same figures everywhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from airbench_tui.errors import InputError
from airbench_tui.interchange.writers import exporter, output_file
from airbench_tui.store.database import now
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.merging import merge
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reviewing import (
    adjudications,
    bulk,
    exposures,
    packet_answers,
    packet_places,
    review_history,
    reviews,
)
from airbench_tui.store.rules.viewer import UNRESTRICTED, Viewer
from tests.figures import world
from tests.figures.errors import kind_of
from tests.figures.places import Audit
from tests.figures.table import BY_COMMAND, Difference, all_values, between, differences
from tests.figures.world import JUDGES, MODELS, PACKETS, PEOPLE, PROMPTS, Answer, Copy

COPIES = 2
copies = st.integers(0, COPIES - 1)
people = st.sampled_from(PEOPLE)
scores = st.sampled_from([0.0, 1.0, 0.5])
numbers = st.integers(0, 11)
rows = st.builds(
    Answer,
    st.integers(0, PROMPTS - 1),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from([1.0, 0.0, 0.5, None]),
    st.sampled_from([0, 1, 2, None]),
)
FILTERS = ("", "score:0", "score>0", "reviewed:no", "cat:12", f"model={MODELS[0]}")


def step(**given: Any) -> Callable[[Callable[..., None]], Any]:
    """Make a rule that records its steps, so that a history can be printed and repeated."""

    def made(function: Callable[..., None]) -> Any:
        @wraps(function)
        def written_down(self: Histories, *places: Any, **names: Any) -> None:
            outer = self.inside
            if not outer:
                self.story.append((function.__name__, names))
            self.inside = True
            try:
                function(self, *places, **names)
            finally:
                self.inside = outer

        return rule(**given)(written_down)

    return made


class Histories(RuleBasedStateMachine):
    """Two copies of an audit, and the random steps that change them.

    ``known`` disagreements are ignored. With ``thorough`` all figures are compared after each step, else some of
    them in turn. ``steps`` and ``histories`` count all runs.
    """

    known: ClassVar[frozenset[str]] = frozenset()
    thorough: ClassVar[bool] = False
    by_command: ClassVar[bool] = False  # whether the output of commands is also compared at the end
    steps: ClassVar[int] = 0
    histories: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).histories += 1
        self.folder = world.workshop()
        self.copies = []
        for number in range(COPIES):
            shutil.copy(world.shared_template(), self.folder / f"{number}.db")
            self.copies.append(Copy(self.folder / f"{number}.db"))
        self.changed: set[int] = set()
        self.files: list[tuple[Path, str | None, str | None, str]] = []
        self.story: list[tuple[str, dict[str, Any]]] = []
        self.inside = False
        self.turn, self.failed = 0, False

    def act(self, copy: int, step: Callable[[Copy], object]) -> None:
        """Take a step; one that the program refuses changes nothing."""
        self.changed.add(copy)
        with suppress(InputError):
            step(self.copies[copy])

    def answer(self, copy: int, number: int) -> int:
        """Choose one of a copy's answers."""
        found = self.copies[copy].answers()
        return found[number % len(found)]

    def item(self, copy: int, who: str, number: int) -> int | None:
        """Choose one of an auditor's places in packets."""
        here = self.copies[copy]
        found = here.ids(
            "SELECT t.id FROM packet_places l JOIN packet_items t ON t.id = l.packet_item JOIN packets k ON k.id ="
            f" t.packet WHERE l.auditor = {here.auditor(who)} ORDER BY k.name, l.position, t.uid"
        )
        return found[number % len(found)] if found else None

    # -- answers and judgments ------------------------------------------------------------------

    @step(
        copy=copies,
        some=st.lists(rows, min_size=1, max_size=3),
        model=st.sampled_from(MODELS),
        judge=st.sampled_from(JUDGES),
        polarity=st.sampled_from(["1-safe", "1-safe", "0-safe", "auto"]),
    )
    def judged(self, copy: int, some: list[Answer], model: str, judge: str, polarity: str) -> None:
        """Import a file of answers, judged for the first time or again."""
        path = world.write(self.folder, some, f"file {len(self.files)}")
        self.files.append((path, model, judge, polarity))
        self.act(copy, lambda here: here.bring(path, model, judge, polarity))

    @step(copy=copies, number=numbers, score=scores, reason=st.integers(0, 2), judge=st.sampled_from(JUDGES))
    def judged_again(self, copy: int, number: int, score: float, reason: int, judge: str) -> None:
        """Judge an existing answer again."""
        some = [Answer(number % PROMPTS, 0, score, reason)]
        self.judged(copy, some, MODELS[number % 2], judge, "1-safe")

    @step(number=numbers, given=st.permutations([0.0, 1.0]), judge=st.sampled_from(JUDGES))
    def judged_in_both(self, number: int, given: list[float], judge: str) -> None:
        """Give an answer different scores of one judge in the two copies."""
        for copy, score in enumerate(given):
            self.judged_again(COPIES - 1 - copy, number, score, copy, judge)

    @step(copy=copies, number=numbers)
    def import_again(self, copy: int, number: int) -> None:
        """Import a file once more, into the same or the other copy."""
        if self.files:
            self.act(copy, lambda here: here.bring(*self.files[number % len(self.files)]))

    @step(copy=copies, number=numbers, polarity=st.sampled_from(["0-safe", "1-safe"]), who=people)
    def repair_polarity(self, copy: int, number: int, polarity: Any, who: str) -> None:
        """Correct the polarity of a run."""

        def step(here: Copy) -> None:
            runs = here.connection.execute("SELECT id, name FROM runs ORDER BY name").fetchall()
            run, why = runs[number % len(runs)], f"set by hand to {polarity} at {now()}"
            set_polarity(here.connection, run["id"], run["name"], polarity, here.auditor(who), why)

        self.act(copy, step)

    # -- by hand --------------------------------------------------------------------------------

    @step(copy=copies, who=people, number=numbers, score=scores, blind=st.booleans(), code=st.booleans())
    def by_hand(self, copy: int, who: str, number: int, score: float, blind: bool, code: bool) -> None:
        """Give a verdict outside packets, with the judge on screen or not."""
        answer = self.answer(copy, number)
        more = {"codes": ("rubric",) if code else (), "origin": "triage" if code else "browse"}
        self.act(copy, lambda here: here.decide(who, answer, score, blind=blind, revealed=not blind, **more))

    @step(copy=copies, who=people, number=numbers)
    def keep(self, copy: int, who: str, number: int) -> None:
        """Give an auditor's verdict once more, with a note."""

        def step(here: Copy) -> None:
            answer, me = self.answer(copy, number), here.auditor(who)
            given = [
                one
                for one in review_history.history(here.connection, UNRESTRICTED, answer, me)
                if one.kind == "verdict"
            ]
            if given and given[-1].packet_item is not None:
                here.decide_in(who, given[-1].packet_item, given[-1].score or 0.0, note="still")
            elif given:
                first = given[-1].id if given[-1].blind else None
                here.decide(who, answer, given[-1].score or 0.0, note="still", follows=first)

        self.act(copy, step)

    @step(copy=copies, who=people, number=st.one_of(st.none(), numbers))
    def withdraw(self, copy: int, who: str, number: int | None) -> None:
        """Withdraw an auditor's latest verdict by hand, or the latest on one answer."""
        answer = None if number is None else self.answer(copy, number)
        self.act(copy, lambda here: reviews.withdraw(here.connection, here.auditor(who), answer))

    @step(copy=copies, who=people, number=numbers)
    def look(self, copy: int, who: str, number: int) -> None:
        """Show an auditor the judgments of an answer."""
        answer = self.answer(copy, number)

        def step(here: Copy) -> None:
            seen = here.ids(f"SELECT id FROM judgments WHERE response = {answer}")
            exposures.expose(here.connection, here.auditor(who), seen, "browse")

        self.act(copy, step)

    # -- in packets -----------------------------------------------------------------------------

    @step(copy=copies, name=st.sampled_from(PACKETS), n=st.integers(2, 5), seed=st.integers(0, 1))
    def draw(self, copy: int, name: str, n: int, seed: int) -> None:
        """Draw a packet, unless there is one of that name."""
        self.act(copy, lambda here: world.draw(here, name, n, seed))

    @step(copy=copies, who=people, number=numbers, score=scores)
    def in_packet(self, copy: int, who: str, number: int, score: float) -> None:
        """Give a verdict in a place: blind the first time, then with the judge on screen."""
        item = self.item(copy, who, number)
        if item is not None:
            self.act(copy, lambda here: here.decide_in(who, item, score))

    @step(copy=copies, who=people, score=scores)
    def next_in_packet(self, copy: int, who: str, score: float) -> None:
        """Give a verdict in the next open place of an auditor's oldest packet."""

        def step(here: Copy) -> None:
            me = here.auditor(who)
            for packet in here.ids("SELECT id FROM packets ORDER BY name"):
                for item in packet_places.queue(here.connection, packet, me)[:1]:
                    here.decide_in(who, item, score)
                    return

        self.act(copy, step)

    @step(copy=copies, who=people, number=numbers)
    def cannot_judge(self, copy: int, who: str, number: int) -> None:
        """Answer "cannot judge" in a place."""
        item = self.item(copy, who, number)
        if item is not None:
            self.act(
                copy,
                lambda here: packet_answers.cannot_judge(here.connection, here.auditor(who), item, "unclear"),
            )

    @step(who=people, number=numbers, score=scores, given=st.permutations([True, False]))
    def answered_in_both(self, who: str, number: int, score: float, given: list[bool]) -> None:
        """Give a verdict in a place in one copy, and "cannot judge" in the other."""
        for copy, decides in enumerate(given):
            if decides:
                self.in_packet(copy, who, number, score)
            else:
                self.cannot_judge(copy, who, number)

    @step(copy=copies, who=people, number=numbers)
    def withdraw_in_packet(self, copy: int, who: str, number: int) -> None:
        """Withdraw an auditor's latest answer in a packet."""

        def step(here: Copy) -> None:
            packets = here.ids("SELECT id FROM packets ORDER BY name")
            packet_answers.withdraw(here.connection, here.auditor(who), packets[number % len(packets)])

        self.act(copy, step)

    # -- in bulk, and settled -------------------------------------------------------------------

    @step(
        copy=copies,
        who=people,
        expression=st.sampled_from(FILTERS),
        score=st.one_of(st.none(), scores),
    )
    def in_bulk(self, copy: int, who: str, expression: str, score: float | None) -> None:
        """Decide all answers that a filter matches."""
        self.act(copy, lambda here: bulk.apply(here.connection, here.auditor(who), expression, score, "all"))

    @step(copy=copies, number=numbers)
    def withdraw_bulk(self, copy: int, number: int) -> None:
        """Withdraw a bulk decision."""

        def step(here: Copy) -> None:
            made = [one for one in bulk.actions(here.connection) if not one.withdrawn]
            if made:
                one = made[number % len(made)]
                bulk.withdraw(here.connection, here.auditor(one.auditor), one.id)

        self.act(copy, step)

    @step(copy=copies, who=people, number=numbers, score=scores)
    def settle(self, copy: int, who: str, number: int, score: float) -> None:
        """Settle a disagreement."""

        def step(here: Copy) -> None:
            me = here.auditor(who)
            queue = sorted(adjudications.queue(here.connection, Viewer(me)))
            if queue:
                answer = queue[number % len(queue)]
                adjudications.adjudicate(here.connection, me, answer, score, "so it is")

        self.act(copy, step)

    @step(copy=copies, two=st.permutations(PEOPLE), number=numbers, score=scores)
    def quarrel(self, copy: int, two: list[str], number: int, score: float) -> None:
        """Let two auditors disagree on an answer, and the third settle it."""
        answer = self.answer(copy, number)

        def step(here: Copy) -> None:
            here.decide(two[0], answer, 0.0)
            here.decide(two[1], answer, 1.0)
            adjudications.adjudicate(here.connection, here.auditor(two[2]), answer, score, "so it is")

        self.act(copy, step)

    @step(copy=copies, who=people, number=numbers)
    def open_again(self, copy: int, who: str, number: int) -> None:
        """Withdraw a settled score."""

        def step(here: Copy) -> None:
            me = here.auditor(who)
            queue = sorted(adjudications.queue(here.connection, Viewer(me), settled=True))
            if queue:
                adjudications.withdraw(here.connection, me, queue[number % len(queue)])

        self.act(copy, step)

    # -- between copies -------------------------------------------------------------------------

    @step(copy=copies, into=copies, which=st.sampled_from(["all", "all", "reviewed"]), exact=st.booleans())
    def by_csv(self, copy: int, into: int, which: Any, exact: bool) -> None:
        """Export reviews as CSV and import them into a copy; importing them into the same copy adds nothing."""
        path = self.folder / f"reviews {len(list(self.folder.glob('reviews*')))}.csv"
        chosen = export_rows.ExportSelection(UNRESTRICTED, which)
        output = output_file.Output(str(path), output_file.Kept())
        if exporter.export(self.copies[copy].connection, "reviews", output, chosen, exact=exact):
            self.act(into, lambda here: here.bring(path))

    @step(copy=copies)
    def fork(self, copy: int) -> None:
        """Replace the other copies with this one."""
        for other in range(COPIES):
            if other != copy:
                self.copies[other].become(self.copies[copy].duplicate(self.folder / "fork.db"))

    @step(copy=copies)
    def merge(self, copy: int) -> None:
        """Merge the other copy into one; merging in the other direction gives the same figures."""
        self.merged_both_ways(None if self.thorough else self.turn)
        other = (copy + 1) % COPIES
        self.act(copy, lambda here: merge.merge(here.database, self.copies[other].path))

    def merged_both_ways(self, turn: int | None) -> None:
        """Compare the first copy and the second, each merged into the other."""
        found = []
        for one, other in ((0, 1), (1, 0)):
            merged = Copy(self.copies[one].duplicate(self.folder / f"merged {one}.db"))
            merge.merge(merged.database, self.copies[other].path)
            found.append(all_values(Audit(merged.connection, merged.path, turn), self.known))
            merged.database.close()
            merged.path.unlink()
        self.tell(between(*found))

    # -- the figures ----------------------------------------------------------------------------

    @invariant()
    def agree(self) -> None:
        """Assert that every place shows the recount's value."""
        type(self).steps += 1
        self.turn += 1
        for copy in sorted(self.changed):
            self.compare(self.copies[copy], None if self.thorough else self.turn)
        self.changed.clear()

    def compare(self, copy: Copy, turn: int | None) -> None:
        """Compare a copy's figures with the recount; without a *turn* all of them."""
        self.tell(differences(Audit(copy.connection, copy.path, turn), self.known))

    def tell(self, found: list[Difference]) -> None:
        """Raise the first disagreement, if there is one."""
        if found:
            self.failed = True
            first = found[0]
            alike = [str(one) for one in found if one.of == first.of]
            others = sorted({one.of for one in found if one.of != first.of})
            words = "\n".join([*alike[:4], *(["besides: " + ", ".join(others)] if others else [])])
            raise kind_of(first.of)(words, self.story)

    def teardown(self) -> None:
        """Compare everything at the end of a history, and merge both ways."""
        try:
            if not self.failed:
                for copy in self.copies:
                    self.compare(copy, None)
                    copy.check()
                    if self.by_command:
                        audit = Audit(copy.connection, copy.path)
                        self.tell(differences(audit, self.known, BY_COMMAND))
                self.merged_both_ways(None)
        finally:
            for copy in self.copies:
                copy.database.close()
            shutil.rmtree(self.folder, ignore_errors=True)
