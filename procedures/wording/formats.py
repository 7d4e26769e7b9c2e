"""Plain output: user text made inert, tables, TSV, CSV and JSON; numbers and dates as people write them.

Integers and fractions only: no float ever holds a figure (V5).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from procedures.wording.language import language

if TYPE_CHECKING:
    from fractions import Fraction

Cell = str | int | None
# Latin letters with all Vietnamese marks, punctuation, arrows, box lines: one column each. A set,
# because compiling a pattern over such ranges takes longer than printing a sheet.
_NARROW = frozenset(map(chr, [*range(0x20, 0x300), *range(0x1E00, 0x200B), *range(0x2010, 0x2600)]))


def escape_control(text: str) -> str:
    """User text for a terminal: control and format characters shown, never obeyed."""
    return "".join(
        sign
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        else f"\\u{ord(sign):04x}"
        for sign in text
    )


def capital(text: str) -> str:
    """With a capital at the beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """Inert, and on one line."""
    return escape_control(" ".join(text.split()))


def dong(amount: int | None) -> str:
    """Whole đồng with the language's separators; "…" is unknown."""
    if amount is None:
        return "…"
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def count(number: int) -> str:
    """A count with the language's separators."""
    return dong(number)


def percent(part: int, whole: int, threshold: int | None = None) -> str:
    """Part / whole in percent, half up, two decimals; more where rounding would reach `threshold`
    although the ratio does not (V5: "19,996%"). "–" where there is nothing to divide by.
    """
    if whole == 0:
        return "–"
    digits = 2
    # part / whole < threshold / 100, yet the rounded figure would reach it
    while (
        threshold is not None
        and 100 * part < threshold * whole
        and _half_up(100 * part * 10**digits, whole) >= threshold * 10**digits
    ):
        digits += 1
    scaled = _half_up(100 * abs(part) * 10**digits, whole)
    whole_part, rest = divmod(scaled, 10**digits)
    point = "," if language() == "vi" else "."
    sign = "-" if part < 0 and scaled else ""
    return f"{sign}{dong(whole_part)}{point}{rest:0{digits}d}%"


def exact(value: Fraction) -> str:
    """An exact amount: whole, or with up to four decimals and "≈" where that is not all of it."""
    if value.denominator == 1:
        return dong(int(value))
    scaled = _half_up(abs(value.numerator) * 10**4, value.denominator)
    whole_part, rest = divmod(scaled, 10**4)
    point = "," if language() == "vi" else "."
    about = "" if scaled * value.denominator == abs(value.numerator) * 10**4 else "≈ "
    return f"{about}{'-' if value < 0 else ''}{dong(whole_part)}{point}{rest:04d}".rstrip(
        "0"
    ).rstrip(point)


def days(parts: int, scale: int) -> str:
    """Working days of a time in parts of a day, with up to two decimals and "≈" where that is not all."""
    scaled = _half_up(100 * abs(parts), scale)
    about = "" if scaled * scale == 100 * abs(parts) else "≈ "
    whole_part, rest = divmod(scaled, 100)
    point = "," if language() == "vi" else "."
    return f"{about}{'-' if parts < 0 else ''}{dong(whole_part)}{point}{rest:02d}".removesuffix(
        f"{point}00"
    )


def date(iso: str | None) -> str:
    """dd/mm/yyyy of an ISO date."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def local_time(instant: str) -> str:
    """dd/mm/yyyy hh:mm in Vietnam, of a UTC instant."""
    if not instant:
        return ""
    return (datetime.fromisoformat(instant) + timedelta(hours=7)).strftime("%d/%m/%Y %H:%M")


def width(text: str) -> int:
    """Columns a text takes in a terminal."""
    composed = unicodedata.normalize("NFC", text)
    if _NARROW.issuperset(composed):
        return len(composed)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in composed
    )


def truncate(text: str, columns: int) -> str:
    """At most so many columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > columns - 1:
            break
        kept += sign
    return kept.rstrip() + "…"


def table(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: str = "", indent: int = 0
) -> str:
    """An aligned table. `right` has an "r" for each column aligned right ("l" else)."""
    cells = [[one_line(_text(cell)) for cell in row] for row in rows]
    head = [one_line(text) for text in heads]
    widths = [max([width(head[i]), *(width(row[i]) for row in cells)]) for i in range(len(head))]
    aligned = right.ljust(len(head), "l")
    lines = [_line(row, widths, aligned, indent) for row in [head, *cells]]
    rule = " " * indent + "  ".join("─" * columns for columns in widths)
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def delimited(heads: Sequence[str], rows: Iterable[Sequence[Cell]], form: str) -> str:
    """TSV or CSV. In CSV a leading = + - @ is disarmed with an apostrophe (CWE-1236)."""
    if form == "tsv":
        lines = ("\t".join(one_line(_text(cell)) for cell in row) for row in [heads, *rows])
        return "".join(f"{line}\n" for line in lines)
    import csv  # noqa: PLC0415 - most tables are not CSV
    import io  # noqa: PLC0415

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_disarmed(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def as_json(data: Any) -> str:
    """JSON for machines; `schema` names the shape's version."""
    return json.dumps({"schema": 1, **data}, ensure_ascii=False, indent=2) + "\n"


def _disarmed(cell: Cell) -> str:
    text = escape_control(_text(cell))
    return "'" + text if isinstance(cell, str) and text[:1] in set("=+-@\t\r") else text


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _line(cells: Sequence[str], widths: Sequence[int], right: str, indent: int) -> str:
    parts = []
    for text, columns, side in zip(cells, widths, right, strict=False):
        space = " " * (columns - width(text))
        parts.append(space + text if side == "r" else text + space)
    return (" " * indent + "  ".join(parts)).rstrip()


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
