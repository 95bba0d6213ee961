"""The commands' JSON, run in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from airbench_tui.cli import cli


class Commands:
    """``airbench-tui --db FILE`` as *who*, who decides nothing themselves."""

    def __init__(self, path: Path, who: str = "lead") -> None:
        self._before = ["--workspace", str(path.parent), "--db", str(path), "--auditor", who]
        self._folder = path.parent

    def run(self, *words: str) -> str:
        """What a command prints."""
        done = CliRunner().invoke(cli, [*self._before, *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    def json(self, *words: str) -> Any:
        """What a command prints with ``--json``."""
        return json.loads(self.run(*words, "--json"))

    def list(self, expression: str = "") -> list[dict[str, Any]]:
        """The rows of ``list``."""
        found = self.json("list", expression, "--limit", "1000")
        assert found["total"] == len(found["rows"])
        return list(found["rows"])

    def agreement(self, *options: str) -> dict[str, Any]:
        """The document of ``agreement``."""
        return dict(self.json("agreement", *options))

    def export(self, *options: str, kind: str = "json") -> list[dict[str, Any]]:
        """The rows of ``export``."""
        path = self._folder / f"exported {len(list(self._folder.glob('exported*')))}.json"
        self.run("export", "--format", kind, "-o", str(path), *options)
        return list(json.loads(path.read_text("utf-8")))

    def disputes(self, *options: str) -> list[dict[str, Any]]:
        """The rows of ``adjudicate list``."""
        return list(self.json("adjudicate", "list", *options)["rows"])

    def packet(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A packet in ``packet list`` and in ``packet status``."""
        (listed,) = (one for one in self.json("packet", "list")["packets"] if one["packet"] == name)
        return listed, self.json("packet", "status", name)
