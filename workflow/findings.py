"""Defines the finding: one thing wrong with a register."""

from __future__ import annotations

from typing import NamedTuple

from workflow.errors import StorageFault, Unreachable


class Finding(NamedTuple):
    """One thing that verification found wrong.

    `code`: stable, in kebab-case. `place`: `journal/POSITION`, `enclosure/DIGEST`, `ROWCLASS/KEY`, or the
    name of a file, table or trigger. `detail`: the values that differ, "" for none.
    """

    code: str
    place: str
    detail: str = ""


def unreadable_store(place: str, error: StorageFault) -> Finding:
    """Return the finding on stored content that cannot be read.

    Raises Unreachable: `error` itself, where it says nothing of the content.
    """
    if isinstance(error, Unreachable):
        raise error
    return Finding("unreadable-store", place, str(error))
