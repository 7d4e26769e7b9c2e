"""What the check of a paper found, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from procedures.papers.check_paper import Verified
from procedures.wording.delimited import as_json
from procedures.wording.error_messages import sentence
from procedures.wording.formats import count, date
from procedures.wording.language import _
from procedures.wording.messages import error_number
from procedures.wording.terminal_text import one_line, truncate

_SHOWN = 50
_WIDE = 60  # columns of one side of a difference


def failed(found: Verified) -> bool:
    """Whether the paper says something else than the register, or is of another one."""
    return bool(found.fault or (found.differences and not found.edited))


def render(found: Verified, path: Path, form: str) -> str:
    """The answer in the format asked for."""
    if form == "json":
        return as_json(
            {
                "paper": path.name,
                "request": found.stamp.request._asdict(),
                "register": found.stamp.register,
                "position": found.stamp.position,
                "leaf": found.stamp.leaf,
                "as_of": found.stamp.day,
                "version": found.stamp.version,
                "fault": found.fault or None,
                "edited": found.edited,
                "figures_only": found.reworded,
                "differences": [one._asdict() for one in found.differences],
            }
        )
    return "\n".join(_lines(found, path)) + "\n"


def _lines(found: Verified, path: Path) -> Iterator[str]:
    stamp = found.stamp
    yield _("{file}: register {register}, position {position}, as of {date}").format(
        file=one_line(path.name), register=stamp.register, position=stamp.position, date=date(stamp.day)
    )
    if found.fault:
        yield f"✗ {sentence(found.fault, {'position': str(stamp.position)})} ({error_number(found.fault)})"
        return
    if found.reworded:
        yield _("Made by version {version}: figures, codes and dates are compared, not the wording.").format(
            version=one_line(stamp.version)
        )
    if not found.differences:
        yield _("The paper says what the register says at that position, word for word.")
        return
    if found.edited:
        yield _(
            "The line is good: register, position and hash agree. The Word file was edited by hand in {n} place(s); only its line was checked."
        ).format(n=count(len(found.differences)))
    else:
        yield _("The paper differs from the register in {n} place(s):").format(
            n=count(len(found.differences))
        )
    for one in found.differences[:_SHOWN]:
        yield "  " + _("{place}: the paper says “{found}”, the register “{expected}”").format(
            place=one_line(one.place),
            found=truncate(one_line(one.found), _WIDE) or "–",
            expected=truncate(one_line(one.expected), _WIDE) or "–",
        )
    if len(found.differences) > _SHOWN:
        yield "  " + _("… and {n} more").format(n=len(found.differences) - _SHOWN)
