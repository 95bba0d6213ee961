"""Tables of figures by node or model, with the answers behind each figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from airbench_tui.agreement import groups, rates
from airbench_tui.agreement.evidence import Material
from airbench_tui.analysis.corrected import Corrected


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The figures of one node or model, as ids of the answers judged, judged safe, reviewed and overridden.

    ``agreement`` is the weighted share, among the verdicts that count, of those with the judge's score;
    ``agreeing`` are the answers with such a verdict. ``corrected`` is the corrected safe rate, None if
    nothing was drawn; its estimate may still be None, with the reason; ``behind`` are the answers whose
    verdicts it uses.
    """

    key: str
    name: str
    judged: tuple[int, ...]
    safe: tuple[int, ...]
    reviewed: tuple[int, ...]
    overridden: tuple[int, ...]
    agreeing: tuple[int, ...]
    agreement: float | None
    corrected: Corrected | None
    behind: tuple[int, ...]

    @property
    def safe_rate(self) -> float | None:
        """Return the judge's safe rate; None without a judged answer."""
        return len(self.safe) / len(self.judged) if self.judged else None

    @property
    def unseen(self) -> bool:
        """Tell whether the corrected rate includes a guess, because one judge's score here has no verdict."""
        return self.corrected is not None and self.corrected.guessed

    @property
    def corrected_rate(self) -> float | None:
        """Return the corrected safe rate if it can be estimated without guessing; else None."""
        return None if self.corrected is None or self.unseen else self.corrected.estimate.value

    @property
    def gap(self) -> float | None:
        """Return the corrected safe rate minus the judge's own on the same answers; None without either."""
        if self.corrected is None or self.corrected_rate is None or self.corrected.judge.value is None:
            return None
        return self.corrected_rate - self.corrected.judge.value

    @property
    def told_apart(self) -> bool:
        """Tell whether the interval of the corrected rate leaves out the judge's own rate."""
        return self.corrected is not None and self.gap is not None and bool(self.corrected.leaves_out_judge)


# The sort key of a line by column. Missing values come last in both directions.
COLUMNS: dict[str, Callable[[GroupRow], float | str | None]] = {
    "name": lambda line: None,  # the natural order of the lines
    "judged": lambda line: len(line.judged),
    "safe, judge": lambda line: line.safe_rate,
    "corrected": lambda line: line.corrected_rate,
    "±": lambda line: line.gap,
    "reviewed": lambda line: len(line.reviewed),
    "overridden": lambda line: len(line.overridden),
    "agree": lambda line: line.agreement,
}


def by_level(material: Material, level: int) -> list[GroupRow]:
    """Return a line for each node of *level* (1 to 4) with a response."""
    return [_line(node.id, node.name, part) for node, part in groups.by_level(material, level)]


def by_model(material: Material) -> list[GroupRow]:
    """Return a line for each model."""
    return [_line(model, model, part) for model, part in groups.by_model(material).items()]


def sort(lines: list[GroupRow], column: str, *, descending: bool) -> list[GroupRow]:
    """Sort *lines* by a column; lines without a value come last."""
    value = COLUMNS[column]
    if column == "name":
        return lines[::-1] if descending else list(lines)
    known = [line for line in lines if value(line) is not None]
    known.sort(key=lambda line: value(line) or 0.0, reverse=descending)
    return known + [line for line in lines if value(line) is None]


def _line(key: str, name: str, part: Material) -> GroupRow:
    agreeing, alike, whole = set[int](), 0.0, 0.0
    for row in part.basis.rows:  # one pass, because there may be very many
        verdict = row.verdict
        if verdict.judge_score is None:
            continue
        whole += row.weight
        if row.score == verdict.judge_score:
            alike += row.weight
            agreeing.add(verdict.response)
    corrected, behind = rates.corrected_safe_rate(part)
    return GroupRow(
        key,
        name,
        judged=tuple(row.response for row in part.responses if row.score is not None),
        safe=tuple(row.response for row in part.responses if row.score == 1.0),
        reviewed=tuple(sorted(part.reviewed)),
        overridden=tuple(sorted(part.overridden)),
        agreeing=tuple(sorted(agreeing)),
        agreement=alike / whole if whole else None,
        corrected=corrected,
        behind=behind,
    )
