"""Runs in words and bars: the one of this program at the top, and a row for each run and imported file."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from airbench_tui.benchmark import taxonomy
from airbench_tui.pipeline.live import Latest
from airbench_tui.pipeline.progress import span
from airbench_tui.store.incoming.runs import Summary
from airbench_tui.text import one_line, safe
from airbench_tui.tui.runs.runner import Runner
from airbench_tui.tui.shared import present
from airbench_tui.tui.shared.meter import meter

_NAME, _BAR, _LEVEL = 24, 10, 24  # cells
_FIGURES = 52  # cells of a row of the list without its name
_JUDGE = 16


def run_now(runner: Runner, key: Callable[[str], str], width: int) -> Content:
    """Describe the run of this program in *width* cells: its bar, its counts, the time left and what it waits for.

    *key* names the key of an action, as ``Program.key`` does.
    """
    engine, live = runner.engine, runner.live
    if engine is None or live is None:
        return Content(safe(runner.problem) if runner.problem else "Starting …")
    progress, now = engine.progress, time.monotonic()
    judged = live.judge_with is not None
    words = [
        f"{_state(runner)} · asked {progress.asked + progress.asking_failed:,} of {progress.total:,}",
        *(
            [f"judged {progress.judged + progress.judging_failed:,} of {progress.to_judge:,}"]
            if judged
            else []
        ),
        f"{progress.asking_failed + progress.judging_failed:,} failed",
    ]
    words += [
        f"{count:,} {what}" for count, what in ((live.blank, "blank"), (live.malformed, "malformed")) if count
    ]
    parts: list[tuple[str, str]] = []
    left = progress.seconds_left(now, judged=judged)
    # No rate for a batch, whose answers all arrive at once, nor while a run waits: the remark gives the reason.
    rateless = live.parameters.batch or progress.paused or progress.held_up
    if runner.going and left is not None and not rateless:
        parts = [(f"{span(left)} left", "bold $fg"), (f"{progress.rate(now):,.1f} a second", "$muted")]
    if live.usage.counted:
        parts.append((f"{live.usage.prompt_tokens:,} + {live.usage.completion_tokens:,} tokens", "$muted"))
    if progress.retries:
        waiting = progress.waiting_words(now) or "0 waiting"
        parts.append((f"{progress.retries:,} tried again, {waiting}", "$ambiguous"))
    second = Content.styled(" · ", "$muted").join(
        Content.styled(one_line(words, 200), style) for words, style in parts
    )
    share = progress.done / jobs if (jobs := progress.jobs(judged=judged)) else 0.0
    lines = [
        _bar_line(one_line(live.target_name or "judging", 60), share, width),
        Content(one_line(" · ".join(words), 200)),
        second,
        Content.styled(one_line(_remark(runner, key), 200), "$muted"),
    ]
    return Content("\n").join(line for line in lines if line.plain)


def _bar_line(name: str, share: float, width: int) -> Content:
    name = one_line(name, 2 * _NAME)
    per_cent = f"{share:>6.0%}"
    bar = max(4, width - cell_len(name) - 2 - len(per_cent))
    return Content.assemble(
        (f"{name}  ", "bold $fg"), meter(share, bar, "safe" if share == 1 else "mine"), (per_cent, "bold $fg")
    )


def _state(runner: Runner) -> str:
    engine, live = runner.engine, runner.live
    assert engine is not None and live is not None
    progress = engine.progress
    if not runner.going:
        left = progress.jobs(judged=live.judge_with is not None) - progress.done
        return "stopped" if left or live.waiting is not None else "ended"
    return "paused" if progress.paused else "waiting" if progress.held_up else "going on"


def _remark(runner: Runner, key: Callable[[str], str]) -> str:
    """Return the remark below the figures: a problem, the batch's state, or what the user can do next."""
    engine, live = runner.engine, runner.live
    assert engine is not None and live is not None
    if said := runner.problem or _batch_words(runner, key) or live.note:
        return said
    match _state(runner):
        case "stopped":
            return f"Answers received are kept: {key('run.resume')} on this run continues it."
        case "paused":
            return f"Requests under way are finished, no new ones are sent: {key('run.pause')} continues."
    return engine.progress.last_error


def _batch_words(runner: Runner, key: Callable[[str], str]) -> str:
    """Describe the batch that a run waits for or has left at its provider; "" for none."""
    waiting = runner.live.waiting if runner.live is not None else None
    if waiting is None:
        return ""
    if not runner.going:
        words = f"batch {waiting.batch} goes on at the provider"
        return f"{words}: {key('run.resume')} on this run collects it, at any time"
    handed_in = f"handed in {waiting.submitted_at[11:16]} UTC"
    if runner.paused:
        return f"{waiting} · {handed_in} · it goes on at the provider; nothing more is handed in"
    wait = max(0.0, waiting.next_look - time.monotonic())
    return f"{waiting} · {handed_in} · next look in {span(wait)}"


def runs_heading(width: int) -> Content:
    """Return the heads of the columns of the list in *width* cells."""
    name, judge = _columns(width)
    line = f"  {'name'.ljust(name)}{'day'.ljust(12)}{'judge'.ljust(judge) if judge else ''}"
    return Content.styled(f"{line}{'asked':>7}{' of':<7}{'failed':>8}  state", "$muted")


def run_row(summary: Summary, width: int) -> Content:
    """Return the row of a run or an imported file in *width* cells."""
    name, judge = _columns(width)
    total = sum(summary.states.values())
    ended = total - summary.states.get("planned", 0)
    live = summary.kind == "run"
    if not live:
        state, token = "file", "muted"
    elif summary.unfinished:
        state, token = f"{summary.unfinished:,} left", "ambiguous"
    else:
        state, token = "done", "safe"
    return Content.assemble(
        ("▸ " if live else "▤ ", "$muted"),
        (set_cell_size(one_line(summary.name, name - 1), name), "bold $fg"),
        (f"{summary.created_at[:10]:<12}", "$muted"),
        (set_cell_size(one_line(summary.judge or "", judge - 1), judge) if judge else "", "$judge"),
        (f"{ended:>7,}", "$fg"),
        (f"/{total:<6,}", "$muted"),
        (f"{summary.failed:>8,}", "bold $unsafe") if summary.failed else (f"{'·':>8}", "$muted"),
        (f"  {state:<12}", f"${token}"),
    )


def _columns(width: int) -> tuple[int, int]:
    """Return the cells of the name and of the judge, 0 where there is no room for it."""
    judge = _JUDGE if width >= _FIGURES + _NAME + _JUDGE else 0
    return max(12, width - _FIGURES - judge), judge


def latest_line(one: Latest, *, hidden: bool) -> Content:
    if hidden:
        return Content(f"{present.STATUS_MARK['hidden']} {one.category:<11} {present.STATUS_WORD['hidden']}")
    mark = present.score_mark(one.score, one.status)
    return Content.assemble(
        (f"{mark} {one.category:<11} ", present.SCORE_STYLE.get(one.score or 0.0, "")),
        one_line(one.reason, 120),
    )


def level_lines(levels: Mapping[int, tuple[int, int]], width: int) -> Content:
    """Return a bar for each level-2 category, in two columns of *width* cells together."""
    names = taxonomy.nodes()
    entries = [
        Content.assemble(
            (set_cell_size(one_line(names[str(level)].name, _LEVEL - 1), _LEVEL), "$fg"),
            meter(ended / total if total else 0.0, _BAR, "safe" if ended == total else "mine"),
            (f"{ended:>5,}", "bold $fg"),
            (f"/{total:<5,}", "$muted"),
        )
        for level, (ended, total) in levels.items()
    ]
    half = -(-len(entries) // 2)
    column = max(_LEVEL + _BAR + 13, width // 2)
    return Content("\n").join(
        Content("").join(
            [left.pad_right(max(0, column - left.cell_length)), *entries[half + at : half + at + 1]]
        )
        for at, left in enumerate(entries[:half])
    )
