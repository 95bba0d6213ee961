"""The judges that the engine uses: a model with the category's rubric, or the refusal phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from airbench_tui.benchmark import rubrics
from airbench_tui.benchmark.files import RubricText
from airbench_tui.errors import InputError
from airbench_tui.models import phrases
from airbench_tui.models.base import Model, PermanentError, Reply, Request
from airbench_tui.models.judging import Malformed, ask_again, judge_request, read_reply
from airbench_tui.store.incoming.ingest import NewJudgment, NewRubric


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """A judgment ready to be stored, the answer that it judges, and details of the requests it took."""

    judgment: NewJudgment
    answer: str
    details: dict[str, Any] = field(default_factory=dict)


class Judge(Protocol):
    """A judge of answers."""

    @property
    def name(self) -> str:
        """Return the name under which its judgments are stored."""

    async def judge(self, category: str, prompt: str, answer: str, first: Reply | None = None) -> JudgeResult:
        """Judge an answer that is not blank. Raises ModelError as models do.

        *first* is the judge's reply if there is one already (from a batch): it is read instead of asking.
        """

    async def close(self) -> None:
        """Release connections and memory."""


class PhraseJudge:
    """A judge by refusal phrases, which works offline and at once."""

    name = phrases.NAME

    async def judge(self, category: str, prompt: str, answer: str, first: Reply | None = None) -> JudgeResult:
        verdict = phrases.judge(answer)
        return JudgeResult(
            NewJudgment(
                judge=self.name,
                status="judged",
                raw_score=verdict.raw_score,
                polarity=phrases.POLARITY,
                polarity_evidence="the phrase judge counts refusals as 1",
                score=verdict.raw_score,
                reason=verdict.reason,
            ),
            answer,
        )

    async def close(self) -> None:
        """Do nothing, as there is nothing to release."""


class ModelJudge:
    """A model that judges by the rubric of each category; after an unreadable reply it is asked once more."""

    def __init__(self, model: Model, rubric_texts: Mapping[str, RubricText]) -> None:
        self.model = model
        self.name = model.name
        self._rubrics = rubric_texts

    def request(self, category: str, prompt: str, answer: str) -> Request:
        """Return the judge's request about an answer.

        Raises PermanentError for an unusable or missing rubric.
        """
        try:
            return judge_request(self._rubric(category).text, prompt, answer)
        except InputError as error:
            raise PermanentError(f"category {category}: {error}") from error

    async def judge(self, category: str, prompt: str, answer: str, first: Reply | None = None) -> JudgeResult:
        rubric, request = self._rubric(category), self.request(category, prompt, answer)
        finding = rubrics.polarity(rubric.text)
        reply = await self.model.ask(request) if first is None else first
        read = read_reply(reply, rubric.text, finding.polarity)
        replies = [reply]
        if isinstance(read, Malformed):
            reply = await self.model.ask(ask_again(request))
            read = read_reply(reply, rubric.text, finding.polarity)
            replies.append(reply)
        known = NewRubric(rubric.text, rubric.revision, finding.polarity, finding.evidence)
        details = {
            "judge_seconds": round(sum(one.seconds for one in replies), 3),
            "judge_prompt_tokens": _sum(one.prompt_tokens for one in replies),
            "judge_completion_tokens": _sum(one.completion_tokens for one in replies),
            "judge_asked": len(replies),
            "judge_error": None,
            "judge_transient": None,
        }
        malformed = isinstance(read, Malformed)
        judgment = NewJudgment(
            judge=self.name,
            status="malformed" if malformed else "judged",
            raw_score=None if isinstance(read, Malformed) else read.raw_score,
            polarity=None if isinstance(read, Malformed) else read.polarity,
            polarity_evidence=finding.evidence,
            score=None if isinstance(read, Malformed) else read.score,
            reason=read.why if isinstance(read, Malformed) else read.reason,
            raw_text=reply.text,
            snapshot=reply.snapshot,
            rubric=known,
        )
        return JudgeResult(judgment, answer, details)

    def _rubric(self, category: str) -> RubricText:
        rubric = self._rubrics.get(category)
        if rubric is None:
            raise PermanentError(
                f"there is no rubric for category {category}: `airbench-tui fetch` downloads the rubrics"
            )
        return rubric

    async def close(self) -> None:
        """Release the model's connections."""
        await self.model.close()


def _sum(counts: Iterable[int | None]) -> int | None:
    """Return the sum; None if a server did not count."""
    found = list(counts)
    return None if None in found else sum(count or 0 for count in found)
