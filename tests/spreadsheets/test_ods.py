"""OpenDocument sheets at their edges: kinds of cells, repeats, blanks, remarks, styles and damage."""

from __future__ import annotations

import datetime as dt

import pytest

from procedures.spreadsheets import ods
from procedures.spreadsheets.grid import ErrorCell, FormulaCell
from procedures.spreadsheets.ods import read_ods
from procedures.spreadsheets.problems import Unreadable
from tests.intake.corpus import zipped

MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(f'xmlns:{n}="urn:{n}"' for n in ("office", "table", "text", "style", "svg"))


def packed(tables, head="", **more):
    """The bytes of an .ods around tables."""
    content = f"<office:document-content {NAMES}>{head}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    return zipped({"mimetype": MIME, "content.xml": content} | more)


def grids(body, head="", **more):
    """The grids of one table of these rows."""
    return read_ods(packed(f'<table:table table:name="A">{body}</table:table>', head, **more))


def rows(body, **more):
    """The rows of one table."""
    (grid,) = grids(body, **more)
    return list(grid.rows)


def told(body, **more):
    """The code and the values with which a table is refused."""
    with pytest.raises(Unreadable) as refusal:
        grids(body, **more)
    return refusal.value.code, dict(refusal.value.values)


def row(*cells, more=""):
    """A row of cells."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(inside="", kind="string", more="", name="table-cell"):
    """A cell with this inside."""
    return f'<table:{name} office:value-type="{kind}" {more}>{inside}</table:{name}>'


def p(text):
    """A paragraph."""
    return f"<text:p>{text}</text:p>"


EMPTY = "<table:table-cell/>"


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (cell(p("Cấp")), "Cấp"),
        (cell(p("a") + p("b")), "a\nb"),
        (cell(p("#N/A")), ErrorCell("#N/A")),
        (cell(p(" #REF! ")), ErrorCell(" #REF! ")),
        (cell(p("2,5"), "float", 'office:value="2.5"'), 2.5),
        (cell(p("5 đ"), "currency", 'office:value="5"'), 5.0),
        (cell(p("50%"), "percentage", 'office:value="0.5"'), 0.5),
        (cell(p("x"), "boolean", 'office:boolean-value="true"'), True),
        (cell(p("x"), "boolean", 'office:boolean-value="false"'), False),
        (cell(p("x"), "boolean"), False),
        (cell(p("30/9"), "date", 'office:date-value="2023-09-30"'), dt.date(2023, 9, 30)),
        (
            cell(p("30/9"), "date", 'office:date-value="2023-09-30T12:30:00"'),
            dt.datetime(2023, 9, 30, 12, 30),
        ),
        (cell(p("x"), "date", 'office:date-value="x"'), ErrorCell("x")),
        (cell(p("x"), "date"), ErrorCell("")),
        (cell(p("1:00"), "time", 'office:time-value="PT1H"'), dt.timedelta(hours=1)),
        (cell(p("3"), "float", 'table:formula="of:=1+2" office:value="3"'), FormulaCell(3.0)),
        (cell(p("a"), "string", 'table:formula="of:=A1"'), FormulaCell("a")),
        (cell("", "string", 'table:formula="of:=A1"'), FormulaCell("")),
        (cell(p("gộp"), name="covered-table-cell"), "gộp"),
        (cell(p("không kiểu"), ""), "không kiểu"),
        (cell(p('a<text:s text:c="3"/>b<text:s/>c<text:tab/>d<text:line-break/>e')), "a   b c\td\ne"),
        (cell(p("<text:span>a</text:span>b")), "ab"),
        (cell("<office:annotation><text:p>sai</text:p></office:annotation>" + p("a")), "a"),
        (cell(p("a<frame><text:p>sai</text:p></frame>b")), "ab"),
        (cell("<custom-shape><text:p>sai</text:p></custom-shape>" + p("a")), "a"),
        (cell("không đoạn"), None),
        (EMPTY, None),
        (cell(p('<text:s text:c="5000"/>')), " " * 1000),
    ],
)
def test_a_cell_is_what_its_kind_says(xml, value):
    """Numbers, dates and truth by their attributes, text by its paragraphs, remarks not at all."""
    assert rows(row(xml)) == ([] if value is None else [(1, [value])])
    if value is not None:
        assert type(rows(row(xml))[0][1][0]) is type(value)


@pytest.mark.parametrize(
    "xml",
    [
        cell(p("x"), "float"),
        cell(p("x"), "float", 'office:value="1_0"'),
        cell(p("x"), more='table:number-columns-repeated="x"'),
        cell(p("x"), more='table:number-columns-repeated="-1"'),
        cell(p("x"), more='table:number-columns-repeated="١"'),
        cell(p("x"), more='table:number-columns-repeated="1234567890"'),
        cell(p('<text:s text:c="?"/>')),
    ],
)
def test_a_number_that_is_none_is_damage(xml):
    """Values and counts are digits."""
    assert told(row(xml)) == ("damaged", {"part": "content.xml"})


def test_repeats_are_as_many_cells_and_rows():
    """Empty ones count too, but those at the end are never built."""
    twice = cell(p("x"), more='table:number-columns-repeated="2"')
    gap = '<table:table-cell table:number-columns-repeated="3"/>'
    assert rows(row(EMPTY, twice, gap, cell(p("y")), gap)) == [(1, ["", "x", "x", "", "", "", "y"])]
    body = row(EMPTY, more='table:number-rows-repeated="2"') + row(
        cell(p("x")), more='table:number-rows-repeated="2"'
    )
    body += row(EMPTY) + row(cell(p("y"))) + row(EMPTY, more='table:number-rows-repeated="999999999"')
    assert rows(body) == [(3, ["x"]), (4, ["x"]), (6, ["y"])]
    (first, second) = rows(row(cell(p("x")), more='table:number-rows-repeated="2"'))
    assert first[1] is not second[1]


def test_the_widest_row_and_no_wider():
    """256 columns; one more is refused with its sheet and row."""

    def of(count):
        return row() + row(cell(p("x"), more=f'table:number-columns-repeated="{count}"'))

    assert len(rows(of(256))[0][1]) == 256
    place = {"sheet": "A", "row": "2", "limit": "256"}
    assert told(of(257)) == ("too-many-columns", place)
    gap = '<table:table-cell table:number-columns-repeated="255"/>'
    assert len(rows(row(gap, cell(p("x"))))[0][1]) == 256
    assert told(row() + row(gap, EMPTY, cell(p("x")))) == ("too-many-columns", place)
    assert told(row() + row(cell(p("x")), gap, cell(p("x")))) == ("too-many-columns", place)
    with pytest.raises(Unreadable) as refusal:
        read_ods(packed(of(257)))
    assert dict(refusal.value.values) == place | {"sheet": "", "row": "1"}


def test_rows_cells_and_letters_have_an_end(monkeypatch):
    """As many as allowed are read, one more is refused: over all sheets, counted before they are built."""
    monkeypatch.setattr(ods, "MAX_ROWS", 1)
    many = 'table:number-rows-repeated="{}"'.format
    assert len(rows(row(cell(p("x")), more=many(21)))) == 21
    assert told(row(cell(p("x")), more=many(22))) == ("too-many-rows", {"sheet": "A", "limit": "1"})
    assert told(row(cell(p("x")), more=many(21)) + row(cell(p("x"))))[0] == "too-many-rows"
    monkeypatch.setattr(ods, "MAX_CELLS", 6)
    assert len(rows(row(cell(p("x")) * 2, more=many(3)))) == 3
    assert told(row(cell(p("x")) * 2, more=many(3)) + row(cell(p("x")))) == (
        "too-many-cells",
        {"count": "7", "limit": "6"},
    )
    monkeypatch.setattr(ods, "MAX_CHARACTERS", 5)
    assert rows(row(cell(p("abcde")))) == [(1, ["abcde"])]
    assert told(row(cell(p("abc")), cell(p("def")))) == ("bomb", {"limit": "5"})
    assert told(row(cell(p('<text:s text:c="6"/>')))) == ("bomb", {"limit": "5"})


def test_every_sheet_is_read_by_its_name():
    """In order; what stands outside of sheets belongs to none."""
    tables = (
        row(cell(p("x"))) + f'<table:table table:name="a&#x202e;">{row()}{row(cell(p("y")))}</table:table>'
    )
    tables += f"<table:table>{row(cell(p('z')))}</table:table>"
    found = read_ods(packed(tables))
    assert [(grid.sheet, list(grid.rows)) for grid in found] == [
        ("a\\u202e", [(2, ["y"])]),
        ("", [(1, ["z"])]),
    ]
    assert [(grid.hidden, grid.ragged, grid.fonts) for grid in found] == [(False, False, {})] * 2


def test_hidden_rows_are_said():
    """Collapsed or filtered, with content."""
    body = (
        row(cell(p("a")), more='table:visibility="collapse"')
        + row(cell(p("b")))
        + row(EMPTY, more='table:visibility="filter"')
    )
    body += row(cell(p("c")), more='table:visibility="filter" table:number-rows-repeated="2"')
    body += row(cell(p("d")), more='table:visibility="visible"')
    (grid,) = grids(body)
    assert grid.hidden_rows == {1, 4, 5}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (row() + row(cell(row(cell(p("x"))))), "2"),
        (row() + row(cell(cell(p("x")))), "2"),
        (row() + row(row()), "2"),
        (row() + cell(p("x")), "2"),
        (cell(p("x")), "1"),
    ],
)
def test_cells_and_rows_do_not_nest(body, place):
    """A cell in a cell, a row in a row, a cell outside of rows: damage, with the row."""
    assert told(body) == ("damaged", {"part": "content.xml", "row": place})


def test_a_locked_file_and_one_without_content_are_told():
    """By the manifest; by what is missing."""
    locked = {"META-INF/manifest.xml": "<m><encryption-data/></m>"}
    assert told(row(), **locked) == ("encrypted", {})
    assert rows(row(cell(p("x"))), **{"META-INF/manifest.xml": "<m/>"}) == [(1, ["x"])]
    with pytest.raises(Unreadable) as refusal:
        read_ods(zipped({"mimetype": MIME}))
    assert (refusal.value.code, refusal.value.values) == ("damaged", (("part", "content.xml"),))


def test_a_damaged_part_is_named():
    """The styles, or the content."""
    assert told(row(), **{"styles.xml": "<s>"}) == ("damaged", {"part": "styles.xml"})
    assert told("<x>") == ("damaged", {"part": "content.xml"})


def test_names_need_no_prefix():
    """Elements and attributes are told by what stands behind it."""
    plain = '<table name="A"><table-row number-rows-repeated="2"><table-cell value-type="float" value="5"><p>5</p></table-cell></table-row></table>'
    (grid,) = read_ods(packed(plain))
    assert (grid.sheet, list(grid.rows)) == ("A", [(1, [5.0]), (2, [5.0])])


def test_a_package_is_known_by_its_contents():
    """Neither the order of its parts nor how they are packed decides, but what the contents are."""
    contents = "<office:document-content {}><office:body><office:{}/></office:body></office:document-content>"
    inside = {kind: contents.format(NAMES, kind) for kind in ("spreadsheet", "text")}
    assert read_ods(zipped({"content.xml": inside["spreadsheet"]})) == []
    assert read_ods(zipped({"content.xml": inside["spreadsheet"], "mimetype": MIME})) == []
    for parts in ({"content.xml": inside["text"], "mimetype": MIME}, {"a": "b"}):
        with pytest.raises(Unreadable) as refusal:
            read_ods(zipped(parts))
        assert refusal.value.code == "wrong-type"


def test_only_tables_of_the_document_are_read():
    """A table that was copied from another file is named without its rows; links and former contents are left out."""
    other = '<table:table table:name="file"><table:table-source/>' + row(cell(p("a"))) + "</table:table>"
    former = "<table:tracked-changes><table:table-cell>x</table:table-cell></table:tracked-changes>"
    link = (
        "<table:dde-links><table:dde-link><table:table>"
        + row(cell(p("b")), more="")
        + "</table:table></table:dde-link></table:dde-links>"
    )
    own = (
        '<table:table table:name="A"><table:shapes><table:table/></table:shapes>'
        + row(cell(p("c")))
        + "</table:table>"
    )
    found = read_ods(packed(former + own + other + link))
    assert [(one.sheet, one.linked, list(one.rows)) for one in found] == [
        ("A", False, [(1, ["c"])]),
        ("file", True, []),
    ]


def test_a_table_inside_another_is_damage():
    """Its rows would be mixed with those around it."""
    assert told(row(cell("<table:table/>"))) == ("damaged", {"part": "content.xml", "row": "1"})
    assert told("<table:table/>") == ("damaged", {"part": "content.xml", "row": "1"})


def test_hidden_tables_and_columns_are_told():
    """By the style of the table, or its own mark; columns by theirs."""
    head = '<style:style style:name="t" style:family="table"><style:table-properties table:display="false"/></style:style>'
    shown = '<style:style style:name="u" style:family="table"><style:table-properties table:display="true"/></style:style>'
    tables = "".join(
        f'<table:table table:name="{n}" {m}/>'
        for n, m in (
            ("A", 'table:style-name="t"'),
            ("B", 'table:style-name="u"'),
            ("C", 'table:display="false"'),
        )
    )
    assert [(one.sheet, one.hidden) for one in read_ods(packed(tables, head + shown))] == [
        ("A", True),
        ("B", False),
        ("C", True),
    ]
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/><table:table-column/><table:table-column table:visibility="filter"/>'
    (grid,) = grids(columns + row(cell(p("a"))))
    assert grid.hidden_columns == {1, 2, 4}


def test_a_text_written_apart_is_the_value():
    """Paragraphs are then what is shown; without them the cell has its text all the same."""
    assert rows(
        row(cell(more='office:string-value="120"'), cell(p("x"), more='office:string-value="y"'))
    ) == [(1, ["120", "y"])]
    assert rows(row(cell(p("5"), "float", 'office:value="5" office:string-value="6"'))) == [(1, [5.0])]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PT01H30M00S", dt.timedelta(minutes=90)),
        ("PT100H0M1.5S", dt.timedelta(hours=100, seconds=1)),
        ("PT", ErrorCell("PT")),
        ("x", ErrorCell("x")),
    ],
)
def test_a_time_is_a_duration(text, value):
    """In hours, minutes and seconds; anything else is an error value."""
    assert rows(row(cell(p("1:30"), "time", f'office:time-value="{text}"'))) == [(1, [value])]


# -- fonts -----------------------------------------------------------------------------------------


def style(name="", *, font="", parent="", family="table-cell", kind="style"):
    """A style of cells."""
    inside = f'<style:text-properties style:font-name="{font}"/>' if font else ""
    named = f' style:name="{name}"' if name else ""
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:{kind}{named} style:family="{family}"{above}>{inside}</style:{kind}>'


FACES = '<style:font-face style:name="F" svg:font-family="\'.VnTime\'"/><style:font-face style:name="V" svg:font-family="VNI-Times"/>'
STYLES = (
    FACES
    + style("old", font="F")
    + style("vni", font="V")
    + style("plain", font="Arial")
    + style("direct", font=".VnArial")
    + style("child", parent="old")
    + style("grand", parent="child")
    + style("own", parent="old", font="Arial")
    + style("round", parent="circle")
    + style("circle", parent="round")
    + style("text", font="F", family="text")
)


def marks(body, head=STYLES, **more):
    """The cells in old fonts."""
    (grid,) = grids(body, head, **more)
    return grid.fonts


def styled(name, repeat=1):
    """A cell in a style."""
    return cell(p("x"), more=f'table:style-name="{name}" table:number-columns-repeated="{repeat}"')


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("old", "tcvn3"),
        ("vni", "vni"),
        ("plain", ""),
        ("direct", "tcvn3"),
        ("child", "tcvn3"),
        ("grand", "tcvn3"),
        ("own", ""),
        ("round", ""),
        ("text", ""),
        ("none", ""),
    ],
)
def test_a_style_tells_the_font(name, encoding):
    """Its own, or that of the style above; a circle ends; styles of text are none of cells."""
    assert marks(row(styled(name))) == ({encoding: {1: 1}} if encoding else {})


def test_marks_stand_on_the_cells_that_are_in_the_font():
    """Repeated cells and rows each; empty ones before are counted."""
    body = row(
        EMPTY,
        styled("old", 2),
        styled("plain"),
        styled("vni"),
        styled("old"),
        more='table:number-rows-repeated="2"',
    )
    assert marks(row() + body) == {"tcvn3": {2: 0b100110, 3: 0b100110}, "vni": {2: 0b10000, 3: 0b10000}}


def test_a_row_and_a_column_have_styles_of_their_own():
    """The cell's goes before the row's, the row's before the column's."""
    column = (
        '<table:table-column table:default-cell-style-name="{}" table:number-columns-repeated="{}"/>'.format
    )
    columns = column("old", 2) + column("vni", 1) + column("old", 9999) + column("vni", 3)
    bare = cell(p("x"))
    assert marks(columns + row(bare * 4)) == {"tcvn3": {1: 0b1011}, "vni": {1: 0b100}}
    assert marks(columns + row(bare, styled("plain"), more='table:default-cell-style-name="vni"')) == {
        "vni": {1: 1}
    }
    assert marks(row(bare)) == {}
    gap = '<table:table-cell table:number-columns-repeated="255"/>'
    assert marks(columns + row(gap, bare)) == {"tcvn3": {1: 1 << 255}}
    assert marks(column("", 1) + row(bare * 2)) == {}
    second = f'<table:table table:name="B">{row(bare)}</table:table>'
    found = read_ods(packed(f"<table:table>{columns}{row(bare)}</table:table>{second}", STYLES))
    assert [grid.fonts for grid in found] == [{"tcvn3": {1: 1}}, {}]


def test_the_default_style_speaks_at_the_end():
    """And styles may stand in a part of their own."""
    default = FACES + style(font="F", kind="default-style")
    assert marks(row(cell(p("x")), styled("none")), default) == {"tcvn3": {1: 0b11}}
    after = style("plain", font="Arial") + default
    assert marks(row(cell(p("x")), styled("plain")), after) == {"tcvn3": {1: 0b1}}
    part = f"<s {NAMES}>{STYLES}</s>"
    assert marks(row(styled("old")), "", **{"styles.xml": part}) == {"tcvn3": {1: 1}}


def test_eight_styles_above_each_other_are_followed():
    """And no further."""
    chain = FACES + style("s0", font="F") + "".join(style(f"s{n}", parent=f"s{n - 1}") for n in range(1, 10))
    assert marks(row(styled("s8")), chain) == {"tcvn3": {1: 1}}
    assert marks(row(styled("s9")), chain) == {}


def test_columns_and_sources_outside_a_table_are_nothing():
    """What stands where no table is open belongs to none."""
    odd = "<table:table-column/><table:table-source/>"
    (grid,) = read_ods(
        packed(
            odd
            + '<table:table table:name="A">'
            + row(cell(p("a") + "<table:table-source/>"))
            + "</table:table>"
        )
    )
    assert (grid.linked, list(grid.rows)) == (False, [(1, ["a"])])
