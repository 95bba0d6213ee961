"""The actions of the dialogs."""

from __future__ import annotations

from airbench_tui.tui.keys.action import GO, MAKE, MOVE, READ, SAY, WHY, Action


def _in_dialog(run: str, keys: str, group: str, short: str, help: str, *, priority: bool = False) -> Action:
    return Action(run, keys, "", group, short, help, palette=False, priority=priority)


DIALOG = (
    _in_dialog("leave", "escape", GO, "leave", "Leave the dialog"),
    _in_dialog("refresh", "f5", GO, "read again", "Read the database again"),
    _in_dialog("app.help", "question_mark", GO, "help", "Help for where you are, outside fields"),
)

LIST_DIALOG = (
    _in_dialog("down", "j", MOVE, "next", "Next one"),
    _in_dialog("up", "k", MOVE, "previous", "Previous one"),
    _in_dialog("first", "g", MOVE, "first", "First one"),
    _in_dialog("last", "G", MOVE, "last", "Last one"),
)

WRITING = (
    _in_dialog("screen.save", "enter", WHY, "save", "Save what is written"),
    _in_dialog("new_line", "ctrl+j,shift+enter,alt+enter", WHY, "new line", "Begin a new line"),
    _in_dialog("screen.outside", "ctrl+e", WHY, "your editor", "Open the text in $VISUAL or $EDITOR"),
    _in_dialog(
        "screen.recall", "ctrl+r", WHY, "the last text", "Your last text of this kind; again, the one before"
    ),
    _in_dialog(
        "screen.templates", "ctrl+t", WHY, "a template", "Put in one of your templates (note_templates)"
    ),
)

CODES = (
    _in_dialog("screen.save", "enter", WHY, "save", "Save note and codes"),
    _in_dialog("tick", "space", WHY, "tick", "Tick or untick the code under the cursor"),
    _in_dialog("screen.new_code", "plus", MAKE, "new code", "Add a code of your own"),
    _in_dialog("move(1,0)", "right", MOVE, "next", "Next code"),
    _in_dialog("move(-1,0)", "left", MOVE, "previous", "Previous code"),
    _in_dialog("move(0,1)", "down,j", MOVE, "next row", "Next row of codes"),
    _in_dialog("move(0,-1)", "up,k", MOVE, "previous row", "Previous row of codes"),
)

SEARCHES = (
    _in_dialog("new", "plus", MAKE, "save the filter", "Save the filter in force under a name"),
    _in_dialog("forget", "delete", MAKE, "forget", "Forget the search under the cursor"),
)

SETTINGS = (
    _in_dialog("take_back", "delete", MAKE, "the default again", "Take your choice back: the default holds"),
)

BULK_ACTIONS = (_in_dialog("undo", "u", SAY, "undo", "Withdraw all verdicts of the chosen bulk decision"),)

RUBRICS = (
    _in_dialog("page(1)", "space,pagedown", READ, "a page", "Scroll the notes one page down"),
    _in_dialog("page(-1)", "pageup", READ, "a page back", "Scroll the notes one page up"),
)

PLAIN_HTTP = (_in_dialog("allow", "x", MAKE, "send it", "Send the key over plain http and start the run"),)

END = (
    _in_dialog(
        "likeliest", "enter", GO, "the likeliest", "Write the missing notes, else go on where work waits"
    ),
    _in_dialog("agreement", "A", GO, "Agreement", "Agreement: what it says about the judge"),
    _in_dialog("settle", "D", GO, "Disagreements", "Disagreements: settle where auditors differ"),
    _in_dialog("packets", "P", GO, "Packets", "Packets: what else waits for you"),
)

FETCH = (_in_dialog("fetch", "enter", MAKE, "fetch", "Fetch the benchmark's prompts and rubrics"),)

WELCOME = (
    _in_dialog("import_file", "i", MAKE, "import", "Import a file of answers or judged results"),
    _in_dialog("model_run", "M", GO, "Models", "Model run: ask a model, judge its answers"),
    _in_dialog("demo", "d", GO, "sample audit", "Open the sample audit"),
    _in_dialog("take", "enter", GO, "begin", "Begin in the way whose frame is chosen"),
    _in_dialog("app.focus_next", "right,down", MOVE, "next way", "Next way to begin"),
    _in_dialog("app.focus_previous", "left,up", MOVE, "previous way", "Previous way to begin"),
    _in_dialog("quit", "q", GO, "leave the program", "Leave the program"),
)

RUN_DETAILS = (_in_dialog("leave", "q,d", GO, "back", "Back to the runs"),)

HELP = (
    _in_dialog("leave", "question_mark", GO, "back", "Back to where you were, while the field is empty"),
    _in_dialog("choose(1)", "down", MOVE, "next", "Next action", priority=True),
    _in_dialog("choose(-1)", "up", MOVE, "previous", "Previous action", priority=True),
    _in_dialog("page(1)", "pagedown", READ, "a page", "Scroll one page down", priority=True),
    _in_dialog("page(-1)", "pageup", READ, "a page back", "Scroll one page up", priority=True),
)
