"""A paper as data: the fields that templates print and the tables with exact values. No layout.

Every form of a paper (Word, PDF, Excel, CSV, JSON) is made from one `Paper`, and the check of a
paper makes it once more from the journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from procedures import __version__
from procedures.services.paper_data import Request, Source
from procedures.wording.formats import dong, exact, percent
from workflow.errors import WorkflowError


class BrokenTemplate(WorkflowError):
    """A template that cannot print this paper; nothing was written. `template` names the place."""

    def __init__(self, template: str, why: str, code: str = "broken-template") -> None:
        super().__init__(code, template=template, why=why)


Kind = Literal["text", "count", "money", "exact", "rate"]
UNKNOWN = "chưa tính được"


class Ratio(NamedTuple):
    """A rate by its two whole numbers. `least`: the target it must not be rounded up to (V5)."""

    part: int
    whole: int
    least: int | None = None

    def __str__(self) -> str:
        return percent(self.part, self.whole, self.least)


class Formula(NamedTuple):
    """A value that a workbook works out itself. `{key}` is a cell of the same row, `{key-2}` two up."""

    value: int | Fraction | Ratio
    text: str


Cell = str | int | Fraction | Ratio | Formula | None


class Column(NamedTuple):
    """A column of a table; `width` in characters of a workbook."""

    key: str
    head: str
    kind: Kind = "text"
    width: int = 12


class Table(NamedTuple):
    """A table with exact values. None in a row is unknown; a key that is absent stays empty.

    `total`: keys summed in a last row (a Ratio there is given). `chart`: label column and the pairs
    (rate column, target in percent) to draw.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    total: Mapping[str, Cell] | None = None
    chart: tuple[str, tuple[tuple[str, int], ...]] | None = None


class Paper(NamedTuple):
    """What every form prints: `fields` are words for templates, `tables` figures for workbooks."""

    request: Request
    source: Source
    fields: Mapping[str, Any]
    tables: tuple[Table, ...]

    @property
    def line(self) -> str:
        """The small line at the end: enough to make the paper once more."""
        return stamp(self.request, self.source)


def value_of(cell: Cell) -> str | int | Fraction | Ratio | None:
    """The value behind a formula."""
    return cell.value if isinstance(cell, Formula) else cell


def shown(cell: Cell) -> str:
    """A cell as papers print it; what is not known is said to be so."""
    value = value_of(cell)
    if value is None:
        return UNKNOWN
    if isinstance(value, Fraction):
        return exact(value)
    return dong(value) if isinstance(value, int) else str(value)


def shown_row(table: Table, row: Mapping[str, Cell]) -> dict[str, str]:
    """A row as templates print it; every column is there."""
    return {one.key: shown(row[one.key]) if one.key in row else "" for one in table.columns}


def stamp(request: Request, source: Source) -> str:
    """Register, position, head hash, as-of date, and what was asked for."""
    parts = [
        f"Sổ {source.register[:16]}",
        f"mục {source.position}",
        source.leaf,
        f"số liệu đến hết ngày {'/'.join(reversed(source.day.split('-')))}",
        f"tinhgon {__version__}",
        f"{request.kind} {request.unit or '*'} {request.programme} {request.stage}",
    ]
    return " · ".join(parts + ([f"số {request.number}"] if request.number else [])) + " ·"


class Stamp(NamedTuple):
    """A line as read from a paper."""

    request: Request
    register: str
    position: int
    leaf: str
    day: str
    version: str


_LINE = re.compile(
    r"Sổ (?P<register>[0-9a-f]{16}) · mục (?P<position>\d{1,12}) · (?P<leaf>[0-9a-f]{64}) · "
    r"số liệu đến hết ngày (?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4}) · "
    r"tinhgon (?P<version>[\w.+]+) · "
    r"(?P<kind>[a-z]+) (?P<unit>[a-z0-9*-]+) (?P<programme>[a-z0-9-]+) (?P<stage>[a-z]+)"
    r"(?: · số (?P<number>[^·]+?))? ·"
)


def read_stamp(text: str) -> Stamp | None:
    """The line in a paper's text, the last one if there are several; line breaks do not matter."""
    lines = list(_LINE.finditer(" ".join(text.split())))
    if not lines:
        return None
    found = lines[-1]
    unit = "" if found["unit"] == "*" else found["unit"]
    request = Request(found["kind"], unit, found["programme"], found["stage"], found["number"] or "")
    day = f"{found['year']}-{found['month']}-{found['day']}"
    return Stamp(request, found["register"], int(found["position"]), found["leaf"], day, found["version"])
