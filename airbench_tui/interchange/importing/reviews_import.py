"""The import of a reviews CSV. A row's new response and judgment are stored first, then its review."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from airbench_tui.benchmark.polarity import denormalise, normalise
from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.columns import CANNOT_JUDGE, STALE
from airbench_tui.interchange.formats.formulas import guard, unguard
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.importing.batches import batched
from airbench_tui.interchange.importing.import_report import Progress, Report
from airbench_tui.interchange.importing.reviews_evidence import BroughtReviews
from airbench_tui.interchange.importing.reviews_packets import CsvPackets
from airbench_tui.interchange.readers.records import Source
from airbench_tui.interchange.readers.reviews_csv import ReviewRow, ReviewsReader, candidates
from airbench_tui.interchange.readers.rowrules import UnusableError
from airbench_tui.store import identity
from airbench_tui.store.database import now, stamp, transaction
from airbench_tui.store.incoming import ingest, known_rows, runs
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRun
from airbench_tui.store.incoming.rows_read import RowsRead
from airbench_tui.store.reviewing import auditor_rows, exposures, new_reviews, reviews
from airbench_tui.store.reviewing.new_reviews import Kind, NewReview, Origin
from airbench_tui.store.triage import signals
from airbench_tui.text import quote

_IN_BULK: dict[str, Origin] = {"bulk": "bulk"}
_BY_HAND_OR_IN_BULK: dict[str, Origin] = {
    **_IN_BULK,
    "packet": "packet",
    "browse": "browse",
    "triage": "triage",
}
_REPEATS = 20  # no column holds the repeat number, so it is found by trying which one gives the response id


def import_reviews(
    connection: sqlite3.Connection, source: Source, progress: Progress, importer: str | None, *, accept: bool
) -> Report:
    """Import a reviews CSV. A review that is stored already (same auditor, time and score) is a duplicate.

    *importer* is the name of the auditor who imports, None if unknown. *accept*: they say that the reviews under
    their name are theirs, although the file has other people's reviews too (``reviews_evidence``).

    Raises InputError when the file cannot be read to its end or holds no rows.
    """
    report = Report(
        source.path, source.format, polarity="1-safe", polarity_evidence="exported scores are 1 = safe"
    )
    reader = ReviewsReader()
    exact, auditors = _first_reading(reader, source, report)
    sha = identity.file_sha256(source.files)
    drawn = CsvPackets(connection)
    brought = BroughtReviews(connection, source, sha, importer, auditors=auditors, accept=accept)
    run = None
    done, so_far = 0, RowsRead(connection)
    for batch, last in batched(reader.rows(source)):
        with transaction(connection, durable=True):
            for row in batch:
                done += 1
                if isinstance(row, Reject):
                    report.reject(row)
                    continue
                known = _recognise(connection, row, exact)
                if known is None:
                    report.reject(
                        Reject(row.number, f"the texts do not belong to response_id {quote(row.response_id)}")
                    )
                    continue
                if run is None:
                    run = ingest.add_run(connection, _run(source, sha, report.rows))
                try:
                    report.new += _store(connection, run, drawn, brought, *known)
                except UnusableError as error:
                    report.reject(Reject(row.number, str(error)))
            if last:
                report.notes += drawn.freeze()
            if run is not None:
                so_far.store(run, done, last=last)
        progress(done)
    report.notes += brought.notes()
    # A new default judge makes the signals of more responses due. The triage queue computes the rest.
    signals.catch_up(connection, most=done)
    if run is not None:
        report.run = runs.reading_of(connection, run).name
    report.duplicates = done - report.new - report.left_out
    return report


def _first_reading(reader: ReviewsReader, source: Source, report: Report) -> tuple[bool, set[str]]:
    """Check the file to its end. Return whether it was written with ``--exact``, and its auditors' folded names.

    A row votes when its ``response_id`` fits only the exact or only the guarded reading of its texts. Without a
    majority, the file is exact if it has a cell that the guard would have changed.
    """
    votes, bare, auditors = 0, False, set[str]()
    for row in reader.rows(source):
        report.rows += 1
        if isinstance(row, Reject):
            continue
        if row.auditor.strip():
            auditors.add(identity.folded(row.auditor))
        as_exact, *as_guarded = (_repeat(reading) is not None for reading in candidates(row))
        if as_exact != any(as_guarded):
            votes += 1 if as_exact else -1
        bare = bare or any(guard(unguard(cell)) != cell for cell in row.cells.values())
    if not report.rows:
        raise InputError(f"{quote(source.path, 300)} holds no rows: nothing to import")
    return votes > 0 or (votes == 0 and bare), auditors


def _run(source: Source, sha: str, rows: int) -> NewRun:
    return NewRun(
        uid=identity.digest("import", sha, None, None),
        name=Path(source.path).stem,
        kind="import",
        format=source.format,
        source=source.path,
        sha256=sha,
        rows_in_file=rows,
    )


def _repeat(row: ReviewRow) -> int | None:
    """Return the repeat number that gives the row's content its id, or None where no number does."""
    for repeat in range(_REPEATS):
        if row.response_id == identity.response_uid(row.category, row.prompt, row.model, row.answer, repeat):
            return repeat
    return None


def _recognise(
    connection: sqlite3.Connection, row: ReviewRow, exact: bool
) -> tuple[ReviewRow, int, bool] | None:
    """Return the reading of *row* whose content has the row's id, its repeat number, and whether its texts are whole.

    Returns None when neither a reading nor a stored response has that id.
    """
    as_exact, guarded, unescaped = candidates(row)
    readings = (as_exact, guarded, unescaped) if exact else (unescaped, guarded, as_exact)
    for reading in readings:
        repeat = _repeat(reading)
        if repeat is not None:
            return reading, repeat, True
    stored = known_rows.response(connection, row.response_id)
    if stored is None:
        return None
    # A spreadsheet changed the texts, but the stored response has them whole.
    mended = replace(readings[0], prompt=stored.prompt, answer=stored.answer, model=stored.target)
    return mended, stored.repeat, False


def _store(
    connection: sqlite3.Connection,
    run: int,
    drawn: CsvPackets,
    brought: BroughtReviews,
    row: ReviewRow,
    repeat: int,
    whole: bool,
) -> bool:
    """Store the row's response, judgment and review, and return whether any of them was new.

    Where the texts are not *whole*, the judge's reason is not whole either, so no judgment is stored. Raises
    UnusableError, with the reason for the report, for a review that does not fit what is stored.
    """
    _check_score(row)
    response = known_rows.response_id(connection, row.response_id)
    judgment = None if response is None else _judgment_here(connection, response, row, whole)
    fresh = False
    if response is None or (row.judge and judgment is None and whole):
        fresh = bool(ingest.add_rows(connection, run, [_as_row(row, repeat)]))
        response = known_rows.response_id(connection, row.response_id)
        assert response is not None
        judgment = _judgment_here(connection, response, row, whole)
    drawn.remember(row, response, judgment)
    item = drawn.item(row, response, judgment)
    if row.review_score is None and CANNOT_JUDGE not in row.signals:
        return fresh
    return _review(connection, response, judgment, item, drawn, brought, row) or fresh


def _check_score(row: ReviewRow) -> None:
    """Raise UnusableError where the judge's score does not follow from the raw score and the polarity."""
    if row.raw_score is None or row.score is None or row.polarity not in ("1-safe", "0-safe"):
        return
    polarity: ingest.Polarity = "1-safe" if row.polarity == "1-safe" else "0-safe"
    if normalise(row.raw_score, polarity) != row.score:
        raise UnusableError(
            f"score {row.score:g} does not follow from raw_score {row.raw_score:g} on the scale {polarity}"
        )


def _as_row(row: ReviewRow, repeat: int) -> NewRow:
    return NewRow(row.number, row.category, row.prompt, row.model, row.answer, repeat, _judgment(row))


def _judgment(row: ReviewRow) -> NewJudgment | None:
    if not row.judge:
        return None
    polarity: ingest.Polarity | None = (
        "0-safe"
        if row.polarity == "0-safe"
        else "1-safe"
        if row.polarity == "1-safe" or row.score is not None
        else None
    )
    raw = row.raw_score
    if raw is None and row.score is not None and polarity:
        raw = denormalise(row.score, polarity)
    status = row.judge_status if row.judge_status in ("judged", "malformed", "blank", "failed") else "judged"
    return NewJudgment(
        judge=row.judge,
        status=status,  # type: ignore[arg-type]
        raw_score=raw,
        polarity=polarity if raw is not None else None,
        polarity_evidence="as the exported file says",
        score=row.score if status == "judged" else None,
        reason=row.reason,
        snapshot=row.judge_snapshot or None,
    )


def _judgment_here(connection: sqlite3.Connection, response: int, row: ReviewRow, whole: bool) -> int | None:
    """Return the stored judgment with the row's judge, raw score and, where the texts are *whole*, reason."""
    if not row.judge:
        return None
    return known_rows.judgment(
        connection, response, row.judge, row.raw_score, row.reason, any_reason=not whole
    )


def _review(
    connection: sqlite3.Connection,
    response: int,
    judgment: int | None,
    item: int | None,
    drawn: CsvPackets,
    brought: BroughtReviews,
    row: ReviewRow,
) -> bool:
    """Store the row's verdict, or its "cannot judge", and return whether it was new.

    A review without evidence is stored as an imported one that is not blind. It takes no place in a packet, and it
    does not say that its auditor has seen the judge.
    """
    name = row.auditor.strip()
    auditor = auditor_rows.auditor_id(connection, name)
    made_at = _moment(row.reviewed_at)
    kind: Kind = "verdict" if row.review_score is not None else "cannot-judge"
    if kind == "cannot-judge" and not (item and row.note.strip()):
        raise UnusableError('"cannot judge" is an answer in a packet and needs a reason in note')
    if made_at > new_reviews.latest_time():
        raise UnusableError(f"reviewed_at {quote(row.reviewed_at)} is in the future")
    evidence = brought.evidence(row, kind, made_at, auditor, item)
    proven = evidence != "none"
    # Older programs hashed the name as it was written, and the stored review may have such a uid.
    uid, *older = (
        identity.digest(
            "review" if row.review_score is not None else kind,
            row.response_id,
            written,
            row.review_score,
            made_at,
            row.packet,
        )
        for written in (identity.folded(name), name, auditor_rows.called(connection, auditor))
    )
    if not proven:
        uid, older = identity.digest("unproven", uid), [uid, *older]
    if known_rows.has_review(
        connection,
        (uid, *older),
        kind=kind,
        response=response,
        auditor=auditor,
        made_at=made_at,
        score=row.review_score,
        proven=proven,
    ):
        return False
    if item is not None and proven:
        drawn.place(item, auditor)
        _keep_first(connection, auditor, item, row)
    origin = (_BY_HAND_OR_IN_BULK if proven else _IN_BULK).get(row.origin, "import")
    blind = bool(row.blind) and proven
    shown_score, shown_polarity = _shown(row)
    before = brought.standing(auditor, response)
    new_reviews.add(
        connection,
        NewReview(
            uid=uid,
            kind=kind,
            response=response,
            auditor=auditor,
            packet_item=item,
            judgment=judgment,
            shown_score=shown_score,
            shown_polarity=shown_polarity,
            score=row.review_score,
            first_score=row.first_score,
            note=row.note,
            codes=row.codes,
            blind=blind,
            exposed=not blind,
            origin=origin,
            seconds=row.seconds,
            made_at=made_at or now(),
            source=brought.source(),
            evidence=evidence,
        ),
    )
    brought.stored(row, auditor, response, evidence, before)
    if (
        judgment is not None and kind == "verdict" and proven
    ):  # blind or not, the judge was shown after the verdict
        exposures.expose(connection, auditor, [judgment], "review")
    return True


def _keep_first(connection: sqlite3.Connection, auditor: int, item: int, row: ReviewRow) -> None:
    """Raise UnusableError where *row* would change the first verdict that is stored for this place."""
    place = reviews.own_place(connection, auditor, item)
    if place.first is None:
        return
    given = row.review_score if row.first_score is None else row.first_score
    if given != place.first_score:
        raise UnusableError(
            f"{quote(row.auditor.strip())} already gave another first verdict in this place of the packet,"
            " and a first verdict never changes"
        )


def _moment(written: str) -> str:
    """Return a time as the store writes it, so that times sort as texts. Returns "" for none."""
    if not written:
        return ""
    moment = datetime.fromisoformat(written)
    return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _shown(row: ReviewRow) -> tuple[float | None, ingest.Polarity | None]:
    """Return the judge's score and polarity that were on screen. A stale verdict was given under the other polarity."""
    if row.polarity not in ("1-safe", "0-safe"):
        return (None, None) if row.blind else (row.score, None)
    if STALE in row.signals:
        other: ingest.Polarity = "0-safe" if row.polarity == "1-safe" else "1-safe"
        return (None if row.score is None else 1 - row.score), other
    return (None, None) if row.blind else (row.score, "1-safe" if row.polarity == "1-safe" else "0-safe")
