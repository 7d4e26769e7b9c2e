"""Templates that an office copied before the sentences became data still print the same words."""

from __future__ import annotations

import shutil

import pytest

from procedures.papers.read_words import document_words
from procedures.papers.write_pdf import TEMPLATES
from procedures.papers.writers import write_paper
from procedures.services.paper_data import PAPER_KINDS
from tests.support.paths import ROOT

COPIED = ROOT / "tests/papers/templates_before_sentences"


def told(paper, form, templates=None):
    """The words of a paper, as one text."""
    return " ".join(word.text for word in document_words(form, write_paper(paper, form, templates)))


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_a_copied_pdf_template_prints_the_same_words(town_papers, kind, tmp_path):
    """All copied, or only the paper's own, or only the common layout: the PDF has the same words."""
    expected = told(town_papers[kind], ".pdf")
    for number, names in enumerate(([f"{kind}.typ"], ["common.typ"], None)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for file in COPIED.glob("*.typ"):
            if names is None or file.name in names:
                shutil.copy(file, folder)
        assert told(town_papers[kind], ".pdf", folder) == expected


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_the_fields_of_a_copied_word_template_are_still_there(town_papers, kind, tmp_path):
    """A Word file with every line of a copied template prints as the template of today does."""
    from docx import Document

    document = Document()
    for line in (COPIED / f"{kind}.txt").read_text("utf-8").splitlines():
        document.add_paragraph(line.replace("{%tr", "{%p"))
    document.save(tmp_path / f"{kind}.docx")
    expected = told(town_papers[kind], ".docx")
    assert sorted(told(town_papers[kind], ".docx", tmp_path).split()) == sorted(expected.split())


def test_the_copied_templates_are_of_every_paper():
    """There is a copy of each template, PDF and Word."""
    assert {path.name for path in COPIED.glob("*.typ")} == {path.name for path in TEMPLATES.glob("*.typ")}
    assert {path.stem for path in COPIED.glob("*.txt")} == set(PAPER_KINDS)
