"""Look up the locked packages in a database of known vulnerabilities, with pip-audit.

    make audit

Exits with 1 if a vulnerability is known. Where the network does not allow it, prints one line with the word
"skipped" and exits with 0. pip-audit is installed for this call only: it brings two dozen packages.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from scripts.dependencies import LOCK, tool

_PATIENCE = 300  # seconds


def verdict(said: str, complaint: str) -> tuple[int, list[str]]:
    """Return the exit status and the lines to print for what pip-audit wrote: its JSON report and its errors."""
    try:
        found: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError):
        return 0, [f"skipped: pip-audit gave no report: {(complaint.strip().splitlines() or ['?'])[-1]}"]
    looked_up = [one for one in found if "skip_reason" not in one]
    if not looked_up:
        return 0, ["skipped: no package could be looked up in a database of vulnerabilities"]
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'none'}"
        for one in looked_up
        for known in one["vulns"]
    ]
    counts = f"{len(looked_up)} packages looked up, {len(found) - len(looked_up)} skipped, {len(lines)} known"
    return int(bool(lines)), [*lines, counts]


def main() -> int:
    """Print the vulnerabilities of the locked packages and return the exit status."""
    try:
        with tool("pip-audit") as audit:
            command = [str(audit), "--disable-pip", "--requirement", str(LOCK), "--format", "json"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        status, lines = 0, [f"skipped: pip-audit could not run here ({type(error).__name__})"]
    else:
        status, lines = verdict(done.stdout, done.stderr)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
