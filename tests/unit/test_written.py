"""Files that appear whole or not at all: whose fault it is when they do not, and what nobody else may notice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from airbench_tui.interchange.exporter import written

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize(("umask", "mode"), [(0o027, 0o640), (0o002, 0o664), (0, 0o666)])
def test_a_new_file_has_the_mode_that_the_umask_asks_for(tmp_path: Path, umask: int, mode: int) -> None:
    script = (
        "from airbench_tui.interchange.exporter import written\nwith written('out') as file: file.write('x')"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        umask=umask,
        check=True,
    )
    assert (tmp_path / "out").stat().st_mode & 0o777 == mode


def test_the_umask_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []  # every thread's new files would have that mode meanwhile
    monkeypatch.setattr(os, "umask", lambda mask: asked.append(mask) or 0o022)
    with written(str(tmp_path / "out")) as file:
        file.write("x")
    assert not asked
