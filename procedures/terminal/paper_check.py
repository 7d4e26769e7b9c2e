"""Words the result of checking a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from procedures.papers.check_paper import PaperCheck
from procedures.terminal.evidence import finding_lines
from procedures.wording.error_messages import sentence
from procedures.wording.formats import count, date
from procedures.wording.language import _
from procedures.wording.messages import error_number
from procedures.wording.terminal_text import one_line, truncate

_SHOWN = 50
_WIDE = 60  # columns of one side of a difference


def paper_check_lines(check: PaperCheck, path: Path) -> Iterator[str]:
    """Yield what was compared, the places that differ, and what this comparison cannot see."""
    line = check.line
    yield _("{file}: register {register}, position {position}, as of {date}").format(
        file=one_line(path.name), register=line.register, position=line.position, date=date(line.day)
    )
    if check.fault:
        values = {"position": str(line.position), "version": one_line(line.version)}
        yield f"✗ {sentence(check.fault, values)} ({error_number(check.fault)})"
        yield from finding_lines(check.journal[:_SHOWN])
        yield from _more(len(check.journal))
        return
    if check.templates:
        yield _(
            "Rendered for this check: {files}, the templates of an office that --templates names. A template is like a program: it decides what the paper is compared with."
        ).format(files=one_line(", ".join(check.templates)))
    if not check.differences:
        yield _agreement(check)
    else:
        yield _("The paper differs from what the register gives in {n} place(s):").format(
            n=count(len(check.differences))
        )
        for difference in check.differences[:_SHOWN]:
            yield "  " + _("{place}: the paper says “{found}”, the register “{expected}”").format(
                place=one_line(difference.place),
                found=truncate(one_line(difference.found), _WIDE) or "–",
                expected=truncate(one_line(difference.expected), _WIDE) or "–",
            )
        yield from _more(len(check.differences))
    if check.unseen:
        yield _("Not seen by this comparison: {what}").format(
            what="; ".join(_unseen_words()[name] for name in check.unseen)
        )


def _agreement(check: PaperCheck) -> str:
    return {
        "bytes": _("The file is byte for byte the paper that the register gives at that position."),
        "places": _("The paper says what the register says at that position, at every place."),
        "words": _(
            "Another program saved this file: it has the same words and figures in the same order as the paper that the register gives; where they stand was not compared."
        ),
    }[check.compared]


def _unseen_words() -> dict[str, str]:
    """Word what a comparison cannot see, by its stable name."""
    return {
        "pictures": _("what a picture shows (only its bytes are compared)"),
        "page-layout": _("how the pages break"),
        "chart-looks": _("colours and size of charts (their values and axes are compared)"),
        "cell-sizes": _("how wide and high cells are, so far as they show anything"),
        "places": _("where on the page a word stands, in which size and colour"),
        "overlays": _("a shape or drawing laid over the words"),
        "letter-shapes": _("letters that are drawn otherwise than they read"),
    }


def _more(total: int) -> Iterator[str]:
    if total > _SHOWN:
        yield "  " + _("… and {n} more").format(n=count(total - _SHOWN))
