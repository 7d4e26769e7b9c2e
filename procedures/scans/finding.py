"""Defines the finding: where a procedure can be cut, by which rule and law, and who may amend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import TypeAlias

# Code and description (`procedures.input.description_shapes.Description`, as a plain dict) of each procedure.
Described: TypeAlias = "Iterable[tuple[str, Mapping[str, Any]]]"


class Law(NamedTuple):
    """A provision: number of the text, article, clause, point; "" where the rule stands on none."""

    document: str
    article: str = ""
    clause: str = ""
    point: str = ""


class Amendable(NamedTuple):
    """A text to amend: number, place in it, level (of LEVELS) of who may; "" and None where not known."""

    document: str = ""
    place: str = ""
    level: str | None = None


class OfficialRow(NamedTuple):
    """A row of the official list (Annexes of Resolution 66.7/2025/NQ-CP): procedure, paper, text, place."""

    no: str
    code: str
    paper: str
    database: str
    document: str
    place: str


class CutFinding(NamedTuple):
    """A place where a procedure can be cut.

    `part` is where in the description ("items.3", "channels.1", "steps"), `words` what stands there. `letter`
    (papers only): A asked for, C already conditional, S the procedure's own paper, M mentioned. `others` are
    the codes of further procedures that it concerns, `facts` what was measured, by name.
    """

    scan: str
    rule: str
    code: str
    part: str
    words: str
    law: Law
    amend: Amendable
    letter: str = ""
    paper: str = ""
    database: str = ""
    official: OfficialRow | None = None
    others: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
