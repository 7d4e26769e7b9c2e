"""Words a drafted cost workbook: what it holds, what was left out, what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.services.cost_drafts import CostDraft
from procedures.terminal.tables import listed_briefly
from procedures.wording.formats import count
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line


def cost_draft_told(made: CostDraft, path: str) -> Iterator[str]:
    """Yield what was written to the file at `path`, each kind of procedure left out, and the next command."""
    yield _("Written: {path}: {procedures} procedure(s), {rows} row(s).").format(
        path=one_line(path), procedures=count(made.drafted), rows=count(len(made.lines))
    )
    for codes, told in (
        (made.undescribed, _("{n} without a description on record, left out: {codes}")),
        (made.without_items, _("{n} whose description names no paper of the dossier: {codes}")),
        (made.costed, _("{n} with a cost sheet already, left out: {codes}")),
        (made.no_room, _("{n} for which the workbook has no room, left out: {codes}")),
    ):
        if codes:
            shown = listed_briefly([one_line(code) for code in codes])
            yield "! " + told.format(n=count(len(codes)), codes=shown)
    unknown = sum(line.cells.get("fees") == "chưa rõ" for line in made.lines)
    if unknown:
        yield "! " + _(
            "{n} fee(s) are no single figure and stay unknown; a remark at the cell has the words"
        ).format(n=count(unknown))
    yield _("Fill in hours, times and subjects a year, then: tinhgon import plan {path}").format(
        path=one_line(path)
    )
