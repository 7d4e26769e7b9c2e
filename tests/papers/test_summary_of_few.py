"""The summary is printed in every form, however little there is to sum."""

from __future__ import annotations

import pytest

from procedures.papers.build import build_paper
from procedures.papers.read_words import document_words
from procedures.papers.writers import FORMS, write_paper
from procedures.services.paper_data import PaperRequest, collect_paper_data


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("unit", ["", "so-tu-phap", "so-xay-dung"])
def test_a_unit_without_procedures_has_a_summary(town, unit, form):
    """Of the whole, of its one unit with procedures, and of a unit without any, the paper names the unit."""
    town.add_procedures("so-tu-phap", "1.000001")
    town.seal()
    paper = build_paper(collect_paper_data(town.base, PaperRequest("summary", unit, "", "", "")))
    told = " ".join(word.text for word in document_words(form, write_paper(paper, form)))
    assert unit or "Toàn bộ" in told
    assert " ".join(paper.line.split()) in told or form == ".csv"
