"""Assigns listed procedures to units by rules on agencies and codes.

One code has one owner (R10): where rules for several units fit, none is taken, and all are named.
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

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
_AND = " + "
"""Joins the agencies of a rule that fits only where all of them are listed."""


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


class OwnerMatch(NamedTuple):
    """One rule that fits: the agency (or code) as listed, the rule's pattern, its unit's id."""

    agency: str
    pattern: str
    unit: str


class Ownership(NamedTuple):
    """The units that the rules give a listed procedure to."""

    matches: tuple[OwnerMatch, ...]
    """The rules that decide, each unit once; several units are a conflict that somebody must settle (R10)."""
    named: tuple[str, ...]
    """The units of every agency that is listed, in the order of the rules."""

    @property
    def owner(self) -> str | None:
        """The id of the owning unit; None where no rule fits, or rules for several units do."""
        return self.matches[0].unit if len(self.matches) == 1 else None

    @property
    def several(self) -> bool:
        """True where rules for several units fit."""
        return len(self.matches) > 1

    @property
    def conflict(self) -> str:
        """The rule of each unit, with the agency that it fits: “Sở Tư pháp” → so-tu-phap (“Sở”)."""
        return "; ".join(
            f"“{agency}” → {unit}" + ("" if pattern == agency else f" (“{pattern}”)")
            for agency, pattern, unit in self.matches
        )

    def handlers(self, owner: str | None) -> tuple[str, ...]:
        """Return the ids of the units that carry the procedure out besides its owner."""
        return tuple(unit for unit in self.named if unit != owner)


NO_OWNER = Ownership((), ())
"""No rule fits."""


def ownership(listed: PortalRow, rules: Sequence[tuple[str, str]]) -> Ownership:
    """Return the units that rules (pattern, unit) give a listed procedure to.

    A rule fits by the exact code, or by an agency, compared without case and marks: as a pattern of the
    shell if the rule has a *, else as a part of the agency's name. "A + B" fits where A and B both do. A code
    comes before agencies, a pattern before those that are a part of it, "A + B" before A and before B; the
    order of the rules decides nothing.
    """
    by_code = [OwnerMatch(listed.code, *rule) for rule in rules if short_code(rule[0]) == listed.code]
    fits = list(_fits(listed, rules))
    single = [fit for fit in fits if fit.parts == 1]
    named = [fit.match.unit for fit in single if not any(_is_closer(other, fit) for other in single)]
    deciding = by_code or [fit.match for fit in fits if not any(_is_closer(other, fit) for other in fits)]
    matches: dict[str, OwnerMatch] = {}
    for match in deciding:
        matches.setdefault(match.unit, match)
    return Ownership(tuple(matches.values()), tuple(dict.fromkeys(named)))


def owner_of(listed: PortalRow, rules: Sequence[tuple[str, str]]) -> str | None:
    """Return the id of the only unit that the rules give a procedure to; None for none and for several."""
    return ownership(listed, rules).owner


class _Fit(NamedTuple):
    """A part of a rule that fits the agency at a 0-based place; `parts`: how many the rule has."""

    place: int
    part: str
    parts: int
    match: OwnerMatch


def _fits(listed: PortalRow, rules: Sequence[tuple[str, str]]) -> Iterator[_Fit]:
    """Yield each part of each rule on agencies that fits, with the agency that it fits."""
    agencies = [comparison_key(agency) for agency in listed.agencies]
    for pattern, unit in rules:
        parts = () if short_code(pattern) else _folded(pattern)
        places = [[n for n, agency in enumerate(agencies) if _fits_agency(agency, part)] for part in parts]
        for part, fitting in zip(parts, places, strict=True) if all(places) else ():
            for place in fitting:
                yield _Fit(place, part, len(parts), OwnerMatch(listed.agencies[place], pattern, unit))


def _fits_agency(agency: str, part: str) -> bool:
    return fnmatchcase(agency, part) if "*" in part else part in agency


def _is_closer(other: _Fit, fit: _Fit) -> bool:
    """True where another rule says more of the same agency: a longer name, or more agencies together."""
    if other.place != fit.place:
        return False
    theirs, ours = other.part.replace("*", ""), fit.part.replace("*", "")
    return ours in theirs and (ours != theirs or other.parts > fit.parts)


@lru_cache(maxsize=4096)
def _folded(pattern: str) -> tuple[str, ...]:
    """Return the parts of a pattern as agencies are compared."""
    return tuple(comparison_key(part) for part in pattern.split(_AND))


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
    if not all(map(comparison_key, pattern.split(_AND))):
        raise Unreadable(code="map-pattern", row=number)
    if not unit or any(mark in unit for mark in f" {DELIMITERS}"):
        raise Unreadable(code="map-unit", row=number, value=unit)
    return short_code(pattern) or pattern, unit
