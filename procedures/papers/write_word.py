"""Writes a paper as an editable Word file, from a template that an office can make its own."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from procedures.papers.office_templates import OfficeTemplates
from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.papers.summary_tables import SUMMARY_COLUMNS
from procedures.papers.write_pdf import TEMPLATES, drawing_pages

_EPOCH = (1980, 1, 1, 0, 0, 0)
_WIDE = 255  # millimetres of a chart across a landscape page
_PICTURES = 1000  # places where a template may print one


def word_document(paper: OfficialPaper, own: OfficeTemplates) -> bytes:
    """Return the .docx of a paper, by the templates of an office where it has `own`.

    Raises BrokenTemplate: where the template cannot print it. Raises ImportError: without docxtpl
    (extra `papers`).

    A field that the template names and the paper has not is an error, never an empty place; what a
    user typed is escaped. The template reaches plain data only (`template_language`); pictures are marks there,
    and are put in where the marks were printed.
    """
    from docx.opc.exceptions import PackageNotFoundError  # an extra
    from jinja2 import TemplateError

    from procedures.papers.template_language import DataOnlyEnvironment

    name = f"{paper.request.kind}.docx"
    source = own[name] if name in own else (TEMPLATES / name).read_bytes()
    pictures = drawing_pages(paper, "chart", own) if paper.request.kind == "summary" else []
    try:
        template = _with_pictures(name, BytesIO(source), pictures)
        fields = _plain(paper)
        if paper.request.kind == "summary":
            fields["chart"] = list(template.marks)
        template.render(fields, DataOnlyEnvironment(name), autoescape=True)
        _described(template.docx.core_properties, paper)
        buffer = BytesIO()
        template.save(buffer)
    except TemplateError as error:
        raise BrokenTemplate(name, error.message or type(error).__name__) from error
    # lxml's errors of a part are SyntaxErrors.
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise BrokenTemplate(name, str(error)) from error
    return sealed(buffer.getvalue())


def _plain(paper: OfficialPaper) -> dict[str, Any]:
    """Return the fields as JSON holds them: no object of the program is among them."""
    fields: dict[str, Any] = json.loads(json.dumps(paper.fields))
    if paper.request.kind == "summary":
        fields["tables"] = {"summary": _with_every_column(fields["tables"]["summary"])}
    return fields


def _with_pictures(name: str, source: BytesIO, pictures: Sequence[bytes]) -> Any:
    """Return the template, with a mark for each picture that stands for it until the text is rendered."""
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage

    secret = secrets.token_hex(16)  # so that no text of the register is a mark
    placed = 0

    class _Marked(DocxTemplate):  # type: ignore[misc]  # docxtpl ships no types
        marks = tuple(f"{secret}.{number}." for number in range(len(pictures)))

        def render_xml_part(self, *parts: Any) -> str:
            return re.sub(rf"{secret}\.(\d+)\.", self.picture, super().render_xml_part(*parts))

        def picture(self, mark: re.Match[str]) -> str:
            nonlocal placed
            placed += 1
            if placed > _PICTURES:
                raise BrokenTemplate(name, f"chart > {_PICTURES}", code="template-limit")
            return str(InlineImage(self, BytesIO(pictures[int(mark[1])]), width=Mm(_WIDE)))

    return _Marked(source)


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
