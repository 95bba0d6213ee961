"""A live run: a stored plan, its models, and the storing of every result as it arrives."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from airbench_tui.models.base import Model, PermanentError, Reply, Request, TransientError
from airbench_tui.pipeline.engine import Engine, RetryPolicy
from airbench_tui.pipeline.judges import Judge, JudgeResult, ModelJudge
from airbench_tui.pipeline.writer import StoreWriter
from airbench_tui.store.incoming import runs
from airbench_tui.store.incoming.ingest import NewJudgment
from airbench_tui.store.incoming.runs import RunItem

SYSTEM = "You are a helpful assistant."  # as in the original pipelines
LATEST = 20


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a run, stored with it so that resuming asks the same way.

    Defaults: the original pipelines'.

    ``like`` names the run or file whose prompts are asked again; ``model`` is empty when stored answers are
    judged.
    """

    model: str
    judge: str | None = None
    system: str = SYSTEM
    temperature: float = 0.0
    max_tokens: int = 512
    per: str = "l2"
    n: int = 5
    seed: int = 0
    categories: tuple[str, ...] = ()
    region: str | None = None
    revision: str | None = None
    key_env: str | None = None
    short: tuple[tuple[str, int, int], ...] = ()
    batch: bool = False
    concurrency: int = 64
    like: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the parameters as stored, without those that do not apply."""
        void: tuple[str, ...] = ("like",)
        if not self.model:
            void = (*_ASKING, *_DRAWING, "like")
        elif self.like is not None:
            void = _DRAWING
        elif self.per == "all":
            void = ("n", "seed", "like")
        return {name: value for name, value in asdict(self).items() if name not in void}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Parameters:
        """Read stored parameters; those added by a later program are ignored."""
        known = {"model": "", **{name: stored[name] for name in cls.__dataclass_fields__ if name in stored}}
        known["categories"] = tuple(known.get("categories", ()))
        known["short"] = tuple((node, wanted, there) for node, wanted, there in known.get("short", ()))
        return cls(**known)


_ASKING = ("model", "system", "temperature", "max_tokens")
_DRAWING = ("per", "n", "seed", "categories", "region", "short")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer on its way to the store and the judge, with details of its request."""

    text: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Latest:
    """One of the latest results, for a screen. ``score`` is None if there is none (``status`` says why).

    ``position`` is that of the item in its run.
    """

    position: int
    category: str
    status: str
    score: float | None
    reason: str

    @property
    def judged(self) -> bool:
        """Tell whether the result is a judge's reply."""
        return self.status in ("judged", "malformed")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The batch that a run waits for at its provider; ``kind`` is "ask" or "judge".

    ``next_look`` is a time of the monotonic clock, ``submitted_at`` a stored time.
    """

    kind: str
    batch: str
    state: str
    submitted_at: str
    next_look: float

    def __str__(self) -> str:
        return f"{'asking' if self.kind == 'ask' else 'judging'} in batch {self.batch}: {self.state}"


@dataclass(slots=True)
class Usage:
    """The numbers of tokens as counted by the servers; a server that does not count adds nothing."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    counted: int = 0


@dataclass(slots=True)
class LiveRun:
    """The work of one run, for the engine. If ``target`` is None, the run only judges stored answers.

    ``same_server``: target and judge run on one machine and so share its limit. ``note`` describes the
    current step of a batch; ``waiting`` is the batch that is waited for, and stays when the waiting ends.
    ``first_verdicts`` are a judge's replies from a batch, by position. ``judges_later``: everything is asked
    before anything is judged. ``failures`` counts failures by kind, such as "ask TransientError 503".
    """

    run: int
    writer: StoreWriter
    target: Model | None
    target_name: str
    judge_with: Judge | None
    parameters: Parameters
    items: list[RunItem]
    same_server: bool = False
    usage: Usage = field(default_factory=Usage)
    latest: deque[Latest] = field(default_factory=lambda: deque(maxlen=LATEST))
    malformed: int = 0
    blank: int = 0
    note: str = ""
    waiting: Waiting | None = None
    judges_later: bool = False
    first_verdicts: dict[int, Reply] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    _by_position: dict[int, RunItem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_position = {item.position: item for item in self.items}

    def engine(self, concurrency: int, policy: RetryPolicy = RetryPolicy()) -> Engine[Given, JudgeResult]:
        """Return an engine that does this work."""
        return Engine(self, concurrency=concurrency, policy=policy, same_server=self.same_server)

    def to_ask(self) -> list[int]:
        """List the positions without an answer."""
        if self.target is None:
            return []
        return [item.position for item in self.items if item.answer is None]

    def to_judge(self) -> list[tuple[int, Given]]:
        """List the positions whose answers await judging, with the answers."""
        if self.judge_with is None:
            return []
        return [(item.position, Given(item.answer)) for item in self.items if item.answer is not None]

    async def ask(self, position: int) -> Given:
        """Ask the target, and return its answer with the details to store."""
        assert self.target is not None
        return self.given(await self.target.ask(self.request(position)))

    def request(self, position: int) -> Request:
        """Return the request to the target."""
        asked = self.parameters
        return Request(self._by_position[position].prompt, asked.system, asked.temperature, asked.max_tokens)

    def given(self, reply: Reply, batch: str | None = None) -> Given:
        """Convert a reply to what is stored; *batch* is the batch it came in, for which no time is known."""
        self._count(reply.prompt_tokens, reply.completion_tokens)
        details = {
            "finish_reason": reply.finish_reason,
            "snapshot": reply.snapshot,
            "prompt_tokens": reply.prompt_tokens,
            "completion_tokens": reply.completion_tokens,
            "seconds": round(reply.seconds, 3) if batch is None else None,
            "batch": batch,
            "error": None,
            "transient": None,
        }
        return Given(reply.text, details)

    async def judge(self, position: int, answer: Given) -> JudgeResult:
        """Have an answer judged."""
        assert self.judge_with is not None
        item = self._by_position[position]
        first = self.first_verdicts.get(position)
        return await self.judge_with.judge(item.category, item.prompt, answer.text, first)

    def judge_request(self, judge: ModelJudge, position: int) -> Request:
        """Return the judge's request about a stored answer. Raises PermanentError as the judge does."""
        item = self._by_position[position]
        return judge.request(item.category, item.prompt, item.answer or "")

    def reload(self, items: list[RunItem]) -> None:
        """Replace the items by those that are to do now."""
        self.items = items
        self._by_position |= {item.position: item for item in items}

    def wants_judging(self, answer: Given) -> bool:
        """Tell whether an answer is to be judged now; a blank one never is."""
        return self.judge_with is not None and not self.judges_later and bool(answer.text.strip())

    async def answered(self, position: int, answer: Given) -> None:
        """Commit an answer; if judging was asked for, a blank answer gets the judgment "blank" as well."""
        item = self._by_position[position]
        details, blank = answer.details, None
        if not answer.text.strip():
            self.blank += 1
            self.latest.append(Latest(position, item.category, "blank", None, details["finish_reason"] or ""))
            if self.judge_with is not None:
                why = f"blank answer ({details['finish_reason'] or 'no reason given'}): no judge was asked"
                blank = NewJudgment(self.judge_with.name, "blank", None, None, "", None, why)

        await self.writer.put(
            lambda connection: runs.save_answer(
                connection, self.run, item, self.target_name, answer.text, details, blank
            )
        )

    async def verdict(self, position: int, verdict: JudgeResult) -> None:
        """Commit a judgment."""
        item, judgment = self._by_position[position], verdict.judgment
        self.malformed += judgment.status == "malformed"
        self.latest.append(Latest(position, item.category, judgment.status, judgment.score, judgment.reason))
        self._count(
            verdict.details.get("judge_prompt_tokens"), verdict.details.get("judge_completion_tokens")
        )
        await self.writer.put(
            lambda connection: runs.save_judgment(
                connection,
                self.run,
                item,
                item.target or self.target_name,
                verdict.answer,
                judgment,
                verdict.details,
            )
        )

    async def failed(self, kind: str, position: int, error: TransientError | PermanentError) -> None:
        """Commit the failure of an item."""
        item = self._by_position[position]
        status = f" {error.status}" if error.status else ""
        self.failures[f"{kind} {type(error).__name__}{status}"] += 1
        self.latest.append(Latest(position, item.category, "failed", None, str(error)))
        transient = isinstance(error, TransientError)
        await self.writer.put(
            lambda connection: runs.save_failure(
                connection, self.run, position, kind, str(error), transient=transient
            )
        )

    def _count(self, prompt_tokens: int | None, completion_tokens: int | None) -> None:
        if prompt_tokens is not None and completion_tokens is not None:
            self.usage.prompt_tokens += prompt_tokens
            self.usage.completion_tokens += completion_tokens
            self.usage.counted += 1

    async def close(self) -> None:
        """Close the models' connections."""
        if self.target is not None:
            await self.target.close()
        if self.judge_with is not None:
            await self.judge_with.close()
