"""Words what a person must be told of the sheets of a file: what is hidden, left out, or not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from procedures.intake.left_out_rows import EXAMPLE, NUMBERS, TOTAL
from procedures.intake.sheet_notes import SheetNotes, UnreadColumn
from procedures.wording.formats import count
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line

_SHOWN = 10


def note_lines(notes: SheetNotes) -> Iterator[str]:
    """Yield the lines about one sheet, each marked with ! where a figure may be missing or unexpected."""
    if notes.hidden:
        yield "  ! " + _("this sheet is hidden; it was read all the same")
    if notes.hidden_rows:
        yield "  ! " + _("hidden rows were read all the same: {rows}").format(rows=_listed(notes.hidden_rows))
    if notes.hidden_columns:
        columns = ", ".join(f"“{one_line(title)}”" for title in notes.hidden_columns[:_SHOWN])
        yield "  ! " + _("hidden columns were read all the same: {columns}").format(columns=columns)
    for column in notes.unread[:_SHOWN]:
        yield "  ! " + unread_words(column)
    if len(notes.unread) > _SHOWN:
        yield "  ! " + _("… and {n} more").format(n=len(notes.unread) - _SHOWN)
    yield from _left_out_lines(notes)


def unread_words(column: UnreadColumn) -> str:
    """Return the sentence on a column that was not read."""
    words = _("column “{title}” was not read: {n} filled cell(s)").format(
        title=one_line(column.title), n=count(column.cells)
    )
    if column.nearest:
        words += "; " + _("did you mean “{nearest}”?").format(nearest=one_line(column.nearest))
    return words


def unread_sheet_lines(sheets: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a line on the sheets that were not read, for each reason."""
    words = {
        "linked": _("sheets that were not read, as they are copies out of other files: {sheets}"),
        "other": _(
            "sheets that were not read, as they have no columns of a list, a cost table or proposals: {sheets}"
        ),
    }
    for reason, text in words.items():
        names = [f"“{one_line(sheet)}”" for sheet, why in sheets if why == reason]
        if names:
            yield "! " + text.format(sheets=_listed(names))


def _left_out_lines(notes: SheetNotes) -> Iterator[str]:
    words = {
        TOTAL: _("rows with totals left out: {rows}"),
        EXAMPLE: _("rows with the example of the template left out: {rows}"),
        NUMBERS: _("rows that number the columns left out: {rows}"),
    }
    for reason, text in words.items():
        rows = [row for row, why in notes.left_out if why == reason]
        if rows:
            yield "  " + text.format(rows=_listed(rows))


def _listed(things: Iterable[object]) -> str:
    words = [str(one) for one in things]
    more = [_("… and {n} more").format(n=len(words) - _SHOWN)] if len(words) > _SHOWN else []
    return ", ".join(words[:_SHOWN] + more)
