"""Where the checkout is, and the real data that some tests read where it stands beside it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SCHEMAS = ROOT / "tests" / "store" / "schemas"
