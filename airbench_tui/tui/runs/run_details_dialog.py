"""A dialog of the details of a run or an imported file: parameters, results, failures and batches."""

from __future__ import annotations

import json
from collections.abc import Iterator

from airbench_tui.store.incoming.batches import Batch
from airbench_tui.store.incoming.run_details import RunDetails
from airbench_tui.text import one_line
from airbench_tui.tui.actions import bindings
from airbench_tui.tui.shared.dialogs.text_dialog import TextDialog

_LEVELS = {"l2": "level-2", "l3": "level-3", "l4": "level-4"}
_SHORT = 8  # categories with too few prompts that are named at most


class RunDetailsDialog(TextDialog):
    """The details of a run or an imported file. q and d close it, too."""

    PLACES = ("run_details", "dialog")
    BINDINGS = bindings("run_details")
    FRAME = "run-details"

    def __init__(self, details: RunDetails) -> None:
        super().__init__()
        self._details = details

    @property
    def heading(self) -> str:
        return self._details.name

    def text_sections(self) -> list[tuple[str, str]]:
        return sections(self._details)


def sections(run: RunDetails) -> list[tuple[str, str]]:
    """Return headings and texts of the details."""
    found = [
        ("", _table(_asked(run) if run.kind == "run" else _imported(run))),
        ("What came", _table(_came(run))),
    ]
    if run.failures:
        reasons = [
            f"{count:>5,} × {'asking' if kind == 'ask' else 'judging'}: {one_line(why, 300) or 'no reason kept'}"
            for count, kind, why in run.failures
        ]
        found.append(("Failures by reason", "\n".join(reasons)))
    if run.batches:
        found.append(("Batches", "\n".join(map(_batch, run.batches))))
    return found


def _asked(run: RunDetails) -> Iterator[tuple[str, object]]:
    asked = run.parameters
    if asked.get("model"):
        yield "model", f"{run.target} ({asked['model']})"
    if run.judge:
        yield "judge", f"{run.judge} ({asked.get('judge')})"
    for part, addresses in asked.get("asked_at", {}).items():
        yield f"{part} at", ", ".join(addresses)
    yield "prompts", _drawn(asked)
    if asked.get("categories"):
        yield "categories", ", ".join(asked["categories"])
    if asked.get("region"):
        yield "region", asked["region"]
    if short := asked.get("short"):
        named = ", ".join(f"{node} {there} of {wanted}" for node, wanted, there in short[:_SHORT])
        yield (
            "fewer than asked for",
            named + (f" and {len(short) - _SHORT} more" if len(short) > _SHORT else ""),
        )
    if "system" in asked:
        yield "system prompt", asked["system"] or "none"
        yield "temperature", f"{asked['temperature']:g}"
        yield "max tokens", asked["max_tokens"]
    yield "batch", "yes, where the provider has one" if asked.get("batch") else "no"
    yield "at once", f"{asked['concurrency']} at most" if "concurrency" in asked else "not kept"
    yield "revision", asked.get("revision") or "none"
    if asked.get("key_env"):
        yield "key from", asked["key_env"]
    yield "created", _when(run.created_at)
    yield "id", run.uid


def _drawn(asked: dict[str, object]) -> str:
    if not asked.get("model"):
        return "none: stored answers were judged"
    if asked.get("like"):
        return f"those of {asked['like']} again"
    if asked.get("per") == "all":
        return "all"
    return f"{asked.get('n')} from each {_LEVELS.get(str(asked.get('per')), '')} category, seed {asked.get('seed')}"


def _imported(run: RunDetails) -> Iterator[tuple[str, object]]:
    yield "format", run.format
    yield "model", run.target or "not named"
    yield "judge", run.judge or "none"
    yield "scale", f"{run.polarity or 'unknown'}: {run.polarity_evidence}"
    yield "file", run.source or ""
    yield "checksum", run.sha256 or ""
    for name, value in run.parameters.items():
        yield name, value if isinstance(value, str) else json.dumps(value)
    yield "imported", _when(run.created_at)
    yield "id", run.uid


def _came(run: RunDetails) -> Iterator[tuple[str, object]]:
    yield "items", f"{sum(run.states.values()):,}: {_counts(run.states)}"
    judged = {state: count for state, count in run.judge_states.items() if state != "none"}
    if judged:
        yield "verdicts", _counts(judged)
    if run.kind == "run":
        for who, tokens in run.tokens.items():
            if tokens is not None:
                yield f"tokens, {who}", f"{tokens[0]:,} read, {tokens[1]:,} written"
        if not any(run.tokens.values()):
            yield "tokens", "not counted"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in counts.items()) or "none"


def _batch(batch: Batch) -> str:
    what = "asking" if batch.kind == "ask" else "judging"
    words = f"{batch.provider_id or 'not named yet'}: {what} {len(batch.positions):,}, {batch.status}"
    words += f"; handed in {_when(batch.submitted_at)}"
    words += f", collected {_when(batch.ended_at)}" if batch.ended_at else ", not collected yet"
    reason = batch.details.get("reason")
    return words + (f"; {one_line(str(reason), 300)}" if reason else "")


def _when(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"


def _table(rows: Iterator[tuple[str, object]]) -> str:
    return "\n".join(f"{name:<14}  {value}" for name, value in rows)
