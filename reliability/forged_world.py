"""An audit of two auditors, from which each forgery starts: a lead's database, bob's, and what bob sent home."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airbench_tui.interchange.importing import importer
from airbench_tui.interchange.importing.import_report import Report
from airbench_tui.interchange.importing.importer import Options
from airbench_tui.interchange.packet_files.reading import import_packet
from airbench_tui.interchange.packet_files.writing import export_packet
from airbench_tui.interchange.readers import heads_file as kept_heads
from airbench_tui.interchange.writers import exporter, heads_file
from airbench_tui.interchange.writers.output_file import Kept, Output
from airbench_tui.store import trail
from airbench_tui.store.auditing import audit
from airbench_tui.store.codec import row_factory
from airbench_tui.store.database import open_database, transaction
from airbench_tui.store.merging.merge import Merged, merge
from airbench_tui.store.reading.export_rows import ExportSelection
from airbench_tui.store.reviewing import packets
from airbench_tui.store.rules import provenance
from airbench_tui.store.rules.viewer import UNRESTRICTED
from tests.store import packet_helpers
from tests.store.helpers import decide

Row = dict[str, str]


@dataclass(frozen=True)
class World:
    """A folder with these files.

    - ``lead.db``: ann's database. The packet june has places of ann and of bob, and ann decided some of hers blind. On
      the responses 1 and 2 ann decided outside packets, too.
    - ``bob.json``: june for bob. ``bob.db``: his database, in which he decided his places blind.
    - ``bob.csv``: his reviews, as he sends them home; ``bob.csv.heads`` beside it.
    - ``ann.csv.heads``, signed with ann's key where OpenSSH is installed.
    """

    folder: Path

    @property
    def lead(self) -> Path:
        return self.folder / "lead.db"

    @property
    def bob(self) -> Path:
        return self.folder / "bob.db"

    def copy(self, folder: Path) -> World:
        """Return a copy of this world in the new *folder*."""
        shutil.copytree(self.folder, folder)
        return World(folder)

    # -- what people do -------------------------------------------------------------------------

    def rows(self, of: str) -> list[Row]:
        """Return the rows of ``bob.csv`` or ``ann.csv``."""
        with (self.folder / f"{of}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def reviewed(self) -> list[Row]:
        """Return the rows of ``bob.csv`` with a review of his."""
        return [row for row in self.rows("bob") if row["auditor"]]

    def bring(self, rows: Sequence[Row], by: str = "cleo", into: Path | None = None) -> Report:
        """Write *rows* as a reviews CSV, and import it into the lead's database, or *into* another, as *by* does."""
        path = self.folder / "sent.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        options = Options(format="reviews", auditor=by)
        (source,) = importer.sources(str(path), options)
        with open_database(into or self.lead) as opened:
            return importer.import_source(opened.connection, source, options)

    def merge(self, *, back: bool = False) -> Merged:
        """Merge bob's database into the lead's, as ann does; or *back*, the lead's into bob's, as bob does."""
        into, other, by = (self.bob, self.lead, "bob") if back else (self.lead, self.bob, "ann")
        with open_database(into) as opened:
            return merge(opened, other, by)

    def audit(self, *heads: str, path: Path | None = None) -> list[str]:
        """Audit the lead's database, or *path*, and return what differs in words."""
        with closing(sqlite3.connect(path or self.lead, isolation_level=None)) as connection:
            connection.row_factory = row_factory
            return [one.words for one in audit.differences(connection, heads)]

    def audit_with(self, heads: str, signers: str | None = None) -> list[str]:
        """Audit the lead's database with a file of heads that was kept, as ``doctor --audit --heads`` does."""
        file = self.folder / heads
        kept = kept_heads.read(str(file), None if signers is None else str(self.folder / signers))
        return [*kept.faults, *self.audit(*(head.link for head in kept.said.heads))]

    # -- what counts ----------------------------------------------------------------------------

    def ask(self, query: str, *values: Any, path: Path | None = None) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(path or self.lead)) as connection:
            connection.row_factory = row_factory
            return connection.execute(query, values).fetchall()

    def counted(self) -> list[dict[str, Any]]:
        """Return every verdict that counts as its auditor's in the lead's database, with its score and standing."""
        return self.ask(
            "SELECT v.uid, a.folded, r.uid AS response, v.score, coalesce(v.first_score, v.score) AS first, v.blind,"
            " v.is_standing, v.is_first, v.made_at FROM reviews_in_force v JOIN auditors a ON a.id = v.auditor"
            " JOIN responses r ON r.id = v.response WHERE v.evidence IS NOT 'none' ORDER BY v.uid"
        )

    def unproven(self) -> list[dict[str, Any]]:
        """Return the reviews without evidence in the lead's database, with who brought them and from which file."""
        return self.ask(
            f"SELECT v.uid, v.blind, v.origin, {provenance.NAMES} AS name, {provenance.BY} AS brought_by"
            f" FROM reviews v {provenance.JOINS.format('v')} WHERE v.evidence = 'none'"
        )

    def waiting(self, auditor: str) -> list[str]:
        """List the uids of the responses that wait for the auditor's blind verdict in june."""
        with open_database(self.lead) as opened:
            items = packet_helpers.items_of(opened.connection, auditor)
        query = "SELECT r.uid FROM packet_items t JOIN responses r ON r.id = t.response WHERE t.id = ?"
        return [self.ask(query, item)[0]["uid"] for item in items]

    # -- what a forger does ---------------------------------------------------------------------

    def edit(self, *statements: str, path: Path | None = None, rebuild: bool = False) -> None:
        """Run SQL on the lead's database, or *path*, as another program does.

        The guards against changes are put back as they were. With *rebuild* the whole trail is made again.
        """
        path = path or self.lead
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            guards = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE name LIKE 'reviews\\_never\\_%' ESCAPE '\\'"
                " OR name = 'withdrawn_by_the_author'"
            ).fetchall()
            for name, _ in guards:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            if rebuild:
                connection.execute("DELETE FROM trail")
                connection.execute("DELETE FROM trail_heads")
            for _, sql in guards:
                connection.execute(sql)
        if rebuild:
            with open_database(path) as opened, transaction(opened.connection):
                trail.extend(opened.connection, 0)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with open_database(path) as opened:
        yield opened.connection


def build(folder: Path) -> World:
    """Make the world in *folder*, in the ordinary way."""
    world = World(folder)
    with _opened(world.lead) as lead:
        packet_helpers.fill(lead, 16)
        packet_helpers.make(lead, "june", 10, auditors=("ann", "bob"))
        decide(lead, "ann", 1, 0.0, note="by hand")
        decide(lead, "ann", 2, 1.0)
        for item in packet_helpers.items_of(lead, "ann")[:2]:
            packet_helpers.give(lead, item, 0.5, "ann")
        bobs = Output(str(folder / "bob.json"), Kept())
        export_packet(lead, packets.find(lead, "june"), bobs, "bob")
    with _opened(world.bob) as bob:
        import_packet(bob, folder / "bob.json")
        for item in packet_helpers.items_of(bob, "bob"):
            packet_helpers.give(bob, item, 0.0, "bob", note="as I see it")
        _export(bob, folder / "bob.csv", "bob")
    with _opened(world.lead) as lead:
        heads = _export(lead, folder / "ann.csv", "ann")
    if shutil.which("ssh-keygen"):
        for name in ("ann", "bob"):
            key = folder / f"key-of-{name}"
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        public = (folder / "key-of-ann.pub").read_text("utf-8")
        (folder / "signers").write_text(f"ann {public}", encoding="utf-8")
        heads_file.sign(heads, str(folder / "key-of-ann"))
    return world


def _export(connection: sqlite3.Connection, path: Path, by: str) -> Output:
    output = Output(str(path), Kept())
    exporter.export(connection, "reviews", output, ExportSelection(UNRESTRICTED, "all"))
    heads = heads_file.write(connection, output, by)
    assert heads is not None
    return heads
