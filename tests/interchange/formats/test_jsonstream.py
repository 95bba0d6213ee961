"""JSON streams: they read what Python's own json reads, whatever the chunk size."""

from __future__ import annotations

import json
import tracemalloc
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.jsonstream import MissingListError, iter_array, read_object
from airbench_tui.text import safe

_TEXTS = st.text(st.characters(codec=None)) | st.sampled_from(
    ["\ud800", "\udc00\ud83d", "\0", '\\u0000"', "\ufeff"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)
_SAME_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "file.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def is_one_safe_line(message: str) -> bool:
    return len(message.splitlines()) == 1 and safe(message) == message


def read_to_error(path: Path, *args: Any, **options: Any) -> tuple[list[Any], str]:
    """Return the items before the error and the error's message, which must be one line that names the file."""
    items = []
    with pytest.raises(InputError) as caught:
        for item in iter_array(path, *args, **options):
            items.append(item)
    message = str(caught.value)
    assert str(path) in message and is_one_safe_line(message)
    return items, message


@given(
    items=st.lists(_VALUES, max_size=6),
    chunk=st.integers(1, 40),
    indent=st.sampled_from([None, 0, 4]),
    ascii_only=st.booleans(),
    bom=st.booleans(),
)
@example([float("-inf"), float("nan"), 1.5e-300, -0.0, 10**40], 1, None, True, False)
@example(["\ud83d\ude00", "\U0001f600", "é€"], 1, None, False, True)
@_SAME_FILE
def test_every_list_is_read_as_json_loads_reads_it(
    tmp_path: Path, items: list[Any], chunk: int, indent: int | None, ascii_only: bool, bom: bool
) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=ascii_only)
    path = written(tmp_path, (b"\xef\xbb\xbf" if bom else b"") + text.encode("utf-8", "surrogatepass"))
    under_key = tmp_path / "object.json"
    wrapped = f'{{"first": {text}, "wanted": {text}, "last": [{{}}]}}'
    under_key.write_bytes(wrapped.encode("utf-8", "surrogatepass"))
    expected = [repr(item) for item in json.loads(text)]  # repr: NaN equals itself there
    assert [repr(item) for item in iter_array(path, chunk=chunk)] == expected
    assert [repr(item) for item in iter_array(under_key, "wanted", chunk=chunk)] == expected


@given(items=st.lists(_VALUES, min_size=1, max_size=4), chunk=st.integers(1, 40), data=st.data())
@_SAME_FILE
def test_a_cut_file_gives_its_first_items_and_then_an_error(
    tmp_path: Path, items: list[Any], chunk: int, data: st.DataObject
) -> None:
    text = json.dumps(items)
    cut = data.draw(st.integers(1, len(text) - 1))
    found, message = read_to_error(written(tmp_path, text[:cut]), chunk=chunk)
    assert [repr(item) for item in found] == [repr(item) for item in json.loads(text)[: len(found)]]
    assert f"ends in the middle of item {len(found) + 1} (byte {cut})" in message


@given(noise=st.binary(min_size=1, max_size=60), chunk=st.integers(1, 40))
@_SAME_FILE
def test_noise_is_json_or_an_input_error(tmp_path: Path, noise: bytes, chunk: int) -> None:
    path = written(tmp_path, noise)
    try:
        items = list(iter_array(path, chunk=chunk))
    except InputError as error:
        assert is_one_safe_line(str(error))
    else:
        assert isinstance(json.loads(noise.decode("utf-8-sig", "surrogatepass"), strict=False), list)
        assert len(items) == len(json.loads(noise.decode("utf-8-sig", "surrogatepass"), strict=False))


def test_latin_1_is_refused_with_the_byte_and_its_line(tmp_path: Path) -> None:
    content = b'["one",\n "caf' + "é".encode("latin-1") + b'"]'
    items, message = read_to_error(written(tmp_path, content), chunk=8)
    assert items == ["one"]
    assert "not UTF-8" in message and "offset 13" in message and "line 2" in message and "0xe9" in message


def test_utf_16_is_refused(tmp_path: Path) -> None:
    _, message = read_to_error(written(tmp_path, '["a"]'.encode("utf-16")))
    assert "not UTF-8" in message and "offset 0" in message


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\t"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes) -> None:
    assert "is empty" in read_to_error(written(tmp_path, content))[1]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"a": 1}', "a JSON object, not a JSON list"),
        ('"a"', "a text"),
        ("-1", "a number"),
        ("null", "null"),
        ("hello", "no JSON (it starts with 'h')"),
        ("\x1b[2J", "no JSON (it starts with '␛')"),
    ],
)
def test_another_value_than_a_list_is_named(tmp_path: Path, content: str, kind: str) -> None:
    assert kind in read_to_error(written(tmp_path, content))[1]


@pytest.mark.parametrize(
    ("content", "before", "why"),
    [
        ("[1,\n 2,\n oops, 4 ]", 2, "item 3 (line 3)"),
        ("[1, 2,]", 2, "item 3"),
        ('["a" "b"]', 1, "expected ',' or ']'"),
        ('[{"a" 1}, 2, 3]', 0, "item 1"),
        ("[1] [2]", 1, "something after its end"),
        pytest.param("[" * 100_000, 0, "nested too deeply", id="nested"),
        pytest.param(f"[{'1' * 5000}]", 0, "too many digits", id="digits"),
    ],
)
def test_invalid_json_is_reported_with_its_place(tmp_path: Path, content: str, before: int, why: str) -> None:
    for chunk in (3, 1 << 20):
        items, message = read_to_error(written(tmp_path, content), chunk=chunk)
        assert len(items) == before and "not valid JSON" in message and why in message


@pytest.mark.parametrize("number", ["25", "25.", "25.5", "25e", "25e-", "-"])
def test_a_number_that_touches_the_end_of_the_file_is_not_trusted(tmp_path: Path, number: str) -> None:
    items, message = read_to_error(written(tmp_path, f"[1, {number}"))
    assert items == [1] and "in the middle of item 2" in message


def test_raw_control_characters_in_texts_are_tolerated(tmp_path: Path) -> None:
    assert list(iter_array(written(tmp_path, '["a\x1b[2J\tb"]'))) == ["a\x1b[2J\tb"]


def test_a_missing_key_and_a_key_without_a_list_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, '{"a": {"wanted": []}, "b": 3}')
    with pytest.raises(MissingListError, match="no list 'wanted'"):
        list(iter_array(path, "wanted"))
    assert "a number under 'b', not a list" in read_to_error(path, "b")[1]


def test_what_follows_the_wanted_list_is_checked(tmp_path: Path) -> None:
    items, message = read_to_error(written(tmp_path, '{"wanted": [1, 2 ], "rest": {"a": '), "wanted")
    assert items == [1, 2] and "the value of 'rest'" in message


def test_missing_files_folders_and_impossible_names_are_refused(tmp_path: Path) -> None:
    for path, why in [
        (tmp_path / "none.json", "no such file"),
        (tmp_path, "is a folder"),
        (str(tmp_path / "a\0b"), "no such file"),
        (str(tmp_path / "\ud800"), "no such file"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ]:
        with pytest.raises(InputError, match=why) as caught:
            list(iter_array(path))
        assert is_one_safe_line(str(caught.value))


def test_a_huge_item_is_refused_in_little_memory(tmp_path: Path) -> None:
    """Read a line of 200 MB (a sparse file, which takes no room on the disk) with an item bound of 1 MiB."""
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'[{"cate_idx": "1.1.1"}, {"response": "')
        file.truncate(200 << 20)
    tracemalloc.start()
    try:
        items, message = read_to_error(path, max_item=1 << 20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert items == [{"cate_idx": "1.1.1"}]
    assert "item 2 is larger than 1 MiB" in message
    assert peak < 16 << 20


def test_one_long_line_of_small_items_streams_in_little_memory(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps([{"response": "x" * 1_000}] * 8_000))
    tracemalloc.start()
    try:
        assert sum(1 for _ in iter_array(path, chunk=1 << 16)) == 8_000
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


def test_a_large_item_among_small_ones_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(["a", "\u20ac" * 3_000_000, "b"]))
    assert [len(item) for item in iter_array(path, chunk=1 << 10)] == [1, 3_000_000, 1]


def test_a_reader_may_stop_early(tmp_path: Path) -> None:
    assert list(islice(iter_array(written(tmp_path, "[1, 2, broken")), 2)) == [1, 2]


def test_read_object(tmp_path: Path) -> None:
    assert read_object(written(tmp_path, b'\xef\xbb\xbf{"a": NaN}')).keys() == {"a"}
    for content, why in [
        ("[1]", "a JSON list, not a JSON object"),
        ('{"a": ', "not valid JSON"),
        ("{" + "[" * 100_000, "not valid JSON"),
        ('{"a": ' + "1" * 5_000 + "}", "too many digits"),
        ("", "is empty"),
        (b'{"\xe9": 1}', "not UTF-8"),
    ]:
        with pytest.raises(InputError, match=why):
            read_object(written(tmp_path, content))
    with pytest.raises(InputError, match="larger than"):
        read_object(written(tmp_path, '{"a": "' + "x" * 100 + '"}'), max_bytes=50)
