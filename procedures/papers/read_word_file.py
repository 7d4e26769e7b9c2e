"""Reads a Word file: every word of every part with how it is shown, tables, pictures, and what is foreign.

An element or part that is not known here is told by its name, so that nothing can be added unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from procedures.papers.placed_words import PlacedWord, look_of
from procedures.papers.word_properties import W, read_styles, short_name
from procedures.papers.word_story import WordStory
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xlsx_package import package_relations
from procedures.spreadsheets.zip_guard import Parts, unpack
from procedures.wording.language import _

_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
_READ_APART = frozenset({"styles", "numbering", "theme"})
# Parts that say nothing on a page.
_SILENT = frozenset({"settings", "webSettings", "fontTable", "stylesWithEffects", "customXml"})
# But for these settings: styles or words come from another file, or the colours of the theme change places.
_TAKEN_FROM_ELSEWHERE = frozenset({"attachedTemplate", "linkStyles", "mailMerge", "saveThroughXslt"})
_USUAL_COLOURS = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
_SILENT_NAMES = ("docprops/app.xml", "docprops/thumbnail", "customxml/itemprops", "[content_types].xml")


def word_file_words(data: bytes) -> Iterator[PlacedWord]:
    """Yield every word of a .docx, then its headers and notes, and everything that is no word.

    Raises Unreadable: where it is no Word file, damaged, too large, or holds macros.
    """
    parts = unpack(data)
    root = package_relations(parts, "").values()
    home = next((target for kind, target in root if kind == "officeDocument"), "")
    if home not in parts or not _parsed(parts, home).tag.startswith(W):
        raise Unreadable(code="wrong-type")
    relations = _targets(parts, home)
    kinds = {kind: target for kind, target in relations.values() if kind in _READ_APART}
    styles = read_styles(_parsed(parts, kinds["styles"]) if kinds.get("styles") in parts else None)
    digests = {name: _digest(part) for name, part in parts.items()}
    seen = {home, *kinds.values()}
    body = WordStory(digests, _targets(parts, home), styles, _("paragraph {n}"))
    yield from body.words(_parsed(parts, home))
    listed = body.listed
    for kind, target in sorted(relations.values()):
        if kind in _STORIES and target in parts and target not in seen:
            seen.add(target)
            story = WordStory(digests, _targets(parts, target), styles, _story_place(kind))
            words = list(story.words(_parsed(parts, target)))
            listed = listed or story.listed
            yield from words if any(word.text or not word.look.startswith("¶") for word in words) else ()
    seen |= {target for kind, target in relations.values() if kind in _SILENT or kind == "image"}
    if kinds.get("theme") in parts:
        yield PlacedWord(_("the file"), "", look_of({"theme": _theme(_parsed(parts, kinds["theme"]))}))
    if listed and kinds.get("numbering") in parts:
        yield PlacedWord(_("the file"), "", look_of({"lists": _lists(_parsed(parts, kinds["numbering"]))}))
    for kind, target in relations.values():
        if kind == "settings" and target in parts:
            yield from _settings(_parsed(parts, target))
    yield from _fonts(parts, seen)
    yield from _rest(parts, seen)


def _story_place(kind: str) -> str:
    """Return the place of a paragraph of a header, footer or note, with {n} for its number."""
    names = {
        "header": _("header, paragraph {n}"),
        "footer": _("footer, paragraph {n}"),
        "footnotes": _("footnotes, paragraph {n}"),
        "endnotes": _("endnotes, paragraph {n}"),
        "comments": _("comments, paragraph {n}"),
    }
    return names[kind]


def _settings(root: ET.Element) -> Iterator[PlacedWord]:
    """Yield the settings by which words are shown otherwise than the parts read above say."""
    for one in root:
        kind = short_name(one)
        colours = {name: one.get(f"{W}{name}", usual) for name, usual in _USUAL_COLOURS.items()}
        if kind in _TAKEN_FROM_ELSEWHERE or (kind == "clrSchemeMapping" and colours != _USUAL_COLOURS):
            yield PlacedWord(_("the file"), "", look_of({"element": kind}))


def _fonts(parts: Parts, seen: set[str]) -> Iterator[PlacedWord]:
    """Yield every font in the file, whatever its part is called: it may draw letters otherwise than they read."""
    for name in sorted(seen & set(parts)):
        for kind, target in sorted(_targets(parts, name).values()):
            if kind == "font":
                place = _("part {value} of the package").format(value=target)
                yield PlacedWord(place, "", look_of({"font": _digest(parts.get(target, b""))}))


def _rest(parts: Parts, seen: set[str]) -> Iterator[PlacedWord]:
    """Yield the document's own title and notes, and every part that nothing above has read."""
    for name in sorted(parts):
        if name == "docprops/core.xml":
            for one in _parsed(parts, name):
                kind = short_name(one)
                if kind in {"title", "subject", "description", "keywords", "category"} and one.text:
                    yield PlacedWord(_("the file: {name}").format(name=kind), "", look_of({kind: one.text}))
        elif name not in seen and not name.endswith(".rels") and not name.startswith(_SILENT_NAMES):
            place = _("part {value} of the package").format(value=name)
            yield PlacedWord(place, "", look_of({"part": _digest(parts[name])}))


def _theme(root: ET.Element) -> str:
    fonts = [one.get("typeface", "") for one in root.iter() if short_name(one) == "latin"]
    colours = [
        one.get("lastClr") or one.get("val") or ""
        for scheme in root.iter()
        if short_name(scheme) == "clrScheme"
        for one in scheme.iter()
        if short_name(one) in {"srgbClr", "sysClr"}
    ]
    return " ".join([*fonts, *colours])


def _lists(root: ET.Element) -> str:
    kept = {"lvlText", "numFmt", "start", "startOverride", "abstractNumId"}
    return " ".join(one.get(f"{W}val", "") for one in root.iter() if short_name(one) in kept)


def _targets(parts: Parts, name: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part; one without any has none."""
    folder, _slash, file = name.rpartition("/")
    return package_relations(parts, name) if f"{folder}/_rels/{file}.rels" in parts else {}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _parsed(parts: Parts, name: str) -> ET.Element:
    try:
        return ET.fromstring(parts[name])  # noqa: S314 - the guard refuses every DTD
    except ET.ParseError as error:
        raise Unreadable(code="damaged", part=name) from error
