"""Reads what a workbook draws over its cells: charts, pictures, shapes, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import PlacedWord, look_of

_WORDS = frozenset({"t", "f", "v"})  # titles, the cells a chart draws, the values as the file keeps them
# Settings that make the same values look larger, smaller, or not at all.
_AXES = {"min": "", "max": "", "logBase": "", "orientation": "minMax", "delete": "0"}


def drawing_words(place: str, root: ET.Element) -> Iterator[PlacedWord]:
    """Yield each thing drawn on a sheet: what it is, the cells it lies over, and the words in it."""
    for number, anchor in enumerate(root, 1):
        facts = {"anchor": _name(anchor)}
        for one in anchor:
            name = _name(one)
            if name in {"from", "to"}:
                facts[name] = " ".join(part.text or "" for part in one if _name(part) in {"col", "row"})
            elif name != "clientData":
                facts["drawn"] = f"{facts.get('drawn', '')} {name}".strip()
        words = " ".join(one.text or "" for one in anchor.iter() if _name(one) == "t")
        yield PlacedWord(f"{place} {number}", words, look_of(facts))


def chart_facts(root: ET.Element) -> str:
    """Return what a chart says: its kind, words, cells, values and the limits of its axes; not its colours."""
    told: list[str] = []
    for one in root.iter():
        name = _name(one)
        value = one.get("val", "")
        if name.endswith("Chart"):
            told.append(name)
        elif name in _WORDS and one.text:
            told.append(one.text.strip())
        elif name in _AXES and value != _AXES[name]:
            told.append(f"{name}={value}")
    return " | ".join(told)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
