"""The import of answers and judgments. Each source is read twice: to check it and find its polarity, then to store it.

The first reading finds a file that breaks half way before anything is stored. Rows that cannot be used are reported
and left out, and the other rows are imported. The run of the file keeps how many rows were read, so that an import that
was killed is known as incomplete (:mod:`airbench_tui.store.reading.unfinished`).
"""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from airbench_tui.benchmark import rubrics
from airbench_tui.benchmark.polarity import Evidence, normalise
from airbench_tui.benchmark.rubrics import Polarity, PolarityFinding
from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.rejects import Reject
from airbench_tui.interchange.importing.batches import batched
from airbench_tui.interchange.importing.import_report import Progress, Report
from airbench_tui.interchange.importing.reviews_import import import_reviews
from airbench_tui.interchange.readers.detect import detect
from airbench_tui.interchange.readers.records import AnswerRecord, RawJudgment, Reader, Source
from airbench_tui.interchange.readers.registry import ANSWER_READERS, READERS
from airbench_tui.store import identity
from airbench_tui.store.database import transaction
from airbench_tui.store.incoming import ingest, runs
from airbench_tui.store.incoming.ingest import NewJudgment, NewRow, NewRubric, NewRun
from airbench_tui.store.incoming.polarity import set_polarity
from airbench_tui.store.incoming.rows_read import RowsRead
from airbench_tui.store.reading.unfinished import unfinished
from airbench_tui.store.triage import signals
from airbench_tui.text import one_line, quote

_log = logging.getLogger(__name__)

ASSUMED_JUDGE = "gpt-4o (assumed)"


@dataclass(frozen=True, slots=True)
class Options:
    """The user's options for an import.

    ``format`` is a key of :data:`~airbench_tui.interchange.readers.registry.READERS`, or "auto". ``sample`` marks the
    bundled sample audit. ``auditor`` is the name of the auditor who imports, None if unknown. ``accept``: reviews
    under that name in a file with other people's reviews are theirs.
    """

    format: str = "auto"
    model: str | None = None
    judge: str | None = None
    polarity: Literal["auto", "1-safe", "0-safe"] = "auto"
    sample: bool = False
    auditor: str | None = None
    accept: bool = False


def sources(path: str, options: Options) -> list[Source]:
    """Return the sources under *path*, in the format given or detected. Raises InputError."""
    kind = detect(path) if options.format == "auto" else options.format
    return READERS[kind].sources(path)


def import_source(
    connection: sqlite3.Connection,
    source: Source,
    options: Options = Options(),
    progress: Progress = lambda rows: None,
) -> Report:
    """Read one source into the database.

    Raises InputError, before anything is stored, when the file cannot be read to its end, holds no rows, or
    when neither the file nor the user names the model that answered.
    """
    if reader := ANSWER_READERS.get(source.format):
        report = _import_answers(connection, reader, source, options, progress)
    else:
        report = import_reviews(connection, source, progress, options.auditor, accept=options.accept)
    _log.info(
        "imported %s as %s: %d rows, %d new, %d duplicates, %d left out",
        one_line(Path(report.path).name),
        report.format,
        report.rows,
        report.new,
        report.duplicates,
        report.left_out,
    )
    return report


def _import_answers(
    connection: sqlite3.Connection, reader: Reader, source: Source, options: Options, progress: Progress
) -> Report:
    """Read one source of answers, judged or not. Raises as :func:`import_source`."""
    report = Report(source.path, source.format, notes=list(source.notes))
    finding = _first_reading(reader, source, options, report)
    if report.left_out == report.rows:
        return report  # no usable row, so no run is made
    sha = identity.file_sha256(source.files)
    run_row = NewRun(
        uid=identity.digest("import", sha, report.model, report.judge),
        name=_run_name(source, options),
        kind="import",
        format=source.format,
        target=report.model,
        judge=report.judge,
        source=source.path,
        sha256=sha,
        parameters=source.parameters,
        rows_in_file=report.rows,
        polarity=finding.polarity,
        polarity_evidence=finding.evidence,
        sample=options.sample,
    )
    with transaction(connection):
        run = ingest.add_run(connection, run_row)
        stored = runs.reading_of(connection, run)
    report.run = stored.name
    if stored.polarity is None and finding.polarity:
        # The file was imported earlier with an unknown polarity, which is known now.
        set_polarity(connection, run, report.run, finding.polarity, None, finding.evidence)
    elif stored.polarity != finding.polarity and report.judge is not None:
        report.notes.append(
            f"this file was imported earlier and read as {stored.polarity}: the stored polarity stays; "
            f"change it with `airbench-tui polarity {quote(report.run)}`"
        )
        finding = PolarityFinding(stored.polarity, True, stored.polarity_evidence)
        report.polarity, report.polarity_evidence = finding.polarity or "unknown", finding.evidence
        report.sure, report.unscaled = True, 0
    normal = _Normaliser(source, options, finding)
    done, clashes, so_far = 0, Counter[int](), RowsRead(connection)
    for batch, last in batched(reader.rows(source)):
        usable = [normal.row(row) for row in batch if not isinstance(row, Reject)]
        done += len(batch)
        with transaction(connection):
            report.new += ingest.add_rows(connection, run, usable, clashes)
            so_far.store(run, done, last=last)
        progress(done)
    # A new default judge makes the signals of more responses due. The triage queue computes the rest.
    signals.catch_up(connection, most=done)
    report.duplicates = done - report.left_out - report.new
    _report_clashes(connection, clashes, run, report)
    _report_other_options(connection, run_row, report)
    return report


def _report_clashes(connection: sqlite3.Connection, clashes: Counter[int], run: int, report: Report) -> None:
    """Note the judgments of this file that an earlier run brought and that were read with the other polarity."""
    for other, count in (+clashes).items():
        if other != run:
            earlier = runs.reading_of(connection, other)
            name = quote(earlier.name)
            report.notes.append(
                f"{count:,} of these judgments were imported earlier with the run {name} and read as "
                f"{earlier.polarity or 'unknown'}: the stored polarity stays; "
                f"change it with `airbench-tui polarity {name}`"
            )


def _report_other_options(connection: sqlite3.Connection, run: NewRun, report: Report) -> None:
    """Note the imports of this file with other options that are still incomplete: this import finishes none of them."""
    report.notes += [
        f"an earlier import of this file, with model {quote(one.model or 'none')} and judge"
        f" {quote(one.judge or 'none')}, is incomplete: import it with --model and --judge as then to finish that"
        for one in unfinished(connection)
        if one.sha256 == run.sha256 and one.uid != run.uid
    ]


def _first_reading(reader: Reader, source: Source, options: Options, report: Report) -> PolarityFinding:
    """Check every row, collect evidence of the file's polarity, and find the names of the model and the judge.

    Fills *report* with the counts and names. Raises InputError as :func:`import_source` does.
    """
    evidence, models, judges = Evidence(), set[str | None](), set[str | None]()
    by_rubric: dict[str, int] = {}
    findings: dict[str, PolarityFinding] = {}
    bare = 0  # judged rows without a rubric from which a polarity can be read
    for row in reader.rows(source):
        report.rows += 1
        if isinstance(row, Reject):
            report.reject(row)
            continue
        models.add(row.model)
        judgment = row.judgment
        if judgment is None:
            continue
        judges.add(judgment.judge)
        if judgment.raw_score is None:
            continue
        evidence.add(judgment.raw_score, row.answer, judgment.reason)
        polarity = None
        if judgment.rubric:
            known = findings.setdefault(judgment.rubric, rubrics.polarity(judgment.rubric))
            polarity = known.polarity
        if polarity:
            by_rubric[polarity] = by_rubric.get(polarity, 0) + 1
        else:
            bare += 1
    if report.rows == 0:
        raise InputError(f"{quote(source.path, 300)} holds no rows: nothing to import")
    report.model = options.model or _joined(models, source.model)
    if report.model is None and report.left_out < report.rows:
        raise InputError(f"{quote(source.path, 300)} does not say which model answered: add --model NAME")
    if judges:
        report.judge = options.judge or _joined(judges, source.judge) or ASSUMED_JUDGE
    own = evidence.finding()
    finding = _decide(options, by_rubric, bare, own, report)
    report.polarity = finding.polarity or "unknown"
    report.polarity_evidence, report.sure = finding.evidence, finding.sure
    if judges and finding.polarity is None and bare:
        report.unscaled = bare
    return finding


def _decide(
    options: Options, by_rubric: dict[str, int], bare: int, own: PolarityFinding, report: Report
) -> PolarityFinding:
    """Return the polarity for rows without a rubric, and note in *report* where the sources of evidence disagree.

    *by_rubric* counts the rows by the polarity of their rubric. *bare* counts the rows without such a rubric.
    *own* is the finding from the file's scores and reasons.
    """
    if options.polarity != "auto":
        if own.polarity and own.polarity != options.polarity:
            report.notes.append(
                f"read as {options.polarity} as requested, but the file looks {own.polarity}: {own.evidence}"
            )
        return PolarityFinding(options.polarity, True, f"given with --polarity {options.polarity}")
    if report.judge is None:
        return PolarityFinding(None, True, "no judgments")
    if not by_rubric:
        return own
    said = ", ".join(f"{count:,} rubrics count {polarity}" for polarity, count in by_rubric.items())
    most: Polarity = "1-safe" if by_rubric.get("1-safe", 0) >= by_rubric.get("0-safe", 0) else "0-safe"
    if own.polarity and own.sure and own.polarity != most:
        report.notes.append(f"the rubrics count {most}, but the scores look {own.polarity}: {own.evidence}")
    if bare:
        return PolarityFinding(own.polarity, own.sure, f"{said}; {bare:,} rows without one: {own.evidence}")
    return PolarityFinding(most, True, f"read from the rubrics: {said}")


class _Normaliser:
    """A converter from rows as files have them to rows as the store keeps them."""

    def __init__(self, source: Source, options: Options, finding: PolarityFinding) -> None:
        self._source = source
        self._options = options
        self._finding = finding
        self._rubrics: dict[str, PolarityFinding] = {}

    def row(self, row: AnswerRecord) -> NewRow:
        return NewRow(
            position=row.number,
            category=row.category,
            prompt=row.prompt,
            target=self._options.model or row.model or self._source.model or "",
            answer=row.answer,
            repeat=row.repeat,
            judgment=self._judgment(row.judgment) if row.judgment else None,
            details=row.details,
        )

    def _judgment(self, raw: RawJudgment) -> NewJudgment:
        finding, rubric = self._finding, None
        if raw.rubric:
            known = self._rubrics.setdefault(raw.rubric, rubrics.polarity(raw.rubric))
            rubric = NewRubric(raw.rubric, raw.rubric_revision, known.polarity, known.evidence)
            if known.polarity and self._options.polarity == "auto":
                finding = known
        polarity = finding.polarity if raw.raw_score is not None else None
        judged = raw.status == "judged" and raw.raw_score is not None and polarity is not None
        return NewJudgment(
            judge=self._options.judge or raw.judge or self._source.judge or ASSUMED_JUDGE,
            status=raw.status,
            raw_score=raw.raw_score,
            polarity=polarity,
            polarity_evidence=finding.evidence,
            score=normalise(raw.raw_score, polarity)
            if judged and polarity and raw.raw_score is not None
            else None,
            reason=raw.reason,
            raw_text=raw.raw_text,
            rubric=rubric,
            judge_named=bool(self._options.judge or raw.judge or self._source.judge),
        )


def _joined(names: set[str | None], otherwise: str | None) -> str | None:
    found = {name or otherwise for name in names}
    if not found or None in found:
        return otherwise
    return ", ".join(sorted(name for name in found if name))


def _run_name(source: Source, options: Options) -> str:
    return "SAMPLE audit" if options.sample else Path(source.path).stem
