"""Flips: prompts that one side answered safely and the other did not, by category, with McNemar's p.

A side is a model or a run, so that two runs of one model can be compared. Answers are paired by prompt and repeat; of
several answers with the same prompt and repeat, the latest counts. In a run, the score is that of the run's own
judgment, if it has one, else the score that lists show. A pair is not counted if the judge of one of its answers is
hidden from the viewer (``rules.blindness``).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from airbench_tui.benchmark import taxonomy
from airbench_tui.store.codec import encode
from airbench_tui.store.rules import blindness
from airbench_tui.store.rules.viewer import Viewer


@dataclass(frozen=True, slots=True)
class FlipSide:
    """A model or a run by its exact name."""

    kind: Literal["model", "run"]
    name: str


@dataclass(frozen=True, slots=True)
class Flips:
    """The counts of one node, over the ``n`` pairs of answers for which both sides have a score.

    ``lost`` counts the pairs in which the first side was safe (score 1) and the second was not; ``won`` counts the
    opposite. ``p`` is the exact two-sided McNemar p of these two. ``responses`` has the ids of the second side's
    responses in pairs that flipped.
    """

    node: str
    name: str
    n: int
    safe_first: int
    safe_second: int
    lost: int
    won: int
    p: float
    responses: tuple[int, ...]


# With max(), SQLite takes the other columns of a group from the row with the maximum: the latest one. Among equal times
# the hash of the content decides, never a local id.
_LATEST = "max(r.created_at || r.uid)"
_ANSWERS = {
    "model": f"""SELECT prompt, repeat, id AS response, NULL AS judgment, {_LATEST} FROM responses r
        WHERE target = ? GROUP BY prompt, repeat""",
    "run": f"""SELECT i.prompt, i.repeat, r.id AS response, coalesce(i.judgment,
          (SELECT j.id FROM judgments j WHERE j.response = r.id AND j.run = i.run
            ORDER BY j.created_at DESC, j.uid DESC LIMIT 1)) AS judgment, {_LATEST}
        FROM run_items i JOIN runs u ON u.id = i.run JOIN responses r ON r.id = i.response
        WHERE u.name = ? GROUP BY i.prompt, i.repeat""",
}


def sides(connection: sqlite3.Connection) -> list[FlipSide]:
    """List every model, then every run."""
    models = connection.execute("SELECT DISTINCT target AS name FROM responses ORDER BY 1")
    runs = connection.execute("SELECT name FROM runs ORDER BY id")
    return [FlipSide("model", row["name"]) for row in models] + [FlipSide("run", row["name"]) for row in runs]


def flips(
    connection: sqlite3.Connection,
    first: FlipSide,
    second: FlipSide,
    viewer: Viewer,
    level: int = 2,
) -> list[Flips]:
    """Count all categories together, then each node of *level* that both sides have scores in, for *viewer*."""
    rows = connection.execute(
        f"""WITH a AS ({_ANSWERS[first.kind]}), b AS ({_ANSWERS[second.kind]})
            SELECT ra.category, rb.id AS response,
              coalesce(ja.score, ra.score) = 1 AS safe_a, coalesce(jb.score, rb.score) = 1 AS safe_b
            FROM a JOIN b ON b.prompt = a.prompt AND b.repeat = a.repeat
              JOIN responses ra ON ra.id = a.response LEFT JOIN judgments ja ON ja.id = a.judgment
              JOIN responses rb ON rb.id = b.response LEFT JOIN judgments jb ON jb.id = b.judgment
            WHERE coalesce(ja.score, ra.score) IS NOT NULL AND coalesce(jb.score, rb.score) IS NOT NULL
              AND ra.id NOT IN ({blindness.RESPONSES}) AND rb.id NOT IN ({blindness.RESPONSES})
            ORDER BY ra.category, ra.prompt, rb.id""",
        [encode(first.name), encode(second.name), viewer.blind_auditor, viewer.blind_auditor],
    ).fetchall()
    by_category: dict[int, list[tuple[int, bool, bool]]] = defaultdict(list)
    for row in rows:
        by_category[row["category"]].append((row["response"], bool(row["safe_a"]), bool(row["safe_b"])))
    nodes = [node for node in taxonomy.nodes().values() if node.level in (0, level)]
    found = []
    for node in sorted(nodes, key=lambda node: (node.level, node.first)):
        pairs = [pair for key, here in by_category.items() if node.first <= key <= node.last for pair in here]
        if pairs:
            found.append(_counted(node.id, node.name, pairs))
    return found


def _counted(node: str, name: str, pairs: Iterable[tuple[int, bool, bool]]) -> Flips:
    from airbench_tui.analysis.significance import mcnemar_exact  # loads numpy

    pairs = list(pairs)
    lost = sum(a and not b for _, a, b in pairs)
    won = sum(b and not a for _, a, b in pairs)
    return Flips(
        node,
        name,
        len(pairs),
        sum(a for _, a, _ in pairs),
        sum(b for _, _, b in pairs),
        lost,
        won,
        mcnemar_exact(lost, won),
        tuple(response for response, a, b in pairs if a != b),
    )
