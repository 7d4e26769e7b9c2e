"""Reads a workbook: each cell with its value, formula and format, and everything that hides, covers or adds.

An element or part that is not known here is told by its name, so that nothing can be added unseen.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import PlacedWord, look_of
from procedures.papers.workbook_cells import CellBasis, shared_texts, sheet_cells
from procedures.papers.workbook_drawings import chart_facts, drawing_words
from procedures.papers.workbook_looks import S, cell_looks, whole_number
from procedures.spreadsheets.grid import finite_number
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xlsx_package import package_relations
from procedures.spreadsheets.zip_guard import Parts, unpack
from procedures.wording.language import _

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LOW, _NARROW = 5.0, 1.0  # points of a row and characters of a column that show nothing
_SETTINGS = frozenset(
    {
        "fileVersion",
        "workbookPr",
        "bookViews",
        "sheets",
        "definedNames",
        "calcPr",
        "extLst",
        "AlternateContent",
    }
)
# Elements of a sheet that are read apart, or say nothing: the window, the page, the printer.
_SHEET = frozenset(
    {
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "autoFilter",
        "mergeCells",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "drawing",
        "phoneticPr",
        "ignoredErrors",
        "rowBreaks",
        "colBreaks",
    }
)
_VIEW = {"showZeros": "1", "showFormulas": "0", "rightToLeft": "0"}
_SILENT = ("docprops/app.xml", "[content_types].xml", "xl/calcchain.xml", "xl/printersettings/")


def workbook_words(data: bytes) -> Iterator[PlacedWord]:
    """Yield each cell of an .xlsx under its name, and what else the workbook holds.

    Raises Unreadable: where it is no workbook, damaged, too large, or holds macros.
    """
    parts = unpack(data)
    root = package_relations(parts, "").values()
    home = next((target for kind, target in root if kind == "officeDocument"), "")
    if home not in parts or _parsed(parts, home).tag != f"{S}workbook":
        raise Unreadable(code="wrong-type")
    relations = package_relations(parts, home)
    kinds = {kind: target for kind, target in relations.values() if kind != "worksheet"}
    styles, theme = (_if_there(parts, kinds.get(kind, "")) for kind in ("styles", "theme"))
    book = CellBasis(
        shared_texts(_if_there(parts, kinds.get("sharedStrings", ""))), cell_looks(styles, theme)
    )
    seen = {home, *(kinds.get(kind, "") for kind in ("styles", "theme", "sharedStrings"))}
    again: Counter[str] = Counter()
    for word in _everything(parts, _parsed(parts, home), relations, book, seen):
        again[word.place] += 1
        more = "" if again[word.place] == 1 else _(" (once more, {n})").format(n=again[word.place])
        yield word._replace(place=word.place + more)


def _everything(
    parts: Parts, root: ET.Element, relations: Mapping[str, tuple[str, str]], book: CellBasis, seen: set[str]
) -> Iterator[PlacedWord]:
    for number, one in enumerate(root.iter(f"{S}sheet"), 1):
        name, state = one.get("name", ""), one.get("state", "visible")
        place = _("sheet {n}").format(n=number)
        yield PlacedWord(place, name)
        if state != "visible":
            yield PlacedWord(f"{place}: {name}", "", look_of({"state": state}))
        kind, target = relations.get(one.get(_ID, ""), ("", ""))
        if kind != "worksheet" or target not in parts:
            yield PlacedWord(place, "", look_of({"kind": kind or "missing"}))
            continue
        seen.add(target)
        sheet = _parsed(parts, target)
        yield from sheet_cells(name, sheet, book)
        yield from _hiding(name, sheet)
        yield from _beside(name, sheet)
        yield from _drawn(name, parts, target, seen)
    yield from _settings(root)
    yield from _rest(parts, seen)


def _settings(root: ET.Element) -> Iterator[PlacedWord]:
    """Yield the defined names, and the settings that change what is shown or computed."""
    place = _("the workbook")
    for one in root.iter(f"{S}definedName"):
        scope = one.get("localSheetId", "")
        hidden = {"hidden": "1"} if one.get("hidden") in {"1", "true"} else {}
        name = _("name {name}").format(name=one.get("name", "")) + (
            f" [{whole_number(scope, -1) + 1}]" if scope else ""
        )
        yield PlacedWord(name, one.text or "", look_of(hidden))
    for one in root:
        name = one.tag.rpartition("}")[2]
        wanted = {"workbookPr": ("date1904",), "calcPr": ("calcMode", "fullPrecision", "iterate")}.get(
            name, ()
        )
        facts = {key: one.get(key, "") for key in wanted if one.get(key, "0") not in {"0", "auto", "false"}}
        facts = {key: value for key, value in facts.items() if (key, value) != ("fullPrecision", "1")}
        if one.get("fullPrecision") in {"0", "false"}:
            facts["fullPrecision"] = "0"
        if facts or (name not in _SETTINGS and name != "revisionPtr"):
            yield PlacedWord(place, "", look_of({"element": name, **facts}))


def _rest(parts: Parts, seen: set[str]) -> Iterator[PlacedWord]:
    """Yield the workbook's own title and notes, and every part that nothing else has read."""
    for name in sorted(parts):
        if name == "docprops/core.xml":
            for one in _parsed(parts, name):
                kind = one.tag.rpartition("}")[2]
                if kind in {"title", "subject", "description", "keywords", "category"} and one.text:
                    yield PlacedWord(_("the file: {name}").format(name=kind), one.text)
        elif name not in seen and not name.endswith(".rels") and not name.startswith(_SILENT):
            digest = hashlib.sha256(parts[name]).hexdigest()[:16]
            yield PlacedWord(
                _("part {value} of the package").format(value=name),
                _text(parts[name]),
                look_of({"part": digest}),
            )


def _text(data: bytes) -> str:
    """Return the words inside a part that is XML: those of a comment, say."""
    try:
        return " ".join(" ".join(ET.fromstring(data).itertext()).split())  # noqa: S314 - no DTD gets here
    except ET.ParseError:
        return ""


def _hiding(sheet: str, root: ET.Element) -> Iterator[PlacedWord]:
    """Yield the rows and columns that are not shown, and the views that show something else."""
    at = 0
    for row in root.iter(f"{S}row"):
        at = whole_number(row.get("r", ""), 0) or at + 1
        low = (finite_number(row.get("ht", "15")) or 0) < _LOW
        if low or row.get("hidden") in {"1", "true"}:
            place = _("sheet “{sheet}”, row {n}").format(sheet=sheet, n=at)
            yield PlacedWord(place, "", look_of({"hidden": "1"}))
    for one in root.findall(f"{S}cols/{S}col"):
        narrow = (finite_number(one.get("width", "9")) or 0) < _NARROW
        if narrow or one.get("hidden") in {"1", "true"}:
            span = f"{one.get('min')}–{one.get('max')}"
            place = _("sheet “{sheet}”, columns {span}").format(sheet=sheet, span=span)
            yield PlacedWord(place, "", look_of({"hidden": "1"}))
    held = root.find(f"{S}sheetFormatPr")
    low = held is not None and (finite_number(held.get("defaultRowHeight", "15")) or 0) < _LOW
    if held is not None and (low or held.get("zeroHeight") in {"1", "true"}):
        yield PlacedWord(sheet, "", look_of({"zeroHeight": "1"}))
    for view in root.findall(f"{S}sheetViews/{S}sheetView"):
        facts = {name: view.get(name, "") for name, usual in _VIEW.items() if view.get(name, usual) != usual}
        if facts:
            yield PlacedWord(sheet, "", look_of(facts))


def _beside(sheet: str, root: ET.Element) -> Iterator[PlacedWord]:
    """Yield merged cells, filters, heads and feet of the page, and every element that is not known."""
    for one in root.findall(f"{S}mergeCells/{S}mergeCell"):
        yield PlacedWord(f"{sheet}!{one.get('ref')}", "", look_of({"merged": "1"}))
    for one in root:
        name = one.tag.rpartition("}")[2]
        if name == "headerFooter":
            told = {part.tag.rpartition("}")[2]: part.text or "" for part in one if part.text}
            place = _("sheet “{sheet}”, header and footer of the page").format(sheet=sheet)
            yield PlacedWord(place, "", look_of(told))
        elif name == "autoFilter":
            parts = sorted({part.tag.rpartition("}")[2] for part in one.iter()} - {"autoFilter"})
            yield PlacedWord(f"{sheet}!{name}", one.get("ref", ""), look_of(dict.fromkeys(parts, "1")))
        elif name not in _SHEET or not one.tag.startswith(S):
            held = " ".join(
                f"{part.tag.rpartition('}')[2]} {look_of((k.rpartition('}')[2], v) for k, v in part.attrib.items())}"
                for part in one.iter()
            )
            words = " ".join(" ".join(one.itertext()).split())
            yield PlacedWord(f"{sheet}!{name}", words, look_of({"element": held}))


def _drawn(sheet: str, parts: Parts, target: str, seen: set[str]) -> Iterator[PlacedWord]:
    """Yield the charts, and every picture, shape and text box that lies over the cells of a sheet."""
    for kind, drawing in sorted(_targets(parts, target).values()):
        if kind != "drawing" or drawing not in parts or drawing in seen:
            continue
        seen.add(drawing)
        place = _("sheet “{sheet}”, drawing").format(sheet=sheet)
        yield from drawing_words(place, _parsed(parts, drawing))
        for below, chart in sorted(_targets(parts, drawing).values()):
            if below == "chart" and chart in parts and chart not in seen:
                seen.add(chart)
                name = posixpath.basename(chart)
                place = _("sheet “{sheet}”, chart {name}").format(sheet=sheet, name=name)
                yield PlacedWord(place, "", chart_facts(_parsed(parts, chart)))


def _targets(parts: Parts, name: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part; one without any has none."""
    folder, file = posixpath.split(name)
    return package_relations(parts, name) if f"{folder}/_rels/{file}.rels" in parts else {}


def _if_there(parts: Parts, name: str) -> ET.Element | None:
    return _parsed(parts, name) if name in parts else None


def _parsed(parts: Parts, name: str) -> ET.Element:
    try:
        return ET.fromstring(parts[name])  # noqa: S314 - the guard refuses every DTD
    except ET.ParseError as error:
        raise Unreadable(code="damaged", part=name) from error
