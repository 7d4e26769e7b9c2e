"""Makes the Word templates that the program ships: `python -m procedures.papers.word_templates` writes them.

An office opens a copy in Word and changes what it likes; the fields in double braces are those of
`build_paper`, the sentences among them (`paragraphs`) stand in `procedures/data/papers`. A test keeps the
files equal to this module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from procedures.papers.word_layout import (
    CENTER,
    LEFT,
    RIGHT,
    add_body,
    add_each,
    add_if,
    add_table,
    add_text,
    blank_document,
    fill_cell,
    mark_row,
)
from procedures.papers.write_pdf import TEMPLATES
from procedures.papers.write_word import sealed
from procedures.services.paper_data import PAPER_KINDS

# Tables by column: key of the paper's table, millimetres, alignment.
_OVERVIEW = (
    ("number", 9, CENTER),
    ("code", 19, LEFT),
    ("name", 33, LEFT),
    ("how", 16, LEFT),
    ("before", 26, RIGHT),
    ("after", 26, RIGHT),
    ("saving", 26, RIGHT),
    ("rate", 18, RIGHT),
)
_COSTS = (
    ("task", 84, LEFT),
    ("hours", 17, RIGHT),
    ("income", 27, RIGHT),
    ("service", 24, RIGHT),
    ("amount", 30, RIGHT),
    ("times", 16, RIGHT),
    ("subjects", 20, RIGHT),
    ("year", 38, RIGHT),
)
_SUMMARY = (
    ("number", 9, CENTER),
    ("unit", 46, LEFT),
    ("base", 16, RIGHT),
    ("cut", 16, RIGHT),
    ("needed", 16, RIGHT),
    ("rate", 18, RIGHT),
    ("known", 31, RIGHT),
    ("saving", 31, RIGHT),
    ("saved", 20, RIGHT),
    ("result", 54, LEFT),
)


_RECOMMENDATIONS = (
    ("number", 11, CENTER),
    ("code", 19, LEFT),
    ("name", 42, LEFT),
    ("provision", 43, LEFT),
    ("content", 56, LEFT),
    ("reason", 38, LEFT),
    ("unit", 22, LEFT),
    ("saving", 26, RIGHT),
)


def build_template(name: str) -> bytes:
    """Return the .docx template of a paper; `name` is one of `KINDS`."""
    document = blank_document(landscape=name in {"summary", "costs", "recommendations"})
    add_if(document, "note", CENTER, italic=True, size=9)
    _BODIES[name](document)
    add_text(document, "{{ line }}", size=7, before=14)
    buffer = BytesIO()
    document.save(buffer)
    return sealed(buffer.getvalue())


def _annex(document: Any) -> None:
    _plan_title(document)
    add_text(document, "{{ unit_upper }}", CENTER, bold=True)
    add_if(document, "paragraphs.attached", CENTER, italic=True)
    add_text(document, _words("period"), CENTER, italic=True)
    add_text(document, "I. " + _words("contents_heading"), bold=True, before=8)
    _procedures(document)
    add_text(document, "II. " + _words("benefits_heading"), bold=True, before=12, keep=True)
    _listing(document, "overview", _OVERVIEW)
    _unknown(document)


def _submission(document: Any) -> None:
    _letterhead(document)
    _title(document)
    add_if(document, "paragraphs.address", CENTER, before=6)
    add_each(document, "one in paragraphs.bases", italic=True)
    add_body(document, _words("opening"))
    add_body(document, _words("review_heading"), bold=True)
    add_body(document, _words("review"))
    add_each(document, "one in paragraphs.results")
    add_body(document, _words("benefit_heading"), bold=True)
    add_body(document, _words("benefit"))
    _unknown(document)
    add_body(document, _words("request_heading"), bold=True)
    add_body(document, _words("request"))
    add_body(document, _words("closing"), keep=True)
    _signature(document)
    add_text(document, _words("list_heading"), bold=True, before=14, keep=True)
    _listing(document, "overview", _OVERVIEW)


def _decision(document: Any) -> None:
    _letterhead(document)
    add_if(document, "paragraphs.draft", bold=True)
    _title(document)
    add_text(document, _words("authority"), CENTER, bold=True, before=6)
    add_each(document, "one in paragraphs.bases", italic=True)
    add_each(document, "one in paragraphs.requests", italic=True)
    add_text(document, _words("decides"), CENTER, bold=True, before=6)
    add_text(document, "{%p for one in paragraphs.articles %}")
    add_body(document, "{{ one.text }}", lead="{{ one.lead }} ")
    add_text(document, "{%p endfor %}")
    _signature(document, on_behalf=False)
    document.add_page_break()
    _plan_title(document)
    add_text(document, _words("attached"), CENTER, italic=True)
    _procedures(document)
    add_text(document, _words("benefits_heading"), bold=True, before=12, keep=True)
    _listing(document, "overview", _OVERVIEW)
    _unknown(document)


def _summary(document: Any) -> None:
    add_text(document, _words("title"), CENTER, bold=True, size=14)
    add_text(document, "{{ unit_upper }}", CENTER, bold=True)
    add_text(document, "{{ programme }}", CENTER, italic=True)
    add_text(document, _words("period"), CENTER, italic=True)
    add_text(document, f"{_words('targets')} {_words('verdict')}", before=6)
    add_each(document, "one in paragraphs.results", indent=False)
    _listing(document, "summary", _SUMMARY)
    add_text(document, _words("chart_heading"), bold=True, before=12, keep=True)
    add_each(document, "picture in chart", "{{ picture }}", indent=False)


def _costs(document: Any) -> None:
    add_text(document, _words("title"), CENTER, bold=True, size=14)
    add_text(document, "{{ unit_upper }}", CENTER, bold=True)
    add_text(document, _words("about"), CENTER, italic=True)
    add_text(document, "{%p for one in procedures %}")
    add_text(document, "{{ one.paragraphs.heading }}", bold=True, before=10, keep=True)
    add_text(document, "{%p for sheet in one.sheets %}")
    add_text(document, "{{ sheet.paragraphs.heading }}", before=4, keep=True)
    _listing(document, "costs", _COSTS, rows="sheet.rows", total=None)
    add_text(document, "{%p for note in sheet.notes %}")
    add_text(document, "{{ note }}", italic=True, size=10)
    add_text(document, "{%p endfor %}")
    add_text(document, "{%p endfor %}")
    add_text(document, "{{ one.paragraphs.saving }}", before=4)
    add_text(document, "{%p endfor %}")
    add_text(document, _words("total"), bold=True, before=10)
    _unknown(document)


def _recommendations(document: Any) -> None:
    add_text(document, "{%p for one in bodies %}")
    add_text(document, "{%p if one.first %}")
    add_text(document, "{{ one.paragraphs.heading }}", CENTER, bold=True, size=14)
    add_text(document, "{%p else %}")
    add_text(document, "{{ one.paragraphs.heading }}", CENTER, bold=True, size=14)
    document.paragraphs[-1].paragraph_format.page_break_before = True
    add_text(document, "{%p endif %}")
    add_text(document, _words("title"), CENTER, bold=True, size=14)
    add_text(document, "{{ one.paragraphs.to }}", CENTER, bold=True)
    add_text(document, _words("attached"), CENTER, italic=True)
    add_text(document, "―――――――", CENTER)
    add_body(document, "{{ one.paragraphs.opening }}")
    _listing(
        document,
        "recommendations",
        _RECOMMENDATIONS,
        rows="one.rows",
        total="one.total",
        heads="tables.list1.heads",
        whole=False,
    )
    for note in ("changed", "saving", "unknown"):
        add_if(document, f"one.paragraphs.{note}", italic=True, size=11)
    add_text(document, "{%p endfor %}")


_BODIES: dict[str, Callable[[Any], None]] = {
    "annex": _annex,
    "submission": _submission,
    "decision": _decision,
    "summary": _summary,
    "costs": _costs,
    "recommendations": _recommendations,
}


def _words(name: str) -> str:
    """Return the field of a paragraph: "title" is "{{ paragraphs.title }}"."""
    return "{{ paragraphs." + name + " }}"


def _title(document: Any) -> None:
    add_text(document, _words("title"), CENTER, bold=True, size=14, before=10)
    add_text(document, _words("about"), CENTER, bold=True, size=14)
    add_text(document, "―――――――", CENTER)


def _plan_title(document: Any) -> None:
    add_text(document, _words("annex"), CENTER, bold=True, size=14)
    add_text(document, _words("plan_title"), CENTER, bold=True, size=14)


def _procedures(document: Any) -> None:
    """Add the part that repeats for each procedure: contents and reasons, provisions to amend, benefit."""
    add_text(document, "{%p for one in procedures %}")
    add_text(document, "{{ one.paragraphs.heading }}", bold=True, before=10, keep=True)
    add_if(document, "one.paragraphs.field", keep=True)
    add_text(document, "{{ one.paragraphs.review }}", keep=True)
    add_body(document, "{{ one.paragraphs.contents_heading }}", bold=True, keep=True)
    add_each(document, "text in one.paragraphs.contents", "{{ text }}")
    add_body(document, "{{ one.paragraphs.requests_heading }}", bold=True, keep=True)
    add_each(document, "text in one.paragraphs.requests", "{{ text }}")
    add_text(document, "{%p if one.paragraphs.roadmap %}")
    add_body(document, "{{ one.paragraphs.roadmap }}")
    add_text(document, "{%p endif %}")
    add_body(document, "{{ one.paragraphs.benefit_heading }}", bold=True, keep=True)
    add_each(document, "text in one.paragraphs.benefit", "{{ text }}")
    add_text(document, "{%p endfor %}")


def _unknown(document: Any) -> None:
    add_if(document, "paragraphs.unknown", italic=True)


def _letterhead(document: Any) -> None:
    """Add issuing body and number on the left, national title, place and date on the right."""
    table = add_table(document, (67, 95), grid=False)
    left, right = table.rows[0].cells
    fill_cell(left, "{%p for one in above %}", first=True)
    fill_cell(left, "{{ one }}", CENTER, size=12)
    fill_cell(left, "{%p endfor %}")
    fill_cell(left, "{%p for one in body %}")
    fill_cell(left, "{{ one }}", CENTER, bold=True, size=12)
    fill_cell(left, "{%p endfor %}")
    fill_cell(left, "―――――", CENTER, size=8)
    fill_cell(right, _words("nation"), CENTER, bold=True, size=12, first=True)
    fill_cell(right, _words("motto"), CENTER, bold=True, size=13)
    fill_cell(right, "――――――――――――", CENTER, size=8)
    left, right = table.add_row().cells
    fill_cell(left, _words("number_line"), CENTER, first=True)
    fill_cell(right, "{{ place_date }}", CENTER, italic=True, first=True)


def _signature(document: Any, *, on_behalf: bool = True) -> None:
    """Add recipients on the left and who signs on the right, with room for the signature."""
    table = add_table(document, (72, 90), grid=False)
    left, right = table.rows[0].cells
    fill_cell(left, _words("recipients_heading"), bold=True, italic=True, size=12, first=True)
    fill_cell(left, "{%p for one in paragraphs.recipients %}")
    fill_cell(left, "- {{ one }}{% if loop.last %}.{% else %};{% endif %}", size=11)
    fill_cell(left, "{%p endfor %}")
    if on_behalf:
        fill_cell(right, "{%p if on_behalf %}", first=True)
        fill_cell(right, "{{ on_behalf }}", CENTER, bold=True)
        fill_cell(right, "{%p endif %}")
    fill_cell(right, "{{ signer_title }}", CENTER, bold=True, first=not on_behalf)
    for _ in range(4):
        fill_cell(right, "", CENTER)
    fill_cell(right, "{{ signer }}", CENTER, bold=True)


def _listing(
    document: Any,
    name: str,
    columns: Sequence[tuple[str, int, Any]],
    *,
    rows: str = "",
    total: str | None = "",
    heads: str = "",
    whole: bool = True,
) -> None:
    """Add a table of the paper: heads, a row for each of `rows`, the sums.

    `rows`, `total` and `heads` are Jinja, those of the table without; `total` None: no row of sums.
    `whole`: a row stands on one page.
    """
    table = add_table(document, tuple(width for _, width, _ in columns), grid=True)
    mark_row(table.rows[0], "w:tblHeader")
    centred = [(key, CENTER) for key, _width, _side in columns]
    cells = [(key, side) for key, _width, side in columns]
    _field_cells(table.rows[0], heads or f"tables.{name}.heads", centred, bold=True)
    table.add_row().cells[0].text = "{%tr for row in " + (rows or f"tables.{name}.rows") + " %}"
    body = table.add_row()
    if whole:
        mark_row(body, "w:cantSplit")
    _field_cells(body, "row", cells)
    table.add_row().cells[0].text = "{%tr endfor %}"
    if total is not None:
        sums = total or f"tables.{name}.total"
        table.add_row().cells[0].text = "{%tr if " + sums + " %}"
        _field_cells(table.add_row(), sums, cells, bold=True)
        table.add_row().cells[0].text = "{%tr endif %}"


def _field_cells(row: Any, source: str, columns: Sequence[tuple[str, Any]], *, bold: bool = False) -> None:
    """Fill a row with the fields of `source`, one a column: (key, alignment)."""
    for cell, (key, side) in zip(row.cells, columns, strict=True):
        fill_cell(cell, "{{ " + source + "." + key + " }}", side, bold=bold, size=10, first=True)


if __name__ == "__main__":
    for paper in PAPER_KINDS:
        (TEMPLATES / f"{paper}.docx").write_bytes(build_template(paper))
