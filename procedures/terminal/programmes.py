"""Words the figures of a seal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.services.programmes import SealPreview
from procedures.wording.formats import count, dong
from procedures.wording.language import _, term
from procedures.wording.terms import TERMS

_SHOWN = 60


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
            yield "  " + _few([code for code, reason in seal.left_out if reason == why])
    if seal.unknown_level:
        yield _("kept in although at which level they are carried out is not known: {n}").format(
            n=count(len(seal.unknown_level))
        )
        yield "  " + _few(seal.unknown_level)


def _few(codes: Sequence[str]) -> str:
    """Return codes in one line: a screenful of them, and how many more there are."""
    more = [_("… and {n} more").format(n=count(len(codes) - _SHOWN))] if len(codes) > _SHOWN else []
    return ", ".join([*codes[:_SHOWN], *more])
