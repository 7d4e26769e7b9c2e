"""Words what the portal shows of implemented cuts, cut by cut."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.rules.portal.answers import PORTAL_ANSWERS, ActionSeen
from procedures.services.verdict.portal import PortalCut, PortalFigures
from procedures.services.verdict.portal_listing import PortalListing
from procedures.terminal.descriptions import part_words
from procedures.wording.formats import count, date
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate

_WIDEST = 300


def portal_lines(listed: PortalListing) -> Iterator[str]:
    """Yield each implemented cut with its answer, its actions, and the words before and after."""
    yield _("Programme {id}, implemented cuts at the portal, as of {day}").format(
        id=listed.sheet.programme.id, day=date(listed.sheet.day)
    )
    if not listed.cuts:
        yield _("No cut is implemented.")
        return
    numbers = PortalFigures(
        *(sum(cut.seen.answer == answer for cut in listed.cuts) for answer in PORTAL_ANSWERS)
    )
    yield portal_words(numbers)
    for cut in listed.cuts:
        yield ""
        yield from _cut_lines(cut)


def portal_words(figures: PortalFigures) -> str:
    """Return the numbers of a unit in words, those that are not zero."""
    shown = [
        f"{count(number)} {term('portal', answer)}"
        for answer, number in zip(PORTAL_ANSWERS, figures, strict=True)
        if number
    ]
    return ", ".join(shown)


def _cut_lines(cut: PortalCut) -> Iterator[str]:
    yield f"{one_line(cut.code)}  {truncate(one_line(cut.name), _WIDEST)}: {term('portal', cut.seen.answer)}"
    for action in cut.seen.actions:
        yield from _action_lines(action)


def _action_lines(action: ActionSeen) -> Iterator[str]:
    told = f"{term('portal', action.answer)} ({term('portal-why', action.why)})"
    yield f"  {term('action', action.kind)}: {truncate(one_line(action.content), _WIDEST)}"
    yield f"    {told}"
    for part in action.parts:
        name = _("the procedure") if part.part == "procedure" else part_words(part.part)
        yield f"    {name}: {term('portal', part.answer)} ({term('portal-why', part.why)})"
        for sign, words in (("-", part.before), ("+", part.after)):
            if words:
                yield f"      {sign} {truncate(one_line(words), _WIDEST)}"
