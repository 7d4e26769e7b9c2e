"""Fixtures of papers: a unit's papers as files, to be edited, and their check."""

from __future__ import annotations

from typing import NamedTuple
from unittest import mock

import pytest

from procedures.papers.build import build_paper
from procedures.papers.check_paper import check_paper, differs
from procedures.papers.writers import write_paper
from procedures.services.paper_data import PAPER_KINDS, PaperRequest, collect_paper_data
from procedures.services.session import open_session
from tests.support.sheets import procedure
from tests.support.town import Town

NAMES = {"1.000001": "Cấp bản sao, trích lục", "1.000002": "=1+1", "1.000003": "Chứng thực chữ ký"}


class Desk(NamedTuple):
    """A register, and the papers printed from it."""

    town: Town
    folder: object

    def paper(self, kind):
        """The paper of a kind, as data."""
        unit = "" if kind in {"decision", "summary"} else "so-tu-phap"
        return build_paper(collect_paper_data(self.town.base, PaperRequest(kind, unit, "", "", "")))

    def printed(self, kind, form):
        """The bytes of a paper in a form; each is made once."""
        file = self.folder / f"{kind}{form}"
        if not file.exists():
            file.write_bytes(write_paper(self.paper(kind), form))
        return file.read_bytes()

    def check(self, form, data):
        """The check of a file with these bytes, and whether it ends with 7."""
        file = self.folder / f"edited{form}"
        file.write_bytes(data)
        session = open_session(self.town.url)
        # The paper that is made again is the printed one, byte for byte: tests/cli/test_papers.py holds that.
        with mock.patch(
            "procedures.papers.check_paper.write_paper",
            lambda paper, made, _templates: self.printed(paper.request.kind, made),
        ):
            found = check_paper(session, file)
        session.store.close()
        return found, differs(found)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A unit with three proposals: one cost known, one unknown, one name that looks like a formula."""
    folder = tmp_path_factory.mktemp("desk")
    town = Town(str(folder / "t.db"))
    items = [(f"procedure/{code}", procedure("so-tu-phap", name=name)) for code, name in NAMES.items()]
    town.as_("hanh.nt").perform("procedure.add", items)
    town.record("lan.bt", "1.000001", 1234567)
    town.record("lan.bt", "1.000002", 1000)
    town.seal()
    for code in NAMES:
        town.propose("lan.bt", code, kind="simplify", after=400, authority="ministry")
    town.appraise(*NAMES)
    yield Desk(town, folder)
    town.store.close()


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
        town.propose("lan.bt", code, kind="simplify", after=400, authority="ministry")
    town.appraise(*codes)
    unit = {kind: "" if kind in {"decision", "summary"} else "so-tu-phap" for kind in PAPER_KINDS}
    yield {
        kind: build_paper(collect_paper_data(town.base, PaperRequest(kind, unit[kind], "", "", "")))
        for kind in PAPER_KINDS
    }
    town.store.close()
