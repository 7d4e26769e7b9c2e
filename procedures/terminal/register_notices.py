"""Words what a reader of a register must know before its figures: its own warning, a life cycle of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.rules.demonstration import register_warning
from procedures.services.own_definition import own_definition
from procedures.wording.formats import local_time
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line
from workflow.storage.rows import Register, TimeGap


def notice_lines(register: Register) -> Iterator[str]:
    """Yield the notices that stand above every figure of a register."""
    if warning := register_warning(register):
        yield f"! {one_line(warning)}"
    digest = own_definition(register)
    if digest:
        text = _(
            "This register uses a life cycle of its own, which no released version has: SHA-256 {digest}."
        )
        yield "! " + text.format(digest=digest)


def time_gap_lines(gaps: Sequence[TimeGap]) -> Iterator[str]:
    """Yield a line for each entry that was recorded long after the one before it, or after it was signed."""
    for gap in gaps:
        line = _("Entry {seq}: recorded {recorded}, the entry before {before}, signed {claimed}").format(
            seq=gap.seq,
            recorded=local_time(gap.recorded),
            before=local_time(gap.before),
            claimed=local_time(gap.claimed),
        )
        yield line + (_("; {person} confirmed the clock").format(person=gap.agreed) if gap.agreed else "")
