"""Where one side answered safely and another did not, on the same prompts: by category, with McNemar's p.

A side is a model or a run (so that two runs of one model can be held against each other). Answers
belong together by prompt and repeat; of several with the same the latest counts. In a run the score is that of
the judgment the run brought, where it brought one, else the one that lists show. A pair with an answer whose
judge is hidden from the viewer (``rules.blindness``) is not counted.
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
    """One node's counts of prompts that both sides have a score for.

    ``lost``: the first side was safe (score 1), the second not; ``won`` the other way round. ``p`` is the
    exact two-sided McNemar p of these two. ``responses`` are the second side's, on prompts that flipped.
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


# Of a group the row that came in last gives the other columns (what SQLite does beside a max); equal times are
# settled by what the answers are, never by local ids.
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
    """Every model, then every run."""
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
