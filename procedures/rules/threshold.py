"""Reads the threshold of a target, exactly: a percent, a number of procedures, an amount of đồng, a ratio.

A target says `at_least`: "33.3%", "500 procedures", "1000000000 đồng", or, of an offset, "2" (two cuts for
each new one). Programmes adopted before that say `percent`, a whole number, and are read as they were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction  # loading it takes longer than a verdict on whole percents
    from typing import TypeAlias

WHOLE = 100  # per cent
COUNTED = ("number", "reviewed", "coverage")  # measures that count procedures
MONEY = ("cost", "time")  # measures of a sum, of which unknown parts make bounds (V3)
MEASURES = (*COUNTED[:1], *MONEY, *COUNTED[1:], "offset")
NETTABLE = ("number", "cost")  # the new burden is taken off these (R9)
# The properties that a coverage target may ask for, and the kinds of action that bring each about; none: only
# a signed list says so (`programme list`).
PROPERTIES: dict[str, frozenset[str]] = {
    "papers-by-data": frozenset({"replace-by-data"}),
    "online": frozenset({"online"}),
    "non-territorial": frozenset({"non-territorial"}),
    "electronic-report": frozenset(),
}
_EXACT = r"[0-9]{1,12}(?:\.[0-9]{1,6})?|[0-9]{1,9}/[1-9][0-9]{0,8}"
_WRITTEN = rf"^({_EXACT})%?$|^[1-9][0-9]{{0,11}} procedures$|^[1-9][0-9]{{0,17}} đồng$"
_PROCEDURES = {"procedures", "procedure", "tthc", "thủ tục", "quy định"}
_DONG = {"đồng", "đ", "vnđ", "vnd", "dong"}


class Amount(NamedTuple):
    """An absolute threshold: so many procedures, or so many whole đồng a year."""

    value: int


# A percent, an `Amount`, or, of an offset, the ratio of cuts to new ones.
Threshold: TypeAlias = "int | Fraction | Amount"


def threshold(aim: Mapping[str, Any]) -> Threshold:
    """Return the threshold of a target of a sound programme (`threshold_problem` is "")."""
    if "at_least" not in aim:
        return int(aim["percent"])
    text: str = aim["at_least"]
    number, _space, unit = text.partition(" ")
    if unit:
        return Amount(int(number))
    digits = number.rstrip("%")
    if digits.isdigit():
        return int(digits)
    from fractions import Fraction

    exact = Fraction(digits)
    return int(exact) if exact.denominator == 1 else exact


def percent_of(aim: Mapping[str, Any] | None) -> int | Fraction | None:
    """Return the percent of a target, None where it has none: no target, an amount, or an offset."""
    if aim is None or aim["measure"] == "offset":
        return None
    found = threshold(aim)
    return None if isinstance(found, Amount) else found


def threshold_problem(aim: Mapping[str, Any]) -> str:
    """Return why a target's threshold is none, as a code; "" where it is sound.

    Codes: `one-threshold` (not exactly one of `at_least` and `percent`), `odd-threshold` (not of this
    measure, nought, or above 100 per cent), `whole-cost` (100 per cent of a cost or time: V3 divides by
    100 - p).
    """
    if ("at_least" in aim) == ("percent" in aim):
        return "one-threshold"
    measure = aim["measure"]
    if "percent" in aim:
        if measure not in MEASURES[:4]:
            return "odd-threshold"
        return "whole-cost" if measure in MONEY and int(aim["percent"]) == WHOLE else ""
    text: str = aim["at_least"]
    allowed = {
        "%": measure != "offset",
        "": measure == "offset",
        "procedures": measure in COUNTED,
        "đồng": measure == "cost",
    }
    unit = "%" if text.endswith("%") else text.partition(" ")[2]
    if not re.fullmatch(_WRITTEN, text) or not allowed[unit]:
        return "odd-threshold"
    found = threshold(aim)
    value = found.value if isinstance(found, Amount) else found
    if value <= 0 or (unit == "%" and value > WHOLE):
        return "odd-threshold"
    return "whole-cost" if unit == "%" and value == WHOLE and measure in MONEY else ""


def as_signed(measure: Any, written: Any) -> Any:
    """Return a threshold as people write it in the form that is signed; what is none, unchanged.

    "33,3 %" is "33.3%"; "500 TTHC" is "500 procedures"; "1.000.000.000 đồng" has no points. A number alone
    is a percent up to 100; above that it is a number of procedures. Of an offset it is the ratio.
    """
    if isinstance(written, bool) or not isinstance(written, str | int):
        return written
    found = re.fullmatch(r"([0-9][0-9.,/]*)\s*(%|[^\W\d_][^\d]*)?", str(written).strip())
    if found is None:
        return written
    number, unit = found[1], (found[2] or "").strip().casefold()
    if unit in _PROCEDURES | _DONG:
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,3}(,[0-9]{3})+", number):
            number = re.sub(r"[.,]", "", number)
        return f"{number} {'đồng' if unit in _DONG else 'procedures'}"
    if re.fullmatch(r"[0-9]+,[0-9]+", number):
        number = number.replace(",", ".")
    if unit not in {"", "%"} or not re.fullmatch(_EXACT, number):
        return written
    if measure == "offset" or unit == "%":
        return number + unit
    counts = measure in COUNTED and number.isdigit() and int(number) > WHOLE
    return f"{number} procedures" if counts else f"{number}%"


def required(least: Threshold, base: int) -> Fraction:
    """Return the exact figure that meets a threshold over a base: p x base / 100, or the amount."""
    from fractions import Fraction

    return Fraction(least.value) if isinstance(least, Amount) else Fraction(least * base, WHOLE)


def needed(least: Threshold, base: int) -> int:
    """Return the least whole number that meets a threshold: ceil(p x base / 100), or the amount."""
    if isinstance(least, Amount):
        return least.value
    over, under = least.as_integer_ratio()
    return -(-over * base // (WHOLE * under))


def words_of(aim: Mapping[str, Any]) -> str:
    """Return the threshold of a target as it is signed: "20%", "500 procedures", "2"."""
    return aim["at_least"] if "at_least" in aim else f"{aim['percent']}%"
