"""The colour tokens. Screens name a colour by what it means and never by its value.

Each token is a variable in style sheets and in styles of text: ``$safe``, ``$on-fill``.

====================== =====================================================================
``bg``                 the page
``surface0``           dialogs
``surface1``           tab row and key bar
``surface2``           the chosen row, tracks of bars and scrollbars
``line``               quiet frames and rules, never text
``edge``               frames of form fields
``fg``, ``muted``      text, second-rank text
``safe``               score 1; done
``ambiguous``          score 0.5; needs a look
``unsafe``             score 0; error
``blank``              no answer, no score
``judge``              what the judge says
``mine``               what people say; progress
``focus``              where the keys go; keys in text
``on-fill``            text on a ground filled with a token
``hit``, ``hit-now``   a search hit, the hit in hand
``h1`` to ``h7``       heat, from the worst to the best
====================== =====================================================================
"""

from __future__ import annotations

from collections.abc import Mapping

Tokens = Mapping[str, str]

VERDICTS = ("safe", "ambiguous", "unsafe")
FILLS = (*VERDICTS, "judge", "mine", "focus")
"""Tokens that are also grounds, with ``on-fill`` as the ink."""

TEXTS = ("fg", "muted", *FILLS, "blank")
"""Tokens that are inks."""

GROUNDS = ("bg", "surface0", "surface1", "surface2")
HEAT = tuple(f"h{step}" for step in range(1, 8))


def _palette(**colours: str) -> Tokens:
    return {name.replace("_", "-"): colour for name, colour in colours.items()}


DARK = _palette(
    bg="#0F1318",
    surface0="#151A20",
    surface1="#1D2229",
    surface2="#2A313B",
    line="#4A525D",
    edge="#6B7583",
    fg="#DADEE3",
    muted="#9299A2",
    safe="#59CCAC",
    ambiguous="#EAC25A",
    unsafe="#FB7668",
    blank="#A9B0BA",
    judge="#B28EF2",
    mine="#A0DFFB",
    focus="#6CAAF7",
    on_fill="#0B0E12",
    hit="#4A3F17",
    hit_now="#FFD54A",
    h1="#FFB36A",
    h2="#FA8145",
    h3="#DD553D",
    h4="#A74449",
    h5="#6E4350",
    h6="#1B3E4F",
    h7="#09262B",
)

LIGHT = _palette(
    bg="#F9F6F2",
    surface0="#F2F0EB",
    surface1="#ECE9E4",
    surface2="#E4E1DA",
    line="#A9A59C",
    edge="#857F74",
    fg="#1F242B",
    muted="#5E646C",
    safe="#006F57",
    ambiguous="#7F5D00",
    unsafe="#8F030D",
    blank="#5E646C",
    judge="#7444B4",
    mine="#0D4972",
    focus="#175CBB",
    on_fill="#FFFFFF",
    hit="#FBE7A1",
    hit_now="#6E4B00",
    h1="#902014",
    h2="#BD3C1F",
    h3="#DB693A",
    h4="#EC9C63",
    h5="#EFC593",
    h6="#BDE8E2",
    h7="#EBF6F5",
)

CONTRAST = _palette(
    bg="#000000",
    surface0="#000000",
    surface1="#14181D",
    surface2="#2B323B",
    line="#9AA3AE",
    edge="#C6CCD4",
    fg="#FFFFFF",
    muted="#C6CCD4",
    safe="#4DF0C4",
    ambiguous="#FFDA5A",
    unsafe="#FF9A8C",
    blank="#D5DAE1",
    judge="#EAD0FF",
    mine="#76BEFF",
    focus="#FFFFFF",
    on_fill="#000000",
    hit="#5A4B00",
    hit_now="#FFE600",
    h1="#FFD0A0",
    h2="#FF9A5C",
    h3="#F0664A",
    h4="#B34A4A",
    h5="#7A4453",
    h6="#124054",
    h7="#042126",
)
