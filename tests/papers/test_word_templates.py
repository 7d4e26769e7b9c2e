"""The templates that ship are the ones their module makes."""

from __future__ import annotations

import io
import zipfile

import pytest

from procedures.papers.word_templates import build_template
from procedures.papers.write_pdf import FONTS, TEMPLATES
from procedures.services.paper_data import PAPER_KINDS


@pytest.mark.parametrize("name", PAPER_KINDS)
def test_a_word_template_is_what_its_module_makes(name):
    """Every part of the .docx that ships equals what `procedures.papers.word_templates` writes."""

    def parts(data):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {part: package.read(part) for part in package.namelist()}

    assert parts(build_template(name)) == parts((TEMPLATES / f"{name}.docx").read_bytes())


def test_each_paper_has_both_templates():
    """There is a Word and a PDF template for each paper, and no other paper's."""
    assert {path.stem for path in TEMPLATES.glob("*.docx")} == set(PAPER_KINDS)
    assert {path.stem for path in TEMPLATES.glob("*.typ")} == {*PAPER_KINDS, "common", "chart"}


def test_the_fonts_come_with_their_licence():
    """Four cuts of Tinos and the text of the licence they are under."""
    assert len(list(FONTS.glob("Tinos-*.ttf"))) == 4
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8").upper()
