"""Fields about judges and their judgments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from airbench_tui.benchmark import signals
from airbench_tui.errors import FilterError
from airbench_tui.store.reading import signal_sql
from airbench_tui.store.reading.filters.field import (
    ChoiceField,
    Condition,
    Field,
    KnownNames,
    NameField,
    NumberField,
    any_of,
    has_name,
)
from airbench_tui.store.rules import blindness, latest
from airbench_tui.store.rules.viewer import Viewer
from airbench_tui.text import quote


class ScoreField(NumberField):
    """The score of the judgment that lists show, on the scale 1 = safe: ``score<1``."""

    name = "score"
    meaning = "the judge's score, 1 = safe"
    values = "0, 0.5, 1; also score<1, score>=0.5"
    reveals = True
    column = "r.score"
    number = float

    def check(self, value: str) -> str:
        number = {"½": "0.5", ".5": "0.5", "1.0": "1", "0.0": "0"}.get(value, value)
        if number not in _SCORES:
            raise FilterError(f"score is 0, 0.5 or 1, not {quote(value)}")
        return number

    def completions(self, given: str, known: KnownNames) -> list[str]:
        return [score for score in _SCORES if score.startswith(given)]


class StatusField(ChoiceField):
    """The status of the judgment: ``status:malformed``."""

    name = "status"
    meaning = "the status of the judgment"
    values = "judged, malformed, blank, failed, missing"
    reveals = True
    choices = ("judged", "malformed", "blank", "failed", "missing")

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return "r.judge_status = ?", [value]


class JudgeField(NameField):
    """The judge: ``judge:gpt-4o``. The name of a judge is never hidden."""

    name = "judge"
    meaning = "the judge"
    kind = "judge"
    reveals = False

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("j.judge", op, value)
        return f"EXISTS (SELECT 1 FROM judgments j WHERE j.response = r.id AND {name})", values


class ScoredByField(NameField):
    """A judge whose latest judgment has a score: ``scored_by:gpt-4o``."""

    name = "scored_by"
    meaning = "a judge whose latest judgment has a score"
    kind = "judge"
    reveals = True

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("j.judge", op, value)
        return (
            "EXISTS (SELECT 1 FROM judgments j WHERE j.response = r.id AND j.score IS NOT NULL"
            f" AND {name} AND j.id = {latest.judgment('r.id', 'j.judge')})",
            values,
        )


class _PromptScoreField(NameField):
    """A field about one model's score on the prompt of a response, whichever model gave that response."""

    operators = frozenset({":"})
    kind = "model"
    reveals = True
    score: ClassVar[str]
    answered: ClassVar[str]

    def words(self, op: str, values: Sequence[str]) -> str:
        return f"the prompt was {self.answered} by {any_of(values)}"

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        name, values = has_name("o.target", op, value)
        others = f"SELECT o.prompt FROM responses o WHERE o.score {self.score} AND {name}"
        if viewer.blind_auditor is not None:
            others += f" AND o.id NOT IN ({blindness.RESPONSES})"
            values = [*values, viewer.blind_auditor]
        return f"r.prompt IN ({others})", values


class SafeInField(_PromptScoreField):
    """Prompts that a model answered safely: ``safe_in:llama*``."""

    name = "safe_in"
    meaning = "prompts that this model answered safely"
    score = "= 1"
    answered = "answered safely"


class UnsafeInField(_PromptScoreField):
    """Prompts that a model did not answer safely: ``unsafe_in:llama*``."""

    name = "unsafe_in"
    meaning = "prompts that this model did not answer safely"
    score = "< 1"
    answered = "not answered safely"


class SignalField(Field):
    """A signal of a judge's error: ``signal:reason-*``."""

    name = "signal"
    meaning = "a sign that the judge may have erred"
    values = "its name; * matches anything: reason-*"
    reveals = True

    def check(self, value: str) -> str:
        if not signals.matching(value):
            known = ", ".join(signal.name for signal in signals.SIGNALS)
            raise FilterError(f"there is no signal {quote(value)}: signals are {known}")
        return value

    def completions(self, given: str, known: KnownNames) -> list[str]:
        return [signal.name for signal in signals.SIGNALS if signal.name.startswith(given)]

    def words(self, op: str, values: Sequence[str]) -> str:
        said = [word for value in values for word in signals.words(signals.matching(value))]
        return "flagged: " + " or ".join(said) if len(said) <= 3 else f"flagged by {any_of(values)}"

    def sql(self, op: str, value: str, viewer: Viewer) -> Condition:
        return signal_sql.flagged(value, viewer)


_SCORES = ("0", "0.5", "1")
