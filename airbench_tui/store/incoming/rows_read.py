"""How many rows of an imported file were read: kept in its run, in the transaction of each batch of rows.

A killed import thus leaves a run that says how much of it is missing, and importing the file again finishes it.
"""

from __future__ import annotations

import sqlite3

from airbench_tui.store.rules import latest


class RowsRead:
    """The progress of one import. After each batch the shown judgments are right, even if no other batch follows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._judges = latest.JudgeCounts()
        self._judge = self._judges.default(connection)

    def store(self, run: int, rows: int, *, last: bool) -> None:
        """Store that *rows* rows of the file of *run* were read. Call inside the transaction of the batch.

        *last*: the file has no more rows. Of a run that is complete already, nothing changes.
        """
        judge = self._judges.default(self._connection)
        if last or judge != self._judge:
            latest.show(self._connection)
        self._judge = judge
        self._connection.execute(
            "UPDATE runs SET rows_read = ?1 WHERE id = ?2 AND rows_read < ?1 AND rows_read < rows_in_file",
            [rows, run],
        )
        if last:  # a file that changed since it was counted has another number of rows
            self._connection.execute(
                "UPDATE runs SET rows_in_file = ?1, rows_read = ?1 WHERE id = ?2 AND rows_read < rows_in_file",
                [rows, run],
            )
