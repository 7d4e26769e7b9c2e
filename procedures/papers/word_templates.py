"""The Word templates as the program ships them: `python -m procedures.papers.word_templates` writes them.

An office opens a copy in Word and changes what it likes; the fields in double braces are those of
`content`. Layout by Decree 30/2020/ND-CP, annex I. A test keeps the files equal to this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from procedures.papers.write_pdf import TEMPLATES
from procedures.papers.write_word import sealed

LEFT, CENTER, RIGHT, JUSTIFY = ALIGN.LEFT, ALIGN.CENTER, ALIGN.RIGHT, ALIGN.JUSTIFY
NAMES = ("annex", "submission", "decision", "summary", "costs")
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


def build_template(name: str) -> bytes:
    """The .docx template of a paper."""
    landscape = name in {"summary", "costs"}
    document = _blank(landscape=landscape)
    _text(document, "{%p if note %}")
    _text(document, "{{ note }}", CENTER, italic=True, size=9)
    _text(document, "{%p endif %}")
    _BODIES[name](document)
    _text(document, "{{ line }}", size=7, before=14)
    buffer = BytesIO()
    document.save(buffer)
    return sealed(buffer.getvalue())


def _annex(document: Any) -> None:
    _text(document, "Phụ lục", CENTER, bold=True, size=14)
    _text(document, "PHƯƠNG ÁN CẮT GIẢM, ĐƠN GIẢN HÓA THỦ TỤC HÀNH CHÍNH", CENTER, bold=True, size=14)
    _text(document, "{{ unit_upper }}", CENTER, bold=True)
    _text(document, "{%p if attached %}")
    _text(document, "({{ attached }})", CENTER, italic=True)
    _text(document, "{%p endif %}")
    _text(document, "(Giai đoạn tính: {{ stage }}; số liệu đến hết ngày {{ as_of }})", CENTER, italic=True)
    _text(document, "I. NỘI DUNG PHƯƠNG ÁN ({{ count }} thủ tục)", bold=True, before=8)
    _procedures(document)
    _text(document, "II. TỔNG HỢP LỢI ÍCH CỦA PHƯƠNG ÁN", bold=True, before=12, keep=True)
    _listing(document, "overview", _OVERVIEW)
    _unknown(document)


def _submission(document: Any) -> None:
    _letterhead(document)
    _text(document, "TỜ TRÌNH", CENTER, bold=True, size=14, before=10)
    about = "Về việc thông qua phương án cắt giảm, đơn giản hóa thủ tục hành chính"
    _text(document, about, CENTER, bold=True, size=14)
    _text(document, "―――――――", CENTER)
    _text(document, "{%p if to %}")
    _text(document, "Kính gửi: {{ to }}", CENTER, before=6)
    _text(document, "{%p endif %}")
    _each(document, "one in bases", "Căn cứ {{ one }};", italic=True)
    _body(
        document,
        "Thực hiện chương trình “{{ programme }}”, {{ unit }} đã rà soát, đánh giá các thủ tục hành chính "
        "thuộc phạm vi quản lý và kính trình xem xét, thông qua phương án cắt giảm, đơn giản hóa {{ totals.count }} "
        "thủ tục hành chính, cụ thể như sau:",
    )
    _body(document, "1. Kết quả rà soát", bold=True)
    _body(
        document,
        "Số thủ tục đề nghị bãi bỏ: {{ totals.abolished }}; đề nghị đơn giản hóa: {{ totals.simplified }}. "
        "Tính chung {{ unit }}, số liệu đến hết ngày {{ as_of }}:",
    )
    _each(document, "one in results", "- {{ one }}")
    _body(document, "2. Lợi ích của phương án", bold=True)
    _body(
        document,
        "Chi phí tuân thủ của các thủ tục nêu trên trước khi cắt giảm, đơn giản hóa là {{ totals.before }} "
        "đồng/năm, sau khi cắt giảm, đơn giản hóa là {{ totals.after }} đồng/năm, tiết kiệm {{ totals.saving }} "
        "đồng/năm{% if totals.saving_in_words %} (bằng chữ: {{ totals.saving_in_words }}){% endif %}, tỷ lệ "
        "{{ totals.rate }}.",
    )
    _unknown(document)
    _body(document, "3. Kiến nghị", bold=True)
    _body(
        document,
        "Đề nghị xem xét, thông qua phương án; nội dung chi tiết, lý do, văn bản cần sửa đổi, bổ sung, thẩm "
        "quyền và lộ trình thực hiện nêu tại Phụ lục kèm theo.",
    )
    _body(document, "{{ unit }} kính trình xem xét, quyết định./.", keep=True)
    _signature(document, ("Như trên;", "Văn phòng Ủy ban nhân dân (Phòng Kiểm soát TTHC);", "Lưu: VT."))
    _text(document, "Danh mục thủ tục hành chính kèm theo Tờ trình", bold=True, before=14, keep=True)
    _listing(document, "overview", _OVERVIEW)


def _decision(document: Any) -> None:
    _letterhead(document)
    _text(document, "{%p if draft %}")
    _text(document, "DỰ THẢO", bold=True)
    _text(document, "{%p endif %}")
    _text(document, "QUYẾT ĐỊNH", CENTER, bold=True, size=14, before=8)
    about = (
        "Thông qua phương án cắt giảm, đơn giản hóa thủ tục hành chính theo chương trình “{{ programme }}”"
    )
    _text(document, about, CENTER, bold=True, size=14)
    _text(document, "―――――――", CENTER)
    _text(document, "CHỦ TỊCH {{ unit_upper }}", CENTER, bold=True, before=6)
    _each(document, "one in bases", "Căn cứ {{ one }};", italic=True)
    _each(document, "one in requests", "Theo đề nghị của {{ one }};", italic=True)
    _text(document, "QUYẾT ĐỊNH:", CENTER, bold=True, before=6)
    _body(
        document,
        "Thông qua phương án cắt giảm, đơn giản hóa {{ totals.count }} thủ tục hành chính (bãi bỏ "
        "{{ totals.abolished }}, đơn giản hóa {{ totals.simplified }}), với tổng mức tiết kiệm chi phí tuân thủ "
        "{{ totals.saving }} đồng/năm{% if totals.saving_in_words %} (bằng chữ: {{ totals.saving_in_words }})"
        "{% endif %} (có Phụ lục kèm theo).",
        lead="Điều 1. ",
    )
    _body(
        document,
        "Giao các cơ quan, đơn vị: {{ units | join('; ') }} dự thảo văn bản thực thi phương án đã được thông "
        "qua, trình cấp có thẩm quyền ban hành theo lộ trình tại Phụ lục. Giao Văn phòng {{ unit }} kiểm tra, "
        "đôn đốc việc thực hiện.",
        lead="Điều 2. ",
    )
    _body(
        document,
        "Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng {{ unit }}; {{ heads | join('; ') }} "
        "và các tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này./.",
        lead="Điều 3. ",
    )
    recipients = ("Như Điều 3;", "Cục Kiểm soát thủ tục hành chính, Văn phòng Chính phủ;", "Lưu: VT, KSTT.")
    _signature(document, recipients, on_behalf=False)
    document.add_page_break()
    _text(document, "Phụ lục", CENTER, bold=True, size=14)
    _text(document, "PHƯƠNG ÁN CẮT GIẢM, ĐƠN GIẢN HÓA THỦ TỤC HÀNH CHÍNH", CENTER, bold=True, size=14)
    _text(
        document,
        "(Kèm theo Quyết định số {{ number }} {{ dated }} của Chủ tịch {{ unit }})",
        CENTER,
        italic=True,
    )
    _procedures(document)
    _text(document, "TỔNG HỢP LỢI ÍCH CỦA PHƯƠNG ÁN", bold=True, before=12, keep=True)
    _listing(document, "overview", _OVERVIEW)
    _unknown(document)


def _summary(document: Any) -> None:
    title = "TỔNG HỢP KẾT QUẢ CẮT GIẢM, ĐƠN GIẢN HÓA THỦ TỤC HÀNH CHÍNH"
    _text(document, title, CENTER, bold=True, size=14)
    _text(document, "{{ unit_upper }}", CENTER, bold=True)
    _text(document, "{{ programme }}", CENTER, italic=True)
    _text(document, "(Giai đoạn tính: {{ stage }}; số liệu đến hết ngày {{ as_of }})", CENTER, italic=True)
    _text(document, "Chỉ tiêu: {{ targets | join('; ') }}. Kết quả: {{ verdict }}.", before=6)
    _each(document, "one in results", "- {{ one }}", indent=False)
    _listing(document, "summary", _SUMMARY)
    _text(document, "Biểu đồ: tỷ lệ đạt được so với chỉ tiêu", bold=True, before=12, keep=True)
    _each(document, "picture in chart", "{{ picture }}", indent=False)


def _costs(document: Any) -> None:
    _text(document, "BẢNG TÍNH CHI PHÍ TUÂN THỦ THỦ TỤC HÀNH CHÍNH", CENTER, bold=True, size=14)
    _text(document, "{{ unit_upper }}", CENTER, bold=True)
    about = "(Điều 27 Thông tư số 02/2017/TT-VPCP; số liệu đến hết ngày {{ as_of }})"
    _text(document, about, CENTER, italic=True)
    _text(document, "{%p for one in procedures %}")
    _text(
        document, "{{ one.number }}. {{ one.name }} (mã số {{ one.code }})", bold=True, before=10, keep=True
    )
    _text(document, "{%p for sheet in one.sheets %}")
    basis = "{% if sheet.basis %} ({{ sheet.basis }}){% endif %}"
    _text(document, "{{ sheet.stage }} khi cắt giảm, đơn giản hóa" + basis, before=4, keep=True)
    _listing(document, "costs", _COSTS, rows="sheet.rows", total=False)
    _text(document, "{%p for note in sheet.notes %}")
    _text(document, "{{ note }}", italic=True, size=10)
    _text(document, "{%p endfor %}")
    _text(document, "{%p endfor %}")
    saved = "Tiết kiệm: {{ one.saving }}{% if one.known %} đồng/năm{% endif %}, tỷ lệ {{ one.rate }}."
    _text(document, saved, before=4)
    _text(document, "{%p endfor %}")
    whole = "Tổng cộng: trước {{ totals.before }} đồng/năm, sau {{ totals.after }} đồng/năm, tiết kiệm {{ totals.saving }} đồng/năm."
    _text(document, whole, bold=True, before=10)
    _unknown(document)


_BODIES = {
    "annex": _annex,
    "submission": _submission,
    "decision": _decision,
    "summary": _summary,
    "costs": _costs,
}


def _procedures(document: Any) -> None:
    _text(document, "{%p for one in procedures %}")
    _text(
        document, "{{ one.number }}. {{ one.name }} (mã số {{ one.code }})", bold=True, before=10, keep=True
    )
    _text(document, "{%p if one.field %}")
    _text(document, "Lĩnh vực: {{ one.field }}", keep=True)
    _text(document, "{%p endif %}")
    _text(document, "Đơn vị rà soát: {{ one.unit }}. Phương án: {{ one.how }}.", keep=True)
    _body(document, "{{ one.number }}.1. Nội dung cắt giảm, đơn giản hóa", bold=True, keep=True)
    _text(document, "{%p for action in one.actions %}")
    _body(document, "{{ action.letter }}) {{ action.kind }}: {{ action.content }}")
    _body(document, "Lý do: {{ action.reason }}")
    _text(document, "{%p endfor %}")
    _body(document, "{{ one.number }}.2. Kiến nghị thực thi", bold=True, keep=True)
    amend = "- Sửa đổi, bổ sung, bãi bỏ: {{ action.provision }}. Thẩm quyền: {{ action.authority }}."
    _each(document, "action in one.actions", amend)
    _text(document, "{%p if one.roadmap %}")
    _body(document, "- Lộ trình thực hiện: {{ one.roadmap }}.")
    _text(document, "{%p endif %}")
    _body(document, "{{ one.number }}.3. Lợi ích của phương án", bold=True, keep=True)
    for words, field in (("trước khi", "before"), ("sau khi", "after")):
        known = "{% if one." + field + "_known %} đồng/năm{% endif %}."
        amount = "{{ one." + field + " }}"
        _body(document, f"- Chi phí tuân thủ {words} cắt giảm, đơn giản hóa: {amount}{known}")
    _body(document, "- Chi phí tiết kiệm: {{ one.saving }}{% if one.known %} đồng/năm{% endif %}.")
    _body(document, "- Tỷ lệ cắt giảm chi phí: {{ one.rate }}.")
    _text(document, "{%p endfor %}")


def _unknown(document: Any) -> None:
    _text(document, "{%p if totals.unknown %}")
    note = "Ghi chú: {{ totals.unknown }} thủ tục chưa tính được chi phí, không đưa vào tổng mức tiết kiệm."
    _text(document, note, italic=True)
    _text(document, "{%p endif %}")


def _letterhead(document: Any) -> None:
    table = _table(document, 2, (67, 95), grid=False)
    left, right = table.rows[0].cells
    _cell(left, "{%p for one in above %}", first=True)
    _cell(left, "{{ one }}", CENTER, size=12)
    _cell(left, "{%p endfor %}")
    _cell(left, "{%p for one in body %}")
    _cell(left, "{{ one }}", CENTER, bold=True, size=12)
    _cell(left, "{%p endfor %}")
    _cell(left, "―――――", CENTER, size=8)
    _cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", CENTER, bold=True, size=12, first=True)
    _cell(right, "Độc lập - Tự do - Hạnh phúc", CENTER, bold=True, size=13)
    _cell(right, "――――――――――――", CENTER, size=8)
    left, right = table.add_row().cells
    _cell(left, "Số: {{ number }}", CENTER, first=True)
    _cell(right, "{{ place_date }}", CENTER, italic=True, first=True)


def _signature(document: Any, recipients: Sequence[str], *, on_behalf: bool = True) -> None:
    table = _table(document, 1, (72, 90), grid=False)
    left, right = table.rows[0].cells
    _cell(left, "Nơi nhận:", bold=True, italic=True, size=12, first=True)
    for one in recipients:
        _cell(left, f"- {one}", size=11)
    if on_behalf:
        _cell(right, "{%p if on_behalf %}", first=True)
        _cell(right, "{{ on_behalf }}", CENTER, bold=True)
        _cell(right, "{%p endif %}")
    _cell(right, "{{ signer_title }}", CENTER, bold=True, first=not on_behalf)
    for _ in range(4):
        _cell(right, "", CENTER)
    _cell(right, "{{ signer }}", CENTER, bold=True)


def _listing(
    document: Any, name: str, columns: Sequence[tuple[str, int, Any]], *, rows: str = "", total: bool = True
) -> None:
    """A table whose heads and rows are the paper's own: (key, millimetres, alignment)."""
    table = _table(document, 1, tuple(width for _, width, _ in columns), grid=True)
    heads = table.rows[0]
    for cell, (key, _width, _side) in zip(heads.cells, columns, strict=True):
        _cell(cell, "{{ tables." + name + ".heads." + key + " }}", CENTER, bold=True, size=10, first=True)
    _mark(heads, "w:tblHeader")
    source = rows or f"tables.{name}.rows"
    table.add_row().cells[0].text = "{%tr for row in " + source + " %}"
    body = table.add_row()
    _mark(body, "w:cantSplit")
    for cell, (key, _width, side) in zip(body.cells, columns, strict=True):
        _cell(cell, "{{ row." + key + " }}", side, size=10, first=True)
    table.add_row().cells[0].text = "{%tr endfor %}"
    if total:
        table.add_row().cells[0].text = "{%tr if tables." + name + ".total %}"
        for cell, (key, _width, side) in zip(table.add_row().cells, columns, strict=True):
            _cell(cell, "{{ tables." + name + ".total." + key + " }}", side, bold=True, size=10, first=True)
        table.add_row().cells[0].text = "{%tr endif %}"


def _blank(*, landscape: bool) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if landscape else (Mm(30), Mm(18))
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    fonts = normal.element.rPr.rFonts
    for which in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(which), "Times New Roman")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.space_before = Pt(3)
    return document


def _mark(row: Any, name: str) -> None:
    """A yes/no property of a row: repeated as head, or never split over two pages."""
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


def _table(document: Any, rows: int, widths: Sequence[int], *, grid: bool) -> Any:
    table = document.add_table(rows=1 if rows else 0, cols=len(widths))
    if grid:
        table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _each(document: Any, loop: str, text: str, *, italic: bool = False, indent: bool = True) -> None:
    _text(document, "{%p for " + loop + " %}")
    if indent:
        _body(document, text, italic=italic)
    else:
        _text(document, text, italic=italic)
    _text(document, "{%p endfor %}")


def _body(
    document: Any, text: str, *, bold: bool = False, italic: bool = False, keep: bool = False, lead: str = ""
) -> None:
    paragraph = document.add_paragraph()
    if lead:
        paragraph.add_run(lead).bold = True
    _styled(paragraph, text, JUSTIFY, bold=bold, italic=italic)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.keep_with_next = keep


def _text(
    document: Any,
    text: str,
    side: Any = LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 13,
    before: int = 3,
    keep: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    _styled(paragraph, text, side, bold=bold, italic=italic, size=size)
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.keep_with_next = keep


def _cell(
    cell: Any,
    text: str,
    side: Any = LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 13,
    first: bool = False,
) -> None:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    _styled(paragraph, text, side, bold=bold, italic=italic, size=size)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)


def _styled(
    paragraph: Any, text: str, side: Any, *, bold: bool = False, italic: bool = False, size: int = 13
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.alignment = side


if __name__ == "__main__":
    for paper in NAMES:
        (TEMPLATES / f"{paper}.docx").write_bytes(build_template(paper))
