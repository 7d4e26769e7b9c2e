"""Reads a PDF: its words page by page, the program that made it, and what may lie over its words."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from procedures.papers.placed_words import PlacedWord, look_of, split_words
from procedures.spreadsheets.problems import Unreadable
from procedures.wording.language import _

if TYPE_CHECKING:
    from pypdf import PdfReader

_INVISIBLE = re.compile("[\u200b\u00ad\ufeff]")  # what a long word may be broken by
_DEEPEST = 8  # forms within forms that are looked into
# Entries of a catalogue that show, hide or do something besides the pages.
_CATALOGUE = ("/AcroForm", "/OCProperties", "/OpenAction", "/AA", "/Collection")


def pdf_words(data: bytes) -> Iterator[PlacedWord]:
    """Yield the words of each page in the order in which they are drawn.

    Raises Unreadable: where the file is no PDF, or damaged.
    """
    with _opened(data) as reader:
        for number, page in enumerate(reader.pages, 1):
            yield from split_words(_page(number), plain_letters(page.extract_text()))


def plain_letters(text: str) -> str:
    """Return a text in composed letters, without the marks at which a long word may be broken."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def pdf_maker(data: bytes) -> str:
    """Return the program that made a PDF as it names itself: "Typst 0.15.1"; "" where it does not."""
    with _opened(data) as reader:
        told = reader.metadata
        return str((told and (told.creator or told.producer)) or "")


def pdf_overlays(data: bytes, pictures: int) -> Iterator[PlacedWord]:
    """Yield what can cover or change the words of a PDF: notes, fields, layers, scripts, files, pictures.

    `pictures`: how many pictures the paper itself has.
    """
    with _opened(data) as reader:
        root: Any = reader.trailer["/Root"].get_object()
        for name in _CATALOGUE:
            if name in root:
                yield PlacedWord(_("the file"), "", look_of({"holds": name[1:]}))
        names = root.get("/Names")
        for name in ("/JavaScript", "/EmbeddedFiles"):
            if names is not None and name in names.get_object():
                yield PlacedWord(_("the file"), "", look_of({"holds": name[1:]}))
        found: list[PlacedWord] = []
        for number, page in enumerate(reader.pages, 1):
            for note in page.get("/Annots") or ():
                kind = str(note.get_object().get("/Subtype", "/?"))
                yield PlacedWord(_page(number), "", look_of({"annotation": kind[1:]}))
            found += [
                PlacedWord(_page(number), "", look_of({"picture": name}))
                for name in _pictures(page, _DEEPEST)
            ]
        yield from found[pictures:]


def _pictures(holder: Any, depth: int) -> Iterator[str]:
    """Yield the name of every picture that a page, or a form on it, can draw."""
    resources = holder.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    for name, one in (drawn.get_object() if drawn is not None else {}).items():
        part = one.get_object()
        if part.get("/Subtype") == "/Image":
            yield str(name)[1:]
        elif depth:
            yield from _pictures(part, depth - 1)


def _page(number: int) -> str:
    return _("page {n}").format(n=number)


@contextmanager
def _opened(data: bytes) -> Iterator[PdfReader]:
    from pypdf import PdfReader  # an extra
    from pypdf.errors import PyPdfError

    if not data.startswith(b"%PDF-"):
        raise Unreadable(code="wrong-type")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would say is found by the check
    try:
        yield PdfReader(BytesIO(data))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable(code="damaged") from error
