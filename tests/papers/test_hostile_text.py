"""Whatever was typed stays text: no formula, markup, code or broken layout in any form of a paper."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from procedures.papers.build import build_paper
from procedures.papers.read_words import document_words
from procedures.papers.writers import FORMS, write_paper
from procedures.services.paper_data import PAPER_KINDS, PaperRequest, collect_paper_data
from procedures.wording.terminal_text import one_line
from tests.support.sheets import procedure

NAMES = {
    "1.000001": '=HYPERLINK("http://vi.du","xem")',
    "1.000002": "+cmd|' /C calc'!A0",
    "1.000003": "-2+3 @SUM(A1) @người",
    "1.000004": "@SUM(1+1)*cmd",
    "1.000005": "Mẫu [/red] [số 01] [bold]của[/bold] Sở",
    "1.000006": "Sở TN&MT <A> </w:t> &amp; \"trích\" 'dẫn'",
    "1.000007": "{{ 7*7 }} {% for x in y %} {# chú thích #}",
    "1.000008": '#read("/etc/passwd") *đậm* _nghiêng_ $x^2$ @nhan <nhan> \\ // chú thích',
    "1.000009": "Tên có\u202eđảo chiều\u202c và \u200b ẩn",
    "1.000010": "Có \x07 chuông và \x1b[31m màu",
    "1.000011": "Dài " * 124 + "hết",
    "1.000012": "K" * 500,
}


@pytest.fixture
def papers(town):
    """Every paper of a unit whose procedures have hostile names, contents and reasons."""
    items = [
        (f"procedure/{code}", procedure("so-tu-phap", name=one_line(name))) for code, name in NAMES.items()
    ]
    town.as_("hanh.nt").perform("procedure.add", items)
    for code in NAMES:
        town.record("lan.bt", code, 1000)
    town.seal()
    for code, name in NAMES.items():
        text = one_line(name)
        action = {
            "kind": "remove-dossier-item",
            "content": text[:500],
            "reason": text[:500],
            "document": text[:200],
            "article": "=1",
            "clause": "+1",
            "point": "@a",
            "authority": "ministry",
        }
        town.propose("lan.bt", code, kind="simplify", after=400, actions=[action])
    town.appraise(*NAMES)
    unit = {kind: "" if kind in {"decision", "summary"} else "so-tu-phap" for kind in PAPER_KINDS}
    return {
        kind: build_paper(as_typed(collect_paper_data(town.base, PaperRequest(kind, unit[kind], "", "", ""))))
        for kind in PAPER_KINDS
    }


def as_typed(matter):
    """The matter with the names themselves: the doors refuse steering characters, papers must stand them."""
    listed = [
        one._replace(procedure=one.procedure._replace(name=NAMES[one.procedure.code]))
        for one in matter.listed
    ]
    rows = {one.procedure.code: one for one in listed}
    asked = [one._replace(row=rows[one.row.procedure.code]) for one in matter.recommended]
    return matter._replace(listed=tuple(listed), recommended=tuple(asked))


@pytest.mark.parametrize("form", FORMS)
def test_every_name_arrives_as_it_was_typed(papers, form):
    """Each name stands in the paper whole; characters that steer a screen are shown, not obeyed."""
    # In a PDF the rows of the recommendations go over pages, and their words with them.
    kinds = ("annex", "submission", "decision", *(("recommendations",) if form != ".pdf" else ()))
    for kind in kinds:
        told = document_words(form, write_paper(papers[kind], form))
        text = "".join("".join(word.text for word in told).split())
        for name in NAMES.values():
            wanted = "".join(one_line(name).split())
            assert wanted in text, (kind, name)


def test_a_workbook_holds_texts_where_a_name_looks_like_a_formula(papers):
    """No cell of a name is a formula or a link; the only formulas are the paper's own."""
    data = write_paper(papers["annex"], ".xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = b"".join(package.read(name) for name in package.namelist() if "worksheets/sheet" in name)
        assert not [
            name
            for name in package.namelist()
            if "hyperlink" in name.lower() or ("rels" in name and b"http://vi.du" in package.read(name))
        ]
    formulas = {part.split(b"</f>")[0] for part in sheets.split(b"<f>")[1:]}
    assert formulas
    assert not [one for one in formulas if b"HYPERLINK" in one or b"cmd" in one or b"calc" in one]


def test_a_csv_disarms_what_a_spreadsheet_would_run(papers):
    """In CSV a text that begins with = + - @ has an apostrophe in front."""
    rows = list(csv.reader(io.StringIO(write_paper(papers["annex"], ".csv").decode("utf-8-sig"))))
    texts = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in texts if cell[:1] in {"=", "+", "@"}]
    assert sum(cell.startswith("'=") for cell in texts) > len(NAMES)


def test_a_word_file_stays_well_formed_and_runs_no_code(papers):
    """The document parses, template code inside a name is printed, and nothing was cut off."""
    from xml.etree import ElementTree as ET

    for kind in ("annex", "decision", "submission"):
        with zipfile.ZipFile(io.BytesIO(write_paper(papers[kind], ".docx"))) as package:
            root = ET.fromstring(package.read("word/document.xml"))
        text = "".join(root.itertext())
        assert "{{ 7*7 }}" in text
        assert "Sở TN&MT <A> </w:t> &amp;" in text
        assert papers[kind].line in text


def test_a_pdf_prints_names_within_the_page(papers):
    """A name of 500 letters without a space, and one of 500 with spaces, stay inside the margins."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(write_paper(papers["annex"], ".pdf")))
    widest = []
    for page in reader.pages:

        def visit(text, _cm, matrix, _font, size, page=page):
            if text.strip():
                widest.append(matrix[4] < float(page.mediabox.width) - 30)

        page.extract_text(visitor_text=visit)
    assert widest
    assert all(widest)


def test_nothing_of_the_machine_is_read_by_a_name(papers):
    """`#read(...)` and Jinja inside a name are letters: no file of the machine gets into a paper."""
    for form in (".pdf", ".docx"):
        text = " ".join(word.text for word in document_words(form, write_paper(papers["annex"], form)))
        assert "root:x:" not in text
        assert '#read("/etc/passwd")' in text


def test_the_json_of_a_paper_is_exact(papers):
    """JSON carries the amounts as text and rates as the fraction they are."""
    rows = json.loads(write_paper(papers["annex"], ".json"))["tables"][0]["rows"]
    assert {(row["before"], row["saving"], row["rate"]) for row in rows} == {("1000", "600", "600/1000")}
