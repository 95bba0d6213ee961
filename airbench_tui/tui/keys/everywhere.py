"""The actions that work on every screen, in lists, and in panes of text."""

from __future__ import annotations

from airbench_tui.tui.keys.action import FIND, GO, MAKE, MOVE, READ, VIEW, Action

# The row of screens shows the keys of the screens, so that the key bar shows only the keys for help.
EVERYWHERE = (
    Action(
        "review",
        "R",
        "",
        GO,
        "Review",
        "Review what is marked, else what is listed, from the chosen response on",
    ),
    Action("help", "question_mark", "help", GO, "help", "Help for where you are", palette=False),
    Action("command_palette", "ctrl+p", "all", GO, "every action", "Every action by name", palette=False),
    Action(
        "agreement",
        "A",
        "",
        GO,
        "Agreement",
        "Agreement: what the reviews say about the judge; the corrected safe rate",
    ),
    Action("explore", "E,H", "", GO, "Explore", "Explore: heat map of categories by model, breakdowns"),
    Action(
        "packets",
        "P",
        "",
        GO,
        "Packets",
        "Packets: random samples for a sound audit; your part of each",
    ),
    Action(
        "triage",
        "T",
        "",
        GO,
        "Triage",
        "Triage: review what signals flag, the likeliest errors of the judge first",
    ),
    Action("model_run", "M", "", GO, "Models", "Model run: ask a model, judge its answers; past runs"),
    Action(
        "settle",
        "D",
        "",
        GO,
        "Disagreements",
        "Disagreements: settle where auditors differ; who differs from whom",
    ),
    Action(
        "wrong_rubrics",
        "",
        "",
        FIND,
        "rubrics called wrong",
        "Rubrics that reviews call wrong, with their answers",
    ),
    Action(
        "compare",
        "equals_sign",
        "compare",
        FIND,
        "compare models",
        "Compare this prompt's answers across models and judges",
    ),
    Action(
        "export_seen",
        "",
        "",
        MAKE,
        "export what is seen",
        "Export what is seen: this screen's tables as CSV or text, its plots as text",
    ),
    Action("browse", "B", "", GO, "Browse", "Browse: categories, responses, details (home)"),
    Action("refresh", "f5", "", GO, "read again", "Read the database again and apply the filter anew"),
    Action("change_theme", "", "", VIEW, "theme", "Theme: choose the colours; your choice is kept"),
    Action(
        "settings",
        "comma",
        "",
        VIEW,
        "settings",
        "Settings: theme, keys, breaks, hard categories and what they cost; where each comes from",
    ),
)

PANE = (
    Action("scroll_down", "j,down", "", READ, "one line down", "One line down", palette=False),
    Action("scroll_up", "k,up", "", READ, "one line up", "One line up", palette=False),
    Action("page_down", "pagedown,space", "", READ, "one page down", "One page down", palette=False),
    Action("page_up", "pageup", "", READ, "one page up", "One page up", palette=False),
    Action("scroll_home", "g,home", "", READ, "to the beginning", "To the beginning", palette=False),
    Action("scroll_end", "G,end", "", READ, "to the end", "To the end", palette=False),
)

FIGURES = (
    Action(
        "cursor_down", "j,down", "", MOVE, "next figure below", "Next figure below that opens", palette=False
    ),
    Action("cursor_up", "k,up", "", MOVE, "next figure above", "Next figure above that opens", palette=False),
    Action("cursor_right", "right", "", MOVE, "next figure", "Next figure", palette=False),
    Action("cursor_left", "left", "", MOVE, "previous figure", "Previous figure", palette=False),
    Action("page_down", "pagedown,space", "", READ, "one page down", "One page down", palette=False),
    Action("page_up", "pageup", "", READ, "one page up", "One page up", palette=False),
    Action("first", "g,home", "", MOVE, "to the beginning", "To the beginning", palette=False),
    Action("last", "G,end", "", MOVE, "to the end", "To the end", palette=False),
    Action(
        "open",
        "enter",
        "open",
        FIND,
        "the answers counted",
        "List the answers that the figure counts",
        palette=False,
    ),
    Action(
        "next_section",
        "right_square_bracket",
        "section",
        MOVE,
        "next section",
        "Next section of the page",
        palette=False,
    ),
    Action(
        "previous_section",
        "left_square_bracket",
        "",
        MOVE,
        "previous section",
        "Previous section of the page",
        palette=False,
    ),
)

# On every screen in whose texts words can be found.
FINDING = (
    Action(
        "find", "f", "find", READ, "find words", "Find words in the texts on screen; no words end the search"
    ),
    Action(
        "hit(1)",
        "right_square_bracket",
        "",
        READ,
        "next hit",
        "Next hit of the filter's words, or of those that were searched",
    ),
    Action("hit(-1)", "left_square_bracket", "", READ, "previous hit", "Previous hit"),
    Action(
        "refusals", "", "", READ, "refusal phrases", "Mark the refusal phrases of the answer, or no longer"
    ),
    Action(
        "quotations",
        "",
        "",
        READ,
        "what the judge quotes",
        "Mark what the judge's reason quotes, or no longer",
    ),
)

# On every screen that shows the answer of one response.
ANSWER = (
    Action("copy", "y", "", MAKE, "copy the answer", "Copy the answer to the terminal's clipboard"),
    Action("pager", "", "", READ, "the answer in a pager", "Open the answer in a pager: $PAGER, or less"),
)
