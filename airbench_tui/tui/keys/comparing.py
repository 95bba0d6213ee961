"""The actions of the screens with figures of models: Explore, Compare, Flips and Agreement."""

from __future__ import annotations

from airbench_tui.tui.keys.action import FIND, GO, MAKE, MOVE, READ, SAY, VIEW, WHY, Action
from airbench_tui.tui.keys.browsing import FILTER
from airbench_tui.tui.keys.everywhere import FINDING

_EXPORT = "Export this table to a file, CSV or text"

EXPLORE = (
    Action("open", "enter", "open", FIND, "the responses behind it", "List the responses behind this cell"),
    Action(
        "measure",
        "m",
        "measure",
        VIEW,
        "next measure",
        "Next measure: safe rate, mean, overrides, judge − human, n, corrected",
    ),
    Action(
        "dimension",
        "d",
        "rows",
        VIEW,
        "next rows",
        "Next rows: categories, judges, scores, signals, codes, lengths, regions",
    ),
    Action("level(1)", "1", "level", VIEW, "level 1", "Categories of level 1"),
    Action("level(2)", "2", "level", VIEW, "level 2", "Categories of level 2"),
    Action("level(3)", "3", "level", VIEW, "level 3", "Categories of level 3"),
    Action("level(4)", "4", "level", VIEW, "level 4", "Categories of level 4"),
    Action(
        "toggle_row",
        "space",
        "",
        VIEW,
        "open or close it",
        "Open the category to the level below, or close it",
    ),
    Action(
        "sort", "O", "order", VIEW, "order", "Order by this column: worst first, best first, as they come"
    ),
    Action("filter", "slash", "filter", FIND, "filter", "Filter what the figures are of"),
    *FILTER,
    Action(
        "flips", "F", "flips", GO, "Flips", "Flips: two models or runs on the same prompts, with McNemar's p"
    ),
    Action("app.export_seen", "x", "", MAKE, "export", _EXPORT, palette=False),
    Action("move(1,0)", "j,down", "", MOVE, "next row", "Next row", palette=False),
    Action("move(-1,0)", "k,up", "", MOVE, "previous row", "Previous row", palette=False),
    Action("move(0,1)", "right", "", MOVE, "next model", "Next model", palette=False),
    Action("move(0,-1)", "left", "", MOVE, "previous model", "Previous model", palette=False),
    Action("page(1)", "pagedown", "", MOVE, "one page down", "One page down", palette=False),
    Action("page(-1)", "pageup", "", MOVE, "one page up", "One page up", palette=False),
    Action("edge(-1)", "g,home", "", MOVE, "first row", "First row", palette=False),
    Action("edge(1)", "G,end", "", MOVE, "last row", "Last row", palette=False),
    Action("back", "escape", "", GO, "back", "Back to Browse"),
)

COMPARE = (
    Action("decide(1.0)", "1", "decide", SAY, "safe", "Decide 1: safe, on the side in hand"),
    Action("decide(0.5)", "5", "decide", SAY, "ambiguous", "Decide 0.5: ambiguous, on the side in hand"),
    Action("decide(0.0)", "0", "decide", SAY, "unsafe", "Decide 0: unsafe, on the side in hand"),
    Action("other_side", "tab", "other side", MOVE, "the other side", "Take the next answer in hand"),
    Action("note", "n", "note", WHY, "note", "Write a note on the answer in hand"),
    Action("codes", "c", "codes", WHY, "codes", "Say why: codes for the answer in hand"),
    Action("undo", "u", "undo", SAY, "undo", "Withdraw your verdict on the answer in hand"),
    Action("step(1)", "j", "next", MOVE, "next prompt", "Next prompt"),
    Action("step(-1)", "k", "", MOVE, "previous prompt", "Previous prompt"),
    Action("end(-1)", "g", "", MOVE, "first prompt", "First prompt", palette=False),
    Action("end(1)", "G", "", MOVE, "last prompt", "Last prompt", palette=False),
    Action(
        "differing(1)",
        "greater_than_sign",
        "next difference",
        MOVE,
        "next difference",
        "Next prompt whose scores differ",
    ),
    Action(
        "differing(-1)",
        "less_than_sign",
        "",
        MOVE,
        "previous difference",
        "Previous prompt whose scores differ",
    ),
    Action("turn(1)", "right", "models", VIEW, "the next models", "The next models"),
    Action("turn(-1)", "left", "", VIEW, "the previous models", "The previous models"),
    Action(
        "page(1)",
        "space,pagedown",
        "",
        READ,
        "a page; lifts the veil",
        "Scroll the answers one page down; first lift the veil",
        palette=False,
    ),
    Action("page(-1)", "pageup", "", READ, "a page back", "Scroll the answers one page up", palette=False),
    Action("line(1)", "down", "", READ, "a line", "Scroll the answers one line down", palette=False),
    Action("line(-1)", "up", "", READ, "a line back", "Scroll the answers one line up", palette=False),
    Action(
        "edge(-1)", "home", "", READ, "their beginnings", "To the beginnings of the answers", palette=False
    ),
    Action("edge(1)", "end", "", READ, "their ends", "To the ends of the answers", palette=False),
    Action(
        "prompt_page",
        "p",
        "",
        READ,
        "the prompt",
        "Scroll the prompt down; at its end, back to its beginning",
    ),
    *FINDING[:-1],
    Action("back", "escape,equals_sign", "back", GO, "back", "Back to where you were"),
)

FLIPS = (
    Action(
        "open",
        "enter",
        "compare",
        FIND,
        "its flipped prompts",
        "The prompts of this row that flipped, side by side",
    ),
    Action("choose", "m", "models", VIEW, "choose the models", "Choose the two models or runs"),
    Action("level(2)", "2", "level", VIEW, "level 2", "Rows of level 2"),
    Action("level(3)", "3", "level", VIEW, "level 3", "Rows of level 3"),
    Action("level(4)", "4", "level", VIEW, "level 4", "Rows of level 4"),
    Action("app.export_seen", "x", "export", MAKE, "export", _EXPORT, palette=False),
    Action("cursor_down", "j,down", "", MOVE, "next row", "Next row", palette=False),
    Action("cursor_up", "k,up", "", MOVE, "previous row", "Previous row", palette=False),
    Action("back", "escape", "back", GO, "back", "Back to where you were; from the sides to the table"),
)

AGREEMENT = (
    Action(
        "next_model",
        "m",
        "model",
        VIEW,
        "next model",
        "Show the figures of the next model; after the last, of all models",
    ),
    Action("next_judge", "w", "judge", VIEW, "next judge", "Show the figures of the next judge"),
    Action(
        "next_packet",
        "p",
        "packet",
        VIEW,
        "next packet",
        "Show the figures of the next packet; after the last, of everything",
    ),
    Action("next_level", "l", "level", VIEW, "next level", "Show the table by the next level: 1, 2, 3, 4"),
    Action("sort", "O", "order", VIEW, "order", "Sort the table by its next column"),
    Action("turn", "ctrl+o", "", VIEW, "reverse the order", "Reverse the table's order"),
    Action(
        "half_width",
        "t",
        "",
        VIEW,
        "reviews for a half-width",
        "Reviews still needed for a half-width of your own",
    ),
    Action("write_report", "x", "report", MAKE, "report", "Write a report in Markdown into the workspace"),
    Action("back", "escape", "", GO, "back", "Back to Browse"),
)
