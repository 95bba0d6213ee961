"""The actions of the screens of runs and of packets."""

from __future__ import annotations

from airbench_tui.tui.keys.action import GO, MAKE, MOVE, READ, VIEW, Action

RUN = (
    Action(
        "new_run",
        "plus",
        "new run",
        MAKE,
        "new run",
        "Plan a new run: model, sample, judge; shows an estimate before it starts",
    ),
    Action("pause", "space", "pause", MAKE, "pause or go on", "Pause the run, or continue it"),
    Action(
        "cancel",
        "delete",
        "stop",
        MAKE,
        "stop",
        "Stop the run; answers received are kept, and resume continues it",
    ),
    Action(
        "resume",
        "enter",
        "resume",
        MAKE,
        "resume the chosen run",
        "Finish the chosen run: collect its batches, retry what failed for a time",
    ),
    Action(
        "details",
        "d",
        "details",
        VIEW,
        "details",
        "Parameters, tokens and failures of the chosen run or file",
    ),
    Action("cursor_down", "j,down", "", MOVE, "next run", "Next run", palette=False),
    Action("cursor_up", "k,up", "", MOVE, "previous run", "Previous run", palette=False),
    Action("first", "g,home", "", MOVE, "first run", "First run", palette=False),
    Action("last", "G,end", "", MOVE, "last run", "Last run", palette=False),
    Action("back", "escape", "", GO, "back", "Back to Browse; a run goes on"),
)

PACKETS = (
    Action(
        "open_packet",
        "enter",
        "review",
        GO,
        "review your part",
        "Review your part of the chosen packet, blind",
    ),
    Action("new_packet", "plus", "new packet", MAKE, "new packet", "Draw a new packet"),
    Action(
        "send",
        "x",
        "send",
        MAKE,
        "send it",
        "Write the chosen packet as a file for an auditor elsewhere",
    ),
    Action("cursor_down", "j,down", "", MOVE, "next packet", "Next packet", palette=False),
    Action("cursor_up", "k,up", "", MOVE, "previous packet", "Previous packet", palette=False),
    Action("first", "g,home", "", MOVE, "first packet", "First packet", palette=False),
    Action("last", "G,end", "", MOVE, "last packet", "Last packet", palette=False),
    Action(
        "page_down",
        "space,pagedown",
        "",
        READ,
        "progress, a page on",
        "Scroll the auditors' progress down",
        palette=False,
    ),
    Action(
        "page_up",
        "pageup",
        "",
        READ,
        "progress, a page back",
        "Scroll the auditors' progress up",
        palette=False,
    ),
    Action("back", "escape", "", GO, "back", "Back to Browse"),
)
