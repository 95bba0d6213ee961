"""An audit as pandas frames, for notebooks. The public function is ``airbench_tui.load``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from airbench_tui.errors import InputError
from airbench_tui.store.database import open_for_reading
from airbench_tui.store.reading import notebook_rows
from airbench_tui.text import quote
from airbench_tui.workspace import locate

if TYPE_CHECKING:
    from pandas import DataFrame


class Audit(NamedTuple):
    """The two frames of an audit.

    ``responses`` has one row for each judgment of a response, and one row for a response without a judgment.
    Scores are on the scale 1 = safe. ``reviews`` has one row for each verdict, "cannot judge" and withdrawal,
    the latest last; its column ``standing`` marks those that count. Join the frames on ``judgment``, or on
    ``response_id`` to put a verdict beside the judgments of every judge.
    """

    responses: DataFrame
    reviews: DataFrame


def load(workspace: str | Path | None = None) -> Audit:
    """Load the frames of the audit in *workspace*: a folder with ``db/audit.db``, or an audit database itself.

    With None, use the workspace that the command line would use. Raises InputError if there is no database,
    and StoreError for a file that is not an audit database.
    """
    import pandas

    place = None if workspace is None else Path(workspace).expanduser()
    if place is not None and place.is_file():
        path = place
    else:
        # The auditor's name is not used: a workspace only has to have one.
        path = locate(None if place is None else str(place), auditor="notebook").database
    if not path.exists():
        raise InputError(
            f"there is no audit database {quote(str(path), 300)}: name the file or its workspace"
        )
    with open_for_reading(path) as database:
        responses, reviews = (
            pandas.DataFrame.from_records(found.rows, columns=list(found.columns))
            for found in (
                read(database.connection) for read in (notebook_rows.responses, notebook_rows.reviews)
            )
        )
    reviews["codes"] = [json.loads(codes) for codes in reviews["codes"]]
    for frame, flags in ((responses, ("shown",)), (reviews, ("blind", "repeat", "standing", "stale"))):
        for flag in flags:
            frame[flag] = frame[flag].astype(bool)
    for column in ("seconds", "read_share"):
        reviews[column] = reviews[column].astype(float)  # a column of None only would have dtype object
    reviews["made_at"] = pandas.to_datetime(reviews["made_at"], utc=True, format="ISO8601")
    return Audit(responses, reviews)
