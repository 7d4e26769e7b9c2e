"""Checks that a Word file printed by an office's template holds words, layout and pictures, and nothing active.

A paper goes on to people who trust it. What a word processor would run, fetch or open by itself must not come
into it from a template: macros, objects, linked pictures and templates, fields that read other files. The
document that was printed is checked, not the template: what Jinja puts together is seen whole. Listed is
what may be there; anything else is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from procedures.papers.paper import BrokenTemplate
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk
from procedures.spreadsheets.zip_guard import Parts, unpack
from procedures.wording.error_messages import sentence

_TYPES = "[content_types].xml"
_MARKUP = (".xml", ".rels")
# Last word of the type of a relation: what a document of words, layout and pictures needs.
_RELATIONS = frozenset(
    {
        *("officedocument", "core-properties", "extended-properties", "custom-properties", "thumbnail"),
        *(
            "styles",
            "styleswitheffects",
            "settings",
            "websettings",
            "fonttable",
            "font",
            "numbering",
            "theme",
        ),
        *("header", "footer", "footnotes", "endnotes", "comments", "commentsextended", "commentsids"),
        *("commentsextensible", "people", "image", "customxml", "customxmlprops", "glossarydocument"),
        *("hyperlink", "classificationlabels"),
    }
)
LINKS = ("http://", "https://", "mailto:")  # what a link may lead to; opened only when somebody clicks
_ACTIVE = frozenset(
    {
        *(
            "altchunk",
            "attachedtemplate",
            "contentpart",
            "control",
            "entrymacro",
            "exitmacro",
            "externaldata",
        ),
        *("mailmerge", "movie", "object", "ocx", "oleobject", "script", "subdoc", "webvideopr"),
    }
)
_ADDRESSES = frozenset(
    {"src", "href", "althref", "embeddedhtml"}
)  # attributes of VML that name a file themselves
_FIELDS = frozenset(
    {
        *("page", "numpages", "sectionpages", "section", "pageref", "ref", "noteref", "toc", "tc", "seq"),
        *("styleref", "date", "time", "title", "subject", "author", "="),
    }
)
_TO_A_PLACE = re.compile(r'\s*HYPERLINK\s+\\l\s+"[^"\\]*"(\s+\\[hn])*\s*', re.IGNORECASE)
_PICTURES = ("image/", "application/vnd.openxmlformats-officedocument.obfuscatedfont")


def require_plain_package(template: str, data: bytes) -> None:
    """Check a printed .docx. Raises BrokenTemplate: template-active, naming what it holds; or where it is damaged."""
    try:
        parts = unpack(data)
        for what in _active(parts):
            raise BrokenTemplate(template, what, code="template-active")
    except Unreadable as error:
        raise BrokenTemplate(template, sentence(error.code, dict(error.values))) from error


def _active(parts: Parts) -> Iterator[str]:
    """Yield what must not be there: a relation, an element, a field, or a part."""
    for key, data in parts.items():
        if key.endswith(".rels"):
            yield from _relations(key, data)
    for key, data in parts.items():
        if key.endswith(".xml"):
            yield from _elements(key, data)
    yield from _undeclared(parts)


def _undeclared(parts: Parts) -> Iterator[str]:
    """Yield parts that are neither XML by their name nor pictures by their type: they would not be walked."""
    types: dict[str, str] = {}

    def start(_name: str, attributes: Attributes) -> None:
        key = attributes.get("PartName") or "." + attributes.get("Extension", "")
        types[key.casefold().lstrip("/")] = attributes.get("ContentType", "").lower()

    walk(_TYPES, parts.get(_TYPES, b""), Visitor(start, ignore, ignore, ignore))
    for key in parts:
        declared = types.get(key, types.get("." + key.rpartition(".")[2], ""))
        picture = declared.startswith(_PICTURES) and not declared.endswith("xml")
        if not key.endswith(_MARKUP) and not picture:
            yield key


def _relations(key: str, data: bytes) -> Iterator[str]:
    found: list[str] = []

    def start(_name: str, attributes: Attributes) -> None:
        if "Target" not in attributes:
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes["Target"]
        outside = attributes.get("TargetMode", "").lower() == "external"
        link = kind.lower() == "hyperlink" and target.lower().startswith(LINKS)
        if kind.lower() not in _RELATIONS or (outside and not link):
            found.append(f"{kind} → {target}"[:80])

    walk(key, data, Visitor(start, ignore, ignore, ignore))
    yield from found


def _elements(key: str, data: bytes) -> Iterator[str]:
    reader = _FieldReader()
    found: list[str] = reader.refused

    def start(name: str, attributes: Attributes) -> None:
        if name.lower() in _ACTIVE:
            found.append(name)
        for attribute, value in attributes.items():
            if attribute.rpartition(":")[2].lower() in _ADDRESSES and _has_no_id(attribute, value):
                found.append(f"{attribute}={value}"[:80])
        reader.start(name, attributes)

    walk(key, data, Visitor(start, reader.end, reader.text, ignore))
    reader.finish()
    yield from found


def _has_no_id(attribute: str, value: str) -> bool:
    """Return True for an attribute that names its target itself, not by a relation (r:href)."""
    return bool(value) and not (attribute.startswith("r:") and re.fullmatch(r"\w+", value))


class _FieldReader:
    """Reads the instructions of fields, across the runs and paragraphs they are spread over."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._open: list[list[str] | None] = []  # instruction of each open field; None: its result has begun
        self._in_text = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Note where a field begins, where its result begins, and where it ends."""
        self._in_text = name in {"instrText", "delInstrText", "t", "delText"}
        if name == "fldSimple":
            self._require_listed(_attribute(attributes, "instr"))
        elif name == "instrText" and not (self._open and self._open[-1] is not None):
            self._open.append([])  # an instruction without a beginning: read as a field of its own
        elif name == "fldChar":
            self._mark(_attribute(attributes, "fldCharType"))

    def end(self, _name: str) -> None:
        """Note the end of an element's text."""
        self._in_text = False

    def text(self, text: str) -> None:
        """Add text to the instruction of the innermost field, where its result has not begun."""
        if self._in_text and self._open and self._open[-1] is not None:
            self._open[-1].append(text)

    def finish(self) -> None:
        """Read what was left open at the end of the part."""
        while self._open:
            self._mark("end")

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._open.append([])
        elif kind in {"separate", "end"} and self._open:
            instruction = self._open.pop()
            if instruction is not None:
                self._require_listed("".join(instruction))
            if kind == "separate":
                self._open.append(None)

    def _require_listed(self, instruction: str) -> None:
        words = instruction.split()
        keyword = words[0].lower() if words else ""
        if keyword[:1] != "=" and keyword not in _FIELDS and not _TO_A_PLACE.fullmatch(instruction):
            self.refused.append(f"{{ {instruction.strip()[:60]} }}")


def _attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute by its name without prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
