"""Reads a cell with the levels that carry a procedure out: "Cấp tỉnh, Cấp xã", as the portal writes it."""

from procedures.intake.cell_rules import Fault, lines_cell
from procedures.spreadsheets.grid import CellValue
from procedures.stated_values import LEVEL_WORDS, levels_of


def levels_cell(cell: CellValue) -> tuple[str, ...] | Fault:
    """Return the stable names of the levels in a cell, () if it is empty or says that they are unknown."""
    lines = lines_cell(cell)
    if isinstance(lines, Fault):
        return lines
    found = levels_of("\n".join(lines))
    return Fault("not-a-choice", " | ".join(word for word, _ in LEVEL_WORDS)) if found is None else found
