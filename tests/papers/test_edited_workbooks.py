"""An edited workbook is found by its check: values, formulas, formats, what is hidden, covered or added."""

from __future__ import annotations

import pytest

from tests.support.edited_files import related, repacked, replaced

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
TEXTS, CHART = "xl/sharedStrings.xml", "xl/charts/chart1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DRAWN = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>5</xdr:col>'
    "<xdr:row>4</xdr:row></xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:row>5</xdr:row></xdr:to><xdr:sp><xdr:txBody>"
    "<a:p><a:r><a:t>9.999.999</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
)
SHEET_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)


def sheet(old, new):
    """A change of the first sheet."""
    return {SHEET: replaced(old, new)}


def after_data(element):
    """A change of the first sheet: one more element behind its cells."""
    return sheet("</sheetData>", f"</sheetData>{element}")


def font(old, new):
    """A change of the font of the cells."""
    there = '<font><sz val="11"/><color theme="1"/><name val="Times New Roman"/><family val="2"/></font>'
    return {STYLES: replaced(there, there.replace(old, new))}


def added_sheet(state=""):
    """A sheet more, with one cell."""
    cell = '<row r="1"><c r="A1"><v>7</v></c></row>'
    return {
        BOOK: replaced("</sheets>", f'<sheet name="Thêm" sheetId="9"{state} r:id="rIdNew"/></sheets>'),
        RELATIONS: related("worksheet", "worksheets/sheet9.xml"),
        "xl/worksheets/sheet9.xml": f"<worksheet {SPACE}><sheetData>{cell}</sheetData></worksheet>".encode(),
    }


def drawing(kind, name, data):
    """A part that hangs on the first sheet: a comment, a drawing."""
    told = SHEET_RELATIONS.format(kind=kind, target=f"../{name}")
    return {"xl/worksheets/_rels/sheet1.xml.rels": told.encode(), f"xl/{name}": data.encode()}


COMMENT = f'<comments {SPACE}><commentList><comment ref="F5"><text><t>Đã sửa</t></text></comment></commentList></comments>'
# What was done -> the change of parts, and words of the difference that names it.
EDITS = {
    "a number changed": (sheet("<v>1234567</v>", "<v>1234568</v>"), "!F5 1234568 1234567"),
    "two cells swapped": (
        sheet(
            '<c r="F6" s="4"><v>1000</v></c><c r="G6" s="4"><v>400</v></c>',
            '<c r="G6" s="4"><v>1000</v></c><c r="F6" s="4"><v>400</v></c>',
        ),
        "!F6 400 1000",
    ),
    "a cell moved to the empty one beside it": (
        {SHEET: replaced('<c r="C8" s="8" t="s"><v>21</v></c><c r="D8" s="8"/>', '<c r="D8" s="8" t="s"><v>21</v></c>')},
        "!D8 Tổng cộng",
    ),
    "a text in place of a number": (
        sheet('<c r="G5" s="4"><v>400</v></c>', '<c r="G5" s="4" t="str"><v>400</v></c>'),
        "!G5 400 [kind=text]",
    ),
    "the format of rates says 100%": (
        {STYLES: replaced('formatCode="0.00%"', 'formatCode="&quot;100%&quot;"')},
        'format="100%"',
    ),
    "the format of amounts shows nothing": (
        {STYLES: replaced('formatCode="#,##0"', 'formatCode=";;;"')},
        "[format=;;;]",
    ),
    "a format of its own for one text": (
        sheet('<c r="F7" s="4"', '<c r="F7" s="11"')
        | {
            STYLES: lambda data: replaced(
                "</cellXfs>", '<xf numFmtId="199" fontId="4" fillId="0" borderId="1" xfId="0"/></cellXfs>'
            )(replaced("</numFmts>", '<numFmt numFmtId="199" formatCode="0;0;0;&quot;0 đồng&quot;"/></numFmts>')(data))
        },
        '!F7 chưa tính được [format=0;0;0;"0 đồng"]',
    ),
    "a formula changed": (sheet("<f>F5-G5</f>", "<f>F5-G6</f>"), "!H5 1234167 [formula=F5-G6]"),
    "a value in place of a formula": (sheet("<f>F6-G6</f>", ""), "!H6 600 600 [formula=F6-G6]"),
    "a formula in place of a value": (sheet('<v>400</v></c><c r="H5"', '<f>200*2</f><v>400</v></c><c r="H5"'), "200*2"),
    "another value kept beside a formula": (sheet("<v>600</v>", "<v>601</v>"), "!H6 601 600"),
    "a row hidden": (sheet('<row r="6" ', '<row r="6" hidden="1" '), "row 6 [hidden=1]"),
    "a row too low to be seen": (
        sheet('<row r="6" spans="1:9" ht="30"', '<row r="6" spans="1:9" ht="0.5"'),
        "row 6 [hidden=1]",
    ),
    "a column hidden": (sheet('<col min="9" ', '<col hidden="1" min="9" '), "columns 9–9 [hidden=1]"),
    "a column too narrow to be seen": (sheet('width="9.7109375"', 'width="0.1"'), "columns 9–9 [hidden=1]"),
    "rows hidden unless they say otherwise": (
        sheet("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '),
        "zeroHeight=1",
    ),
    "zeros not shown": (sheet("<sheetView ", '<sheetView showZeros="0" '), "showZeros=0"),
    "formulas shown in place of values": (sheet("<sheetView ", '<sheetView showFormulas="1" '), "showFormulas"),
    "the sheet hidden": ({BOOK: replaced('sheetId="1"', 'sheetId="1" state="hidden"')}, "state=hidden"),
    "the sheet very hidden": (
        {BOOK: replaced('sheetId="1"', 'sheetId="1" state="veryHidden"')},
        "state=veryHidden",
    ),
    "a sheet added": (added_sheet(), "sheet 2 Thêm"),
    "a very hidden sheet added": (added_sheet(' state="veryHidden"'), "state=veryHidden"),
    "the sheet renamed": ({BOOK: replaced('sheet name="', 'sheet name="X')}, "sheet 1 X"),
    "a comment": (drawing("comments", "comments1.xml", COMMENT), "part xl/comments1.xml of the package Đã sửa"),
    "a text box over two cells": (
        {**drawing("drawing", "drawings/drawing9.xml", DRAWN), **after_data('<drawing r:id="rId1"/>')},
        "drawing 1 9.999.999",
    ),
    "a conditional format": (
        after_data('<conditionalFormatting sqref="F5"><cfRule type="cellIs" dxfId="0"/></conditionalFormatting>'),
        "!conditionalFormatting",
    ),
    "a message that a cell shows": (
        after_data('<dataValidations><dataValidation sqref="F5" prompt="Đúng là 5"/></dataValidations>'),
        "!dataValidations",
    ),
    "cells merged over others": (
        after_data('<mergeCells count="1"><mergeCell ref="F5:H5"/></mergeCells>'),
        "!F5:H5 [merged=1]",
    ),
    "a link": (after_data('<hyperlinks><hyperlink ref="B5" location="A1"/></hyperlinks>'), "!hyperlinks"),
    "a defined name": (
        {BOOK: replaced("</definedNames>", '<definedName name="Von">1</definedName></definedNames>')},
        "name Von",
    ),
    "values computed by hand only": ({BOOK: replaced("<calcPr ", '<calcPr calcMode="manual" ')}, "calcMode=manual"),
    "white words": (font('theme="1"', 'rgb="FFFFFFFF"'), "colour=FFFFFF"),
    "letters of size 1": (font('sz val="11"', 'sz val="1"'), "sz=1"),
    "a font of pictures": (font("Times New Roman", "Wingdings"), "font=Wingdings"),
    "words struck through": (font("<sz", "<strike/><sz"), "strike=1"),
    "a black ground": (
        {STYLES: replaced('<patternFill patternType="none"/>', '<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>')},
        "fill=solid 000000",
    ),
    "a digit in white": (
        {TEXTS: replaced(
            "<t>Chứng thực chữ ký</t>",
            '<r><t>Chứng thực </t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>chữ ký</t></r>',
        )},
        "“chữ ký”",
    ),
    "a value repeated to the edge of its cell": (
        {STYLES: replaced('<alignment vertical="top"/>', '<alignment vertical="top" horizontal="fill"/>')},
        "horizontal=fill",
    ),
    "words at the foot of the page": (sheet("&amp;C&amp;P/&amp;N", "&amp;CMật"), "header and footer of the page"),
    "a part that nobody knows": ({"xl/customdata/a.xml": b"<a>1</a>"}, "part xl/customdata/a.xml"),
    "another title": ({"docProps/core.xml": replaced("<dc:title>", "<dc:title>Bản 2 ")}, "title"),
}  # fmt: skip


def told(found):
    """Every difference as one text, places and both sides."""
    return " | ".join(" ".join(part for part in one if part) for one in found.differences)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_workbook_is_found(desk, edit):
    """Whatever was done to a workbook is named at its place, and the check ends with 7."""
    changes, words = EDITS[edit]
    found, wrong = desk.check(".xlsx", repacked(desk.printed("submission", ".xlsx"), changes))
    assert wrong
    assert words in told(found), told(found)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({CHART: replaced('<c:min val="0"/>', '<c:min val="0.9"/>')}, "min=0.9"),
        ({CHART: replaced("<c:v>Toàn bộ</c:v>", "<c:v>Sở Y tế</c:v>")}, "Sở Y tế"),
        ({CHART: replaced("!$A$2<", "!$A$3<")}, "$A$3"),
        ({"xl/drawings/drawing1.xml": replaced("<xdr:col>6</xdr:col>", "<xdr:col>0</xdr:col>")}, "from=0 0"),
    ],
)
def test_an_edited_chart_is_found(desk, edit, words):
    """A chart with another axis, another name, other cells, or laid over the figures is named."""
    found, wrong = desk.check(".xlsx", repacked(desk.printed("summary", ".xlsx"), edit))
    assert wrong
    assert words in told(found), told(found)


def shared(data):
    """Two formulas of a column as one that both cells share."""
    data = replaced("<f>F5-G5</f>", '<f t="shared" si="0" ref="H5:H6">F5-G5</f>')(data)
    return replaced("<f>F6-G6</f>", '<f t="shared" si="0"/>')(data)


SAVED = {
    "packed otherwise": {},
    "formulas shared by a column": {SHEET: shared},
    "texts within their cells": sheet(
        '<c r="C8" s="8" t="s"><v>21</v></c>', '<c r="C8" s="8" t="inlineStr"><is><t>Tổng cộng</t></is></c>'
    ),
    "formats by their numbers": {
        STYLES: lambda data: data.replace(b'numFmtId="164" fontId', b'numFmtId="3" fontId').replace(
            b'numFmtId="165" fontId', b'numFmtId="10" fontId'
        )
    },
    "colours written out": {STYLES: replaced('theme="1"', 'rgb="FF000000"', -1)},
    "fewer digits": sheet("0.9996759997634799", "0.99967599976348"),
    "the window elsewhere": {BOOK: replaced("windowWidth", 'activeTab="0" windowWidth')},
    "a chain of computation": {"xl/calcChain.xml": f"<calcChain {SPACE}/>".encode()},
}


@pytest.mark.parametrize("saved", SAVED)
def test_a_workbook_saved_once_more_is_the_same_paper(desk, saved):
    """What a spreadsheet program writes otherwise without showing anything else is no difference."""
    found, wrong = desk.check(".xlsx", repacked(desk.printed("submission", ".xlsx"), SAVED[saved]))
    assert not wrong, told(found)
    assert (found.compared, found.unseen) == ("places", ("chart-looks", "cell-sizes"))
