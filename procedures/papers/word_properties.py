"""Reads how a Word file shows a run or paragraph: its own properties over those of its styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import look_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Properties = dict[str, str]
"""Name of a property as the file has it, with its attribute -> value: "sz.val" -> "26"."""

_OFF = {"0": "0", "false": "0", "off": "0", "1": "1", "true": "1", "on": "1"}
# Properties that change neither letters nor their look on the page: language, spelling, page breaks.
_IGNORED = frozenset(
    {
        "lang",
        "noProof",
        "szCs",
        "bCs",
        "iCs",
        "keepNext",
        "keepLines",
        "widowControl",
        "pageBreakBefore",
        "tblLook",
        "tblW",
        "tcW",
        "cnfStyle",
        "tblHeader",
        "cantSplit",
        "pStyle",
        "rStyle",
        "tblStyle",
        "rPr",
        "sectPr",
        "suppressLineNumbers",
        "suppressAutoHyphens",
    }
)
_SWITCHES = frozenset(
    {
        "b",
        "i",
        "caps",
        "smallCaps",
        "strike",
        "dstrike",
        "outline",
        "shadow",
        "emboss",
        "imprint",
        "vanish",
        "webHidden",
        "specVanish",
        "rtl",
        "contextualSpacing",
        "bidi",
    }
)


class Style(NamedTuple):
    """Holds a style: the one it rests on ("" for none), and its properties of paragraph and run."""

    below: str
    paragraph: Properties
    run: Properties


class Styles(NamedTuple):
    """Holds the styles of a document. `run` and `paragraph`: what stands below every style."""

    run: Properties
    paragraph: Properties
    by_id: Mapping[str, Style]
    defaults: Mapping[str, str]
    tables: Mapping[str, str]

    def of_paragraph(self, properties: ET.Element | None) -> tuple[Properties, Properties]:
        """Return what holds in a paragraph: for itself, and for its runs before their own properties."""
        name = child_value(properties, "pStyle") or self.defaults.get("paragraph", "")
        own: Properties = dict(self.paragraph)
        run: Properties = dict(self.run)
        for style in self._chain(name):
            own |= style.paragraph
            run |= style.run
        return own | flat(properties), run

    def of_run(self, below: Properties, properties: ET.Element | None) -> Properties:
        """Return what holds for a run in a paragraph whose runs have `below`."""
        found = dict(below)
        for style in self._chain(child_value(properties, "rStyle")):
            found |= style.run
        return found | flat(properties)

    def _chain(self, name: str) -> list[Style]:
        """Return a style and those it rests on, the lowest first."""
        chain: list[Style] = []
        seen: set[str] = set()
        while name in self.by_id and name not in seen:
            seen.add(name)
            chain.append(self.by_id[name])
            name = chain[-1].below
        return chain[::-1]


def read_styles(root: ET.Element | None) -> Styles:
    """Return the styles of the part that holds them; None is a document without."""
    by_id: dict[str, Style] = {}
    defaults: dict[str, str] = {}
    tables: dict[str, str] = {}
    for one in root.iter(f"{W}style") if root is not None else ():
        name = one.get(f"{W}styleId", "")
        by_id[name] = Style(child_value(one, "basedOn"), flat(one.find(f"{W}pPr")), flat(one.find(f"{W}rPr")))
        if _OFF.get(one.get(f"{W}default", "0")) == "1":
            defaults[one.get(f"{W}type", "")] = name
        if one.get(f"{W}type") == "table":
            tables[name] = look_of(_pairs(one, "", frozenset()))
    run = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
    paragraph = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr") if root is not None else None
    return Styles(flat(run), flat(paragraph), by_id, defaults, tables)


def child_value(holder: ET.Element | None, tag: str) -> str:
    """Return the value of a child such as `w:pStyle`, "" without it."""
    found = holder.find(f"{W}{tag}") if holder is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def flat(properties: ET.Element | None) -> Properties:
    """Return the properties of an element such as `w:rPr` as name and value."""
    if properties is None:
        return {}
    mark = properties.find(f"{W}rPr")  # of the paragraph's end: only whether it was put in or taken out
    changed = [one for one in mark if short_name(one) in {"ins", "del", "vanish"}] if mark is not None else []
    return dict(_pairs(properties, "", _IGNORED)) | {f"mark.{short_name(one)}": "1" for one in changed}


def shown(properties: Properties) -> str:
    """Return properties as a look, without the switches that are off."""
    return look_of(
        (name, value)
        for name, value in properties.items()
        if not (value == "0" and name.partition(".")[0] in _SWITCHES)
    )


def short_name(element: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def _pairs(holder: ET.Element, before: str, ignored: frozenset[str]) -> Iterator[tuple[str, str]]:
    for one in holder:
        name = short_name(one)
        if name in ignored:
            continue
        place = f"{before}{name}"
        values = {key.rpartition("}")[2]: value for key, value in one.attrib.items()}
        for key, value in values.items():
            if not key.startswith("rsid"):
                yield f"{place}.{key}", _OFF.get(value, value) if key == "val" else value
        if not values:
            yield f"{place}.val", "1"
        yield from _pairs(one, f"{place}.", ignored)
