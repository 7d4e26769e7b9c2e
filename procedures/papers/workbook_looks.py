"""Reads how a workbook shows its cells: number formats, fonts, colours and alignment, by style number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import look_of

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Formats that a workbook names by number only (ECMA-376 part 1, 18.8.30).
_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    49: "@",
}
_DIGITS = 8  # more than any row or style number has
_SYSTEM = {"64": "000000", "65": "FFFFFF"}
_BASIC = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_THEME = ("lt1", "dk1", "lt2", "dk2")  # the file numbers them in this order
# Alignment that moves, repeats, shrinks or turns what a cell shows; the height of a line in it does not.
_ALIGNMENT = {
    "horizontal": "general",
    "textRotation": "0",
    "shrinkToFit": "0",
    "wrapText": "0",
    "indent": "0",
}
_UNSEEN = frozenset({"family", "scheme", "charset"})


def cell_looks(styles: ET.Element | None, theme: ET.Element | None) -> list[dict[str, str]]:
    """Return for each style number the properties with which its cells are shown."""
    if styles is None:
        return []
    colours = _theme_colours(theme)
    fonts = [font_look(one, colours) for one in _children(styles, "fonts")]
    fills = [_fill(one, colours) for one in _children(styles, "fills")]
    formats = {one.get("numFmtId", ""): one.get("formatCode", "") for one in _children(styles, "numFmts")}
    return [
        {
            "format": _format(one.get("numFmtId", "0"), formats),
            **_at(fonts, one.get("fontId", "0")),
            **_at(fills, one.get("fillId", "0")),
            **_alignment(one.find(f"{S}alignment")),
        }
        for one in _children(styles, "cellXfs")
    ]


def font_look(font: ET.Element, colours: Mapping[str, str]) -> dict[str, str]:
    """Return the properties of a font; `colours`: number of a theme colour -> six hex digits."""
    found: dict[str, str] = {}
    for one in font:
        name = one.tag.rpartition("}")[2]
        if name == "color":
            found["colour"] = _colour(one, colours)
        elif name not in _UNSEEN and one.get("val", "1") not in {"0", "none"}:
            found["font" if name in {"name", "rFont"} else name] = one.get("val") or "1"
    found.setdefault("colour", "000000")
    return found


def _theme_colours(theme: ET.Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for scheme in theme.iter() if theme is not None else ():
        if scheme.tag.endswith("}clrScheme"):
            by_name = {
                one.tag.rpartition("}")[2]: (one[0].get("lastClr") or one[0].get("val") or "")
                for one in scheme
                if len(one)
            }
            found = {str(number): by_name.get(name, "") for number, name in enumerate(_THEME)}
    return found or {"0": "FFFFFF", "1": "000000"}


def _colour(one: ET.Element, colours: Mapping[str, str]) -> str:
    tint = f" tint {one.get('tint')}" if one.get("tint", "0") not in {"0", "0.0"} else ""
    if one.get("rgb"):
        return one.get("rgb", "")[-6:].upper() + tint
    if one.get("theme"):
        return colours.get(one.get("theme", ""), f"theme {one.get('theme')}") + tint
    number = one.get("indexed", "64")
    if (place := whole_number(number, 2 * len(_BASIC))) < 2 * len(_BASIC):
        return _BASIC[place % len(_BASIC)] + tint
    return _SYSTEM.get(number, f"indexed {number}") + tint


def _fill(one: ET.Element, colours: Mapping[str, str]) -> dict[str, str]:
    pattern = one.find(f"{S}patternFill")
    if pattern is None:
        return {"fill": "gradient"}
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return {}
    front, back = pattern.find(f"{S}fgColor"), pattern.find(f"{S}bgColor")
    shades = [
        _colour(part, colours) for part in (front, None if kind == "solid" else back) if part is not None
    ]
    return {"fill": " ".join([kind, *shades])}


def _alignment(one: ET.Element | None) -> dict[str, str]:
    if one is None:
        return {}
    return {name: one.get(name, "") for name, usual in _ALIGNMENT.items() if one.get(name, usual) != usual}


def whole_number(text: str, other: int) -> int:
    """Return the number that an attribute writes; `other` where it is none, or larger than any row."""
    return int(text) if text.isdecimal() and len(text) < _DIGITS else other


def _format(number: str, formats: Mapping[str, str]) -> str:
    return formats.get(number) or _BUILT_IN.get(whole_number(number, -1), f"number {number}")


def _children(styles: ET.Element, name: str) -> Iterator[ET.Element]:
    return iter(styles.findall(f"{S}{name}/*"))


def _at(looks: Sequence[dict[str, str]], number: str) -> dict[str, str]:
    place = whole_number(number, len(looks))
    return looks[place] if place < len(looks) else {"font": f"number {number}"}


def cell_look(looks: Sequence[dict[str, str]], number: str, more: Mapping[str, str]) -> str:
    """Return the look of a cell of style `number` with what its own value adds."""
    return look_of({**_at(looks, number or "0"), **more})
