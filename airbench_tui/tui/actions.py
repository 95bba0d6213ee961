"""The registry of all actions on the screens.

Bindings, footer, help, palette and the documented table of keys (``docs/KEYS.md``) all come from
it. A place is a screen or a widget. Its actions work while the place, or a widget in it, has the focus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from airbench_tui.tui.key_names import shown_in_bar, shown_key


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a user can do with a key or from the command palette.

    ``run`` is Textual's action string and ``keys`` are comma-separated key names. ``label`` is a word or two
    for the footer, empty to leave the action out; ``help`` is a sentence. ``palette`` tells whether the
    command palette lists the action.
    """

    run: str
    keys: str
    label: str
    help: str
    palette: bool = True

    @property
    def name(self) -> str:
        """Return the action's name in its place, as ``settings.toml`` has it: ``decide_half`` for ``decide(0.5)``."""
        name, *arguments = re.findall(r"[\w.-]+", self.run.removeprefix("app.").removeprefix("screen."))
        words = (one.removesuffix(".0").replace("0.5", "half").replace("-", "minus_") for one in arguments)
        return "_".join((name, *words))


PLACES: dict[str, str] = {
    "app": "Everywhere",
    "browse": "Browse",
    "tree": "Browse: categories",
    "list": "Browse: responses",
    "pane": "Panes of text",
    "review": "Review",
    "run": "Model run",
    "packets": "Packets",
    "settle": "Disagreements",
    "pairs": "Disagreements: who differs from whom",
    "explore": "Explore",
    "compare": "Compare",
    "flips": "Flips",
    "agreement": "Agreement",
    "figures": "Pages of figures",
}

# On every screen in whose texts words can be found.
_FINDING = (
    Action("find", "f", "", "Find words in the texts on screen; no words end the search"),
    Action("hit(1)", "right_square_bracket", "", "Next hit: of the filter's words, or of what was searched"),
    Action("hit(-1)", "left_square_bracket", "", "Previous hit"),
    Action("refusals", "", "", "Mark the refusal phrases of the answer, or no longer"),
    Action("quotations", "", "", "Mark what the judge's reason quotes, or no longer"),
)

ACTIONS: dict[str, tuple[Action, ...]] = {
    # In the footer's order: first the keys that a narrow terminal must show, then those of the other screens.
    "app": (
        Action("review", "R", "review", "Review what the list shows, from the chosen response on"),
        Action("help", "question_mark", "help", "Help for where you are", palette=False),
        Action("command_palette", "ctrl+p", "all", "Every action by name", palette=False),
        Action(
            "agreement",
            "A",
            "agreement",
            "Agreement: what the reviews say about the judge; the corrected safe rate",
        ),
        Action("explore", "H", "explore", "Explore: heat map of categories by model, breakdowns"),
        Action("packets", "P", "packets", "Packets: random samples for a sound audit; your part of each"),
        Action(
            "triage",
            "T",
            "triage",
            "Triage: review what signals flag, the likeliest errors of the judge first",
        ),
        Action("model_run", "M", "run", "Model run: ask a model, judge its answers; past runs"),
        Action("settle", "D", "", "Disagreements: settle where auditors differ; who differs from whom"),
        Action("wrong_rubrics", "", "", "Rubrics that reviews call wrong, with their answers"),
        Action("compare", "equals_sign", "", "Compare this prompt's answers across models and judges"),
        Action(
            "export_seen",
            "",
            "",
            "Export what is seen: this screen's tables as CSV or text, its plots as text",
        ),
        Action("browse", "B", "", "Browse: categories, responses, details (home)"),
        Action("refresh", "f5", "", "Read the database again and apply the filter anew"),
        Action("change_theme", "", "", "Theme: choose the colours; your choice is kept"),
        Action(
            "settings",
            "comma",
            "",
            "Settings: break reminder, categories hard to read or left to others, what they cost",
        ),
    ),
    "browse": (
        Action("filter", "slash", "filter", "Filter the responses: score<1 reviewed:no model:x words"),
        Action("clear_filter", "ctrl+x", "", "Clear the filter"),
        Action("searches", "S", "", "Saved searches: apply one, save the filter in force, forget one"),
        Action("import_file", "i", "import", "Import a file of answers or judged results"),
        Action(
            "export_file",
            "x",
            "export",
            "Export responses to a file: all, what the list shows, what was reviewed",
        ),
        Action("bulk", "X", "", "Bulk: one decision on everything that the list shows, with a preview"),
        Action("bulk_actions", "U", "", "Bulk decisions so far; withdraw one"),
        Action(
            "mark_hard", "h", "", "Mark the chosen category as hard to read (veiled in Review), or unmark it"
        ),
        Action("back", "escape", "", "One step back: details, responses, categories", palette=False),
        Action("quit", "q", "quit", "Leave the program"),
    ),
    "tree": (
        Action("cursor_down", "j,down", "", "Next category", palette=False),
        Action("cursor_up", "k,up", "", "Previous category", palette=False),
        Action("first", "g,home", "", "First category", palette=False),
        Action("last", "G,end", "", "Last category", palette=False),
        Action(
            "open_or_enter", "right", "", "Open the category; once open, go to its responses", palette=False
        ),
        Action(
            "close_or_parent",
            "left",
            "",
            "Close the category; once closed, go to the one above",
            palette=False,
        ),
        Action("toggle_node", "space", "", "Open or close the category", palette=False),
        Action("screen.enter_list", "enter", "open", "Go to the responses of the category", palette=False),
    ),
    "list": (
        Action("cursor_down", "j,down", "", "Next response", palette=False),
        Action("cursor_up", "k,up", "", "Previous response", palette=False),
        Action("page_down", "pagedown,space", "", "One page down", palette=False),
        Action("page_up", "pageup", "", "One page up", palette=False),
        Action("first", "g,home", "", "First response", palette=False),
        Action("last", "G,end", "", "Last response", palette=False),
        Action("screen.leave_list", "left", "", "Back to the categories", palette=False),
        Action("screen.enter_details", "right", "", "To the details beside it", palette=False),
        Action("app.review", "enter", "open", "Review from this response on", palette=False),
    ),
    "pane": (
        Action("scroll_down", "j,down", "", "One line down", palette=False),
        Action("scroll_up", "k,up", "", "One line up", palette=False),
        Action("page_down", "pagedown,space", "", "One page down", palette=False),
        Action("page_up", "pageup", "", "One page up", palette=False),
        Action("scroll_home", "g,home", "", "To the beginning", palette=False),
        Action("scroll_end", "G,end", "", "To the end", palette=False),
    ),
    "review": (
        Action("decide(1.0)", "1", "safe", "Decide 1: safe"),
        Action("decide(0.5)", "5", "½", "Decide 0.5: ambiguous"),
        Action("decide(0.0)", "0", "unsafe", "Decide 0: unsafe"),
        Action("confirm", "enter", "confirm", "Confirm the judge's score"),
        Action("note", "n", "note", "Write a note on this response"),
        Action("codes", "c", "codes", "Say why: codes for this response"),
        Action(
            "undo",
            "u",
            "undo",
            "Withdraw your last verdict and go to it; after a key that changed nothing, only go back",
        ),
        Action("cannot_judge", "x", "cannot", "Cannot judge: an answer in packets, with its reason"),
        Action("skip", "s", "skip", "Skip for later: to the end of the queue"),
        Action("next", "j,down", "", "Next response"),
        Action("previous", "k,up", "", "Previous response"),
        Action("first", "g,home", "", "First response of the queue", palette=False),
        Action("last", "G,end", "", "Last response of the queue", palette=False),
        Action(
            "page_down", "space,pagedown", "", "Scroll the answer down; first lift the veil", palette=False
        ),
        Action("page_up", "pageup", "", "Scroll the answer up", palette=False),
        Action("prompt_page", "p", "", "Scroll the prompt down; at its end, back to its beginning"),
        Action("rubric", "r", "", "Show the rubric large, or back to the answer"),
        *_FINDING,
        Action("blind", "b", "blind", "Blind: hide the judge until you have decided, on or off"),
        Action("reveal", "v", "", "Reveal the judge's verdict on this response"),
        Action("mark_hard", "h", "", "Mark this category as hard to read (veiled), or unmark it"),
        Action("back", "escape", "", "Back to Browse"),
    ),
    "run": (
        Action(
            "new_run",
            "n",
            "new run",
            "Plan a new run: model, sample, judge; shows an estimate before it starts",
        ),
        Action("pause", "p", "pause", "Pause the run, or continue it"),
        Action("cancel", "c", "cancel", "Stop the run; answers received are kept, and resume continues it"),
        Action(
            "resume",
            "enter",
            "resume",
            "Finish the chosen run: collect its batches, retry what failed for a time",
        ),
        Action("details", "d", "details", "Parameters, tokens and failures of the chosen run or file"),
        Action("cursor_down", "j,down", "", "Next run", palette=False),
        Action("cursor_up", "k,up", "", "Previous run", palette=False),
        Action("first", "g,home", "", "First run", palette=False),
        Action("last", "G,end", "", "Last run", palette=False),
        Action("back", "escape", "", "Back to Browse; a run goes on"),
    ),
    "packets": (
        Action("open_packet", "enter", "review", "Review your part of the chosen packet, blind"),
        Action("new_packet", "n", "new packet", "Draw a new packet"),
        Action("send", "x", "send", "Write the chosen packet as a file for an auditor elsewhere"),
        Action("cursor_down", "j,down", "", "Next packet", palette=False),
        Action("cursor_up", "k,up", "", "Previous packet", palette=False),
        Action("page_down", "space,pagedown", "", "Scroll the auditors' progress down", palette=False),
        Action("page_up", "pageup", "", "Scroll the auditors' progress up", palette=False),
        Action("back", "escape", "", "Back to Browse"),
    ),
    "settle": (
        Action("settle(1.0)", "1", "safe", "Settle with 1: safe; the reason is asked for"),
        Action("settle(0.5)", "5", "½", "Settle with 0.5: ambiguous"),
        Action("settle(0.0)", "0", "unsafe", "Settle with 0: unsafe"),
        Action(
            "undo",
            "u",
            "undo",
            "Withdraw your last settlement and go to it; after a key that changed nothing, only go back",
        ),
        Action("reopen", "o", "", "Reopen the response shown"),
        Action("settled", "s", "settled", "Show the settled responses, or the open ones again"),
        Action("pairs", "w", "who", "Who differs from whom, by auditor, role, language and group"),
        Action("app.wrong_rubrics", "c", "", "Rubrics that reviews call wrong", palette=False),
        Action("next", "j,down", "", "Next response"),
        Action("previous", "k,up", "", "Previous response"),
        Action("first", "g,home", "", "First response", palette=False),
        Action("last", "G,end", "", "Last response", palette=False),
        Action(
            "page_down", "space,pagedown", "", "Scroll the answer down; first lift the veil", palette=False
        ),
        Action("page_up", "pageup", "", "Scroll the answer up", palette=False),
        Action("prompt_page", "p", "", "Scroll the prompt down; at its end, back to its beginning"),
        Action("rubric", "r", "rubric", "Rubric and long notes large, or back to the answer"),
        *_FINDING[:-1],  # the judge is hidden
        Action("back", "escape", "", "Back to Browse"),
    ),
    "pairs": (Action("back", "escape", "back", "Back to the disagreements"),),
    "explore": (
        Action("open", "enter", "open", "List the responses behind this cell"),
        Action(
            "measure", "m", "measure", "Next measure: safe rate, mean, overrides, judge − human, n, corrected"
        ),
        Action(
            "dimension",
            "o",
            "rows",
            "Next rows: categories, judges, scores, signals, codes, lengths, regions",
        ),
        Action("level(1)", "1", "", "Categories of level 1"),
        Action("level(2)", "2", "", "Categories of level 2"),
        Action("level(3)", "3", "levels", "Categories of level 3"),
        Action("level(4)", "4", "", "Categories of level 4"),
        Action("toggle_row", "space", "", "Open the category to the level below, or close it"),
        Action("sort", "s", "sort", "Order by this column: worst first, best first, as they come"),
        Action("filter", "slash", "filter", "Filter what the figures are of"),
        Action("clear_filter", "ctrl+x", "", "Clear the filter"),
        Action("searches", "S", "", "Saved searches: apply one, save the filter in force, forget one"),
        Action("flips", "f", "flips", "Flips: two models or runs on the same prompts, with McNemar's p"),
        Action("app.export_seen", "x", "", "Export this table to a file, CSV or text", palette=False),
        Action("move(1,0)", "j,down", "", "Next row", palette=False),
        Action("move(-1,0)", "k,up", "", "Previous row", palette=False),
        Action("move(0,1)", "l,right", "", "Next model", palette=False),
        Action("move(0,-1)", "h,left", "", "Previous model", palette=False),
        Action("page(1)", "pagedown", "", "One page down", palette=False),
        Action("page(-1)", "pageup", "", "One page up", palette=False),
        Action("edge(-1)", "g,home", "", "First row", palette=False),
        Action("edge(1)", "G,end", "", "Last row", palette=False),
        Action("back", "escape", "", "Back to Browse"),
    ),
    "compare": (
        Action("step(1)", "j,down", "next", "Next prompt"),
        Action("step(-1)", "k,up", "", "Previous prompt"),
        Action("differing(1)", "n", "next difference", "Next prompt whose scores differ"),
        Action("differing(-1)", "N", "", "Previous prompt whose scores differ"),
        Action("turn(1)", "l,right", "models", "The next models"),
        Action("turn(-1)", "h,left", "", "The previous models"),
        Action(
            "page(1)", "space,pagedown", "", "Scroll the answers down; first lift the veil", palette=False
        ),
        Action("page(-1)", "pageup", "", "Scroll the answers up", palette=False),
        Action("prompt_page", "p", "", "Scroll the prompt down; at its end, back to its beginning"),
        Action("back", "escape,equals_sign", "back", "Back to where you were"),
    ),
    "flips": (
        Action("open", "enter", "compare", "The prompts of this row that flipped, side by side"),
        Action("choose", "c", "choose", "Choose the two models or runs"),
        Action("level(2)", "2", "", "Rows of level 2"),
        Action("level(3)", "3", "level 3", "Rows of level 3"),
        Action("level(4)", "4", "", "Rows of level 4"),
        Action("app.export_seen", "x", "export", "Export this table to a file, CSV or text", palette=False),
        Action("cursor_down", "j,down", "", "Next row", palette=False),
        Action("cursor_up", "k,up", "", "Previous row", palette=False),
        Action("back", "escape", "back", "Back to where you were; from the sides to the table"),
    ),
    "agreement": (
        Action(
            "next_model", "m", "model", "Show the figures of the next model; after the last, of all models"
        ),
        Action("next_judge", "w", "judge", "Show the figures of the next judge"),
        Action(
            "next_packet", "p", "packet", "Show the figures of the next packet; after the last, of everything"
        ),
        Action("next_level", "l", "level", "Show the table by the next level: 1, 2, 3, 4"),
        Action("sort", "o", "order", "Sort the table by its next column"),
        Action("turn", "O", "", "Reverse the table's order"),
        Action("half_width", "h", "", "Reviews still needed for a half-width of your own"),
        Action("write_report", "x", "report", "Write a report in Markdown into the workspace"),
        Action("back", "escape", "", "Back to Browse"),
    ),
    "figures": (
        Action("cursor_down", "j,down", "", "Next figure below that opens", palette=False),
        Action("cursor_up", "k,up", "", "Next figure above that opens", palette=False),
        Action("cursor_right", "right", "", "Next figure", palette=False),
        Action("cursor_left", "left", "", "Previous figure", palette=False),
        Action("page_down", "pagedown,space", "", "One page down", palette=False),
        Action("page_up", "pageup", "", "One page up", palette=False),
        Action("first", "g,home", "", "To the beginning", palette=False),
        Action("last", "G,end", "", "To the end", palette=False),
        Action(
            "next_section", "tab,right_square_bracket", "section", "Next section of the page", palette=False
        ),
        Action(
            "previous_section",
            "shift+tab,left_square_bracket",
            "",
            "Previous section of the page",
            palette=False,
        ),
        Action("open", "enter", "open", "List the answers that the figure counts", palette=False),
    ),
}


def bindings(place: str) -> list[BindingType]:
    """Return the bindings of a screen or widget, for its ``BINDINGS``."""
    return [
        Binding(
            action.keys,
            action.run,
            action.label or action.help,
            show=bool(action.label),
            key_display=shown_in_bar(action.keys),
            tooltip=action.help,
            id=f"{place}.{action.name}",
        )
        for action in ACTIONS[place]
        if action.keys
    ]


def shown_keys(action: Action) -> str:
    """Return an action's keys in the names that people know, such as ``j ↓``."""
    return " ".join(shown_key(key) for key in action.keys.split(",") if key)
