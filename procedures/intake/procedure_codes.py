"""Reads a procedure's code by one rule for every list: national, of the office's own, or nearly national."""

import re

from procedures.intake.cell_rules import Fault, text_cell
from procedures.national_codes import short_code
from procedures.spreadsheets.grid import CellValue, cell_kind

_OWN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")
_HAS_LETTER = re.compile(r"[A-Za-z\-]")
_ALIKE = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", ",": ".", " ": None})
_NEARLY = re.compile(r"([0-9])\.([0-9]+)((?:\.[0-9A-Za-z]*)*)")
_HYPHENED = re.compile(r"[0-9]\.[0-9]*-[0-9\-]*")  # a national code with a stray hyphen
_WITHOUT_POINT = re.compile(r"([0-9])([0-9]{6})")
_DIGITS = 6  # behind the point of a national code


def code_cell(cell: CellValue) -> str | Fault:
    """Return a national code as d.dddddd, or a code of the office's own, which has a letter or a hyphen.

    What looks like a national code and is none is a fault: a zero or the apostrophe was lost, a letter O
    stands for a zero, a point stands too much, or the row is only numbered.
    """
    kind = cell_kind(cell)
    if kind == "formula":
        return Fault("formula")
    if kind != "text":
        # 1.00496 may have been 1.004960: a number cell has lost trailing zeros.
        return Fault(f"{kind}-for-code")
    text = text_cell(cell)
    if isinstance(text, Fault):
        return text
    if not text:
        return Fault("missing-code")
    return short_code(text) or _nearly_national(text) or _own_code(text)


def _nearly_national(text: str) -> Fault | None:
    """Return the fault of a text that looks like a national code; its detail is the code that is meant."""
    plain = text.translate(_ALIKE)
    match = _NEARLY.fullmatch(plain)
    if match:
        short = len(match[2]) <= _DIGITS
        return Fault("near-code", f"{match[1]}.{match[2].ljust(_DIGITS, '0')}" if short else "d.dddddd")
    if _HYPHENED.fullmatch(plain):
        return Fault("near-code", "d.dddddd")
    if match := _WITHOUT_POINT.fullmatch(plain):
        return Fault("near-code", f"{match[1]}.{match[2]}")
    return None


def _own_code(text: str) -> str | Fault:
    if not _OWN.fullmatch(text):
        return Fault("bad-code")
    return text if _HAS_LETTER.search(text) else Fault("digits-for-code")
