"""Writes a paper as an editable Word file, from a template that an office can make its own."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.papers.summary_tables import SUMMARY_COLUMNS
from procedures.papers.write_pdf import TEMPLATES, drawing_pages

_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDE = 255  # millimetres of a chart across a landscape page


def word_document(paper: OfficialPaper, templates: Path | None) -> bytes:
    """Return the .docx of a paper.

    Raises BrokenTemplate: where the template cannot print it. Raises ImportError: without docxtpl
    (extra `papers`).

    A field that the template names and the paper has not is an error, never an empty place; what a
    user typed is escaped, and the template's own code runs in a sandbox.
    """
    from docx.opc.exceptions import PackageNotFoundError  # an extra
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    name = f"{paper.request.kind}.docx"
    path = next(folder / name for folder in (templates, TEMPLATES) if folder and (folder / name).exists())
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        template = DocxTemplate(path)
        fields: dict[str, Any] = dict(paper.fields)
        if paper.request.kind == "summary":
            fields["chart"] = [
                InlineImage(template, BytesIO(drawn), width=Mm(_WIDE))
                for drawn in drawing_pages(paper, "chart", templates)
            ]
            fields["tables"] = {"summary": _with_every_column(paper.fields["tables"]["summary"])}
        template.render(fields, environment, autoescape=True)
        _described(template.docx.core_properties, paper)
        buffer = BytesIO()
        template.save(buffer)
    except TemplateError as error:
        raise BrokenTemplate(name, error.message or type(error).__name__) from error
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BrokenTemplate(name, str(error)) from error
    return sealed(buffer.getvalue())


def _with_every_column(table: Mapping[str, Any]) -> dict[str, Any]:
    """Add the columns of measures that the programme has no target for: a Word table cannot drop any."""
    heads = {column.key: column.head for column in SUMMARY_COLUMNS}
    empty = dict.fromkeys(heads, "")
    return {**table, "heads": heads, "rows": [{**empty, **row} for row in table["rows"]]}


def _described(properties: Any, paper: OfficialPaper) -> None:
    year, month, day = map(int, paper.source.day.split("-"))
    properties.created = properties.modified = dt.datetime(year, month, day, tzinfo=dt.UTC)
    properties.title = f"{paper.fields['paper']} – {paper.fields['unit']}"[:255]
    properties.author = properties.last_modified_by = str(paper.fields["unit"])[:255]
    properties.comments = paper.line[:255]
    properties.language = "vi-VN"
    properties.revision = 1


def sealed(data: bytes) -> bytes:
    """Return the same zip package without the hour it was made at: equal papers are equal bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return buffer.getvalue()
