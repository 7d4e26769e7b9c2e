"""Assigns listed procedures to units by a file of rules: the first rule that fits decides."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from procedures.intake.cell_rules import MAX_TEXT
from procedures.intake.portal_row import PortalRow
from procedures.national_codes import short_code
from procedures.spreadsheets.cell_text import SHORT, comparison_key, first_refused_character, tidy_line
from procedures.spreadsheets.delimited_text import DELIMITERS, CsvRow, csv_rows, decode
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.read_file import read_bytes

_PATTERN_HEADS = frozenset({"co quan", "agency"})
_UNIT_HEADS = frozenset({"don vi", "unit"})
_COLUMNS = 2


def read_map(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the rules (agency pattern or code d.dddddd, unit id) of a text file, in its order.

    A first row `co-quan,don-vi` or `agency,unit` is a header. Raises Unreadable: the codes of
    `read_bytes` and `delimited_text`; map-columns, map-pattern, map-unit, map-doubled, bad-character,
    too-long, each with the row among its values.
    """
    text = decode(read_bytes(path))
    rules: dict[str, tuple[str, str]] = {}
    first: dict[str, int] = {}
    for number, fields in _body(_rows(text)):
        pattern, unit = _rule(number, fields)
        key = comparison_key(pattern)
        if key in first:  # the second rule could never apply
            raise Unreadable(code="map-doubled", row=number, value=pattern, first=first[key])
        first[key] = number
        rules[key] = (pattern, unit)
    if not rules:
        raise Unreadable(code="empty", file=path.name)
    return tuple(rules.values())


def owner_of(listed: PortalRow, rules: Sequence[tuple[str, str]]) -> str | None:
    """Return the unit id of the first rule that fits; None if no rule does.

    A rule fits by the exact code, or by an agency, compared without case and marks: as a pattern of the
    shell if the rule has a *, else as a part of the agency's name.
    """
    agencies = [comparison_key(agency) for agency in listed.agencies]
    for pattern, unit in rules:
        if short_code(pattern):
            if pattern == listed.code:
                return unit
        elif any(_fits(agency, _folded(pattern)) for agency in agencies):
            return unit
    return None


def _fits(agency: str, pattern: str) -> bool:
    return fnmatchcase(agency, pattern) if "*" in pattern else pattern in agency


@lru_cache(maxsize=4096)
def _folded(pattern: str) -> str:
    return comparison_key(pattern)


def _rows(text: str) -> list[CsvRow]:
    """Return the rows under the delimiter with which most of them have two fields."""
    best: list[CsvRow] = []
    most = -1
    damage: Unreadable | None = None
    for delimiter in DELIMITERS:
        try:
            rows = list(csv_rows(text, delimiter))
        except Unreadable as error:
            damage = damage or error
            continue
        fit = sum(len(fields) == _COLUMNS for _, fields in rows)
        if fit > most:
            best, most = rows, fit
    if damage and most <= 0:
        raise damage
    return best


def _body(rows: list[CsvRow]) -> Iterator[CsvRow]:
    """Yield the rows without the header and rows of white space."""
    for nth, (number, fields) in enumerate(rows):
        blank = not any(field.strip() for field in fields)
        if not blank and not (nth == 0 and _is_header(fields)):
            yield number, fields


def _is_header(fields: list[str]) -> bool:
    heads = [comparison_key(field[:SHORT]).replace("-", " ") for field in fields]
    return len(heads) == _COLUMNS and heads[0] in _PATTERN_HEADS and heads[1] in _UNIT_HEADS


def _rule(number: int, fields: list[str]) -> tuple[str, str]:
    if len(fields) != _COLUMNS:
        raise Unreadable(code="map-columns", row=number, count=len(fields))
    for field in fields:
        if len(field) > MAX_TEXT:
            raise Unreadable(code="too-long", row=number, limit=MAX_TEXT)
        if first_refused_character(field):
            raise Unreadable(code="bad-character", row=number, value=field)
    pattern, unit = (tidy_line(field) for field in fields)
    if not comparison_key(pattern):
        raise Unreadable(code="map-pattern", row=number)
    if not unit or any(mark in unit for mark in f" {DELIMITERS}"):
        raise Unreadable(code="map-unit", row=number, value=unit)
    return short_code(pattern) or pattern, unit
