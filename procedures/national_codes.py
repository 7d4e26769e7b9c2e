"""Reads the codes of the national database of procedures, short or long."""

from __future__ import annotations

import re

# [0-9], not \d: \d also matches the digits of other scripts.
_NATIONAL = re.compile(r"([0-9]\.[0-9]{6})(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Za-z][0-9]{2})?")


def short_code(text: str) -> str:
    """Return d.dddddd from 1.001234 or 1.001234.000.00.00.H28 (in any case); "" from any other text."""
    match = _NATIONAL.fullmatch(text)
    return match[1] if match else ""
