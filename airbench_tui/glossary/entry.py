"""What the glossary holds of a figure, and the names of the places where figures are shown."""

from __future__ import annotations

from dataclasses import dataclass

PLACES: dict[str, str] = {
    "Browse": "the tree's columns, the line below the tree, the line at the top",
    "Explore": "the measures of the heat map",
    "Agreement": "the page behind A; its tables by node and model",
    "Packets": "who is where, behind P",
    "Disagreements": "what is behind D",
    "Flips": "the table of two models or runs",
    "Model run": "the screen of runs, and a run's details",
    "Review": "the item in hand, and its history",
    "Bulk": "the preview of a bulk decision",
    "Settings": "what hard categories cost",
    "agreement": "the command's text",
    "report": "the report in Markdown of Agreement and of `agreement --report`",
    "agreement --json": "a path in the document",
    "list --json": "a key of the document or of its rows",
    "packet list --json": "a key of a packet",
    "packet status --json": "a key of the document or of its auditors",
    "packet new --json": "a key of the document",
    "triage --yield --json": "a key of a signal",
    "rubrics --json": "a key of a rubric",
    "adjudicate list --json": "a key of the document",
    "auditor list --json": "a key of an auditor",
    "auditor disagreements --json": "a key of a pair",
    "auditor care --json": "a key of a category, with --totals of all",
    "bulk --json": "a key of the document or of its preview",
    "run": "the progress bar of the command",
    "run --json": "a key of the document, or of what --dry-run prints",
    "import --json": "a key of a file",
    "doctor --json": "a key of the rows that are counted",
    "export": "a column of the reviews CSV",
    "notebook": "a column of the frames of airbench_tui.load",
    "seen": "a column of the tables that are exported as they are seen",
}


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A figure that somebody is shown.

    ``denominator``: what it is a share or a mean of, or counted over. ``shown``: where, each as ``PLACE: WORDS``
    with a place of PLACES and the words or the key it has there. ``computed_by``: what works it out, to be imported.
    ``short``: its name where there is little room. ``no_answers``: why nothing opens behind it, where nothing can.
    """

    name: str
    definition: str
    denominator: str
    shown: tuple[str, ...]
    computed_by: str
    short: str = ""
    no_answers: str = ""

    @property
    def label(self) -> str:
        """Its name where there is little room."""
        return self.short or self.name
