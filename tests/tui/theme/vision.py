"""Colours as other eyes see them, and how far apart they are then."""

from __future__ import annotations

import math

from textual.color import Color

from airbench_tui.tui.theme.contrast import luminance

# Linear RGB as dichromats see it, at full severity: Machado, Oliveira and Fernandes (2009), doi 10.1109/TVCG.2009.113.
_EYES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
COLOUR_EYES = tuple(_EYES)
EYES = (*COLOUR_EYES, "grey")


def distance(one: str, other: str, eyes: str) -> float:
    """Return 100 times the distance of two colours in Oklab, as *eyes* see them. Neighbours from about 2 on differ."""
    return 100 * math.dist(_oklab(one, eyes), _oklab(other, eyes))


def _oklab(colour: str, eyes: str) -> tuple[float, float, float]:
    """Return a colour in Oklab (https://bottosson.github.io/posts/oklab/)."""
    if eyes == "grey":
        red = green = blue = luminance(colour)
    else:
        linear = [_linear(channel / 255) for channel in Color.parse(colour).rgb]
        red, green, blue = (
            min(1.0, max(0.0, sum(weight * channel for weight, channel in zip(row, linear, strict=True))))
            for row in _EYES[eyes]
        )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
