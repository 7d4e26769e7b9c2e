"""Checks that a PDF printed by an office's template does nothing by itself, and that its links lead to pages.

Typst writes no scripts, and PDF/A no attachments; a link may name any address, that of a program on a share too.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from procedures.papers.paper import BrokenTemplate
from procedures.papers.plain_package import LINKS

_BY_ITSELF = ("/OpenAction", "/AA", "/AcroForm")


def require_plain_pdf(template: str, data: bytes) -> None:
    """Check a printed PDF. Raises BrokenTemplate: template-active, naming the action or link."""
    from pypdf import PdfReader  # an extra

    reader = PdfReader(BytesIO(data))
    root: Any = reader.trailer["/Root"]
    active = [key for key in _BY_ITSELF if key in root]
    for page in reader.pages:
        active += _active(page)
    if active:
        raise BrokenTemplate(template, active[0], code="template-active")


def _active(page: Any) -> Iterator[str]:
    """Yield what the notes of a page do, but for links within the paper and to pages."""
    for note in page.get("/Annots", ()):
        held = note.get_object()
        action = held.get("/A")
        if held.get("/Subtype") != "/Link" or "/AA" in held:
            yield str(held.get("/Subtype"))
        elif action is not None and action.get("/S") != "/GoTo":
            target = str(action.get("/URI", action.get("/S")))
            if not target.lower().startswith(LINKS):
                yield f"link → {target}"[:80]
