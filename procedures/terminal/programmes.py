"""Words the figures of a seal."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.services.programmes import SealPreview
from procedures.terminal.tables import listed_briefly
from procedures.wording.formats import count, dong
from procedures.wording.language import _, term
from procedures.wording.terms import TERMS


def seal_lines(seal: SealPreview) -> Iterator[str]:
    """Yield the members of the baseline, their cost, and the number left out for each reason (R5)."""
    yield _("{n} procedures, known cost {known} đồng a year, {unknown} without a known cost").format(
        n=count(seal.members), known=dong(seal.known), unknown=count(seal.unknown)
    )
    for why in TERMS["left-out"]:
        n = sum(reason == why for _code, reason in seal.left_out)
        if n:
            yield _("left out: {n}, {why}").format(n=count(n), why=term("left-out", why))
        if n and why == "level":
            yield "  " + listed_briefly([code for code, reason in seal.left_out if reason == why])
    if seal.unknown_level:
        yield _("kept in although at which level they are carried out is not known: {n}").format(
            n=count(len(seal.unknown_level))
        )
        yield "  " + listed_briefly(seal.unknown_level)
