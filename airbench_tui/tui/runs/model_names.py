"""The model names that a server or provider lists, for completing a SPEC while it is typed."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path

from textual.suggester import Suggester

from airbench_tui.errors import AirbenchError
from airbench_tui.models import spec as specs
from airbench_tui.models.keys import Keys
from airbench_tui.text import one_line, quote

_log = logging.getLogger(__name__)
_PATIENCE = 5.0  # seconds that a server gets to list its models
_PLACE = re.compile(r"(https?://[^#]+#|openai:|together:)(.*)")
_FORMS = (
    "openai:gpt-4o",
    "together:meta-llama/",
    "http://127.0.0.1:8000/v1#",
    "gguf:",
    "sample:Quill",
    "phrases",
)
_NAMED = 120  # characters of names in a line at most


class ModelNames:
    """Lists the models of places, asking each place once.

    A place without a list, a key or an answer in time has no names.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked: dict[str, asyncio.Task[list[str]]] = {}

    async def at(self, place: str) -> list[str]:
        """Return the names of the models at a place. *place* is a SPEC without the model."""
        if place not in self._asked:
            self._asked[place] = asyncio.create_task(self._ask(place))
        return await asyncio.shield(
            self._asked[place]
        )  # a cancelled caller must not cancel the others' request

    async def line(self, text: str) -> str:
        """List in one line the models that the beginning of a SPEC, *text*, can be completed to.

        If no name fits, the line says so and lists the place's models. It is "" if the place has no names or
        the SPEC is complete.
        """
        found = _PLACE.fullmatch(text)
        names = await self.at(found[1]) if found else []
        if found is None or not names or found[2] in names:
            return ""
        fitting = [name for name in names if name.startswith(found[2])]
        shown = ""
        for count, name in enumerate(fitting or names):
            longer = f"{shown} · {one_line(name, _NAMED)}" if shown else one_line(name, _NAMED)
            if len(longer) > _NAMED:
                return f"{_there(found[2], fitting)}: {shown} and {len(fitting or names) - count:,} more"
            shown = longer
        return f"{_there(found[2], fitting)}: {shown}"

    async def _ask(self, place: str) -> list[str]:
        try:
            # In a thread, because the first model of a provider imports its SDK, which takes a second.
            model = await asyncio.to_thread(specs.open_model, f"{place}x", Keys.at_hand(self._folder))
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await model.list_models()
            finally:
                await model.close()
        except (AirbenchError, TimeoutError):
            _log.info("no list of models", exc_info=True)
            return []  # not a failure: the user can type the name


class SpecSuggester(Suggester):
    """Completes the forms of a SPEC and the names of models that its server or provider lists."""

    def __init__(self, names: ModelNames) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        form = next((form for form in _FORMS if value and form.startswith(value)), None)
        found = _PLACE.fullmatch(value)
        if form is not None or found is None:
            return form
        name = next((name for name in await self._names.at(found[1]) if name.startswith(found[2])), None)
        return f"{found[1]}{name}" if name else None


def _there(begun: str, fitting: list[str]) -> str:
    return "models there (→ completes)" if fitting else f"no {quote(begun)} among the models there"
