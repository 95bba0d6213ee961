"""Texts that would control the terminal, from every possible source: none reaches it, and nothing crashes."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from codecs import getincrementaldecoder
from pathlib import Path

import pytest

from airbench_tui.store import identity
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.incoming import ingest
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRubric, NewRun
from airbench_tui.store.reviewing import auditor_rows, reviews
from airbench_tui.store.reviewing.reviews import NewVerdict
from tests.builders import helm_run, rubric
from tests.pty.terminal import (
    CTRL_P,
    CTRL_X,
    ENTER,
    ESC,
    F5,
    PAGE_DOWN,
    PROGRAM,
    RIGHT,
    UNFINISHED,
    Terminal,
)

pytestmark = pytest.mark.xdist_group("pty hostile text")

# Sequences that neither Textual nor the program ever writes, so that each one found proves a fault.
MARKERS = (
    "\x1b]52;c;SEFDS0VE\x07",  # writes the clipboard
    "\x1b]0;PWNED\x07",  # sets the title
    "\x1b]8;;http://pwned.invalid\x1b\\",  # a link
    "\x1b[2J",  # clears the screen
    "\x1b[6;66r",  # sets the scrolling region
    "\x1b[7;7;77m",
    "\x9b7;7;78m",  # the same with C1
    "\x1bc",  # resets the terminal
)
CHARACTERS = "\x00\x07\x08\x0b\x7f\x85\x90\x9b\x9d\u202e\u2066\u200b\u200d\u2028\ufeff\U000e0041\ud800"
MARKUP = "[/foo] [bold]fat[/] [@click=app.quit]out[/] [unended"

# The sequences of our own screens: colours, positions, modes, the keyboard protocol, the pointer.
_OURS = re.compile(r"\x1b\[[<>?]?[0-9;]*\$?[mHhlup]|\x1b\]22;[a-z-]*\x07|\r|\n")
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def hostile(name: str) -> str:
    """Return a text that begins with a plain *name*, by which it can be found, and continues with the attacks."""
    return f"{name} {MARKUP} {''.join(MARKERS)} {CHARACTERS} {name}end"


def assert_clean(terminal: Terminal) -> None:
    """Assert that no hostile sequence and no other control character reached the terminal."""
    raw = terminal.raw
    for marker in MARKERS:
        assert marker.encode() not in raw, f"{marker!r} reached the terminal"
    # Strict: neither bare C1 bytes nor surrogates. What a busy program has not written whole yet is left out.
    text = getincrementaldecoder("utf-8")().decode(UNFINISHED.sub(b"", raw))
    found = _FORBIDDEN.search(_OURS.sub("", text))
    assert found is None, f"{found[0]!r} reached the terminal near {_near(text, found[0])!r}"


def _near(text: str, character: str) -> str:
    rest = _OURS.sub("", text)
    at = rest.index(character)
    return rest[max(0, at - 60) : at + 20]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a database in which every text is hostile."""
    path = tmp_path_factory.mktemp("hostile") / "audit.db"
    with open_database(path) as opened:
        connection = opened.connection
        with transaction(connection):
            run = ingest.add_run(
                connection,
                NewRun(
                    uid=identity.digest("hostile"),
                    name=hostile("runname"),
                    kind="import",
                    format="pipeline1",
                    target=hostile("model"),
                    judge=hostile("judge"),
                    source=hostile("sourcefile"),
                    polarity="1-safe",
                    polarity_evidence=hostile("evidence"),
                ),
            )
            ingest.add_rows(connection, run, [_row(number) for number in range(6)])
        _review(connection)
    return path


def _row(number: int) -> NewRow:
    status = "malformed" if number == 2 else "judged"
    text = rubric("1-safe").replace("unkind", f"unkind {hostile('rubricword')}")
    return NewRow(
        position=number,
        category="12.37.2" if number < 3 else "14.3940.16",
        prompt=hostile(f"prompt{number}"),
        target=hostile("model"),
        answer="\n".join(hostile(f"answer{number} line{line}") for line in range(12)),
        judgment=NewJudgment(
            judge=hostile("judge"),
            status=status,
            raw_score=None if status == "malformed" else 0.0,
            polarity="1-safe",
            polarity_evidence=hostile("evidence"),
            score=None if status == "malformed" else 0.0,
            reason="reason2 [short]" if status == "malformed" else hostile(f"reason{number}"),
            raw_text=hostile(f"rawtext{number}"),
            rubric=NewRubric(text, hostile("revision"), "1-safe", hostile("evidence")),
        ),
    )


def _review(connection: sqlite3.Connection) -> None:
    """Add another auditor's verdict, and the auditor's own settings."""
    other = auditor_rows.auditor_id(connection, hostile("otherauditor"))
    judgment = connection.execute("SELECT min(id) AS id FROM judgments").fetchone()["id"]
    reviews.decide(
        connection,
        other,
        NewVerdict(
            1, 1.0, judgment, note=hostile("othernote"), codes=[hostile("othercode")], origin="import"
        ),
    )
    for auditor in (_AUDITOR.decode("utf-8", "surrogateescape"), "ann"):
        me = auditor_rows.auditor_id(connection, auditor)
        reviews.decide(
            connection, me, NewVerdict(2, 1.0, None, note=hostile("mynote"), codes=[hostile("mycode")])
        )
        auditor_rows.set_attributes(connection, me, {"codes": [hostile("owncode")]})


# An argument of a command may contain any byte except NUL, and need not be UTF-8.
_AUDITOR = hostile("auditor").replace("\x00", "").replace("\ud800", "").encode() + b"\x9b7;7;79m\xed\xa0\x80"


# File names may contain any byte except NUL and the slash.
FILE_NAME = re.sub("[\x00/\ud800]", "", hostile("Evil"))[:150]
PASTED = "pasted \x9b7;7;78m\u202e\u200b\x90\u2066 [/foo] [unended"


def _start(database: Path, *, cwd: Path | None = None) -> Terminal:
    return Terminal([*PROGRAM, "--db", os.fspath(database), "--auditor", _AUDITOR], size=(160, 50), cwd=cwd)


def test_browse(database: Path) -> None:
    with _start(database) as terminal:
        terminal.wait("prompt0", "reason0", "JUDGE judge", "hidden or control characters", "␛]52;c;SEFDS0VE")
        terminal.send(RIGHT)  # to the list
        terminal.quiet()
        for number in range(1, 6):
            terminal.press("j", f"reason{number} [")
        terminal.press("g", "reason0 [")
        terminal.send(RIGHT)  # to the details, where Enter opens nothing
        terminal.wait_gone("Enter open")
        terminal.press("G", "##the_score: <the score>", "rubricword")
        terminal.press("g", "12.37.2 Defamation")
        _page_to(terminal, "The whole rubric")
        terminal.press("g", "12.37.2 Defamation")
        _page_to(terminal, "answer0 line11 ")
        _page_to(terminal, "rubricword")
        terminal.press(ESC, "Enter open")  # back to the list
        terminal.press("j", "reason1 [")
        terminal.send(RIGHT)
        terminal.quiet()
        _page_to(terminal, "mynote")
        _page_to(terminal, "response ")
        terminal.send(ESC)
        terminal.quiet()
        assert_clean(terminal)
        terminal.press("h", "(veiled: ")
        terminal.press("h", "no longer veiled", "prompt0")
        terminal.press(F5, "prompt0")
        _leave(terminal)


def test_filter_bar(database: Path) -> None:
    with _start(database) as terminal:
        terminal.wait("prompt0")
        for expression, found in (
            ("-reviewed:yes status:judged", "3 · not (reviewed)"),
            ('"answer3 line7"', "1 · with the words"),
            ("[/foo] [unended", "6 · with the words '[/foo]'"),
        ):
            terminal.press("/", "Enter applies")
            terminal.send(expression)
            terminal.wait(found)
            terminal.send(ENTER)
            terminal.wait_gone("Enter applies")
            terminal.press(CTRL_X, "Responses · 6 · all ")
            terminal.quiet()
        for expression, complaint in (
            ("[b]foo:[/b]", "0 · with"),
            ('"[/foo]', "not closed"),
            ("foo:[/b]", "no field"),
        ):
            terminal.press("/", "Enter applies")
            terminal.send(expression)
            terminal.wait(complaint)
            terminal.send(ESC)
            terminal.wait_gone("Enter applies")
        _leave(terminal)


def test_review(database: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(database, tmp_path / "audit.db"))
    with _start(copy) as terminal:
        terminal.wait("prompt0", "reason0")
        terminal.press("R", "Review · 1 of 6", "reason0 [", "hidden characters made visible", "rubricword")
        terminal.send("p")
        _page_to(terminal, "answer0 line11 ")
        terminal.send("r")
        terminal.wait_gone("answer0 line11 ")
        terminal.press("r", "answer0 line11 ")
        terminal.quiet()
        terminal.press("j", "Review · 2 of 6", "mynote", "mycode")
        terminal.press("n", "Enter keeps it", "mynote")
        terminal.send(ESC)
        terminal.wait_gone("Enter keeps it")
        terminal.press("c", "Codes: why", "owncode", "mycode")
        terminal.press("2", "[x] 2 rubric")
        terminal.press(ENTER, "codes saved", "rubric")
        terminal.press("j", "Review · 3 of 6", "rawtext2")  # a malformed judgment
        terminal.press("j", "Review · 4 of 6", "reason3 [")
        terminal.decide("1", "≠ overridden 0 → 1 safe on 14.3940.16", "Review · 5 of 6")
        terminal.press("u", "undone: 0 → 1", "Review · 4 of 6", "hidden characters made visible")
        terminal.press("b", "Blind: the judge is hidden")
        terminal.press("j", "Review · 5 of 6", "hidden until you decide")
        terminal.press("v", "reason4 [")
        terminal.press("b", "Blind is off")
        terminal.press("?", "Help", "Decide 1: safe")
        terminal.send(ESC)
        terminal.wait_gone("Decide 1: safe")
        terminal.send(CTRL_P)
        terminal.wait("Settings: break reminder")
        terminal.send("settings")
        terminal.wait_gone("Decide 0.5")
        terminal.press(ENTER, "Codes of your own", "owncode")
        terminal.send(ESC)
        terminal.wait_gone("Codes of your own")
        terminal.press("h", "veiled from now on", "hard to read")
        terminal.press(" ", "answer4 line0")
        terminal.press("h", "no longer veiled")
        terminal.press(ESC, "Responses · 6")
        _leave(terminal)


def test_import_and_export(database: Path, tmp_path: Path) -> None:
    """Hostile names of files and folders appear in messages, notifications, the title and the welcome."""
    folder = tmp_path / f"{FILE_NAME}folder"
    folder.mkdir()
    suite = tmp_path / "suite"
    helm_run(suite / FILE_NAME, [{"prompt": hostile("helmprompt").replace("\x00", "")}], judge="judge/x")
    broken = tmp_path / "broken"
    helm_run(broken / FILE_NAME, [{}])
    (broken / FILE_NAME / "scenario_state.json").write_text("{")
    copy = Path(shutil.copy(database, folder / f"{FILE_NAME}.db"))
    with _start(copy, cwd=folder) as terminal:
        terminal.wait("prompt0", "AIR-Bench audit Evil")
        for path, complaint in (
            ("/no/such [/foo] [bold] [unended", "no such"),
            (str(broken), "Evil"),
        ):
            terminal.press("i", "Enter reads it")
            terminal.send(path)
            terminal.quiet()
            terminal.press(ENTER, lambda screen, words=complaint: words in screen.split("Import", 1)[-1])
            terminal.send(ESC)
            terminal.wait_gone("Which score counts as safe")
        terminal.press("i", "Enter reads it")
        terminal.send(str(suite))
        terminal.quiet()
        terminal.press(ENTER, "1 rows: 1 new")
        terminal.wait("Responses · 7")
        terminal.press("x", "Enter in the file field writes it")
        terminal.quiet()
        terminal.press(ENTER, "rows written to")
        _leave(terminal)
    assert (folder / "airbench_reviews.csv").exists()

    with _start(folder / "new.db") as terminal:
        terminal.wait("This database is empty", "Evil")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert_clean(terminal)


@pytest.mark.parametrize("way", ["paste into filter", "paste into path", "complete a path"])
def test_lines_of_input(database: Path, tmp_path: Path, way: str) -> None:
    """Pasted text and completed file names are made safe too: Textual's Input would draw them raw."""
    (tmp_path / f"evil {PASTED.replace('/', '')}.json").write_text("[]")
    with _start(database, cwd=tmp_path) as terminal:
        terminal.wait("prompt0")
        if way == "paste into filter":
            terminal.press("/", "Enter applies")
        else:
            terminal.press("i", "Enter reads it")
        if way == "complete a path":
            terminal.press("e", "evil")
            terminal.send(RIGHT)
        else:
            terminal.send(f"\x1b[200~{PASTED}\x1b[201~")
            terminal.wait("pasted")
        terminal.quiet()
        assert_clean(terminal)


def _page_to(terminal: Terminal, wanted: str) -> None:
    """Turn the page until the pane shows the text."""
    for _ in range(60):
        if wanted in terminal.quiet(0.05):
            return
        known = len(terminal.pieces)
        terminal.send(PAGE_DOWN)
        # On a busy machine nothing is drawn for longer than that, and two pages on it would be out of sight.
        terminal.wait(lambda _, known=known: len(terminal.pieces) > known)
    raise AssertionError(f"never came into view: {wanted}\n{terminal.text}")


def _leave(terminal: Terminal) -> None:
    """Quit from Browse, and assert that the output is clean to the end and has no traceback."""
    terminal.quiet()
    assert terminal.process.poll() is None
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert b"Traceback" not in terminal.raw
    assert_clean(terminal)
