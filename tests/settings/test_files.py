"""What files of settings say, and which value holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from airbench_tui.errors import InputError
from airbench_tui.settings.files import line_numbers, read_one
from airbench_tui.settings.held import Held, what_holds
from airbench_tui.settings.registry import SETTINGS


def written(folder: Path, text: str, name: str = "settings.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_stronger_source_holds_and_some_lists_add_up(tmp_path: Path) -> None:
    config = read_one(
        written(tmp_path, 'break_minutes = 30\ncodes = ["a"]\nreading_width = 72', "config.toml")
    )
    workspace = read_one(written(tmp_path, 'codes = ["b", "a"]\n\nbreak_minutes = 20'))
    own = {"break_minutes": 10, "codes": ["c"], "hard": ["9.28", "no category"], "theme": 5, "role": "lead"}
    held = what_holds([config, workspace], own)
    assert held["break_minutes"] == Held(10, "auditor")
    assert held["codes"] == Held(("a", "b", "c"), "auditor")
    assert held["hard"].value == ("9.28",)
    assert held["theme"] == Held("air-dark", "default")
    held = what_holds([config, workspace], {"break_minutes": None})
    assert held["break_minutes"] == Held(20, "workspace", f"'{tmp_path}/settings.toml' line 3")
    assert held["reading_width"] == Held(72, "config folder", f"'{tmp_path}/config.toml' line 3")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("decision_gard = 1", "there is no setting 'decision_gard': did you mean decision_guard?"),
        ("zzz = 1", "there is no setting 'zzz': there are theme, "),
        ("decision_guard = 3", "decision_guard must be a number of seconds from 0 to 2"),
        ("decision_guard = true", "decision_guard must be a number"),
        (f"break_minutes = {10**400}", "break_minutes must be a whole number"),
        ("decision_guard = nan", "decision_guard must be a number"),
        ("break_minutes = 1.5", "break_minutes must be a whole number of minutes from 0 to 600"),
        ("theme = ''", "theme must be a name in quotation marks"),
        ("reduced_motion = 1", "reduced_motion must be true or false"),
        ("codes = ['two words']", "codes must be a list of words without blanks"),
        ("note_templates = 'one'", "note_templates must be a list of texts"),
        ("hard = ['9.28', '99']", "hard names '99', which is no category: write 14, 14.3940 or 14.3940.16"),
        ("opted_out = ['9.28']", "opted_out cannot stand in a file, because whoever draws"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_the_rest_holds(tmp_path: Path, line: str, words: str) -> None:
    found = read_one(written(tmp_path, f"# mine\n{line}\nreading_width = 72\n"))
    (said,) = found.ignored
    assert said.startswith(f"'{tmp_path}/settings.toml' line 2 is ignored: {words}")
    assert found.values == {"reading_width": 72}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("theme = \n", "settings.toml' is no TOML: Invalid value (at line 1, column 9)"),
        (f"theme = {'[' * 5_000}", "is no TOML: "),
        ("keys = 'S'", "line 1: [keys] is a table: write place.action"),
        ("[keys]\nskip = 'S'", "line 2: 'skip' names no action of a place"),
        ("[keys.review]\n\nskip = []", "line 3: 'review.skip' must be a key or a list of keys"),
        ("[keys]\nreview.skip = 5", "line 2: 'review.skip' must be a key"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        read_one(written(tmp_path, text))
    assert words in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert not read_one(tmp_path / "none.toml").exists
    (tmp_path / "bytes.toml").write_bytes(b"theme = '\xff'")
    for path in (tmp_path, tmp_path / "bytes.toml"):
        with pytest.raises(InputError):
            read_one(path)


def test_names_have_their_lines() -> None:
    text = '# a\ntheme = "x"\n\n[keys]  # mine\nreview.skip = "S"\n"review" . note = "n"\n[keys.browse]\nbulk = "X"'
    assert line_numbers(text) == {
        "theme": 2, "keys": 4, "keys.review.skip": 5, "keys.review.note": 6, "keys.browse": 7, "keys.browse.bulk": 8,
    }  # fmt: skip


def test_every_default_and_example_is_a_value_of_its_setting(tmp_path: Path) -> None:
    for setting in SETTINGS.values():
        assert setting.kind.check(setting.default) == setting.default
        found = read_one(written(tmp_path, f"{setting.name} = {setting.example}"))
        assert (setting.name in found.values) == (not setting.own_only)
