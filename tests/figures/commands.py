"""The JSON of the commands, run in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from airbench_tui.cli import cli


class Commands:
    """The program on one database, run as *who*, an auditor without verdicts."""

    def __init__(self, path: Path, who: str = "lead") -> None:
        self._before = ["--workspace", str(path.parent), "--db", str(path), "--auditor", who]
        self._folder = path.parent

    def run(self, *words: str) -> str:
        """Run a command and return its output."""
        done = CliRunner().invoke(cli, [*self._before, *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    def json(self, *words: str) -> Any:
        """Run a command with ``--json`` and return the document."""
        return json.loads(self.run(*words, "--json"))

    def list(self, expression: str = "") -> list[dict[str, Any]]:
        """Return the rows of ``list``."""
        found = self.json("list", expression, "--limit", "1000")
        assert found["total"] == len(found["rows"])
        return list(found["rows"])

    def agreement(self, *options: str) -> dict[str, Any]:
        """Return the document of ``agreement``."""
        return dict(self.json("agreement", *options))

    def export(self, *options: str, kind: str = "json") -> list[dict[str, Any]]:
        """Return the rows of ``export``."""
        path = self._folder / f"exported {len(list(self._folder.glob('exported*')))}.json"
        self.run("export", "--format", kind, "-o", str(path), *options)
        return list(json.loads(path.read_text("utf-8")))

    def disputes(self, *options: str) -> list[dict[str, Any]]:
        """Return the rows of ``adjudicate list``."""
        return list(self.json("adjudicate", "list", *options)["rows"])

    def packet(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a packet as ``packet list`` and as ``packet status`` show it."""
        (listed,) = (one for one in self.json("packet", "list")["packets"] if one["packet"] == name)
        return listed, self.json("packet", "status", name)
