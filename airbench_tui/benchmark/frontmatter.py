"""The files of each region, as the front matter of the dataset's README.md lists them.

The block ``configs:`` lists, for each ``config_name``, the files of a region (``default``, ``us``, ...) or,
under ``judge_prompts``, the file of rubrics. This module reads only that much of YAML, without a YAML parser:
one list, whose shape has been the same in every revision, does not justify another dependency. An item of the
list starts at its dash. Within an item every word that ends in ``.csv`` is one of its files, so indented and
flush lists, ``[a.csv, b.csv]``, a single name, quotes, comments and any order of keys are read alike. Front
matter of any other shape is rejected, never guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from airbench_tui.errors import InputError
from airbench_tui.text import quote

RUBRIC_FILE = "judge_prompt_final.csv"
"""The file of rubrics in revisions whose front matter does not name one."""

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<front>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_NAME = re.compile(r"""\bconfig_name["']?[ \t]*:[ \t]*["']?(?P<name>[\w.-]+)""")
_FILE = re.compile(r"""[^\s,"'\[\]{}]+\.csv\b(?![\w.-])""")
_PLAIN = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of the dataset's files: those of each region, by region name, and the file of rubrics."""

    regions: dict[str, tuple[str, ...]]
    rubrics: str


def layout(readme: str) -> Layout:
    """Read the file list from the front matter of *readme*.

    A region lists each of its files once, in the order found. Raises InputError when there is no front matter
    or no region in it, when a region has no files or appears twice, or when a file is not a plain name (it
    would be written outside the folder).
    """
    front = _FRONT.match(readme)
    if not front:
        raise InputError("the dataset's README.md has no front matter, so its regions are unknown")
    regions: dict[str, tuple[str, ...]] = {}
    rubrics = RUBRIC_FILE
    for item in _configs(front["front"]):
        name = _NAME.search(item)
        if not name:
            raise InputError("the dataset's README.md lists files without a config_name")
        files = tuple(dict.fromkeys(_FILE.findall(item)))
        odd = next((file for file in files if not is_plain(file)), None)
        if odd or not files or name["name"] in regions:
            what = (
                f"names {quote(odd)}, which is not a plain file name" if odd else "lists no files of its own"
            )
            raise InputError(f"the dataset's README.md: region {quote(name['name'])} {what}")
        if all(file.startswith("judge_prompt") for file in files):
            rubrics = files[0]
        else:
            regions[name["name"]] = files
    if not regions:
        raise InputError("the dataset's README.md lists no regions (configs) in its front matter")
    return Layout(regions, rubrics)


def is_plain(name: str) -> bool:
    """Tell whether *name* is a bare file name: letters, digits, dots, dashes, and no dot at the start."""
    return bool(_PLAIN.fullmatch(name))


def _configs(front: str) -> list[str]:
    """Return the items under ``configs:``, each as its lines without comments."""
    items: list[str] = []
    dash: int | None = None
    inside = False
    for raw in front.splitlines():
        line = _COMMENT.sub("", raw).rstrip()
        if not line:
            continue
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if not inside:
            inside = indent == 0 and bare == "configs:"
            continue
        if indent == 0 and not bare.startswith("-"):
            break  # the next key of the front matter
        if dash is None:
            dash = indent
        if indent == dash and bare.startswith("-"):
            items.append("")
        if not items:
            break
        items[-1] += line + "\n"
    return items
