"""Writes a paper as PDF with typst: own fonts, tagged, PDF/A-2a, the same bytes for the same paper."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from procedures.papers.glyphs import printable_fields
from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.paths import DATA, PAPER_TEMPLATES

TEMPLATES = PAPER_TEMPLATES
FONTS = DATA / "fonts"


def pdf_document(paper: OfficialPaper, templates: Path | None) -> bytes:
    """Return the PDF of a paper, by the office's own templates where it has them.

    Raises BrokenTemplate: where the template cannot print it. Raises ImportError: without typst
    (extra `papers`).
    """
    name = f"{paper.request.kind}.typ"
    made: bytes = _compiled(paper, name, templates, format="pdf", pdf_standards=["a-2a"])
    return made


def drawing_pages(paper: OfficialPaper, name: str, templates: Path | None) -> list[bytes]:
    """Return the pages of a drawing as PNG: Word shows the same picture as the PDF.

    `name` is that of a template: "chart". Raises as `pdf_document`.
    """
    made = _compiled(paper, f"{name}.typ", templates, format="png", ppi=200.0)
    return made if isinstance(made, list) else [made]


def _compiled(paper: OfficialPaper, name: str, templates: Path | None, **options: Any) -> Any:
    import typst  # an extra

    with TemporaryDirectory() as folder:
        root = Path(folder)
        for source in (TEMPLATES, templates):
            for file in sorted(source.glob("*.typ")) if source else ():
                shutil.copyfile(file, root / file.name)
        (root / "paper.json").write_text(
            json.dumps(printable_fields(paper.fields), ensure_ascii=False), encoding="utf-8"
        )
        try:
            made, warnings = typst.compile_with_warnings(
                root / name, root=root, font_paths=[FONTS], ignore_system_fonts=True, **options
            )
        except typst.TypstError as error:
            where = next((line.strip() for line in error.diagnostic.splitlines() if "┌─" in line), "")
            place = where.removeprefix("┌─").replace(str(root), "").strip(" /")
            raise BrokenTemplate(place or name, str(error.message)) from error
    if warnings:
        raise BrokenTemplate(name, str(warnings[0].message))
    return made
