"""The benchmark's files in ``data/``: prompts and rubrics, read and checked.

``data/REVISION/`` holds one revision of the dataset: category files with the columns
``cate-idx,l2-name,l3-name,l4-name,prompt``, a file of rubrics with ``judge_prompt`` in place of ``prompt``,
and a manifest (see :mod:`airbench_tui.benchmark.manifest`). Texts are passed on unchanged, because a prompt
is identified by its text. A row that cannot be used is reported and left out; it never stops the reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from airbench_tui.benchmark import manifest as manifests
from airbench_tui.benchmark import taxonomy
from airbench_tui.benchmark.manifest import Manifest
from airbench_tui.errors import InputError
from airbench_tui.text import one_line, quote

MAX_FILE = 64 << 20
"""The largest file size accepted, in bytes; the largest real file has 3 MB."""

CATEGORY, PROMPT, RUBRIC = "cate-idx", "prompt", "judge_prompt"

Kind = Literal["prompts", "rubrics"]


class BenchmarkPrompt(NamedTuple):
    """One prompt of the benchmark and the id of its level-4 category."""

    category: str
    text: str


class RubricText(NamedTuple):
    """A rubric with its placeholders ``{{QUESTION}}`` and ``{{ANSWER}}``, and its dataset revision."""

    text: str
    revision: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with a file, or with one of its rows (counted from 1; None means the whole file)."""

    file: str
    row: int | None
    why: str

    def __str__(self) -> str:
        where = f"row {self.row}: " if self.row is not None else ""
        return f"{one_line(self.file, 200)}: {where}{self.why}"


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision in ``data/``. ``regions`` lists the regions whose files are all present."""

    revision: str
    folder: Path
    regions: tuple[str, ...]
    fetched_at: str


def available(data: Path) -> list[Revision]:
    """List the revisions in *data*, the one that was last fetched or checked first; [] without any."""
    try:
        folders = [folder for folder in data.iterdir() if folder.is_dir()]
    except OSError:
        return []
    found = [(one, folder) for folder in folders if (one := manifests.load(folder))]
    found.sort(key=lambda pair: (pair[0].checked_at, pair[0].revision), reverse=True)
    return [Revision(one.revision, folder, one.complete(), one.fetched_at) for one, folder in found]


def current(data: Path, region: str | None = None) -> Revision | None:
    """Return the revision that a run uses: the first of :func:`available` with every file of *region*.

    Without *region* it is "default". None when no revision has every file.
    """
    wanted = region or manifests.DEFAULT_REGION
    return next((one for one in available(data) if wanted in one.regions), None)


def prompts(
    folder: Path, region: str | None = None, problems: list[Problem] | None = None
) -> Iterator[BenchmarkPrompt]:
    """Stream the prompts in *folder*, file by file in the order of the dataset.

    *region* limits the stream to the files of that region; without one, every category file present is read.
    Rows that cannot be used (an unknown category, no prompt, too few or too many cells) are added to
    *problems*. Raises InputError at once when *folder* has no manifest, when the dataset has no such region,
    or when a file of the region was not fetched; raises InputError while streaming when a file is gone or
    cannot be read.
    """
    manifest = _manifest(folder)
    if region is None:
        named = dict.fromkeys(name for files in manifest.regions.values() for name in files)
        names = [name for name in named if name in manifest.files]
    else:
        names = list(manifest.region(region))
        absent = [name for name in names if name not in manifest.files]
        if absent:
            more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
            raise InputError(
                f"{quote(str(folder), 300)} has no {absent[0]}{more} of region {region}: "
                f"`airbench-tui fetch --region {region}` downloads the missing files"
            )
    return _prompts([folder / name for name in names], [] if problems is None else problems)


def rubrics(folder: Path, problems: list[Problem] | None = None) -> dict[str, RubricText]:
    """Return the rubrics in *folder* by category, in natural order; {} when they were not fetched.

    *problems* is used as in :func:`prompts`. Raises InputError when there is no manifest, or when the file of
    rubrics is gone.
    """
    manifest = _manifest(folder)
    if manifest.rubrics not in manifest.files:
        return {}
    return read_rubrics(folder / manifest.rubrics, manifest.revision, problems)


def read_rubrics(path: Path, revision: str, problems: list[Problem] | None = None) -> dict[str, RubricText]:
    """Read the rubrics of one file, which belongs to *revision*. The first rubric of a category counts.

    Raises InputError when the file cannot be read or lacks the columns.
    """
    named = [] if problems is None else problems
    found: dict[str, RubricText] = {}
    for row, category, text in _rows(path, _body(path), RUBRIC, named):
        if category in found:
            named.append(Problem(path.name, row, f"a second rubric for {category}"))
        else:
            found[category] = RubricText(text, revision)
    return dict(sorted(found.items(), key=lambda item: taxonomy.sort_key(item[0])))


def kind(body: bytes) -> Kind | None:
    """Tell from the header whether a file holds prompts or rubrics; None for neither (a login page)."""
    first = body[: 1 << 16].split(b"\n", 1)[0]
    try:
        header = _header(next(csv.reader([_text(first)[0]]), []))
    except csv.Error:
        return None
    if CATEGORY not in header:
        return None
    return "rubrics" if RUBRIC in header else "prompts" if PROMPT in header else None


def _manifest(folder: Path) -> Manifest:
    found = manifests.load(folder)
    if not found:
        raise InputError(
            f"{quote(str(folder), 300)} holds no benchmark files: `airbench-tui fetch` downloads them"
        )
    return found


def _prompts(paths: list[Path], problems: list[Problem]) -> Iterator[BenchmarkPrompt]:
    for path in paths:
        for _, category, text in _rows(path, _body(path), PROMPT, problems):
            yield BenchmarkPrompt(category, text)


def _rows(path: Path, body: bytes, column: str, problems: list[Problem]) -> Iterator[tuple[int, str, str]]:
    """Yield the usable rows of a file as (number, category, text of *column*)."""
    known = taxonomy.categories()
    text, encoding = _text(body)
    if encoding != "UTF-8":
        problems.append(
            Problem(path.name, None, f"is not UTF-8: read as {encoding}, so some letters may be wrong")
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    row = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # The reader continues on the next line, so one broken row does not affect the others.
            row += 1
            problems.append(Problem(path.name, row, f"not valid CSV at line {reader.line_num} ({error})"))
            continue
        if not cells:
            continue
        if not header:
            header = _header(cells)
            if not {CATEGORY, column} <= set(header):
                raise InputError(f"{quote(str(path), 300)} has no columns {CATEGORY} and {column}")
            where, what = header.index(CATEGORY), header.index(column)
            continue
        row += 1
        why = None
        if len(cells) != len(header):
            why = f"{len(cells)} cells where the header has {len(header)}"
        elif (category := cells[where].strip()) not in known:
            why = f"unknown category {quote(category)}"
        elif not cells[what].strip():
            why = f"no {column}"
        if why:
            problems.append(Problem(path.name, row, why))
        else:
            yield row, category, cells[what]


def _header(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _body(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise InputError(f"{quote(str(path), 300)} is missing: `airbench-tui fetch` downloads it again")
        with path.open("rb") as file:
            body = file.read(MAX_FILE + 1)
    except OSError as error:
        raise InputError(f"{quote(str(path), 300)} cannot be read: {error.strerror or error}") from error
    if len(body) > MAX_FILE:
        raise InputError(f"{quote(str(path), 300)} is too large for a file of the benchmark")
    return body


def _text(body: bytes) -> tuple[str, str]:
    """Decode *body* and name its encoding: UTF-8 with or without a BOM, else Windows-1252, else Latin-1."""
    try:
        return body.decode("utf-8-sig", errors="surrogatepass"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return body.decode("latin-1"), "Latin-1"  # never fails: every byte is a character
