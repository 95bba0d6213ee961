"""Rubrics of the fetched benchmark for stored judgments that came without: only where they can be right.

Pipeline 1 and 2 files keep a judge's score and reason, not its rubric. Which revision of the benchmark it was
judged with no file says; that revisions count in opposite ways tells them apart in part. So a judgment is
linked to the rubric of its category in the revision fetched last whose wording counts the way the judgment
was read. Where the run knows its revision no other will do. Everything else stays without.
"""

from __future__ import annotations

from dataclasses import dataclass

from airbench_tui.benchmark import files, rubrics
from airbench_tui.benchmark.files import RubricText
from airbench_tui.errors import InputError
from airbench_tui.store.database import Database
from airbench_tui.store.incoming import rubric_links
from airbench_tui.store.incoming.ingest import NewRubric
from airbench_tui.store.incoming.rubric_links import Kind
from airbench_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Linked:
    """Judgments that were linked, and those that were not, by why.

    ``contrary``: every rubric at hand counts the other way, or which way it counts is unclear; ``unscaled``:
    nobody knows which way the judgment counts; ``absent``: no rubric at hand for its category or revision.
    """

    judgments: int = 0
    contrary: int = 0
    unscaled: int = 0
    absent: int = 0

    @property
    def lines(self) -> list[str]:
        """What to tell people; empty when there was nothing to link."""
        kept = (
            (self.contrary, "the rubrics here count the other way, or unclearly"),
            (self.unscaled, "which way they count is unknown: see `airbench-tui polarity`"),
            (self.absent, "there is none here for their category or revision"),
        )
        found = [f"{self.judgments:,} stored judgments without a rubric got theirs"] if self.judgments else []
        return found + [f"{count:,} judgments stay without a rubric: {why}" for count, why in kept if count]


def link_rubrics(workspace: Workspace, database: Database) -> Linked:
    """Link stored judgments without a rubric to those in ``data/``, where that is right; see the module.

    Quick where there is nothing to do, and done again it changes nothing.
    """
    connection = database.connection
    revisions = files.available(workspace.data)
    if not revisions or not rubric_links.any_bare(connection):
        return Linked()
    texts = [_rubrics(revision) for revision in revisions]
    chosen: dict[Kind, NewRubric] = {}
    contrary = unscaled = absent = 0
    for kind, count in rubric_links.bare(connection).items():
        there = [one[kind.category] for one in texts if kind.category in one]
        there = [one for one in there if kind.revision in (None, one.revision)]
        found = next((one for one in map(_read, there) if one.polarity == kind.polarity), None)
        if not there:
            absent += count
        elif kind.polarity is None:
            unscaled += count
        elif found is None:
            contrary += count
        else:
            chosen[kind] = found
    linked = rubric_links.link(connection, chosen) if chosen else 0
    return Linked(linked, contrary, unscaled, absent)


def _rubrics(revision: files.Revision) -> dict[str, RubricText]:
    try:
        return files.rubrics(revision.folder)
    except InputError:  # a file that went astray: `fetch` and `run` say so
        return {}


def _read(rubric: RubricText) -> NewRubric:
    finding = rubrics.polarity(rubric.text)
    return NewRubric(rubric.text, rubric.revision, finding.polarity, finding.evidence)
