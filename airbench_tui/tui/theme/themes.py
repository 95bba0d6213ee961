"""The program's own themes, and the tokens of every other theme that Textual offers."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from airbench_tui.tui.theme.contrast import FRAME, ink_on, mixed, readable, readable_ground
from airbench_tui.tui.theme.tokens import CONTRAST, DARK, FILLS, LIGHT, Tokens

DEFAULT = "air-dark"
_OWN_TOKENS = {"air-dark": DARK, "air-light": LIGHT, "air-contrast": CONTRAST}


def _own(name: str, tokens: Tokens, *, dark: bool) -> Theme:
    """Return a theme of *tokens*. Textual's own colours get the token of the nearest meaning."""
    return Theme(
        name=name,
        dark=dark,
        primary=tokens["focus"],
        secondary=tokens["judge"],
        accent=tokens["mine"],
        success=tokens["safe"],
        warning=tokens["ambiguous"],
        error=tokens["unsafe"],
        foreground=tokens["fg"],
        background=tokens["bg"],
        surface=tokens["surface0"],
        panel=tokens["surface1"],
        variables={**tokens, **_widgets(tokens)},
    )


def _widgets(tokens: Tokens) -> dict[str, str]:
    """Return Textual's variables for the parts of its widgets: scrollbars, cursors, fields."""
    ground, chosen = tokens["bg"], tokens["surface2"]
    return {
        "foreground-muted": tokens["muted"],
        "text-muted": tokens["muted"],
        "border": tokens["focus"],
        "border-blurred": tokens["edge"],
        "block-cursor-background": chosen,
        "block-cursor-foreground": tokens["fg"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": chosen,
        "block-cursor-blurred-foreground": tokens["fg"],
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": tokens["surface1"],
        "scrollbar": chosen,
        "scrollbar-hover": tokens["line"],
        "scrollbar-active": tokens["focus"],
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "input-cursor-background": tokens["fg"],
        "input-cursor-foreground": ground,
        "input-selection-background": f"{tokens['focus']} 35%",
    }


OWN = tuple(_own(name, tokens, dark=tokens is not LIGHT) for name, tokens in _OWN_TOKENS.items())
"""The program's own themes."""


def variables(theme: Theme) -> dict[str, str]:
    """Return the variables to add to *theme*: its tokens, and Textual's variables that follow from them."""
    tokens = dict(tokens_of(theme))
    return tokens if theme.name in _OWN_TOKENS else {**tokens, **_widgets(tokens)}


def tokens_of(theme: Theme) -> Tokens:
    """Return the tokens of *theme*.

    A theme of Textual's gives its own colours, made readable on every ground. Heat always keeps the program's ramp,
    because its steps must stay apart for every kind of colour vision.
    """
    if theme.name in _OWN_TOKENS:
        return _OWN_TOKENS[theme.name]
    base = DARK if theme.dark else LIGHT
    if theme.name.startswith("ansi"):  # its colours are the terminal's, so nothing can be computed from them
        return base
    named = theme.to_color_system().generate()
    ground, ink = (Color.parse(named[key]).hex6 for key in ("background", "foreground"))
    chosen = mixed(ground, ink, 0.16)
    wanted = {
        "safe": named["success"],
        "ambiguous": named["warning"],
        "unsafe": named["error"],
        "judge": named["secondary"],
        "mine": named["accent"],
        "focus": named["primary"],
        "blank": mixed(ink, ground, 0.25),
        "muted": mixed(ink, ground, 0.38),
        "fg": ink,
    }
    inks = {token: readable(Color.parse(colour).hex6, chosen) for token, colour in wanted.items()}
    on_fill = ink_on(*(inks[fill] for fill in FILLS))
    inks |= {fill: readable_ground(inks[fill], on_fill) for fill in FILLS}
    return {
        **base,
        "bg": ground,
        "surface0": mixed(ground, ink, 0.03),
        "surface1": mixed(ground, ink, 0.08),
        "surface2": chosen,
        "line": mixed(ground, ink, 0.3),
        "edge": readable(mixed(ground, ink, 0.4), ground, FRAME),
        "on-fill": on_fill,
        **inks,
    }
