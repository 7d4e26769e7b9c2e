"""Papers say that a cost is unknown, and a decision is of the province whichever unit's proposals it lists."""

from __future__ import annotations

import pytest

from procedures.papers.build import build_paper
from procedures.papers.read_words import document_words
from procedures.papers.writers import write_paper
from procedures.services.paper_data import PaperRequest, collect_paper_data
from tests.support.town import Town


@pytest.fixture
def town(tmp_path):
    """Three procedures without a known cost, one proposed."""
    made = Town(str(tmp_path / "t.db"))
    made.add_procedures("so-tu-phap", "1.000001", "1.000002", "1.000003")
    made.seal()
    made.propose("lan.bt", "1.000001", kind="simplify")
    made.appraise("1.000001")
    yield made
    made.store.close()


def words(town, kind):
    """The words of a paper on one department as Word prints it."""
    data = collect_paper_data(town.as_("thu.ph"), PaperRequest(kind, "so-tu-phap", "", "", ""))
    return " ".join(word.text for word in document_words(".docx", write_paper(build_paper(data), ".docx")))


@pytest.mark.parametrize("kind", ["submission", "decision"])
def test_a_cost_that_nobody_knows_is_never_printed_as_0(town, kind):
    """C8: the sentence says that it was not computed; no 0 đồng stands in the paper."""
    said = words(town, kind)
    assert "hưa tính được" in said
    assert "0 đồng/năm" not in said


def test_a_decision_on_one_unit_is_of_the_province(town):
    """The unit limits the list, not who decides."""
    said = words(town, "decision")
    assert "Chủ tịch Sở" not in said
    assert "CHỦ TỊCH SỞ" not in said
