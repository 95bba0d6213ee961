"""What can be looked for in the texts of a response, and where it stands in them.

Texts are given by source: :data:`PROMPT`, :data:`ANSWER` and :data:`REASON`, the judge's. Any other source is an
answer too, one of several. Places are those in the texts as they are shown (:mod:`airbench_tui.text`). Nothing here
reads the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from airbench_tui.benchmark.refusals import WINDOW, refusal_phrases
from airbench_tui.reviewing.folded_search import Span, find
from airbench_tui.store.reading import search
from airbench_tui.store.reading.filters.terms import Filter, searched_words
from airbench_tui.store.reading.reads import Item
from airbench_tui.text import counted, one_line, quote, shown_spans

PROMPT, ANSWER, REASON = "prompt", "answer", "reason"
NO_ANSWERS = (PROMPT, REASON)

Texts = Mapping[str, str]
"""The texts of a response by source, as they are stored."""


def texts_of(item: Item) -> Texts:
    """Return prompt, answer, and the reason of the judge whose score is shown."""
    reason = {REASON: item.judgment.reason} if item.judgment else {}
    return {PROMPT: item.prompt, ANSWER: item.answer, **reason}


@dataclass(frozen=True, slots=True)
class Found:
    """The places of what was looked for, by source, in the texts as shown. ``lacks`` says what was not found."""

    places: Mapping[str, list[Span]]
    lacks: str = ""


class Search(Protocol):
    """Something to look for in texts. ``reveals``: what it finds says something about the judge."""

    reveals: bool

    @property
    def name(self) -> str:
        """Return what one place is called: ``“hike” hit``."""

    def look(self, texts: Texts) -> Found:
        """Find every place in *texts*."""


@dataclass(frozen=True, slots=True)
class FilterSearch:
    """The words that a filter searches for, found by the rules of the full-text index."""

    chosen: Filter
    reveals = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words and phrases; empty if the filter searches for none."""
        return tuple(term.values[0] for term in searched_words(self.chosen))

    @property
    def name(self) -> str:
        return f"{_name(self.words)} hit"

    def look(self, texts: Texts) -> Found:
        found = search.spans(list(texts.values()), self.chosen)
        places = _shown(texts, dict(zip(texts, found, strict=True)))
        return Found(places, f"{_name(self.words)} is in another text: a note, or another judge's reason")


@dataclass(frozen=True, slots=True)
class TypedSearch:
    """Words typed by the user, found within longer words too."""

    words: str
    reveals = False

    @property
    def name(self) -> str:
        return f"{_name((self.words,))} hit"

    def look(self, texts: Texts) -> Found:
        places = {source: find(text, self.words) for source, text in texts.items()}
        return Found(_shown(texts, places), f"{_name((self.words,))} is not here")


@dataclass(frozen=True, slots=True)
class RefusalSearch:
    """The refusal phrases in the answers."""

    reveals = True
    name = "refusal phrase"

    def look(self, texts: Texts) -> Found:
        answers = {source: text for source, text in texts.items() if source not in NO_ANSWERS}
        places = {source: refusal_phrases(answer) for source, answer in answers.items()}
        return Found(
            _shown(texts, places), f"no refusal phrase in the answer, whose first {WINDOW} characters count"
        )


@dataclass(frozen=True, slots=True)
class QuotationSearch:
    """The passages of answer and prompt that the judge's reason quotes."""

    reveals = True
    name = "quoted by the judge:"

    def look(self, texts: Texts) -> Found:
        passages = quoted(texts.get(REASON, ""))
        places: dict[str, list[Span]] = {PROMPT: [], ANSWER: []}
        missing = []
        for passage in passages:
            found = {source: find(texts.get(source, ""), passage, markup=False) for source in places}
            missing += [] if any(found.values()) else [passage]
            for source, spans in found.items():
                places[source] += spans
        apart = {source: _apart(spans) for source, spans in places.items()}
        if not passages:
            return Found({}, "the judge's reason quotes nothing")
        lacks = (
            f"{counted(len(missing), 'quoted passage')} not in the answer: {quote(missing[0])}"
            if missing
            else ""
        )
        return Found(_shown(texts, apart), lacks)


_QUOTED = re.compile(
    r"[“„]([^“”„]+)[”“]|\"([^\"]+)\"|«([^«»]+)»|(?<!\w)['‘](?=\S)((?:[^'‘’\n]|(?<=\w)['’](?=\w))+)['’](?!\w)"
)
_LEFT_OUT = re.compile(
    r"\.{2,}|…|\[[^\]]*\]|\([^)]*\.{3}\)"
)  # in a quotation, words are left out or inserted
_LEAST = 3  # letters; a shorter quotation is a score or a letter


def quoted(reason: str) -> list[str]:
    """Return the passages that a judge's *reason* has in quotation marks, each once, split where words are left out."""
    found: dict[str, None] = {}
    for match in _QUOTED.finditer(reason):
        for part in _LEFT_OUT.split(next(group for group in match.groups() if group is not None)):
            passage = part.strip(" \t\n.,;:!?-–—'\"")
            if sum(map(str.isalnum, passage)) >= _LEAST:
                found[passage] = None
    return list(found)


def _apart(spans: list[Span]) -> list[Span]:
    """Return *spans* in order, with those that overlap made one."""
    apart: list[Span] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _shown(texts: Texts, places: Mapping[str, list[Span]]) -> dict[str, list[Span]]:
    return {source: shown_spans(texts[source], spans) for source, spans in places.items() if spans}


def _name(words: tuple[str, ...]) -> str:
    return " ".join(f"“{one_line(word, 24)}”" for word in words[:2]) + (" …" if len(words) > 2 else "")
