"""Forged reviews, files and databases, and what the program makes of each.

    python -m reliability.forgeries

First the ordinary way: bob reviews a packet file elsewhere, and his blind verdicts come home by a reviews CSV and by a
merge. Then each forgery, in a copy of that audit. It must be refused, marked as brought without evidence, or found by
``doctor --audit``. Exits with 1 if anything else came of one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from airbench_tui.text import one_line
from reliability import forgeries_in_databases as databases
from reliability import forgeries_in_files as files
from reliability.forged_world import World, build
from reliability.forgeries_in_databases import ANNS, edited, insert, merged
from reliability.forgeries_in_files import FUTURE, PAST, Came, Fate, Forgery, of_bob, packet_file

_FIRST = f"id = (SELECT min(id) FROM reviews WHERE {ANNS})"


@dataclass(frozen=True)
class Case:
    """A forgery, what must become of it, and whether it needs ssh-keygen."""

    name: str
    must: Fate
    forgery: Forgery
    signed: bool = False


CASES = (
    # What a reviews CSV says.
    Case(
        "a CSV gives ann a blind first verdict in her place of a packet", "marked", files.blind_first_verdict
    ),
    Case("a CSV gives ann a verdict, which her own undo would fall back to", "marked", files.under_her_undo),
    Case("a CSV gives ann a later verdict beside her own", "marked", files.beside_her_verdict),
    Case("a CSV that ann imports hides her verdict among bob's", "marked", files.among_others),
    Case("a row of bob's is dated in the future", "refused", of_bob(reviewed_at=FUTURE)),
    Case("a row of bob's is dated before his first verdict", "marked", of_bob(reviewed_at=PAST)),
    Case("a row of bob's has another score", "marked", of_bob(review_score="1")),
    Case("a row of bob's has another first score", "marked", of_bob(first_score="1")),
    Case("a row of bob's has another note", "marked", of_bob(note="x")),
    Case("a row of bob's has other codes", "marked", of_bob(codes="misread")),
    Case("a row of bob's says that it is a hidden repeat", "marked", of_bob(signals="hidden repeat")),
    Case("a row of bob's names somebody whose name looks like his", "marked", of_bob(auditor="bоb")),
    Case("a row of bob's has another inclusion probability", "refused", of_bob(inclusion_probability="0.9")),
    Case("a row of bob's names a packet that does not exist", "marked", of_bob(packet="june 2")),
    Case("a changed row has the hash of another row", "marked", files.replayed_hash),
    Case("bob's secret seals a verdict of ann's", "marked", files.with_bobs_secret),
    Case("a verdict of ann's has the hash of a review without a secret", "marked", files.with_no_secret),
    Case("a packet file that ann imports plants a secret for her", "marked", files.planted_secret),
    Case("a packet file plants a secret for bob in his own database", "marked", files.planted_in_bobs_own),
    Case("a CSV has another answer under the id of one", "refused", files.forged_answer),
    Case("a CSV has the judge's score turned round", "refused", files.flipped_judge),
    Case(
        "a packet file has another probability",
        "refused",
        packet_file(r'"probability":[0-9.]+', '"probability":0.9'),
    ),
    Case(
        "a packet file has another score of the judge", "refused", packet_file(r'"score":1\.0', '"score":0.0')
    ),
    # What a database says that is merged.
    Case(
        "a merged database withdraws a review of ann's in bob's name",
        "refused",
        merged(
            insert("bob", "withdrawal", withdraws=f"(SELECT min(id) FROM reviews WHERE {ANNS})"),
            rebuild=True,
            with_anns=True,
        ),
    ),
    Case(
        "a merged database has a review dated in the future",
        "refused",
        merged(f"UPDATE reviews SET made_at = '{FUTURE}' WHERE id = 1", rebuild=True),
    ),
    Case(
        "a verdict was changed in a merged database",
        "marked",
        merged("UPDATE reviews SET score = 1 WHERE id = 1"),
    ),
    Case(
        "a verdict of ann's was inserted in a merged database",
        "marked",
        merged(insert("ann"), with_anns=True),
    ),
    Case(
        "the end of bob's chain was cut in a merged database",
        "marked",
        merged(
            "DELETE FROM trail WHERE review = 5",
            "DELETE FROM review_states WHERE review = 5",
            "DELETE FROM reviews WHERE id = 5",
        ),
    ),
    Case(
        "ann's verdicts were changed in a merged database, and her chain built again",
        "refused",
        merged(f"UPDATE reviews SET score = 1 - score WHERE {ANNS}", rebuild=True, with_anns=True),
    ),
    Case("a review of bob's has the id of one of ann's", "marked", databases.other_verdict_under_an_id),
    Case(
        "a copy with a rebuilt chain of ann's takes the place of her database",
        "found",
        databases.rebuilt_in_a_copy,
    ),
    # What was done to the database itself, with the guards put back.
    Case("the guards of the reviews are dropped", "refused", databases.without_guards),
    Case(
        "a trigger makes new verdicts count nowhere",
        "refused",
        databases.opened("CREATE TRIGGER x AFTER INSERT ON reviews BEGIN DELETE FROM review_states; END"),
    ),
    Case("a verdict is changed", "found", edited(f"UPDATE reviews SET score = 1 - score WHERE {_FIRST}")),
    Case(
        "a verdict is made blind",
        "found",
        edited(f"UPDATE reviews SET blind = 1, exposed = 0 WHERE {_FIRST}"),
    ),
    Case("a review is deleted", "found", edited(f"DELETE FROM reviews WHERE {_FIRST}")),
    Case("a review is inserted", "found", edited(insert("ann"))),
    Case("a review is dated back", "found", edited(f"UPDATE reviews SET made_at = '{PAST}' WHERE {_FIRST}")),
    Case(
        "a review is given to another auditor",
        "found",
        edited(f"UPDATE reviews SET auditor = (SELECT id FROM auditors WHERE folded = 'bob') WHERE {_FIRST}"),
    ),
    Case(
        "an auditor is renamed",
        "found",
        edited("UPDATE auditors SET name = 'X', folded = 'x' WHERE folded = 'ann'"),
    ),
    Case(
        "a verdict is made stale",
        "found",
        edited(f"UPDATE reviews SET shown_polarity = '0-safe' WHERE {_FIRST}"),
    ),
    Case("verdicts are made not to count", "found", edited("UPDATE review_states SET is_standing = 0")),
    Case("a review without evidence is made ann's own", "found", databases.raised_evidence),
    Case(
        "an answer is changed under its id",
        "found",
        edited("UPDATE responses SET text = 'Yes.' WHERE id = 1"),
    ),
    Case("a reviewed answer is changed together with its id", "found", databases.with_its_id("responses")),
    Case(
        "the reason of a judgment is changed together with its id",
        "found",
        databases.with_its_id("judgments"),
    ),
    Case("the judge's scores are turned round", "found", edited("UPDATE judgments SET score = 1 - score")),
    Case(
        "a raw score is changed together with the score",
        "found",
        edited("UPDATE judgments SET raw_score = 1 - raw_score, score = 1 - score WHERE raw_score = 1"),
    ),
    Case(
        "probabilities of a packet are changed",
        "found",
        edited("UPDATE packet_items SET inclusion_probability = 1"),
    ),
    Case("the end of ann's chain is cut, and the head moved back", "found", databases.cut_end),
    Case("every trace of ann's reviews is erased", "found", databases.erased),
    Case("the whole trail is built again around changed verdicts", "found", databases.rebuilt_chain),
    Case(
        "the kept heads are exchanged for those of a rebuilt trail",
        "found",
        databases.exchanged_heads,
        signed=True,
    ),
    Case("the exchanged heads are signed by bob", "found", databases.signed_by_another, signed=True),
    Case(
        "heads are exchanged and their signature removed", "found", databases.without_a_signature, signed=True
    ),
    Case("an exported CSV is changed beside its heads", "found", databases.changed_export),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Case
    came: Came
    seconds: float

    @property
    def sound(self) -> bool:
        return self.came.fate == self.case.must

    def row(self) -> str:
        """Return the outcome as a row of a table in Markdown."""
        words = one_line(self.came.words, 130).replace("|", "/")
        return f"| {self.case.name} | {self.came.fate} | {words} |"


def tried(world: World, folder: Path, cases: Sequence[Case] = CASES) -> Iterator[Outcome]:
    """Try each forgery on a copy of *world* in *folder*. Without ssh-keygen those that need it are left out."""
    for number, case in enumerate(cases):
        if case.signed and shutil.which("ssh-keygen") is None:
            continue
        copy = world.copy(folder / f"case {number}")
        began = time.monotonic()
        came = case.forgery(copy)
        yield Outcome(case, came, time.monotonic() - began)
        shutil.rmtree(copy.folder)


def ordinary(world: World, folder: Path) -> Iterator[tuple[str, bool]]:
    """Go the ordinary ways, and yield what must hold, and whether it does."""
    by_csv, by_merge = world.copy(folder / "by csv"), world.copy(folder / "by merge")
    report = by_csv.bring(by_csv.reviewed(), "ann")
    yield "bob's CSV comes home without a complaint", not report.rejected and not report.notes
    merge = by_merge.merge()
    yield "bob's database comes home without a complaint", merge.new["reviews"] == 5 and not merge.conflicts
    for way, home in (("CSV", by_csv), ("merge", by_merge)):
        blind = [one for one in home.counted() if one["folded"] == "bob" and one["blind"] and one["is_first"]]
        yield f"by {way}: his 5 blind first verdicts count as blind", len(blind) == 5
        yield f"by {way}: none of his places is left", not home.waiting("bob")
        yield f"by {way}: the audit finds nothing", not home.audit()
        heads = home.audit_with("ann.csv.heads", "signers" if shutil.which("ssh-keygen") else None)
        yield f"by {way}: ann's kept head is in the trail", not heads
    before = by_merge.counted()
    by_merge.merge(back=True)
    yield "merged back, bob's copy verifies", not by_merge.audit(path=by_merge.bob)
    again = by_merge.merge()
    yield "merged again, nothing changes", not any(again.new.values()) and by_merge.counted() == before
    both = by_csv.merge()
    yield "after the CSV the merge brings no verdict twice", not both.conflicts and not by_csv.audit()
    counts = [one for one in by_csv.counted() if one["folded"] == "bob" and one["is_standing"]]
    yield "and each of his verdicts counts once", len(counts) == 5


def main() -> int:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory(prefix="airbench-forgeries-") as name:
        folder = Path(name)
        (folder / "world").mkdir()
        world = build(folder / "world")
        wrong = 0
        for words, holds in ordinary(world, folder):
            wrong += not holds
            print(f"{'ok    ' if holds else 'FAILED'}  {words}")
        print("\n| Forgery | Outcome | What the program says |\n|---|---|---|")
        done = list(tried(world, folder))
        for outcome in done:
            wrong += not outcome.sound
            print(outcome.row() + ("" if outcome.sound else f" FAILED: must be {outcome.case.must}"))
        print(f"\n{len(done)} forgeries, {wrong} wrong, {sum(one.seconds for one in done):.1f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
