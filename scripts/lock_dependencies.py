"""Write requirements-dev.lock: a version and the hashes of each package that development and CI install.

    make lock       # after a change of the dependencies in pyproject.toml; keeps the versions that still fit
    make upgrade    # takes the newest versions that pyproject.toml allows

One file serves every machine and every Python from 3.11 on: it has the hashes of all files of a version, and a
condition where a package or a version is for some machines only. It names no registry: pip uses the one it is set
up for, and refuses a file whose hash is not in the lock.
"""

from __future__ import annotations

import subprocess
import sys

from scripts.dependencies import LOCK, PROJECT, asked_for, tool

_HEADER = "# Generated from pyproject.toml by `make lock`. Installed by `make test`, with --require-hashes.\n"


def main(*options: str) -> None:
    """Write the lock file; *options* are uv's, such as ``--upgrade``."""
    build = "\n".join(str(one) for one in asked_for().values())
    with tool("uv") as uv:
        command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-header", "--no-annotate", "--extra", "dev"]
        command += ["--output-file", str(LOCK), *options, str(PROJECT), "-"]
        subprocess.run(command, check=True, input=build, text=True)
    LOCK.write_text(_HEADER + LOCK.read_text("utf-8").removeprefix(_HEADER), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
