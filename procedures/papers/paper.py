"""Defines a paper as data: the fields that templates print and the tables with exact values. No layout.

Every form of a paper (Word, PDF, Excel, CSV, JSON) is made from one `OfficialPaper`, and the check of a
paper makes it once more from the journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from procedures import __version__
from procedures.services.paper_data import PaperRequest, PaperSource
from procedures.wording.formats import dong, exact, percent
from workflow.errors import WorkflowError


class BrokenTemplate(WorkflowError):
    """Says that a template cannot print this paper; nothing was written.

    `template` is a file name, with line and column where they are known; `why` the reason in words.
    """

    def __init__(self, template: str, why: str, code: str = "broken-template") -> None:
        super().__init__(code, template=template, why=why)


ColumnKind = Literal["text", "count", "money", "exact", "rate"]
UNKNOWN = "chưa tính được"


class Ratio(NamedTuple):
    """Holds a rate by its two whole numbers. `least`: percent of the target it is never rounded up to (V5)."""

    part: int
    whole: int
    least: int | Fraction | None = None

    def __str__(self) -> str:
        return percent(self.part, self.whole, self.least)


class ExcelFormula(NamedTuple):
    """Holds a value that a workbook works out itself.

    `text` is "sum" (of the column), "" (the value alone), or a formula: `{key}` is a cell of the same
    row, `{key-2}` the one two rows up.
    """

    value: int | Fraction | Ratio
    text: str


PaperCell = str | int | Fraction | Ratio | ExcelFormula | None


class PaperColumn(NamedTuple):
    """Describes a column of a table; `head` in Vietnamese, `width` in characters of a workbook."""

    key: str
    head: str
    kind: ColumnKind = "text"
    width: int = 12


class PaperTable(NamedTuple):
    """Holds a table with exact values. None in a row is unknown; a key that is absent stays empty.

    `total`: keys summed in a last row (a Ratio there is given). `chart`: label column and the pairs
    (rate column, target in percent) to draw.
    """

    name: str
    title: str
    columns: tuple[PaperColumn, ...]
    rows: tuple[Mapping[str, PaperCell], ...]
    total: Mapping[str, PaperCell] | None = None
    chart: tuple[str, tuple[tuple[str, float], ...]] | None = None


class OfficialPaper(NamedTuple):
    """Holds what every form prints: `fields` are words for templates, `tables` figures for workbooks."""

    request: PaperRequest
    source: PaperSource
    fields: Mapping[str, Any]
    tables: tuple[PaperTable, ...]

    @property
    def line(self) -> str:
        """Return the small line at the end: enough to make the paper once more."""
        return paper_line(self.request, self.source)


def value_of(cell: PaperCell) -> str | int | Fraction | Ratio | None:
    """Return the value of a cell, a formula's own value for a formula."""
    return cell.value if isinstance(cell, ExcelFormula) else cell


def cell_text(cell: PaperCell) -> str:
    """Return a cell as papers print it, "chưa tính được" for an unknown one."""
    value = value_of(cell)
    if value is None:
        return UNKNOWN
    if isinstance(value, Fraction):
        return exact(value)
    return dong(value) if isinstance(value, int) else str(value)


def row_texts(table: PaperTable, row: Mapping[str, PaperCell]) -> dict[str, str]:
    """Return a row as templates print it; every column is there, "" where the row has no value."""
    return {column.key: cell_text(row[column.key]) if column.key in row else "" for column in table.columns}


def paper_line(request: PaperRequest, source: PaperSource) -> str:
    """Return the line of a paper: register, position, hash there, day, version, and what was asked for.

    Its format is fixed: `read_paper_line` and papers already printed rest on it.
    """
    parts = [
        f"Sổ {source.register[:16]}",
        f"mục {source.position}",
        source.leaf,
        f"số liệu đến hết ngày {'/'.join(reversed(source.day.split('-')))}",
        f"tinhgon {__version__}",
        f"{request.kind} {request.unit or '*'} {request.programme} {request.stage}",
    ]
    if request.number:
        parts.append(f"số {request.number}")
    if request.to:
        parts.append(f"gửi {request.to}")
    return " · ".join(parts) + " ·"


class PaperLine(NamedTuple):
    """Holds a line as read from a paper.

    `register`: the first 16 hex digits of its id; `leaf`: 64 hex digits; `day`: ISO date.
    """

    request: PaperRequest
    register: str
    position: int
    leaf: str
    day: str
    version: str


_LINE = re.compile(
    r"Sổ (?P<register>[0-9a-f]{16}) · mục (?P<position>\d{1,12}) · (?P<leaf>[0-9a-f]{64}) · "
    r"số liệu đến hết ngày (?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4}) · "
    r"tinhgon (?P<version>[\w.+]+) · "
    r"(?P<kind>[a-z]+) (?P<unit>[a-z0-9*-]+) (?P<programme>[a-z0-9.-]+) (?P<stage>[a-z]+)"
    r"(?: · số (?P<number>[^·]+?))?(?: · gửi (?P<to>[a-z0-9,-]+))? ·"
)


def read_paper_line(text: str) -> PaperLine | None:
    """Return the line in a paper's text, None without one; the last if there are several.

    Line breaks do not matter.
    """
    lines = list(_LINE.finditer(" ".join(text.split())))
    if not lines:
        return None
    found = lines[-1]
    unit = "" if found["unit"] == "*" else found["unit"]
    asked = (found["kind"], unit, found["programme"], found["stage"])
    request = PaperRequest(*asked, found["number"] or "", found["to"] or "")
    day = f"{found['year']}-{found['month']}-{found['day']}"
    return PaperLine(request, found["register"], int(found["position"]), found["leaf"], day, found["version"])
