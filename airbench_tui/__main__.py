"""The entry point of ``python -m airbench_tui``, which runs the command ``airbench-tui``."""

from airbench_tui.cli import main

main()
