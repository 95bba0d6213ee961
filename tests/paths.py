"""Paths of the checkout, and of the real data that some tests read if it is beside the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SCHEMAS = ROOT / "tests" / "store" / "schemas"
