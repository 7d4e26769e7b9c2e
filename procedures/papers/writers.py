"""Writes a paper in the form that the ending of a file's name asks for."""

from __future__ import annotations

from pathlib import Path

from procedures.papers.office_templates import office_templates
from procedures.papers.paper import OfficialPaper
from procedures.papers.unprintable_text import with_culprit_named

FORMS = (".docx", ".pdf", ".xlsx", ".csv", ".json")


def write_paper(paper: OfficialPaper, form: str, templates: Path | None = None) -> bytes:
    """Return the bytes of a paper in one of `FORMS`.

    Raises BrokenTemplate: where a template of the office cannot print it, or leaves out the line or a
    procedure. Raises UnprintableText: where one of the program's own cannot. Raises ImportError: without the extra `papers`.

    Each writer is loaded only when it is asked for: Word and PDF take longer to load than to write_paper.
    """
    if form in {".docx", ".pdf"}:
        made = _by_template(paper, form, templates)
    elif form == ".xlsx":
        from procedures.papers.write_excel import excel_workbook

        made = excel_workbook(paper)
    else:
        from procedures.papers.write_csv_json import csv_table, json_data

        made = csv_table(paper) if form == ".csv" else json_data(paper)
    return made


def _by_template(paper: OfficialPaper, form: str, templates: Path | None) -> bytes:
    """Return a paper printed by the program's templates, or by an office's: then limited, and checked."""
    own = office_templates(templates, paper.request.kind, form) if templates else {}
    if own:
        from procedures.papers.limited_process import print_limited
        from procedures.papers.plain_package import require_plain_package

        made = print_limited(paper, form, own)
        if form == ".docx":
            require_plain_package(f"{paper.request.kind}.docx", made)
        return made
    if form == ".docx":
        from procedures.papers.write_word import word_document as write
    else:
        from procedures.papers.write_pdf import pdf_document as write
    return with_culprit_named(paper, lambda given: write(given, own))
