"""JSON files of any size, read one item at a time.

The standard decoder runs over a window of text that moves along the file and grows only while an item is
incomplete. Lone surrogates (``"\\ud800"``), ``\\u0000`` and bare ``NaN`` (which Inspect writes) are therefore read
as Python's own ``json`` reads them; faster parsers with a C core refuse or damage them. Unescaped control
characters in strings are tolerated, although JSON forbids them.

Every failure is an InputError of one line that names the file.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.textfile import ENCODING, ERRORS, MIB, AnyPath, not_utf8, opened, shown
from airbench_tui.text import quote


class MissingListError(InputError):
    """The file's object has no such key: it may be a file of another kind."""


_DECODER = json.JSONDecoder(strict=False)
_SPACE = " \t\n\r"
_NO_SPACE = re.compile(r"[^ \t\n\r]")
_CUT_NUMBER = re.compile(r"\.?|[eE][+-]?")  # what can follow the readable part of a number that was cut
# The window can end inside a number (``1.``), a word (``-Infin``) or an escape (``\ud83d\ud``), which would then be
# misread. None of these is longer than this many characters.
_TAIL = 16


def iter_array(
    path: AnyPath, key: str | None = None, *, max_item: int = 32 * MIB, chunk: int = MIB
) -> Iterator[Any]:
    """Stream the items of the list that is the whole file, or of the list under *key* of its object.

    *max_item* bounds one item (and, with *key*, each value beside the list) in characters, and so the memory used.
    *chunk* is the number of bytes read at a time. The items before a fault are yielded. Then InputError is raised
    for a file that is empty, is not UTF-8, is not JSON, holds no list, was cut off, or has an item that is too
    large. MissingListError is raised for a missing key. What follows the list is checked too.
    """
    with opened(path) as file:
        try:
            window = _Window(file, path, max_item, chunk)
            first = window.peek()
            if not first:
                raise InputError(f"{shown(path)} is empty")
            if key is None:
                if first != "[":
                    raise InputError(f"{shown(path)} holds {_kind(first)}, not a JSON list")
                yield from _items(window)
            else:
                if first != "{":
                    raise InputError(f"{shown(path)} holds {_kind(first)}, not a JSON object")
                yield from _items_under(window, key)
            if window.peek():
                raise window.broken("there is something after its end", "the end")
        except UnicodeDecodeError:
            raise not_utf8(path) from None


def read_object(path: AnyPath, max_bytes: int = 4 * MIB) -> dict[str, Any]:
    """Return the object in a JSON file of at most *max_bytes*. Raises InputError as :func:`iter_array` does."""
    with opened(path) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputError(f"{shown(path)} is larger than {_size(max_bytes)}, which is too large for this file")
    try:
        value = json.loads(data.decode(ENCODING, ERRORS), strict=False)
    except UnicodeDecodeError:
        raise not_utf8(path) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{shown(path)} is not valid JSON: {_fault(error)}") from None
    if not isinstance(value, dict):
        raise InputError(f"{shown(path)} holds {_kind(json.dumps(value)[0])}, not a JSON object")
    return value


class _Window:
    """The part of a file that is in memory. The characters of ``text`` from ``at`` on are not parsed yet."""

    def __init__(self, file: IO[bytes], path: AnyPath, max_item: int, chunk: int) -> None:
        self.path = path
        self.text = ""
        self.at = 0
        self.line = 1  # of text[0]
        self.ended = False
        self._file = file
        self._chunk = chunk
        self._max_item = max_item
        self._decoder = codecs.getincrementaldecoder(ENCODING)(ERRORS)

    def more(self, size: int) -> None:
        """Drop the parsed text and read about *size* more bytes."""
        self.line += self.text.count("\n", 0, self.at)
        # Text is joined once, and the old text is freed first, because an item may be as large as max_item.
        pieces = [self.text[self.at :]]
        self.text, self.at = "", 0
        while size > 0 and not self.ended:
            data = self._file.read(min(size, self._chunk))
            self.ended = not data
            pieces.append(self._decoder.decode(data, final=self.ended))
            size -= len(data)
        self.text = "".join(pieces)

    def peek(self) -> str:
        """Return the next character that is not white space, or "" at the end of the file."""
        while True:
            if found := _NO_SPACE.search(self.text, self.at):
                self.at = found.start()
                return found[0]
            self.at = len(self.text)
            if self.ended:
                return ""
            self.more(self._chunk)

    def take(self, wanted: str, what: str) -> str:
        """Consume the next character, which must be one of *wanted*. *what* names what is being read, for the error."""
        found = self.peek()
        if not found:
            raise self.cut(what)
        if found not in wanted:
            choice = " or ".join(repr(character) for character in wanted)
            raise self.broken(f"expected {choice}, found {quote(found)}", what)
        self.at += 1
        return found

    def value(self, what: str) -> Any:
        """Consume the next whole value. *what* names it, for the error."""
        if not self.peek():
            raise self.cut(what)
        while True:
            fault: ValueError | None = None
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
                # A number at the window's end may continue in the next chunk.
                complete = not isinstance(value, int | float) or len(self.text) - end >= _TAIL
            except RecursionError:
                raise self.broken("it is nested too deeply", what) from None
            except json.JSONDecodeError as error:
                fault = error
                unclosed = error.msg.startswith("Unterminated string")
                complete = not unclosed and len(self.text) - error.pos >= _TAIL
            except ValueError as error:  # a number with thousands of digits
                fault, complete = error, True
            if complete or self.ended:
                break
            self._grow(what)
        if fault is not None:
            raise self._explained(fault, what)
        if self.ended and isinstance(value, int | float) and _CUT_NUMBER.fullmatch(self.text, end):
            raise self.cut(what)  # the number may be incomplete
        if end - self.at > self._max_item:
            raise self._too_large(what)
        self.at = end
        return value

    def broken(self, why: str, what: str) -> InputError:
        """Return the error for text that is not JSON."""
        line = self.line + self.text.count("\n", 0, self.at)
        return InputError(f"{shown(self.path)} is not valid JSON at {what} (line {line}): {why}")

    def cut(self, what: str) -> InputError:
        """Return the error for a file that was cut off."""
        return InputError(
            f"{shown(self.path)} ends in the middle of {what} (byte {self._file.tell()}): the file was cut"
            " off; get a whole copy"
        )

    def _grow(self, what: str) -> None:
        """Double the text held, so that the time to read an item stays linear in its size."""
        held = len(self.text) - self.at
        if held > self._max_item:
            raise self._too_large(what)
        self.more(max(self._chunk, min(held, self._max_item + 1 - held)))

    def _too_large(self, what: str) -> InputError:
        return InputError(
            f"{shown(self.path)}: {what} is larger than {_size(self._max_item)};"
            " this is not a file of prompts and answers"
        )

    def _explained(self, fault: ValueError, what: str) -> InputError:
        """Return the error for *fault*: at the end of the file, either a cut or a mistake."""
        if isinstance(fault, json.JSONDecodeError):
            rest = self.text.rstrip(_SPACE)
            open_string = fault.msg.startswith("Unterminated string")
            at_end = fault.pos >= len(rest)
            in_word = len(rest) - fault.pos < _TAIL and not rest.endswith(("]", "}"))
            if open_string or at_end or in_word:
                return self.cut(what)
            self.at = fault.pos
        return self.broken(_fault(fault), what)


def _items(window: _Window) -> Iterator[Any]:
    """Yield the items of the list that begins here, up to its closing bracket."""
    window.take("[", "the list")
    if window.peek() == "]":
        window.at += 1
        return
    number = 0
    while True:
        number += 1
        yield window.value(f"item {number}")
        if window.take(",]", f"item {number + 1}") == "]":
            return


def _items_under(window: _Window, key: str) -> Iterator[Any]:
    """Yield the items of the list under *key*, skipping the object's other values."""
    found = False
    window.take("{", "the object")
    if window.peek() == "}":
        window.at += 1
    else:
        while True:
            if window.peek() not in ('"', ""):
                raise window.broken("expected a name in quotes", "the object")
            name = window.value("the object")
            window.take(":", "the object")
            if name == key and not found:
                found = True
                if (first := window.peek()) not in ("[", ""):
                    raise InputError(
                        f"{shown(window.path)} holds {_kind(first)} under {quote(key)}, not a list"
                    )
                yield from _items(window)
            else:
                window.value(f"the value of {quote(name)}")
            if window.take(",}", "the object") == "}":
                break
    if not found:
        raise MissingListError(f"{shown(window.path)} has no list {quote(key)}")


def _kind(first: str) -> str:
    """Describe the kind of JSON value that begins with this character."""
    if first in "-0123456789NI":
        return "a number"
    kinds = {"{": "a JSON object", "[": "a JSON list", '"': "a text", "t": "true", "f": "false", "n": "null"}
    return kinds.get(first, f"no JSON (it starts with {quote(first)})")


def _fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "a number has too many digits"


def _size(characters: int) -> str:
    return f"{characters // MIB} MiB" if characters >= MIB else f"{characters} characters"
