"""Who looks at what is read: whose verdicts are "mine", and whose open packet places hide the judge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """One auditor who looks. What is hidden from them (``rules.blindness``) is left out of what they get.

    ``auditor`` is their id; None is somebody whom the database does not know yet: they hold no places, so nothing
    is hidden from them, and nothing is theirs. ``sees_all``: nothing is hidden although they may hold places,
    for what reaches no screen of theirs (a packet is drawn from everything that matches) or has its own mask.
    """

    auditor: int | None
    sees_all: bool = False

    @property
    def blind_auditor(self) -> int | None:
        """The auditor whose open places hide responses here; None where nothing is hidden."""
        return None if self.sees_all else self.auditor


UNRESTRICTED = Viewer(None, sees_all=True)
"""Nobody in particular, from whom nothing is hidden: for figures to be quoted and files, never for a screen."""
