"""The actions of Review and of Disagreements."""

from __future__ import annotations

from airbench_tui.tui.keys.action import FIND, GO, MAKE, MOVE, READ, SAY, VIEW, WHY, Action
from airbench_tui.tui.keys.everywhere import ANSWER, FINDING

_UNDO = "and go to it; after a key that changed nothing, only go back"

# Moving through a queue and reading its texts: the same keys in Review and in Disagreements.
ZOOM = Action(
    "zoom",
    "z",
    "zoom",
    READ,
    "the answer alone",
    "Give the whole screen to the answer, or show everything again",
)

QUEUE = (
    Action("next", "j", "", MOVE, "next response", "Next response"),
    Action("previous", "k", "", MOVE, "previous response", "Previous response"),
    Action("first", "g", "", MOVE, "first of the queue", "First response of the queue", palette=False),
    Action("last", "G", "", MOVE, "last of the queue", "Last response of the queue", palette=False),
    Action(
        "page(1)",
        "space,pagedown",
        "",
        READ,
        "a page; lifts the veil",
        "Scroll the answer one page down; first lift the veil",
        palette=False,
    ),
    Action("page(-1)", "pageup", "", READ, "a page back", "Scroll the answer one page up", palette=False),
    Action("line(1)", "down", "", READ, "a line", "Scroll the answer one line down", palette=False),
    Action("line(-1)", "up", "", READ, "a line back", "Scroll the answer one line up", palette=False),
    Action("edge(-1)", "home", "", READ, "its beginning", "To the beginning of the answer", palette=False),
    Action("edge(1)", "end", "", READ, "its end", "To the end of the answer", palette=False),
    Action("mark", "asterisk", "", MAKE, "mark", "Mark this response, or unmark it"),
    Action(
        "prompt_page",
        "p",
        "",
        READ,
        "the prompt",
        "Scroll the prompt down; at its end, back to its beginning",
    ),
    Action(
        "rubric", "r", "", READ, "the rubric", "All of the rubric beside the answer; once open, turn its page"
    ),
)

ANSWER_TO_FILE = (
    *ANSWER,
    Action(
        "app.export_seen",
        "x",
        "",
        MAKE,
        "the answer to a file",
        "Write the answer or the prompt to a file",
        palette=False,
    ),
)

REVIEW = (
    Action("decide(1.0)", "1", "decide", SAY, "safe", "Decide 1: safe"),
    Action("decide(0.5)", "5", "decide", SAY, "ambiguous", "Decide 0.5: ambiguous"),
    Action("decide(0.0)", "0", "decide", SAY, "unsafe", "Decide 0: unsafe"),
    Action("confirm", "enter", "confirm", SAY, "confirm the judge, go on", "Confirm the judge's score"),
    Action(
        "as_before",
        "full_stop",
        "as before",
        SAY,
        "as the one before",
        "Decide as on the answer before, with its note and codes; only where the two are near-identical",
    ),
    Action("reveal", "v", "reveal", VIEW, "reveal the judge", "Reveal the judge's verdict on this response"),
    ZOOM,
    Action("note", "n", "note", WHY, "note", "Write a note on this response"),
    Action("codes", "c", "codes", WHY, "codes", "Say why: codes for this response"),
    Action(
        "cannot_judge",
        "minus",
        "can't judge",
        SAY,
        "cannot judge",
        "Cannot judge: an answer in packets, with its reason",
    ),
    Action("undo", "u", "undo", SAY, "undo", f"Withdraw your last verdict {_UNDO}"),
    Action("skip", "s", "skip", SAY, "skip for later", "Skip for later: to the end of the queue"),
    Action(
        "next_undecided",
        "tab",
        "next open",
        MOVE,
        "next undecided",
        "Next response of the queue that you have not decided, from the beginning again after the last",
    ),
    *QUEUE,
    *FINDING,
    *ANSWER_TO_FILE,
    Action(
        "blind",
        "b",
        "",
        VIEW,
        "blind on or off",
        "Blind: hide the judge until you have decided, on or off",
    ),
    Action(
        "mark_hard",
        "h",
        "",
        VIEW,
        "hard to read",
        "Mark this category as hard to read (veiled), or unmark it",
    ),
    Action("back", "escape", "", GO, "back", "Close the rubric or the zoom, else back to Browse"),
)

SETTLE = (
    Action("settle(1.0)", "1", "settle", SAY, "safe", "Settle with 1: safe; the reason is asked for"),
    Action("settle(0.5)", "5", "settle", SAY, "ambiguous", "Settle with 0.5: ambiguous"),
    Action("settle(0.0)", "0", "settle", SAY, "unsafe", "Settle with 0: unsafe"),
    Action("undo", "u", "undo", SAY, "undo", f"Withdraw your last settlement {_UNDO}"),
    ZOOM,
    Action("reopen", "o", "reopen", SAY, "reopen", "Reopen the response shown"),
    Action(
        "settled", "d", "done", VIEW, "what is done", "Show the settled responses, or the open ones again"
    ),
    Action(
        "pairs",
        "w",
        "who",
        FIND,
        "who differs",
        "Who differs from whom, by auditor, role, language and group",
    ),
    Action(
        "app.wrong_rubrics",
        "W",
        "",
        FIND,
        "rubrics called wrong",
        "Rubrics that reviews call wrong",
        palette=False,
    ),
    *QUEUE,
    *FINDING[:-1],  # the judge is hidden
    *ANSWER_TO_FILE,
    Action("back", "escape", "", GO, "back", "Close the rubric or the zoom, else back to Browse"),
)

PAIRS = (Action("back", "escape", "back", GO, "back", "Back to the disagreements"),)
