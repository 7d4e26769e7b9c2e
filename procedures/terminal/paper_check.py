"""Words the result of checking a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from procedures.papers.check_paper import PaperCheck
from procedures.wording.error_messages import sentence
from procedures.wording.formats import count, date
from procedures.wording.language import _
from procedures.wording.messages import error_number
from procedures.wording.terminal_text import one_line, truncate

_SHOWN = 50
_WIDE = 60  # columns of one side of a difference


def paper_check_lines(check: PaperCheck, path: Path) -> Iterator[str]:
    """Yield the places where the paper differs from the register at its position."""
    line = check.line
    yield _("{file}: register {register}, position {position}, as of {date}").format(
        file=one_line(path.name), register=line.register, position=line.position, date=date(line.day)
    )
    if check.fault:
        yield f"✗ {sentence(check.fault, {'position': str(line.position)})} ({error_number(check.fault)})"
        return
    if check.templates:
        yield _(
            "Rendered for this check: {files}, the templates of an office that --templates names. A template is like a program: it decides what the paper is compared with."
        ).format(files=one_line(", ".join(check.templates)))
    if check.reworded:
        yield _("Made by version {version}: figures, codes and dates are compared, not the wording.").format(
            version=one_line(line.version)
        )
    if not check.differences:
        yield _("The paper says what the register says at that position, word for word.")
        return
    if check.edited:
        yield _(
            "The line is good: register, position and hash agree. The Word file was edited by hand in {n} place(s); only its line was checked."
        ).format(n=count(len(check.differences)))
    else:
        yield _("The paper differs from the register in {n} place(s):").format(
            n=count(len(check.differences))
        )
    for difference in check.differences[:_SHOWN]:
        yield "  " + _("{place}: the paper says “{found}”, the register “{expected}”").format(
            place=one_line(difference.place),
            found=truncate(one_line(difference.found), _WIDE) or "–",
            expected=truncate(one_line(difference.expected), _WIDE) or "–",
        )
    if len(check.differences) > _SHOWN:
        yield "  " + _("… and {n} more").format(n=len(check.differences) - _SHOWN)
