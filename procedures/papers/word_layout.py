"""Builds the parts of a Word template with python-docx: page, paragraphs, tables, cells.

Layout by Decree 30/2020/ND-CP, annex I. Lengths are millimetres, type sizes points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

LEFT, CENTER = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_SIZE = 13


def blank_document(*, landscape: bool) -> Any:
    """Return an A4 document with margins, Times New Roman 13, and page numbers from page 2 on."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if landscape else (Mm(30), Mm(18))
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(_SIZE)
    fonts = normal.element.rPr.rFonts
    for which in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(which), "Times New Roman")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.space_before = Pt(3)
    return document


def add_text(
    document: Any,
    text: str,
    side: Any = LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = _SIZE,
    before: int = 3,
    keep: bool = False,
) -> None:
    """Add a paragraph without indent; `before`: points above it, `keep`: on the page of the next one."""
    paragraph = document.add_paragraph()
    _add_run(paragraph, text, side, bold=bold, italic=italic, size=size)
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.keep_with_next = keep


def add_body(
    document: Any, text: str, *, bold: bool = False, italic: bool = False, keep: bool = False, lead: str = ""
) -> None:
    """Add a paragraph of running text: justified, first line indented; `lead` stands before it in bold."""
    paragraph = document.add_paragraph()
    if lead:
        paragraph.add_run(lead).bold = True
    _add_run(paragraph, text, JUSTIFY, bold=bold, italic=italic)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.keep_with_next = keep


def add_each(
    document: Any, loop: str, text: str = "{{ one }}", *, italic: bool = False, indent: bool = True
) -> None:
    """Add a paragraph that the template repeats; `loop` is Jinja: "one in paragraphs.bases"."""
    add_text(document, "{%p for " + loop + " %}")
    if indent:
        add_body(document, text, italic=italic)
    else:
        add_text(document, text, italic=italic)
    add_text(document, "{%p endfor %}")


def add_if(document: Any, field: str, side: Any = LEFT, **style: Any) -> None:
    """Add a paragraph that is printed only where the field has a value; `style` as of `add_text`."""
    add_text(document, "{%p if " + field + " %}")
    add_text(document, "{{ " + field + " }}", side, **style)
    add_text(document, "{%p endif %}")


def add_table(document: Any, widths: Sequence[int], *, grid: bool) -> Any:
    """Add a table of one row; `widths` in millimetres, `grid`: with lines."""
    table = document.add_table(rows=1, cols=len(widths))
    if grid:
        table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def fill_cell(
    cell: Any,
    text: str,
    side: Any = LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = _SIZE,
    first: bool = False,
) -> None:
    """Add a paragraph to a cell; `first`: into the empty one that every cell begins with."""
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    _add_run(paragraph, text, side, bold=bold, italic=italic, size=size)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)


def mark_row(row: Any, name: str) -> None:
    """Set a yes/no property of a row: "w:tblHeader" repeats it on every page, "w:cantSplit" keeps it whole."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no call for it


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - python-docx has no call for fields


def _add_run(
    paragraph: Any, text: str, side: Any, *, bold: bool = False, italic: bool = False, size: int = _SIZE
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.alignment = side
