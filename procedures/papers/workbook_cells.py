"""Reads the cells of a sheet: value, kind, formula, and how each is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import PlacedWord, look_of
from procedures.papers.workbook_looks import S, cell_look, font_look, whole_number
from procedures.spreadsheets.grid import cell_name, finite_number
from procedures.spreadsheets.problems import Unreadable

_DIGITS = 12  # a workbook saved once more may differ beyond them
_REFERENCE = re.compile(r"('(?:[^']|'')*'!|\b[A-Za-z_][\w.]*\(|\"[^\"]*\")|(\$?)([A-Z]{1,3})(\$?)(\d{1,7})\b")


class CellBasis(NamedTuple):
    """Holds what the cells of every sheet refer to: shared texts with their looks, and looks by number."""

    texts: list[tuple[str, dict[str, str]]]
    looks: list[dict[str, str]]


def sheet_cells(sheet: str, root: ET.Element, book: CellBasis) -> Iterator[PlacedWord]:
    """Yield every cell of a sheet that holds something.

    Raises Unreadable: where a cell names a shared text that is not there.
    """
    shared: dict[str, tuple[str, int, int]] = {}
    at = 0
    for row in root.iter(f"{S}row"):
        at = whole_number(row.get("r", ""), 0) or at + 1
        column = 0
        for cell in row.iter(f"{S}c"):
            column, line = _position(cell.get("r", ""), column + 1, at)
            formula = cell.find(f"{S}f")
            text, facts = _value(cell, book)
            if formula is not None:
                facts["formula"] = _formula(formula, shared, line, column)
            if text or formula is not None:
                place = f"{sheet}!{cell_name(line - 1, column - 1)}"
                yield PlacedWord(place, text, cell_look(book.looks, cell.get("s", "0"), facts))


def _value(cell: ET.Element, book: CellBasis) -> tuple[str, dict[str, str]]:
    """Return what a cell holds as text, and its kind with the looks of its letters."""
    kind = cell.get("t", "n")
    inline, value = cell.find(f"{S}is"), cell.findtext(f"{S}v", "")
    if kind == "inlineStr" and inline is not None:
        text, looks = _string(inline)
        return text, {"kind": "text", **looks}
    if kind == "s":
        place = whole_number(value, len(book.texts))
        if place >= len(book.texts):
            raise Unreadable(code="damaged")
        text, looks = book.texts[place]
        return text, {"kind": "text", **looks}
    if kind == "n":
        return _plain_number(value), {"kind": "number"} if value else {}
    return value, {"kind": {"str": "text", "b": "boolean", "e": "error"}.get(kind, kind)}


def _plain_number(value: str) -> str:
    """Return a number: whole ones whole, others without the digits in which programs differ."""
    number = finite_number(value.strip())
    if number is None:
        return value
    return str(int(number)) if number.is_integer() else f"{number:.{_DIGITS}g}"


def shared_texts(root: ET.Element | None) -> list[tuple[str, dict[str, str]]]:
    """Return the texts that cells share by number, each with the looks of its parts."""
    return [_string(one) for one in root.findall(f"{S}si")] if root is not None else []


def _string(one: ET.Element) -> tuple[str, dict[str, str]]:
    """Return the letters of a text, and a look for each of its parts that has a font of its own."""
    text, looks = "", {}
    for part in one:
        name = part.tag.rpartition("}")[2]
        if name == "t":
            text += part.text or ""
        elif name == "r":
            letters = part.findtext(f"{S}t", "")
            text += letters
            font = part.find(f"{S}rPr")
            if font is not None:
                looks[f"“{letters}”"] = look_of(font_look(font, {"0": "FFFFFF", "1": "000000"}))
        elif name != "phoneticPr":
            looks[f"element {name}"] = " ".join(part.itertext())
    return text, looks


def _formula(one: ET.Element, shared: dict[str, tuple[str, int, int]], line: int, column: int) -> str:
    """Return a formula as it stands in its own cell, where several cells share one as well."""
    text, kind = " ".join((one.text or "").split()), one.get("t", "normal")
    if kind == "shared":
        number = one.get("si", "")
        if text:
            shared[number] = (text, line, column)
        elif number in shared:
            first, top, left = shared[number]
            return _moved(first, line - top, column - left)
    return text if kind in {"normal", "shared"} else f"{{{kind}: {text}}}"


def _moved(formula: str, down: int, right: int) -> str:
    """Return a formula as it reads so many cells further down and right."""

    def one(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        column, line = _position(f"{found[3]}{found[5]}", 1, 1)
        column, line = column + (0 if found[2] else right), line + (0 if found[4] else down)
        letters = cell_name(line - 1, column - 1).rstrip("0123456789")
        return f"{found[2]}{letters}{found[4]}{line}"

    return _REFERENCE.sub(one, formula)


def _position(name: str, column: int, line: int) -> tuple[int, int]:
    """Return column and line (from 1) of a cell's name; those given where it has none."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", name)
    if not found or int(found[2]) < 1:
        return column, line
    number = 0
    for letter in found[1]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number, int(found[2])
