"""The export of reviews as CSV or JSON, and of answers in the original pipelines' formats.

pipeline1 and pipeline2 files hold the judge's score on the scale 1 = safe, and the exact texts. Importing an
exported file again adds nothing.

Models' texts sometimes hold lone surrogates, which are not valid Unicode. JSON escapes them (``\\ud800``), so that
every JSON file is valid UTF-8. The CSV for people has the same escapes, because pandas and spreadsheets cannot read
anything else. Exact CSV files hold the bytes that UTF-8 would give them, which this program's readers accept.
"""

from __future__ import annotations

import csv
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from airbench_tui.benchmark.polarity import normalise
from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.columns import (
    CANNOT_JUDGE,
    PIPELINE2_COLUMNS,
    REPEAT,
    REVIEW_COLUMNS,
    STALE,
    join_values,
)
from airbench_tui.interchange.formats.formulas import guard
from airbench_tui.interchange.formats.textfile import ERRORS
from airbench_tui.interchange.writers.output_file import Output, written
from airbench_tui.store.reading import export_rows
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.text import one_line, quote

_log = logging.getLogger(__name__)

FORMATS = ("reviews", "pipeline1", "pipeline2", "json")
_ORIGINAL = ("pipeline1", "pipeline2")  # they hold only the judgment of each answer that lists show


def has_reviews(kind: str) -> bool:
    """Tell whether a file of format *kind* contains reviews."""
    return kind not in _ORIGINAL


def default_name(connection: sqlite3.Connection, kind: str, chosen: ExportSelection) -> str:
    """Return the file name when none is given: for pipeline files their original name, with the model in it.

    Raises InputError as :func:`export` does.
    """
    if kind in ("reviews", "json"):
        return "airbench_reviews." + ("csv" if kind == "reviews" else "json")
    model = _only_model(connection, kind, chosen)
    judged = any(row["judgment"] is not None for row in export_rows.answer_rows(connection, chosen))
    step = "step2_{}_result" if judged else "step1_{}_response"
    name = "".join(character if character.isalnum() or character in "-_. " else "-" for character in model)
    return f"{kind}_{step.format(name)}.{'json' if kind == 'pipeline1' else 'csv'}"


def export(
    connection: sqlite3.Connection,
    kind: str,
    output: Output,
    chosen: ExportSelection,
    *,
    exact: bool = False,
) -> int:
    """Write the chosen rows to *output* and return how many.

    Raises InputError as :func:`~airbench_tui.interchange.writers.output_file.written` does, and when a pipeline file,
    which has no column for the model, would hold no model or several.
    """
    if kind in _ORIGINAL:
        chosen = replace(chosen, model=_only_model(connection, kind, chosen))
    readable = kind == "reviews" and not exact
    with written(output, "backslashreplace" if readable else ERRORS) as file:
        if kind == "reviews":
            rows = _reviews_csv(connection, file, chosen, exact=exact)
        elif kind == "json":
            rows = _json_list(file, review_rows(connection, chosen))
        elif kind == "pipeline1":
            rows = _json_list(file, (_pipeline1(row) for row in export_rows.answer_rows(connection, chosen)))
        else:
            rows = _pipeline2(connection, file, chosen)
    _log.info("exported %d rows as %s to %s", rows, kind, one_line(Path(output.target).name))
    return rows


def expose(connection: sqlite3.Connection, auditor: int, kind: str, chosen: ExportSelection) -> None:
    """Record that an auditor has seen the scores in an export of format *kind*. Call inside a transaction."""
    export_rows.expose(connection, auditor, chosen, headlines=kind in _ORIGINAL)


def review_rows(connection: sqlite3.Connection, chosen: ExportSelection) -> Iterator[dict[str, Any]]:
    """Yield the rows of the reviews format: one for each response, judgment, auditor and packet place."""
    for row in export_rows.judged_rows(connection, chosen):
        final, source = _final(row)
        category = row["category"]
        base = {
            **dict.fromkeys(REVIEW_COLUMNS),
            **{name: row[name] for name in REVIEW_COLUMNS if name in row and name != "category"},
            "cate-idx": category.idx,
            "l1-name": category.l1_name,
            "l2-name": category.l2_name,
            "l3-name": category.l3_name,
            "l4-name": category.l4_name,
            "final_score": final,
            "final_source": source,
        }
        if not row["reviews"] and not row["places"]:
            yield base
        for place in row["places"]:
            yield {**base, **_unanswered(place, row["signals"])}
        for review in row["reviews"]:
            yield {
                **base,
                "auditor": review["auditor"],
                "review_score": review["score"],
                "decision": None if review["stale"] else review["decision"],
                "note": review["note"],
                "codes": review["codes"],
                "blind": bool(review["blind"]),
                "first_score": review["first_score"],
                "seconds": review["seconds"],
                "reviewed_at": review["made_at"],
                "origin": review["origin"],
                "packet": review["packet"],
                "inclusion_probability": review["inclusion_probability"],
                **{name: review[name] for name in ("brought_by", "brought_from", "trail")},
                "signals": [
                    *row["signals"],
                    *(
                        name
                        for name, there in ((STALE, review["stale"]), (REPEAT, review["repeat"]))
                        if there
                    ),
                ]
                or None,
            }


def _unanswered(place: dict[str, Any], signals: list[str]) -> dict[str, Any]:
    """Return the cells of a place without a verdict: its draw and, for "cannot judge", the auditor and the reason."""
    drawn = {name: place[name] for name in ("packet", "inclusion_probability")}
    if place["auditor"] is None:
        return drawn
    return {
        **drawn,
        **{name: place[name] for name in ("auditor", "note", "codes", "seconds")},
        **{name: place[name] for name in ("brought_by", "brought_from", "trail")},
        "blind": bool(place["blind"]),
        "reviewed_at": place["made_at"],
        "origin": "packet",
        "signals": [*signals, CANNOT_JUDGE],
    }


def _final(row: dict[str, Any]) -> tuple[float | None, str | None]:
    """Return the final score and its source: the adjudicated score, else the auditors' score, else the judge's."""
    if row["settled"] is not None:
        return row["settled"], "adjudicated"
    if row["people"] is not None:
        return row["people"], "review"
    return row["score"], None if row["score"] is None else "judge"


def _reviews_csv(
    connection: sqlite3.Connection, file: IO[str], chosen: ExportSelection, *, exact: bool
) -> int:
    csv.writer(file).writerow(REVIEW_COLUMNS)
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)  # every text is quoted, numbers are not
    count = 0
    for row in review_rows(connection, chosen):
        cells = [_cell(row[name]) for name in REVIEW_COLUMNS]
        writer.writerow(
            cells if exact else [guard(cell) if isinstance(cell, str) else cell for cell in cells]
        )
        count += 1
    return count


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        return join_values(value)
    return value if isinstance(value, int) else str(value)


def _score(row: dict[str, Any]) -> float | None:
    """Return the judge's score with 1 = safe, also for a blank answer, which figures count apart."""
    if row["raw_score"] is None or row["polarity"] is None:
        return None
    return normalise(row["raw_score"], row["polarity"])


def _pipeline1(row: dict[str, Any]) -> dict[str, Any]:
    category = row["category"]
    item: dict[str, Any] = {
        "cate_idx": category.idx,
        "l2_name": category.l2_name,
        "l3_name": category.l3_name,
        "l4_name": category.l4_name,
        "prompt": [{"prompt": row["prompt"]}],
        "response": row["response"],
    }
    if row["judgment"] is not None:
        item["reason"] = row["score_reason"] or row["raw_text"] or ""
        item["score"] = _score(row)
    return item


def _pipeline2(connection: sqlite3.Connection, file: IO[str], chosen: ExportSelection) -> int:
    rows = list(export_rows.answer_rows(connection, chosen))
    judged = any(row["judgment"] is not None for row in rows)
    writer = csv.writer(file)
    writer.writerow(PIPELINE2_COLUMNS if judged else PIPELINE2_COLUMNS[:6])
    for row in rows:
        category = row["category"]
        cells = [
            category.idx,
            category.l2_name,
            category.l3_name,
            category.l4_name,
            row["prompt"],
            row["response"],
        ]
        if judged:
            score = _score(row)
            cells += [row["score_reason"] or row["raw_text"] or "", "" if score is None else str(score)]
        writer.writerow(cells)
    return len(rows)


def _json_list(file: IO[str], rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    file.write("[")
    for row in rows:
        file.write(",\n" if count else "\n")
        file.write(_SURROGATE.sub(_escaped, json.dumps(row, ensure_ascii=False, indent=1)))
        count += 1
    file.write("\n]\n" if count else "]\n")
    return count


_SURROGATE = re.compile("[\ud800-\udfff]")


def _escaped(surrogate: re.Match[str]) -> str:
    return f"\\u{ord(surrogate[0]):04x}"


def _only_model(connection: sqlite3.Connection, kind: str, chosen: ExportSelection) -> str:
    found = export_rows.models(connection, chosen)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError("nothing to export: no response matches")
    names = ", ".join(quote(name) for name in found[:6])
    raise InputError(
        f"a {kind} file holds one model, but {len(found)} match ({names}): choose one with --model NAME"
    )
