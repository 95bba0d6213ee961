"""The actions of Browse: its categories, its list of responses, its filter."""

from __future__ import annotations

from airbench_tui.tui.keys.action import FIND, GO, MAKE, MOVE, READ, VIEW, Action
from airbench_tui.tui.keys.everywhere import ANSWER

# The same keys wherever responses are filtered.
FILTER = (
    Action("clear_filter", "ctrl+x", "", FIND, "clear the filter", "Clear the filter"),
    Action(
        "searches",
        "S",
        "",
        FIND,
        "saved searches",
        "Saved searches: apply one, save the filter in force, forget one",
    ),
)

BROWSE = (
    Action(
        "filter",
        "slash",
        "filter",
        FIND,
        "filter",
        "Filter the responses: score<1 reviewed:no model:x words",
    ),
    *FILTER,
    Action(
        "hit(1)",
        "right_square_bracket",
        "",
        READ,
        "next hit",
        "Next hit of the filter's words in the details",
    ),
    Action("hit(-1)", "left_square_bracket", "", READ, "previous hit", "Previous hit", palette=False),
    *ANSWER,
    Action("import_file", "i", "import", MAKE, "import", "Import a file of answers or judged results"),
    Action(
        "export_file",
        "x",
        "export",
        MAKE,
        "export",
        "Export responses to a file: all, what the list shows, what was reviewed",
    ),
    Action(
        "bulk",
        "X",
        "",
        MAKE,
        "bulk: all marked, or listed",
        "Bulk: one decision on all marked responses, else on everything listed, with a preview",
    ),
    Action("show_marked", "", "", FIND, "what is marked", "List the marked responses, whatever the filter"),
    Action(
        "bulk_actions",
        "U",
        "",
        MAKE,
        "bulk decisions so far",
        "Bulk decisions so far; withdraw one",
    ),
    Action(
        "mark_hard",
        "h",
        "",
        VIEW,
        "hard to read",
        "Mark the chosen category as hard to read (veiled in Review), or unmark it",
    ),
    Action(
        "back",
        "escape",
        "",
        GO,
        "one step back",
        "One step back: details, responses, categories",
        palette=False,
    ),
    Action("quit", "q", "quit", GO, "leave the program", "Leave the program"),
)

TREE = (
    Action("cursor_down", "j,down", "", MOVE, "next category", "Next category", palette=False),
    Action("cursor_up", "k,up", "", MOVE, "previous category", "Previous category", palette=False),
    Action("first", "g,home", "", MOVE, "first category", "First category", palette=False),
    Action("last", "G,end", "", MOVE, "last category", "Last category", palette=False),
    Action(
        "open_or_enter",
        "right",
        "",
        MOVE,
        "open, then its responses",
        "Open the category; once open, go to its responses",
        palette=False,
    ),
    Action(
        "close_or_parent",
        "left",
        "",
        MOVE,
        "close, then the one above",
        "Close the category; once closed, go to the one above",
        palette=False,
    ),
    Action(
        "toggle_node",
        "space",
        "",
        VIEW,
        "open or close it",
        "Open or close the category",
        palette=False,
    ),
    Action(
        "screen.enter_list",
        "enter",
        "open",
        FIND,
        "its responses",
        "Go to the responses of the category",
        palette=False,
    ),
)

LIST = (
    Action("cursor_down", "j,down", "", MOVE, "next response", "Next response", palette=False),
    Action("cursor_up", "k,up", "", MOVE, "previous response", "Previous response", palette=False),
    Action("page_down", "pagedown,space", "", MOVE, "one page down", "One page down", palette=False),
    Action("page_up", "pageup", "", MOVE, "one page up", "One page up", palette=False),
    Action("first", "g,home", "", MOVE, "first response", "First response", palette=False),
    Action("last", "G,end", "", MOVE, "last response", "Last response", palette=False),
    Action(
        "screen.leave_list", "left", "", MOVE, "to the categories", "Back to the categories", palette=False
    ),
    Action(
        "screen.enter_details",
        "right",
        "",
        MOVE,
        "to the details",
        "To the details beside it",
        palette=False,
    ),
    Action("mark", "asterisk", "mark", MAKE, "mark", "Mark this response, or unmark it; Esc unmarks all"),
    Action("stretch(1)", "shift+down", "", MAKE, "mark downwards", "Mark a range downwards", palette=False),
    Action("stretch(-1)", "shift+up", "", MAKE, "mark upwards", "Mark a range upwards", palette=False),
    Action(
        "app.review_list",
        "enter",
        "open",
        GO,
        "review from here",
        "Review from this response on",
        palette=False,
    ),
)
