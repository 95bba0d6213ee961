"""The evidence that a review in a CSV is its auditor's, and what the import did to the verdicts that stood.

A file can name anybody as the auditor. Its reviews are taken as they are where the auditor imports them themselves, or
where their hash fits the secret that the auditor got with the packet's file. All others are stored without evidence:
not blind, and counting only where that auditor decided nothing here by hand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from airbench_tui.interchange.formats.columns import REPEAT
from airbench_tui.interchange.readers.records import Source
from airbench_tui.interchange.readers.reviews_csv import ReviewRow
from airbench_tui.store import identity
from airbench_tui.store.reviewing import auditor_rows, packet_secrets, review_history, review_sources
from airbench_tui.store.reviewing.new_reviews import Evidence, Kind
from airbench_tui.store.trail import Said
from airbench_tui.text import counted, quote

_NAMED = 20  # replaced verdicts that are named; further ones are only counted


class BroughtReviews:
    """The reviews of one CSV: who brings them, with which evidence, and which standing verdicts they replace.

    *importer* is the name of the auditor who imports, None if that is unknown. *auditors* are the folded names of
    the auditors of the file's reviews. Reviews under the importer's own name are theirs if the file has nobody
    else's, or if they said so (*accept*). Every method must be called inside a transaction.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        source: Source,
        sha256: str,
        importer: str | None,
        *,
        auditors: Collection[str],
        accept: bool,
    ) -> None:
        self._connection = connection
        self._name = Path(source.path).name
        self._sha256 = sha256
        self._importer = importer
        self._me = None if importer is None else identity.folded(importer)
        self._own: Evidence = "own" if set(auditors) <= {self._me} else "accepted" if accept else "none"
        self._source: int | None = None
        self._unproven = Counter[str]()
        self._replaced: list[str] = []

    def source(self) -> int:
        """Return the id of the file, which is stored with its first new review."""
        if self._source is None:
            self._source = review_sources.add(
                self._connection, "import", self._name, self._sha256, self._importer
            )
        return self._source

    def evidence(self, row: ReviewRow, kind: Kind, made_at: str, auditor: int, item: int | None) -> Evidence:
        """Return the evidence of the review in *row*. *auditor* is a local id, *item* the place in a packet."""
        mine = identity.folded(row.auditor) == self._me
        if mine and self._own != "none":
            return self._own
        # A secret from a packet's file was chosen by whoever wrote that file, so it says nothing to its auditor.
        secret = (
            "" if item is None else packet_secrets.of_item(self._connection, item, auditor, from_here=mine)
        )
        return "secret" if _said(row, kind, made_at).fits(secret, row.trail) else "none"

    def standing(self, auditor: int, response: int) -> review_history.StandingVerdict | None:
        """Return the verdict of *auditor* on *response* that counts now. Pass it to :meth:`stored`."""
        return review_history.standing_verdict(self._connection, auditor, response)

    def stored(
        self,
        row: ReviewRow,
        auditor: int,
        response: int,
        evidence: Evidence,
        before: review_history.StandingVerdict | None,
    ) -> None:
        """Remember a review that was stored. *before* is the verdict that counted until then."""
        name = auditor_rows.called(self._connection, auditor)
        if evidence == "none":
            self._unproven[name] += 1
        after = self.standing(auditor, response)
        # A verdict that stood without evidence and is accepted now is the same verdict.
        if before and after and (before.score, before.made_at) != (after.score, after.made_at):
            self._replaced.append(
                f"{quote(name)}'s verdict {before.score:g} of {before.made_at} on {row.response_id} is replaced by"
                f" {after.score:g} of {after.made_at}"
            )

    def notes(self) -> list[str]:
        """Return what to tell the user: the verdicts that were replaced, and the reviews without evidence."""
        lines = self._replaced[:_NAMED]
        if len(self._replaced) > _NAMED:
            lines.append(f"{len(self._replaced) - _NAMED:,} more standing verdicts are replaced")
        for name, count in sorted(self._unproven.items()):
            whose = f"{counted(count, 'review')} by {quote(name)} came without evidence that they are theirs"
            means = f"not blind, and counting only where {quote(name)} decided nothing here by hand"
            how = (
                "to take them as yours: --accept"
                if identity.folded(name) == self._me
                else f"to take them as they are, {quote(name)} imports the file, or a merge brings their database"
            )
            lines.append(f"{whose}: {means}; {how}")
        return lines


def _said(row: ReviewRow, kind: Kind, made_at: str) -> Said:
    return Said(
        auditor=row.auditor,
        response=row.response_id,
        kind=kind,
        score=row.review_score,
        first_score=row.first_score,
        note=row.note,
        codes=row.codes,
        blind=bool(row.blind),
        made_at=made_at,
        repeat=REPEAT in row.signals,
    )
