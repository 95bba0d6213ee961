"""Benchmarks, each a module to run: ``python -m benchmarks.startup``. See README.md."""
