"""Defines the finding: one thing wrong with a register."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that verification found wrong.

    `code`: stable, in kebab-case. `place`: `journal/POSITION`, `enclosure/DIGEST`, `ROWCLASS/KEY`, or the
    name of a file, table or trigger. `detail`: the values that differ, "" for none.
    """

    code: str
    place: str
    detail: str = ""
