"""Writes a paper as PDF with typst: own fonts, tagged, PDF/A-2a, the same bytes for the same paper."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from procedures.papers.glyphs import printable_fields
from procedures.papers.office_templates import OfficeTemplates
from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.paths import DATA, PAPER_TEMPLATES

TEMPLATES = PAPER_TEMPLATES
FONTS = DATA / "fonts"
_NOWHERE = "packages"  # no such folder: a template is its own files, no package is read or fetched


def pdf_document(paper: OfficialPaper, own: OfficeTemplates) -> bytes:
    """Return the PDF of a paper, by the templates of an office where it has `own`.

    Raises BrokenTemplate: where the template cannot print it. Raises ImportError: without typst
    (extra `papers`).
    """
    name = f"{paper.request.kind}.typ"
    made: bytes = _compiled(paper, name, own, format="pdf", pdf_standards=["a-2a"])
    return made


def drawing_pages(paper: OfficialPaper, name: str, own: OfficeTemplates) -> list[bytes]:
    """Return the pages of a drawing as PNG: Word shows the same picture as the PDF.

    `name` is that of a template: "chart". Raises as `pdf_document`.
    """
    made = _compiled(paper, f"{name}.typ", own, format="png", ppi=200.0)
    return made if isinstance(made, list) else [made]


def _compiled(paper: OfficialPaper, name: str, own: OfficeTemplates, **options: Any) -> Any:
    """Compile a template in a folder that holds templates and the paper's data, and nothing else."""
    import typst  # an extra

    with TemporaryDirectory() as folder:
        root = Path(folder)
        shipped = {file.name: file.read_bytes() for file in TEMPLATES.glob("*.typ")}
        for file_name, data in {**shipped, **own}.items():
            (root / file_name).write_bytes(data)
        (root / "paper.json").write_text(
            json.dumps(printable_fields(paper.fields), ensure_ascii=False), encoding="utf-8"
        )
        try:
            made, warnings = typst.compile_with_warnings(
                root / name,
                root=root,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                package_path=root / _NOWHERE,
                package_cache_path=root / _NOWHERE,
                **options,
            )
        except typst.TypstError as error:
            where = next((line.strip() for line in error.diagnostic.splitlines() if "┌─" in line), "")
            place = where.removeprefix("┌─").replace("\\", "/").rpartition(f"{root.name}/")[2].strip()
            raise BrokenTemplate(place or name, str(error.message)) from error
    if warnings:
        raise BrokenTemplate(name, str(warnings[0].message))
    return made
