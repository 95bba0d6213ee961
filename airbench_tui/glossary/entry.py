"""The glossary's entry for a figure, and the names of the places where figures are shown."""

from __future__ import annotations

from dataclasses import dataclass

PLACES: dict[str, str] = {
    "Row of screens": "the names of the screens at the top, with what waits for the auditor",
    "Browse": "the tree's columns, the line above the tree, the card below it, the line at the top",
    "Explore": "the measures of the heat map",
    "Agreement": "the page of the key A; its tables by node and model",
    "Packets": "the progress of each auditor, on the screen of the key P",
    "Disagreements": "the screen of the key D",
    "Flips": "the table of two models or runs",
    "Model run": "the screen of runs, and a run's details",
    "Review": "the current item, and its history",
    "Bulk": "the preview of a bulk decision",
    "Settings": "the time spent on hard categories",
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
    "seen": "a column of the tables that are exported as shown",
}


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A figure that is shown to users.

    ``denominator`` is the set that the figure is a share or a mean of, or counted over. ``shown`` lists its
    places, each as ``PLACE: WORDS`` with a place of PLACES and the figure's words or key there.
    ``computed_by`` is the dotted path of the function or field that computes it. ``short`` is its name for
    narrow places. ``no_answers`` is the reason why no list of answers can be opened from it, if none can.
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
        """Return the figure's name for narrow places."""
        return self.short or self.name
