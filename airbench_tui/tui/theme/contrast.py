"""Contrast between colours, and colours moved until text in them can be read.

Colours are strings such as ``#0F1318``. Contrast is the ratio of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio),
1 to 21; text needs at least 4.5.
"""

from __future__ import annotations

from textual.color import Color

TEXT = 4.5
"""The contrast that text needs (WCAG 2.2, success criterion 1.4.3, level AA)."""

FRAME = 3.0
"""The contrast that the frame of a form field needs (WCAG 2.2, success criterion 1.4.11)."""

BLACK, WHITE = "#0B0E12", "#FFFFFF"  # inks on filled grounds

_STEPS = 20  # of 5 % each, in which a colour is moved


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    red, green, blue = map(_linear, Color.parse(colour).rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return *one* with the *share* 0 to 1 of *other* mixed in."""
    return Color.parse(one).blend(Color.parse(other), share).hex6


def ink_on(*grounds: str) -> str:
    """Return black or white, whichever reads better on the worst of *grounds*."""
    return max((BLACK, WHITE), key=lambda ink: min(contrast(ink, ground) for ground in grounds))


def readable(ink: str, ground: str, least: float = TEXT) -> str:
    """Return *ink*, moved towards black or white until its contrast with *ground* is at least *least*."""
    return _moved(ink, towards=ink_on(ground), against=ground, least=least)


def readable_ground(ground: str, ink: str, least: float = TEXT) -> str:
    """Return *ground*, moved away from *ink* until its contrast with *ink* is at least *least*."""
    return _moved(ground, towards=ink_on(ink), against=ink, least=least)


def _moved(colour: str, *, towards: str, against: str, least: float) -> str:
    steps = (mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next((step for step in steps if contrast(step, against) >= least), towards)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
