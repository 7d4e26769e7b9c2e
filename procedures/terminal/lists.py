"""Words lists: a table for a terminal, CSV for a spreadsheet, TSV with stable names for a pipe."""

from __future__ import annotations

from collections.abc import Callable

from procedures.rules.threshold import WHOLE
from procedures.terminal.tables import table
from procedures.views.listing import Listing, ListingCell
from procedures.wording.column_heads import column_heads
from procedures.wording.delimited import delimited
from procedures.wording.formats import date, dong, local_time, percent
from procedures.wording.language import _, term
from procedures.wording.terminal_text import truncate
from procedures.wording.verdict_words import least_words

_WIDEST = 64  # columns of one cell


def list_text(listing: Listing, form: str) -> str:
    """Return the list as table, csv or tsv; words and local dates for people, stable names and ISO in tsv."""
    if form == "tsv":
        return delimited(listing.keys, listing.rows, form)
    heads = column_heads(listing.name, listing.keys)
    rows = [
        [_worded(cell, listing.terms.get(key, "")) for key, cell in zip(listing.keys, row, strict=True)]
        for row in listing.rows
    ]
    if form == "csv":
        return delimited(heads, rows, form)
    # A terminal is no place for names of 300 letters.
    rows = [[truncate(cell, _WIDEST) if isinstance(cell, str) else cell for cell in row] for row in rows]
    right = "".join("r" if key in listing.right else "l" for key in listing.keys)
    return table(heads, rows, right=right)


def _worded(cell: ListingCell, kind: str) -> ListingCell:
    if not kind or cell is None or cell == "":
        return cell
    if kind in _KINDS:
        return _KINDS[kind](str(cell))
    return ", ".join(term(kind, name) for name in str(cell).split(", "))


def _grants(text: str) -> str:
    """Return roles with their units in words; the text is "department @ so-tu-phap, ..."."""
    pairs = [one.partition(" @ ") for one in text.split(", ")]
    return ", ".join(f"{term('role', role)} @ {scope}" for role, _at, scope in pairs)


def _targets(text: str) -> str:
    """Return measures with their thresholds in words; the text is "number 20%; ..."."""
    pairs = [one.partition(" ") for one in text.split("; ")]
    return "; ".join(
        f"{term('measure', measure)} {least_words({'measure': measure, 'at_least': least})}"
        for measure, _space, least in pairs
    )


def _rate(text: str) -> str:
    part, _slash, whole = text.partition("/")
    return percent(int(part), int(whole), WHOLE)


def _programme(text: str) -> str:
    return {"preset": _("preset"), "adopted": _("adopted"), "sealed": _("sealed"), "closed": _("closed")}[
        text
    ]


def _judgement(text: str) -> str:
    return _("OK") if text == "ok" else _("check")


_KINDS: dict[str, Callable[[str], str]] = {
    "day": date,
    "instant": local_time,
    "grant": _grants,
    "target": _targets,
    "ratio": _rate,
    "programme": _programme,
    "judgement": _judgement,
    "dong": lambda text: dong(int(text)),
}
