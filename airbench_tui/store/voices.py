"""What each auditor says of a response: one voice each, however often and wherever she decided on it.

Adjudication and disagreements share these pieces of SQL.
"""

from __future__ import annotations

# response, auditor, review: the standing verdict that is the auditor's voice. One given in a packet
# comes before one given elsewhere, then the latest. Left out: what waits for another look, what was
# decided in bulk, and hidden repeats, which only tell how far an auditor agrees with herself.
VOICES = """SELECT response, auditor, id AS review, score FROM (
    SELECT s.response, s.auditor, s.id, s.score, row_number() OVER (
        PARTITION BY s.response, s.auditor
        ORDER BY (s.packet_item IS NOT NULL) DESC, s.made_at DESC, s.uid DESC) AS place
    FROM standing_reviews s LEFT JOIN packet_items t ON t.id = s.packet_item
    WHERE NOT s.stale AND s.origin <> 'bulk' AND t.repeat_of IS NULL)
    WHERE place = 1"""

# The responses on which auditors differ.
DISPUTED = f"SELECT response FROM ({VOICES}) GROUP BY response HAVING count(DISTINCT score) > 1"
