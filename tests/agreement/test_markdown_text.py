"""Texts from files in Markdown: they format nothing, link to nothing and stay in their cell."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from airbench_tui.agreement.markdown_text import escaped
from airbench_tui.text import one_line

LINKS = [
    "http://evil.example",
    "HTTPS://evil.example/x?y=1",
    "www.evil.example",
    "ann@evil.example",
    "mailto:ann@evil.example",
    "ftp://evil.example",
    "//evil.example",
    "evil.com",
    "(http://evil.example)",
    "acme/http://evil.example|x",
    "`http://evil.example`",
    "``a@b.co",
]
WORDS = st.lists(
    st.sampled_from(LINKS) | st.text(max_size=12) | st.text("`*_|\\<>&[]()@/.:aw", max_size=9)
).map(" ".join)


def cells(markdown: str) -> list[str]:
    """Return the HTML of the cells of one table row, as a viewer draws it that makes links of bare addresses."""
    page = MarkdownIt("gfm-like").render(f"| a | b |\n|---|---|\n| {markdown} | end |\n")
    return re.findall(r"<td>(.*?)</td>", page, re.DOTALL)


@pytest.mark.parametrize("link", LINKS)
def test_a_bare_link_stays_text(link: str) -> None:
    assert MarkdownIt("gfm-like").linkify is not None  # the viewer would make links
    text, _ = cells(f"judge {escaped(link)}")
    assert "<a" not in text
    assert html.unescape(re.sub(r"</?code>", "", text)) == f"judge {link}"
    # GitHub looks for addresses in text even after removing backslashes, but never in code.
    plain = re.sub(r"<code>.*?</code>", "", text)
    assert not re.search(r"//|@|www\.", plain)


@given(words=WORDS)
@example("a|b@c.de")
@example("\\ `x@y.zz")
@example("*a* http://b.com *c*")
def test_any_text_stays_itself_in_its_cell(words: str) -> None:
    text, end = cells(f"x{escaped(words)}x")
    assert end == "end"
    assert not re.search(r"<(?!/?code>)", text)
    assert html.unescape(re.sub(r"</?code>", "", text)).split() == f"x{one_line(words, 300)}x".split()


def test_ordinary_names_are_not_code() -> None:
    assert escaped("meta-llama/Llama-3.1-8B v2.0") == "meta-llama/Llama-3.1-8B v2.0"
    assert escaped(None) == ""
