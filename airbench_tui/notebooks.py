"""An audit as pandas frames, for notebooks: ``airbench_tui.load``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from airbench_tui.errors import InputError
from airbench_tui.store.database import open_for_reading
from airbench_tui.text import quote
from airbench_tui.workspace import locate

if TYPE_CHECKING:
    from pandas import DataFrame


class Audit(NamedTuple):
    """The two frames of an audit.

    ``responses``: one row for each response and judgment (one without a judgment for a response that has
    none), scores on the scale 1 = safe. ``reviews``: one row for each verdict, "cannot judge" and
    withdrawal ever given, the latest last; ``standing`` says which count. Join them on ``judgment``, or
    on ``response_id`` where a verdict is to stand beside every judge.
    """

    responses: DataFrame
    reviews: DataFrame


_RESPONSES = """
    SELECT r.uid AS response_id, r.target AS model, c.idx AS cate_idx, c.l1_name, c.l2_name, c.l3_name, c.l4_name,
      p.text AS prompt, r.text AS response, r.status AS response_status, j.uid AS judgment, j.judge, j.judge_snapshot,
      coalesce(j.status, 'missing') AS judge_status, j.score, j.raw_score, j.polarity, j.reason,
      b.revision AS rubric_revision, u.name AS run, j.id IS r.judgment AND j.id IS NOT NULL AS shown
    FROM responses r JOIN prompts p ON p.id = r.prompt JOIN categories c ON c.key = r.category
      LEFT JOIN judgments j ON j.response = r.id LEFT JOIN rubrics b ON b.id = j.rubric
      LEFT JOIN runs u ON u.id = j.run
    ORDER BY r.category, r.prompt, r.id, j.id"""
_REVIEWS = """
    SELECT v.uid AS review, r.uid AS response_id, c.idx AS cate_idx, r.target AS model, a.name AS auditor, v.kind,
      j.uid AS judgment, j.judge, j.score AS judge_score, v.score, coalesce(v.first_score, v.score) AS first_score,
      v.blind, v.origin, k.name AS packet, i.inclusion_probability, i.repeat_of IS NOT NULL AS repeat, v.note, v.codes,
      v.seconds, v.read_share, v.made_at, coalesce(s.stands, 0) AS standing,
      coalesce(v.shown_polarity <> j.polarity, 0) AS stale
    FROM reviews v JOIN responses r ON r.id = v.response JOIN categories c ON c.key = r.category
      JOIN auditors a ON a.id = v.auditor LEFT JOIN judgments j ON j.id = v.judgment
      LEFT JOIN packet_items i ON i.id = v.packet_item LEFT JOIN packets k ON k.id = i.packet
      LEFT JOIN review_states s ON s.review = v.id
    ORDER BY v.made_at, v.uid"""


def load(workspace: str | Path | None = None) -> Audit:
    """The frames of the audit in *workspace*: a folder with ``db/audit.db``, or an audit database itself.

    Without one, the workspace that the command line would take. Raises InputError when nothing is
    there, StoreError for a file that is no audit database.
    """
    import pandas

    place = None if workspace is None else Path(workspace).expanduser()
    if place is not None and place.is_file():
        path = place
    else:
        # Nobody audits here: the name is only what a workspace must have.
        path = locate(None if place is None else str(place), auditor="notebook").database
    if not path.exists():
        raise InputError(f"there is no audit database {quote(str(path), 300)}: name its folder or the file")
    with open_for_reading(path) as database:
        frames = [
            pandas.DataFrame.from_records(rows.fetchall(), columns=[column[0] for column in rows.description])
            for rows in (database.connection.execute(sql) for sql in (_RESPONSES, _REVIEWS))
        ]
    responses, reviews = frames
    reviews["codes"] = [json.loads(codes) for codes in reviews["codes"]]
    for frame, flags in ((responses, ("shown",)), (reviews, ("blind", "repeat", "standing", "stale"))):
        for flag in flags:
            frame[flag] = frame[flag].astype(bool)
    for column in ("seconds", "read_share"):
        reviews[column] = reviews[column].astype(float)  # None throughout would be a column of objects
    reviews["made_at"] = pandas.to_datetime(reviews["made_at"], utc=True, format="ISO8601")
    return Audit(responses, reviews)
