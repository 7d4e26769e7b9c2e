"""Papers that several tests print."""

from __future__ import annotations

import pytest

from procedures.papers.build import build_paper
from procedures.services.paper_data import PAPER_KINDS, PaperRequest, collect_paper_data
from tests.support.sheets import procedure
from tests.support.town import Town


@pytest.fixture(scope="module")
def town_papers(tmp_path_factory):
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
