"""Every fault test and its figures: `python -m tests.faults [--push] [--seed N]`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.faults.figures import Figure, table
from tests.support.paths import ROOT


def main() -> int:
    """Run the tests, print the table; pytest's exit code."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--push", action="store_true", help="only what a push runs")
    asked.add_argument("--seed", type=int, default=20231001, help="of what is drawn")
    asked.add_argument("more", nargs="*", help="options for pytest, after --")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "figures"
        env = os.environ | {"TINHGON_TALLY": str(place), "TINHGON_SEED": str(given.seed)}
        which = "not full" if given.push else "full or not full"
        words = ["-m", "pytest", str(Path(__file__).parent), "-q", "-m", which, *given.more]
        code = subprocess.run([sys.executable, *words], cwd=ROOT, env=env).returncode
        lines = place.read_text(encoding="utf-8").splitlines() if place.exists() else []
    print(f"\n{date.today().isoformat()}, seed {given.seed}, {'push' if given.push else 'push and full'}\n")
    print(table([Figure(*json.loads(line)) for line in lines]))
    return code


if __name__ == "__main__":
    sys.exit(main())
