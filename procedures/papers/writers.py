"""In which forms a paper can be written: by the ending of the file's name."""

from __future__ import annotations

from pathlib import Path

from procedures.papers.paper import Paper

FORMS = (".docx", ".pdf", ".xlsx", ".csv", ".json")


def write(paper: Paper, form: str, templates: Path | None = None) -> bytes:
    """The bytes of a paper in one of `FORMS`. Raises BrokenTemplate; ImportError without its extra.

    Each writer is loaded only when it is asked for: Word and PDF take longer to load than to write.
    """
    if form == ".docx":
        from procedures.papers.write_word import word

        made = word(paper, templates)
    elif form == ".pdf":
        from procedures.papers.write_pdf import pdf

        made = pdf(paper, templates)
    elif form == ".xlsx":
        from procedures.papers.write_excel import excel_workbook

        made = excel_workbook(paper)
    else:
        from procedures.papers.write_csv_json import as_csv, as_data

        made = as_csv(paper) if form == ".csv" else as_data(paper)
    if templates is not None and form in {".docx", ".pdf"}:
        from procedures.papers.read_words import complete

        complete(paper, form, made)
    return made
