"""What a paper says beside its figures: corrected documents, and a life cycle that no release has."""

from __future__ import annotations

import pytest

from procedures.papers.build import build_paper
from procedures.papers.read_words import document_words
from procedures.papers.writers import FORMS, write_paper
from procedures.services import proposals
from procedures.services.paper_data import PaperRequest, collect_paper_data

CODE = "1.000001"


@pytest.fixture
def corrected(town):
    """A register with one proposal whose submission got another number."""
    town.add_procedures("so-tu-phap", CODE)
    town.seal()
    town.propose("lan.bt", CODE)
    lan = town.as_("lan.bt")
    draft = proposals.draft_correct(lan, CODE, "submission", {"number": "9/TTr"}, "gõ nhầm")
    lan.submit([lan.sign(draft)])
    return town


@pytest.mark.parametrize("form", FORMS)
def test_a_paper_says_what_was_corrected_when_and_by_whom(corrected, form):
    """Old and new number, the day and the person of a correction stand on the paper, in every form."""
    paper = build_paper(collect_paper_data(corrected.base, PaperRequest("annex", "so-tu-phap", "", "", "")))
    told = " ".join(word.text for word in document_words(form, write_paper(paper, form)))
    for part in ("Đính chính thủ tục 1.000001", "1/TTr → 9/TTr", "ngày 01/07/2023", "lan.bt"):
        assert part in told


def test_a_correction_keeps_what_was_first_recorded(corrected):
    """The document row still holds the number, date and signer it came with."""
    from procedures.storage.rows import Document

    with corrected.store.read() as rows:
        paper = rows.get(Document, CODE, 1, "submission")
    assert (paper.number, paper.first) == ("9/TTr", '{"number":"1/TTr","date":"2023-07-01","signer":""}')


def test_a_paper_says_that_a_life_cycle_is_the_offices_own(corrected, monkeypatch):
    """Where no release has the register's life cycle, each paper names its SHA-256."""
    monkeypatch.setattr("procedures.services.own_definition.RELEASED", {})
    paper = build_paper(collect_paper_data(corrected.base, PaperRequest("summary", "", "", "", "")))
    assert "không có trong phiên bản phát hành nào" in paper.fields["note"]
