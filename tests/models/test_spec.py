"""SPECs: the models that they name, and one clear line for everything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.models.base import PermanentError, Request
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import Spec, open_model, parse


@pytest.mark.parametrize(
    ("text", "spec", "name"),
    [
        ("openai:gpt-4o", Spec("openai", "gpt-4o"), "gpt-4o"),
        (" OpenAI: gpt-4o ", Spec("openai", "gpt-4o"), "gpt-4o"),
        ("openai:ft:gpt-4o:me::id", Spec("openai", "ft:gpt-4o:me::id"), "ft:gpt-4o:me::id"),
        ("together:meta-llama/Llama-3", Spec("together", "meta-llama/Llama-3"), "meta-llama/Llama-3"),
        ("http://host:8000/v1#m", Spec("server", "m", "http://host:8000/v1"), "m"),
        ("HTTPS://Host/v1/#org/m:8b", Spec("server", "org/m:8b", "https://host/v1"), "org/m:8b"),
        ("http://h/v1/chat/completions#m", Spec("server", "m", "http://h/v1"), "m"),
        ("http://[::1]:11434/v1#m#n", Spec("server", "m#n", "http://[::1]:11434/v1"), "m#n"),
        ("gguf:/a b/c.d.gguf", Spec("gguf", "/a b/c.d.gguf"), "c.d"),
        ("gguf:C:\\m.gguf", Spec("gguf", "C:\\m.gguf"), "C:\\m"),
        ("sample:Model A (SAMPLE)", Spec("sample", "Model A (SAMPLE)"), "Model A (SAMPLE)"),
        ("phrases", Spec("phrases", "phrases"), "phrases"),
    ],
)
def test_what_a_spec_names(text: str, spec: Spec, name: str) -> None:
    assert parse(text) == spec
    assert spec.name == name
    assert parse(spec.text) == spec


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "choose a model: openai:MODEL"),
        ("gpt-4o", "did you mean 'openai:gpt-4o'"),
        ("claude", "names no model"),
        ("openai:", "after the colon"),
        ("openai:a b", "blank"),
        ("ollama:llama3", "Write openai:MODEL"),
        ("http://host/v1", "after a #"),
        ("http://#m", "no valid host"),
        ("http://host:99999/v1#m", "not a usable address"),
        ("http://[::1/v1#m", "not a usable address"),
        ("http://..../v1#m", "no valid host"),
        ("ftp://host/v1#m", "names no model"),
        ("gguf:", "after the colon"),
        ("openai:\x1b]52;c;x", "control characters"),
        ("openai:" + "x" * 5000, "too long"),
    ],
)
def test_what_names_no_model(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["http://me:hunter2@host/v1#m", "http://host/v1?key=hunter2#m", "http://me:hunter2/v1#m"]
)
def test_a_key_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    if "@" in text or "?" in text:
        assert "hunter2" not in str(caught.value) and "AIRBENCH_API_KEY" in str(caught.value)


PIECES = st.one_of(
    st.sampled_from(
        ["openai", "together", "http", "https", "gguf", "sample", "phrases", "host", "v1", "99999"]
    ),
    st.sampled_from(["::1", "..", "//", "-1", "80", "\ud800"]),
    st.sampled_from(":/#?@[]%.~\x00é℀ \\"),
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join)))
@example("http://℀/#m")
@example("gguf:~nobody-of-that-name/x")
def test_parsing_raises_input_errors_only(text: str) -> None:
    try:
        spec = parse(text)
    except InputError as error:
        assert str(error) and "\n" not in str(error)
        return
    assert parse(spec.text) == spec
    assert spec.name


@given(st.lists(PIECES, max_size=12).map("".join))
@example("http://host/v1 #m")
@example("https://xn--/v1#m")
@example("http://" + "a" * 80 + "/v1#m")
def test_a_parsed_address_can_be_opened(text: str) -> None:
    try:
        open_model(f"http://host{text}#m", Keys({}))
    except InputError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("spec", "variable"), [("openai:x", "OPENAI_API_KEY"), ("together:x", "TOGETHER_API_KEY")]
)
def test_no_key(spec: str, variable: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_model(spec, Keys({}, tmp_path))
    said = str(caught.value)
    assert variable in said and ".env of the workspace" in said and str(tmp_path) in said
    assert "gguf:" in said and "phrases" in said


@pytest.mark.parametrize(
    ("spec", "says"),
    [("phrases", "only judge"), ("sample:x", "no answers"), ("gguf:/nowhere.gguf", "gguf: needs|no file")],
)
def test_what_cannot_be_opened(spec: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        open_model(spec, Keys({}))


async def test_a_sample_replays_its_answers() -> None:
    model = open_model("sample:A", Keys({}), replays=lambda name: {"q": f"{name} answers"})
    reply = await model.ask(Request("q"))
    assert (reply.text, reply.finish_reason, model.spec, model.name) == ("A answers", "stop", "sample:A", "A")
    with pytest.raises(PermanentError, match="no answer to 'other'"):
        await model.ask(Request("other"))
    assert await model.list_models() == []
    await model.close()


def test_light_imports() -> None:
    heavy = ("openai", "together", "httpx", "httpx2", "pandas", "numpy", "xllamacpp")
    modules = "base, failures, judging, keys, phrases, replay, sdk, spec, wire"
    code = f"import sys; from airbench_tui.models import {modules}; print([n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
