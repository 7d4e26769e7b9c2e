"""Reads the time limit of the authority: a number and its unit, in the words of the portal."""

import re

from procedures.intake.cell_rules import Fault
from procedures.intake.number_rules import exact_cell
from procedures.spreadsheets.grid import CellValue
from procedures.stated_values import limit_unit

WORKING_DAY = "working-day"
"""The unit of a limit that is only a number."""

_LIMIT = re.compile(r"([0-9][0-9.,/ ]*?)\s*([^\W\d_][\w\s-]*)?", re.DOTALL)


def limit_cell(cell: CellValue, unit: str) -> str | Fault | None:
    """Return a limit as value and unit, "30 working-day"; None if empty or unknown.

    `unit` is the one that the title of the column names, "" if it names none: a number alone then counts
    working days. A cell that names another unit than the title is a fault.
    """
    found = _LIMIT.fullmatch(cell.strip()) if isinstance(cell, str) else None
    own = limit_unit(found[2]) if found and found[2] else ""
    if found and found[2] and not own:
        return Fault("not-a-limit")
    if unit and own and own != unit:
        return Fault("other-limit-unit", unit)
    value = exact_cell(found[1] if found else cell)
    if value is None or isinstance(value, Fault):
        return value
    if "/" in value:
        return Fault("not-a-limit")
    return f"{value} {own or unit or WORKING_DAY}"
