"""Paths of the project and of the real files."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTAL = Path(os.environ.get("TINHGON_PORTAL_DIR", ROOT.parent / "shared" / "data" / "portal"))
RECORDS = Path(os.environ.get("TINHGON_RECORDS_DIR", ROOT.parent / "shared" / "data" / "procedure_records"))
