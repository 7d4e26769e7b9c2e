"""Tells one document from another (W12): number, body and year, however they were typed."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from procedures.rules.document_levels import plain_number
from procedures.vietnamese import fold

_SHORT = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("chu tich ", ""),
    ("tp. ", "thanh pho "),
)


@cache  # one decision stands with hundreds of cuts
def folded_number(number: str) -> str:
    """Return a number without marks, letter case, blanks and leading zeros: "05/QĐ–UBND" is "5/qd-ubnd"."""
    plain = plain_number(number).replace(" ", "").replace("\n", "")
    return re.sub(r"(?<![0-9])0+(?=[1-9])", "", plain.removeprefix("so:").removeprefix("so"))


def document_key(number: str, date: str) -> tuple[str, str]:
    """Return the folded number of a document and its year: that of the number, or of its ISO date."""
    folded = folded_number(number)
    told = re.search(r"/((?:19|20)[0-9]{2})/", folded)
    return folded, told[1] if told else date[:4]


class Issuer(NamedTuple):
    """The issuer of a document: `body` folded, "" where none is named; `unit` its procedure's unit.

    `own`: a document of the unit itself, which without a body is known by that unit.
    """

    body: str
    unit: str
    own: bool

    def may_be(self, other: Issuer) -> bool:
        """Return True where both may be one: a name may be shorter than the other, or left out."""
        if self.own and other.own and self.unit != other.unit:
            return self.body == other.body != ""
        if self.own != other.own and not (self.body and other.body):
            return False
        shorter, longer = sorted((self.body, other.body), key=len)
        return not shorter or f"{longer} ".startswith(f"{shorter} ")


@cache
def issuer_of(body: str, level: str, unit: str) -> Issuer:
    """Return the issuer of a document by its body, its level (of LEVELS) and its procedure's unit (id)."""
    plain = fold(body)
    for long, short in _SHORT:
        plain = plain.replace(long, short)
    return Issuer(plain, unit, level == "unit")
