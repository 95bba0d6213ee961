"""SQL for the responses that a signal flags, shared by the filter language and the triage queue."""

from __future__ import annotations

from typing import Any

from airbench_tui.benchmark import signals
from airbench_tui.store.rules import blindness, decisions
from airbench_tui.store.rules.viewer import Viewer

# The query steps from one mask to the next by the index: there are few masks, however many responses there are.
MASKS = """WITH RECURSIVE m(mask) AS (SELECT min(mask) FROM triage UNION ALL
    SELECT (SELECT min(t.mask) FROM triage t WHERE t.mask > m.mask) FROM m WHERE m.mask IS NOT NULL)
    SELECT mask FROM m WHERE mask IS NOT NULL"""

OUTCOMES = f"""SELECT r.id AS response, r.category, j.rubric, {decisions.overridden("r.score")} AS overridden
    FROM human_scores h CROSS JOIN responses r ON r.id = h.response JOIN judgments j ON j.id = r.judgment
    WHERE {decisions.ONE_BY_ONE} AND r.score IS NOT NULL AND r.id NOT IN ({blindness.RESPONSES})"""
"""SQL for the outcome of each shown judgment that auditors decided on one by one; used as the table ``outcomes``.

One parameter, the viewing auditor: responses hidden from them are left out.
"""

# A rubric counts as often overridden if at least a third of its judgments (of three or more) are overridden, and at
# least twice the share of all other rubrics: where people override everywhere, no rubric stands out. For files
# without rubrics, each category counts as one rubric.
OFTEN_OVERRIDDEN = """SELECT category, rubric FROM (SELECT category, rubric, count(*) AS n, sum(overridden) AS o,
      sum(count(*)) OVER () AS all_n, sum(sum(overridden)) OVER () AS all_o
    FROM outcomes GROUP BY category, rubric)
    WHERE n >= 3 AND 3 * o >= n AND o * (all_n - n) >= 2 * (all_o - o) * n"""
"""SQL for the rubrics (category key, rubric id or NULL) in ``outcomes`` that people often override."""

OF_RUBRICS = """SELECT o.id AS response FROM json_each(?) d
    CROSS JOIN responses o ON o.category = json_extract(d.value, '$[0]')
    JOIN judgments h ON h.id = o.judgment AND h.rubric IS json_extract(d.value, '$[1]')
    WHERE h.score IS NOT NULL"""
"""SQL for the responses judged by some rubrics; one parameter, a JSON list of [category key, rubric id or null]."""

DOUBTED = OF_RUBRICS.replace(
    "?",
    f"(WITH outcomes AS ({OUTCOMES}) SELECT json_group_array(json_array(category, rubric))"
    f" FROM ({OFTEN_OVERRIDDEN}))",
)
"""SQL for the responses judged by a rubric that is often overridden. It is computed on demand, as reviews change it.

One parameter, as for :data:`OUTCOMES`.
"""

COMPARED = signals.MODELS_DISAGREE | signals.TWINS_DISAGREE
"""The signals that reveal the scores of other answers."""

BESIDE_HIDDEN = f"""SELECT o.id FROM ({blindness.RESPONSES}) w CROSS JOIN responses h ON h.id = w.response
    CROSS JOIN triage_prompts k ON k.prompt = h.prompt
    CROSS JOIN triage_prompts n ON n.near_key = k.near_key
    CROSS JOIN responses o ON o.prompt = n.prompt AND (o.prompt = h.prompt OR o.target = h.target)"""
"""SQL for the responses compared with a hidden one, which :data:`COMPARED` would reveal; one parameter, the auditor."""


def flagged(pattern: str, viewer: Viewer) -> tuple[str, list[Any]]:
    """Return a condition on ``r``: it has a signal that matches *pattern* and that *viewer* may see."""
    bits = signals.matching(pattern)
    sql = f"r.id IN (SELECT t.response FROM triage t WHERE t.mask IN ({MASKS} AND mask & ?))"
    values: list[Any] = [bits]
    auditor = viewer.blind_auditor
    if auditor is not None and bits & COMPARED:
        sql = f"{sql} OR {sql} AND r.id NOT IN ({BESIDE_HIDDEN})"
        values = [bits & ~COMPARED, bits & COMPARED, auditor]
    if bits & signals.RUBRIC_OVERRIDDEN:
        sql += f" OR r.id IN ({DOUBTED})"
        values.append(auditor)
    return sql, values
