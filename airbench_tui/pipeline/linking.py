"""The linking of stored judgments without a rubric to the fetched benchmark's rubrics.

Files of pipelines 1 and 2 hold the judge's score and reason, but no rubric. They do not say which revision of
the benchmark was used; but revisions count in opposite ways, which partly tells them apart. A judgment is
therefore linked to the rubric of its category, in the revision fetched last, whose wording has the polarity
with which the judgment was read. If the run knows its revision, only that one will do. All other judgments
stay without a rubric.
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
    """The number of judgments that were linked, and of those that were not, by reason.

    ``contrary``: every available rubric has the other polarity, or an unclear one; ``unscaled``: the polarity
    of the judgment is unknown; ``absent``: no rubric is available for its category or revision.
    """

    judgments: int = 0
    contrary: int = 0
    unscaled: int = 0
    absent: int = 0

    @property
    def lines(self) -> list[str]:
        """Return the lines to show; empty when there was nothing to link."""
        kept = (
            (self.contrary, "the available rubrics have the other polarity, or an unclear one"),
            (self.unscaled, "their polarity is unknown: set it with `airbench-tui polarity`"),
            (self.absent, "none is available for their category or revision"),
        )
        found = [f"{self.judgments:,} stored judgments were linked to their rubric"] if self.judgments else []
        return found + [f"{count:,} judgments stay without a rubric: {why}" for count, why in kept if count]


def link_rubrics(workspace: Workspace, database: Database) -> Linked:
    """Link stored judgments without a rubric to rubrics in ``data/`` by the rules of this module.

    It is quick when there is nothing to do, and a second call changes nothing.
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
    except InputError:  # the file is missing, which `fetch` and `run` report
        return {}


def _read(rubric: RubricText) -> NewRubric:
    finding = rubrics.polarity(rubric.text)
    return NewRubric(rubric.text, rubric.revision, finding.polarity, finding.evidence)
