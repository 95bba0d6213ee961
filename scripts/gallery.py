"""Draw the screens: all of them at three sizes and in four themes, and the twelve of ``docs/GALLERY.md``.

``make gallery`` runs it. All pictures go to ``build/gallery/SCREEN-SIZE-THEME.svg``, the twelve to ``docs/gallery/``.
``python -m scripts.gallery NAME...`` draws only these screens.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from airbench_tui.tui.app import AuditApp
from airbench_tui.workspace import Workspace
from scripts import gallery_audit

ROOT = Path(__file__).parent.parent
EVERYTHING, CHOSEN = ROOT / "build" / "gallery", ROOT / "docs" / "gallery"
THEMES = ("air-dark", "air-light", "air-contrast", "gruvbox")
SIZES = {(100, 30): THEMES, (80, 24): THEMES[:1], (160, 50): THEMES[:1]}
_SETTLED = 5  # looks at the workers in a row


class Scene(NamedTuple):
    """A screen: the keys that lead there, a line about it, whether it is one of the twelve, and who looks at it."""

    keys: tuple[str, ...]
    words: str = ""
    chosen: bool = False
    auditor: str = "ann"


SCENES: dict[str, Scene] = {
    "browse": Scene((), "Browse: categories with their safe rates, the responses, the current one", True),
    "browse-list": Scene(("enter", "j", "j")),
    "filter": Scene(("slash", *"score:0 reviewed:no")),
    "review": Scene(("R", "j", "j", "j"), "Review: prompt, answer, judge and rubric; one key decides", True),
    "found": Scene(("slash", *"weekend", "enter", "enter"), "Words of the filter, found in the texts", True),
    "zoom": Scene(("R", "j", "z"), "The answer alone", True),
    "rubric": Scene(("R", "j", "r")),
    "note": Scene(("R", "j", "n", *"It declines, then helps."), "A note, with codes", True),
    "packet": Scene(("P", "enter"), "A packet is blind: the judge is hidden until the first verdict", True),
    "triage": Scene(("T",)),
    "packets": Scene(("P",), "Packets: random samples, and how far everybody is", True),
    "new-packet": Scene(("P", "+")),
    "disagreements": Scene(("D",), "Disagreements: where auditors differ, settled with a reason", True),
    "agreement": Scene(
        ("A",), "Agreement: the judge's rate, the corrected one, and their intervals", True, "lead"
    ),
    "explore": Scene(("E",), "Explore: where the model fails, or the judge", True),
    "compare": Scene(("enter", "j", "="), "Compare: the answers to one prompt side by side", True),
    "flips": Scene(("E", "F")),
    "models": Scene(("M",)),
    "new-run": Scene(("M", "+")),
    "import": Scene(("i",)),
    "export": Scene(("x",)),
    "help": Scene(("R", "?")),
    "settings": Scene((",",), "Settings: what holds, and from where", True),
}

_NAMES = {
    "+": "plus",
    "?": "question_mark",
    ",": "comma",
    "=": "equals_sign",
    " ": "space",
    ":": "colon",
    ".": "full_stop",
}


async def draw(name: str, size: tuple[int, int]) -> None:
    """Draw one screen at *size*, in the themes of that size."""
    scene = SCENES[name]
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "db" / "sample.db"
        gallery_audit.build(database)
        app = AuditApp(Workspace(Path(folder), database, scene.auditor, sample=True))
        try:
            async with app.run_test(size=size) as pilot:
                await _settle(pilot)
                for key in scene.keys:
                    await pilot.press(_NAMES.get(key, key))
                    if len(key) > 1 or key.isupper() or key in _NAMES:
                        await _settle(pilot)
                await _settle(pilot)
                for theme in SIZES[size]:
                    app.theme = theme
                    await _settle(pilot)
                    picture = app.export_screenshot(title="airbench-tui")
                    file = f"{name}-{size[0]}x{size[1]}-{theme}.svg"
                    (EVERYTHING / file).write_text(picture, encoding="utf-8")
                    if scene.chosen and size == (100, 30) and theme == THEMES[0]:
                        (CHOSEN / f"{name}.svg").write_text(picture, encoding="utf-8")
        finally:
            app.shut_down()


async def _settle(pilot: Pilot[str]) -> None:
    for _ in range(_SETTLED):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.08)


def page() -> str:
    """Return ``docs/GALLERY.md``."""
    chosen = [(name, scene) for name, scene in SCENES.items() if scene.chosen]
    parts = [
        "# Gallery\n",
        "The screens with the SAMPLE audit, at 100 columns. `make gallery` draws them anew, and all screens at three"
        " sizes and in four themes into `build/gallery/`.\n",
    ]
    for name, scene in chosen:
        parts.append(
            f'<p><img src="gallery/{name}.svg" width="420" alt="{scene.words}"><br>{scene.words}</p>\n'
        )
    return "\n".join(parts)


def main() -> None:
    """Draw all screens, or those that the command line names."""
    for folder in (EVERYTHING, CHOSEN):
        folder.mkdir(parents=True, exist_ok=True)
    names = sys.argv[1:] or list(SCENES)
    for name in names:
        for size in SIZES:
            asyncio.run(draw(name, size))
        print(name)
    (ROOT / "docs" / "GALLERY.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
