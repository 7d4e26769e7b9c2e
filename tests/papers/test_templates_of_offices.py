"""Templates that an office copied before the sentences became data still print the same words."""

from __future__ import annotations

import shutil

import pytest

from procedures.papers.build import build_paper
from procedures.papers.read_words import document_words
from procedures.papers.write_pdf import TEMPLATES
from procedures.papers.writers import write_paper
from procedures.services.paper_data import PAPER_KINDS, PaperRequest, collect_paper_data
from tests.support.paths import ROOT
from tests.support.sheets import procedure
from tests.support.town import Town

COPIED = ROOT / "tests/papers/templates_before_sentences"


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Every paper of a unit: one procedure with its cost, one without."""
    town = Town(str(tmp_path_factory.mktemp("town") / "t.db"))
    codes = ("1.000001", "1.000002")
    items = [(f"procedure/{code}", procedure("so-tu-phap", name=f"Cấp bản sao {code}")) for code in codes]
    town.as_("hanh.nt").perform("procedure.add", items)
    town.record("lan.bt", codes[0], 1000)
    town.seal()
    for code in codes:
        town.propose("lan.bt", code, kind="simplify", after=400)
    town.appraise(*codes)
    unit = {kind: "" if kind in {"decision", "summary"} else "so-tu-phap" for kind in PAPER_KINDS}
    yield {
        kind: build_paper(collect_paper_data(town.base, PaperRequest(kind, unit[kind], "", "", "")))
        for kind in PAPER_KINDS
    }
    town.store.close()


def told(paper, form, templates=None):
    """The words of a paper, as one text."""
    return " ".join(word.text for word in document_words(form, write_paper(paper, form, templates)))


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_a_copied_pdf_template_prints_the_same_words(papers, kind, tmp_path):
    """All copied, or only the paper's own, or only the common layout: the PDF has the same words."""
    expected = told(papers[kind], ".pdf")
    for number, names in enumerate(([f"{kind}.typ"], ["common.typ"], None)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for file in COPIED.glob("*.typ"):
            if names is None or file.name in names:
                shutil.copy(file, folder)
        assert told(papers[kind], ".pdf", folder) == expected


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_the_fields_of_a_copied_word_template_are_still_there(papers, kind, tmp_path):
    """A Word file with every line of a copied template prints as the template of today does."""
    from docx import Document

    document = Document()
    for line in (COPIED / f"{kind}.txt").read_text("utf-8").splitlines():
        document.add_paragraph(line.replace("{%tr", "{%p"))
    document.save(tmp_path / f"{kind}.docx")
    expected = told(papers[kind], ".docx")
    assert sorted(told(papers[kind], ".docx", tmp_path).split()) == sorted(expected.split())


def test_the_copied_templates_are_of_every_paper():
    """There is a copy of each template, PDF and Word."""
    assert {path.name for path in COPIED.glob("*.typ")} == {path.name for path in TEMPLATES.glob("*.typ")}
    assert {path.stem for path in COPIED.glob("*.txt")} == set(PAPER_KINDS)
