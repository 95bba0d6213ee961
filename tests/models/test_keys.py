"""The sources of keys, and that no message contains one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.models.keys import Keys, redact

KEY = "sk-proj-Qx7mR2vT9wLk4HnB8sJd"


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("OPENAI_KEY=from-file\nTOGETHERAI_KEY='other'\nMINE=mine\n")
    monkeypatch.setenv("AIRBENCH_API_KEY", " spaced\n")
    keys = Keys.at_hand(tmp_path)
    found = {provider: keys.need(provider) for provider in ("openai", "together", "server")}
    assert {name: (key.variable, key.value) for name, key in found.items()} == {
        "openai": ("OPENAI_KEY", "from-file"),
        "together": ("TOGETHERAI_KEY", "other"),
        "server": ("AIRBENCH_API_KEY", "spaced"),
    }
    monkeypatch.setenv("OPENAI_API_KEY", "from-environment")
    assert Keys.at_hand(tmp_path).need("openai").variable == "OPENAI_API_KEY"
    assert keys.need("server", "MINE").value == "mine"
    assert "mine" in keys.secrets()


def test_no_repr_has_a_value() -> None:
    keys = Keys({"OPENAI_API_KEY": KEY, "PASSWORD": "hunter22"})
    assert repr(keys) == "Keys(OPENAI_API_KEY)"
    assert KEY not in repr(keys.need("openai")) and "OPENAI_API_KEY" in repr(keys.need("openai"))


def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"OPENAI_API_KEY=\xff\xfe\n")
    with pytest.raises(InputError, match="UTF-8"):
        Keys.at_hand(tmp_path)


@pytest.mark.parametrize("value", ["sk-one two", "sk-é", "sk-\x1b[31m", "   "])
def test_a_key_that_cannot_be_one(value: str) -> None:
    with pytest.raises(InputError) as caught:
        Keys({"OPENAI_API_KEY": value}).find("openai")
    assert "OPENAI_API_KEY" in str(caught.value) and "sk-" not in str(caught.value)


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_KEY"])
def test_openais_key_cannot_be_named_for_a_server(name: str) -> None:
    with pytest.raises(InputError, match="never gets OpenAI's key"):
        Keys({name: KEY}).find("server", name)


def test_naming_a_variable_that_is_not_set() -> None:
    with pytest.raises(InputError, match="'MINE': that variable is not set"):
        Keys({"OPENAI_API_KEY": KEY}).find("openai", "MINE")


@given(st.text(max_size=50), st.text(max_size=50), st.integers(0, 22), st.integers(6, 28))
def test_no_part_of_a_key_stays(before: str, after: str, start: int, length: int) -> None:
    part = KEY[start : start + length]
    said = redact(f"{before}{part}{after}", (KEY,))
    assert not any(KEY[place : place + 6] in said for place in range(len(KEY) - 5))


def test_a_masked_key_is_removed_whole() -> None:
    line = "Incorrect API key provided: sk-pr***************8sJd. Find yours at https://x.y."
    assert redact(line, (KEY,)) == "Incorrect API key provided: <key> Find yours at https://x.y."


def test_other_words_stay() -> None:
    line = "The model `gpt-4o` does not exist (sk-proj- is how keys begin)"
    assert redact(line, (KEY, "ab", "")) == line.replace("sk-proj-", "<key>")
