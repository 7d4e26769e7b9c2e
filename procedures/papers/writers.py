"""Writes a paper in the form that the ending of a file's name asks for."""

from __future__ import annotations

from pathlib import Path

from procedures.papers.paper import OfficialPaper

FORMS = (".docx", ".pdf", ".xlsx", ".csv", ".json")


def write_paper(paper: OfficialPaper, form: str, templates: Path | None = None) -> bytes:
    """Return the bytes of a paper in one of `FORMS`.

    Raises BrokenTemplate: where a template cannot print it, or one of the office's own leaves out the
    line or a procedure. Raises ImportError: without the extra `papers`.

    Each writer is loaded only when it is asked for: Word and PDF take longer to load than to write_paper.
    """
    if form == ".docx":
        from procedures.papers.write_word import word_document

        made = word_document(paper, templates)
    elif form == ".pdf":
        from procedures.papers.write_pdf import pdf_document

        made = pdf_document(paper, templates)
    elif form == ".xlsx":
        from procedures.papers.write_excel import excel_workbook

        made = excel_workbook(paper)
    else:
        from procedures.papers.write_csv_json import csv_table, json_data

        made = csv_table(paper) if form == ".csv" else json_data(paper)
    if templates is not None and form in {".docx", ".pdf"}:
        from procedures.papers.read_words import require_complete

        require_complete(paper, form, made)
    return made
