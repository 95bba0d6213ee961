"""The cell under the cursor of the heat map: in words, as an interval, and the first of the answers behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from airbench_tui.analysis.intervals import Interval, wilson
from airbench_tui.store.reading.explore import SCORED, Cell, Measure
from airbench_tui.store.reading.reads import ResponseRow
from airbench_tui.text import one_line
from airbench_tui.tui.program import program_of
from airbench_tui.tui.shared import heat, present
from airbench_tui.tui.shared.interval_bar import interval_bar
from airbench_tui.tui.shared.present import shortened
from airbench_tui.tui.shared.prompt_lines import prompt_lines
from airbench_tui.tui.theme.tokens import HEAT

_BAR_LEAST, _BAR_MOST = 12, 40  # terminal columns of the interval


@dataclass(frozen=True, slots=True)
class CellWords:
    """What the pane says of a cell of *row* and *model*.

    *whole* is the cell of all models in the same row, None if that is the cell itself. *beside* are sentences about
    the same cell's other figures.
    """

    row: str
    model: str
    measure: Measure
    cell: Cell
    whole: Cell | None = None
    beside: Sequence[str] = field(default=())

    def place_in(self, room: int) -> str:
        """Name the row and the model in *room* cells. The row's name is cut first, and the model's name if need be."""
        model = present.short_model(self.model, max(8, room // 2))
        return f"{shortened(one_line(self.row, 200), max(8, room - cell_len(model) - 3))} × {model}"


class CellPane(Static):
    """A rail in the heat of the cell, beside a line on the cell, a line on its other figures, and answers."""

    DEFAULT_CSS = (
        """
    CellPane {
        height: 1fr; padding: 0 1; margin: 0 1; border-left: outer $line;
        text-wrap: nowrap; text-overflow: ellipsis;
        &.-empty { border-left: blank; }
    """
        + "\n".join(f"&.-{token} {{ border-left: outer ${token}; }}" for token in HEAT)
        + "\n}"
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    @property
    def lines_for_answers(self) -> int:
        """Return how many answers have room."""
        return max(0, self.content_size.height - 2)

    def show(
        self, words: CellWords | None, answers: Sequence[ResponseRow] = (), *, hard: Collection[int] = ()
    ) -> None:
        """Show a cell and *answers* behind it; None empties the pane. Of *hard* answers, by id, no text is shown."""
        step = (
            None if words is None or words.cell.value is None else heat.step(words.measure, words.cell.value)
        )
        for number, token in enumerate(HEAT, 1):
            self.set_class(number == step, f"-{token}")
        self.set_class(words is None, "-empty")
        if words is None:
            self.update("")
            return
        lines = [
            self._first_line(words, step),
            Content(one_line(" · ".join(words.beside), 300)).stylize("$muted"),
        ]
        several = len({line.target for line in answers}) > 1
        prompts = prompt_lines(line.prompt for line in answers)
        lines += [
            _answer(
                line, present.VEILED if line.id in hard else prompt.text, prompt.repeats, with_model=several
            )
            for line, prompt in zip(answers, prompts, strict=True)
        ]
        more = words.cell.n - len(answers)
        if answers and more > 0 and len(answers) == self.lines_for_answers:
            lines[-1] = Content(
                f"… {more + 1:,} more: {program_of(self).key('explore.open')} lists them"
            ).stylize("$muted")
        self.update(Content("\n").join(lines))

    def _first_line(self, words: CellWords, step: int | None) -> Content:
        """Compose the first line. Parts that do not fit are left out, the last ones first."""
        name, figure, of = present.cell_parts(words.measure, words.cell)
        parts = [Content(f"  {name} " if name else "  ")]
        if figure:
            parts.append(Content(f" {figure} ").stylize(self._ground(step)))
        parts.append(Content(f" {of}"))
        room = max(10, self.content_size.width - sum(part.cell_length for part in parts))
        place = words.place_in(room)
        parts.insert(0, Content(place).stylize("bold $fg"))
        room -= cell_len(place)
        whole = words.whole.value if words.whole else None
        ends = cell_interval(words.measure, words.cell)
        if ends is not None and words.cell.value is not None:
            said = f" {ends[0] * 100:.0f} to {ends[1] * 100:.0f}"
            if room >= _BAR_LEAST + cell_len(said) + 2:
                width = min(_BAR_MOST, room - cell_len(said) - 2)
                bar = interval_bar(ends[0], words.cell.value, ends[1], width=width, other=whole)
                parts += [
                    Content.assemble("  ", *[(text, f"${token}") for text, token in bar]),
                    Content(said).stylize("$muted"),
                ]
                room -= width + cell_len(said) + 2
        return Content("").join(parts)

    def _ground(self, step: int | None) -> str:
        if step is None:
            return "bold"
        ground = self.app.theme_variables[HEAT[step - 1]]
        return f"bold {heat.inks(ground)[0]} on {ground}"


def _second_line(words: CellWords) -> Content:
    beside = Content(one_line(" · ".join(words.beside), 300)).stylize("$muted")
    if words.whole is None or words.whole.value is None:
        return beside
    mark = ("◆ ", "$judge") if words.measure.of == SCORED else ""
    whole = f"all models {present.figure(words.measure, words.whole.value)} · "
    return Content.assemble(mark, (whole, "$muted"), beside)


def cell_interval(measure: Measure, cell: Cell) -> Interval | None:
    """Return Wilson's interval of a safe rate by the judge; None for other measures.

    Answers that somebody chose to review are no sample, so that an interval of their figures would mislead.
    """
    if cell.value is None or measure.kind != "share" or measure.of != SCORED:
        return None
    return wilson(cell.value, cell.n)


def _answer(line: ResponseRow, prompt: str, repeats: bool, *, with_model: bool) -> Content:
    model = f"{present.short_model(line.target, 14):<15}" if with_model else ""
    return Content.assemble(
        *present.styled_marks(line),
        (f"{line.category:<11}{model}", "$muted"),
        (prompt, "$muted" if repeats else "$fg"),
    )
