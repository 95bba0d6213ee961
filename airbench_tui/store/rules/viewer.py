"""The viewer: the auditor whose verdicts are "mine", and whose open packet places hide the judge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """The auditor for whom data is read. Data hidden from them (``rules.blindness``) is left out.

    ``auditor`` is their id. It is None for somebody who is not in the database yet: they have no verdicts and no
    places, so nothing is hidden from them. With ``sees_all`` nothing is hidden although they may have places. That is
    for data that reaches no screen of theirs (a packet is drawn from all matches), or that the caller masks itself.
    """

    auditor: int | None
    sees_all: bool = False

    @property
    def blind_auditor(self) -> int | None:
        """The id of the auditor whose open places hide responses; None if nothing is hidden."""
        return None if self.sees_all else self.auditor


UNRESTRICTED = Viewer(None, sees_all=True)
"""A viewer who is no auditor and sees everything: for quoted figures and for files, never for a screen."""
