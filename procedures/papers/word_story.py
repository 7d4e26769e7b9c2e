"""Walks one part of a Word file: its paragraphs, tables, words with their looks, fields, pictures and changes.

An element that is not known here is told by its name, so that nothing can be added unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import PlacedWord, look_of
from procedures.papers.word_properties import Properties, Styles, W, child_value, flat, short_name, shown

_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_NOTHING = frozenset(
    {
        "rPr",
        "pPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "tblPrEx",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
        "lastRenderedPageBreak",
        "softHyphen",
        "fldChar",
        "commentRangeStart",
        "commentRangeEnd",
        "annotationRef",
        "separator",
        "continuationSeparator",
    }
)
_LETTERS = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-"}
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo"})
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES"})  # what they show is made anew on every page
# Elements of a picture that neither cut it nor change its colours.
_PICTURE = frozenset(
    {
        "inline",
        "extent",
        "docPr",
        "cNvGraphicFramePr",
        "graphicFrameLocks",
        "graphic",
        "graphicData",
        "pic",
        "nvPicPr",
        "cNvPr",
        "cNvPicPr",
        "picLocks",
        "blipFill",
        "blip",
        "stretch",
        "fillRect",
        "spPr",
        "xfrm",
        "off",
        "ext",
        "prstGeom",
        "avLst",
        "effectExtent",
    }
)


@dataclass
class WordStory:
    """Walks one part of a document.

    `pictures`: name of a part -> digest of its bytes; `relations`: id -> (kind, name of the part); `place`: a
    text with {n}. After the walk, `number` is how many paragraphs there were, `listed` whether one is numbered.
    """

    pictures: Mapping[str, str]
    relations: dict[str, tuple[str, str]]
    styles: Styles
    place: str
    number: int = 0
    listed: bool = False
    fields: list[str] = field(default_factory=list)  # instructions of the fields that are open
    results: list[bool] = field(default_factory=list)  # for each of them, whether its result has begun

    def words(self, holder: ET.Element, change: str = "") -> Iterator[PlacedWord]:
        """Yield the words and marks below an element that holds paragraphs; `change`: a tracked one."""
        for one in holder:
            name = _word_name(one)
            if name == "p":
                yield from self._paragraph(one, change)
            elif name in {"tbl", "tr", "tc"}:
                yield self._mark(name, self._table_look(one))
                yield from self.words(one, change)
            elif name in _CHANGES:
                yield from self.words(one, name)
            elif name in {"body", "footnote", "endnote", "comment"}:
                yield from self.words(one, change)
            elif name == "sectPr":
                yield self._section(one)
            elif name not in _NOTHING:
                yield PlacedWord(self._here(), "", look_of({"element": name}))
                yield from self.words(one, change)

    def _here(self) -> str:
        return self.place.format(n=max(self.number, 1))

    def _mark(self, name: str, look: str) -> PlacedWord:
        return PlacedWord(self._here(), "", f"¶{name}{': ' if look else ''}{look}")

    def _table_look(self, one: ET.Element) -> str:
        own = shown(flat(one.find(f"{W}{short_name(one)}Pr")))
        style = child_value(one.find(f"{W}tblPr"), "tblStyle")
        return f"{own}; {self.styles.tables.get(style, style)}" if style else own

    def _section(self, one: ET.Element) -> PlacedWord:
        kept = {"pgSz", "pgMar", "cols", "headerReference", "footerReference", "titlePg", "pgBorders"}
        facts = [
            f"{short_name(part)} {look_of((k.rpartition('}')[2], v) for k, v in part.attrib.items() if k.startswith(W))}"
            for part in one
            if short_name(part) in kept
        ]
        return self._mark("section", ", ".join(facts))

    def _paragraph(self, one: ET.Element, change: str) -> Iterator[PlacedWord]:
        self.number += 1
        properties = one.find(f"{W}pPr")
        own, below = self.styles.of_paragraph(properties)
        self.listed = self.listed or any(name.startswith("numPr.numId") for name in own)
        yield self._mark("paragraph", shown(own))
        yield from _as_words(self._here(), self._runs(one, below, change))
        section = properties.find(f"{W}sectPr") if properties is not None else None
        if section is not None:
            yield self._section(section)

    def _runs(self, holder: ET.Element, below: Properties, change: str) -> Iterator[PlacedWord]:
        """Yield pieces of text with their looks, and marks; a piece may be part of a word."""
        for one in holder:
            name = _word_name(one)
            if name == "r":
                held = self.styles.of_run(below, one.find(f"{W}rPr"))
                look = shown(held | ({"change": change} if change else {}))
                yield from self._run(one, look, below, change)
            elif name in _CHANGES:
                yield from self._runs(one, below, name)
            elif name not in _NOTHING:
                text = "" if len(one) else (one.text or "").strip()
                yield PlacedWord(self._here(), text, _element_look(one))
                yield from self._runs(one, below, change)

    def _run(self, run: ET.Element, look: str, below: Properties, change: str) -> Iterator[PlacedWord]:
        for one in run:
            name = _word_name(one)
            self._follow_field(one)
            if name in {"t", "delText"}:
                if one.text and not self._in_page_field():
                    yield PlacedWord(self._here(), one.text, look)
            elif name in _LETTERS:
                yield PlacedWord(self._here(), _LETTERS[name], look)
            elif name == "instrText":
                yield PlacedWord(self._here(), "", look_of({"field": " ".join((one.text or "").split())}))
            elif name == "drawing":
                yield from self._drawing(one, below, change)
            elif name not in _NOTHING:
                yield PlacedWord(self._here(), "", _element_look(one))
                yield from self._inside(one, below, change)

    def _follow_field(self, one: ET.Element) -> None:
        """Follow where a field begins, its result begins, and it ends."""
        name, kind = _word_name(one), one.get(f"{W}fldCharType", "")
        if name == "instrText" and self.fields:
            self.fields[-1] += one.text or ""
        elif kind == "begin":
            self.fields.append("")
            self.results.append(False)
        elif kind == "separate" and self.results:
            self.results[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()
            self.results.pop()

    def _in_page_field(self) -> bool:
        return any(
            result and (text.split() or [""])[0].upper() in _PAGE_FIELDS
            for text, result in zip(self.fields, self.results, strict=True)
        )

    def _drawing(self, one: ET.Element, below: Properties, change: str) -> Iterator[PlacedWord]:
        """Yield a picture by its bytes and size, and whatever else is drawn."""
        facts = {"drawing": ""}
        for part in one.iter():
            name = short_name(part)
            if name == "extent":
                facts["size"] = f"{part.get('cx')} {part.get('cy')}"
            elif name == "blip":
                target = self.relations.get(part.get(_EMBED, ""), ("", ""))[1]
                facts["picture"] = self.pictures.get(target, "")
            if part is not one and (name not in _PICTURE or (name == "xfrm" and part.attrib)):
                facts[f"element {name}"] = look_of((k.rpartition("}")[2], v) for k, v in part.attrib.items())
        yield PlacedWord(self._here(), "", look_of(facts))
        yield from self._inside(one, below, change)

    def _inside(self, one: ET.Element, below: Properties, change: str) -> Iterator[PlacedWord]:
        """Yield the words of text boxes, of both sides of alternate content, and of anything unknown."""
        for part in one:
            if short_name(part) == "txbxContent":
                yield PlacedWord(self._here(), "", look_of({"element": "txbxContent"}))
                yield from self.words(part, change)
            elif short_name(part) == "r":
                yield from self._runs(one, below, change)
                return
            else:
                text = "" if len(part) else (part.text or "").strip()
                if text or part.get("string"):
                    told = look_of({"element": short_name(part)})
                    yield PlacedWord(self._here(), f" {text or part.get('string')} ", told)
                yield from self._inside(part, below, change)


def _word_name(one: ET.Element) -> str:
    """Return the name of an element of Word; one of another vocabulary is never taken for it."""
    return short_name(one) if one.tag.startswith(W) else one.tag


def _element_look(one: ET.Element) -> str:
    """Return the look of an element that is told by its name; numbers of relations change at every saving."""
    values = {key.rpartition("}")[2]: value for key, value in one.attrib.items()}
    return look_of(
        {"element": short_name(one)} | {k: v for k, v in values.items() if k not in {"id", "embed"}}
    )


def _as_words(place: str, pieces: Iterator[PlacedWord]) -> Iterator[PlacedWord]:
    """Yield pieces of text as whole words: a word of several looks has all of them, each with its letters."""
    held: list[tuple[str, str]] = []
    for piece in pieces:
        if not piece.text or piece.place != place:
            yield from _whole(place, held)
            held = []
            yield piece
            continue
        for sign in piece.text:
            if sign.isspace():
                yield from _whole(place, held)
                held = []
            elif held and held[-1][1] == piece.look:
                held[-1] = (held[-1][0] + sign, piece.look)
            else:
                held.append((sign, piece.look))
    yield from _whole(place, held)


def _whole(place: str, held: list[tuple[str, str]]) -> Iterator[PlacedWord]:
    text = "".join(letters for letters, _look in held)
    if len(held) == 1:
        yield PlacedWord(place, text, held[0][1])
    elif held:
        yield PlacedWord(place, text, "; ".join(f"“{letters}”: {look}" for letters, look in held))
