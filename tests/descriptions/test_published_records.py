"""Real records of the portal are read as far as the design asks."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from procedures.descriptions.read import read_description
from procedures.descriptions.records import find_records
from procedures.input.checks import odd_character
from procedures.input.description_shapes import Description
from tests.support.paths import RECORDS


@pytest.fixture(scope="module")
def published():
    """(record, description) of every real record."""
    if not RECORDS.is_dir():
        pytest.skip("no published records: set TINHGON_RECORDS_DIR")
    found = find_records(RECORDS)
    assert found.problems == ()
    return [(one, read_description(one.words, one.form)) for one in found.records]


def test_every_description_has_the_shape(published):
    """Each fits the strict shape, and holds no character that a journal refuses."""
    shape = TypeAdapter(Description)
    for _record, description in published:
        shape.validate_python(description)
        assert odd_character(description["steps"] + description["result"] + description["name"]) == ""


def test_nearly_every_dossier_has_papers(published):
    """99 % of the descriptions whose dossier is not empty have papers, 99 % of these with counts."""
    stated = [one for record, one in published if str(record.words.get("thanh_phan_ho_so", "?")).strip("-")]
    papers = [paper for one in stated for paper in one["items"]]
    assert sum(bool(one["items"]) for one in stated) >= 0.99 * len(stated)
    assert sum(paper["originals"] is not None for paper in papers) >= 0.99 * len(papers)


def test_nearly_every_legal_reference_has_a_level(published):
    """99.5 % have one."""
    bases = [basis for _record, one in published for basis in one["bases"]]
    assert sum(basis["level"] is not None for basis in bases) >= 0.995 * len(bases)


def test_no_residue_of_the_page_is_left(published):
    """No result holds a button of the page, a choice or the code of a result."""
    results = [one["result"] for _record, one in published]
    assert [
        text
        for text in results
        if any(word in text for word in ("-- Chọn", "Từ khóaKhông", "Mã: ", "-KQ0", ".00.G"))
    ] == []
