"""Reads a cell with the levels that carry a procedure out: "Cấp tỉnh, Cấp xã", as the portal writes it."""

import re

from procedures.intake.cell_rules import Fault, lines_cell
from procedures.intake.titles import title_key
from procedures.spreadsheets.grid import CellValue

LEVEL_WORDS = (
    ("Cấp bộ", "ministry"),
    ("Cấp tỉnh", "province"),
    ("Cấp huyện", "district"),
    ("Cấp xã", "commune"),
    ("Cơ quan khác", "other"),
)
"""(the portal's word, stable name) of each level."""

_NAMES = {
    key: name
    for word, name in LEVEL_WORDS
    for key in (title_key(word), title_key(word).removeprefix("cap "), name)
}
_NOT_KNOWN = frozenset({"chua ro", "khong ro", "khong co thong tin", "unknown"})
_SEPARATORS = re.compile(r"[,;/\n]| và ")


def levels_of(text: str) -> tuple[str, ...] | None:
    """Return the stable names of levels stated as text: () is unknown, None that one is no level."""
    words = [title_key(word) for word in _SEPARATORS.split(text) if word.strip()]
    if all(word in _NOT_KNOWN for word in words):
        return ()
    found = [_NAMES.get(word) for word in words]
    return None if None in found else tuple(dict.fromkeys(name for name in found if name))


def levels_cell(cell: CellValue) -> tuple[str, ...] | Fault:
    """Return the stable names of the levels in a cell, () if it is empty or says that they are unknown."""
    lines = lines_cell(cell)
    if isinstance(lines, Fault):
        return lines
    found = levels_of("\n".join(lines))
    return Fault("not-a-choice", " | ".join(word for word, _ in LEVEL_WORDS)) if found is None else found
