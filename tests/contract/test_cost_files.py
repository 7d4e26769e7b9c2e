"""A cost sheet names the files that its figures rest on, by their SHA-256."""

from __future__ import annotations

import hashlib

import pytest

from procedures.errors import BadInput
from procedures.services import cost_sheets
from procedures.terminal.cost_sheets import cost_sheets_text
from tests.support.sheets import sheet


def test_a_file_of_a_survey_is_signed_and_shown(town, tmp_path):
    """The digest of the file stands in the signed sheet, after those it had, and where the sheet is shown."""
    survey = tmp_path / "survey.pdf"
    survey.write_bytes(b"60 answers")
    digest = hashlib.sha256(b"60 answers").hexdigest()
    town.add_procedures("so-tu-phap", "1.1")
    lan = town.as_("lan.bt")
    given = cost_sheets.with_files(sheet(100, basis="measured", files=["0" * 64]), [survey])
    lan.submit([lan.sign(cost_sheets.draft_record(lan, "1.1", cost_sheets.complete_sheet(given), "before"))])
    (view,) = cost_sheets.cost_sheet_views(lan, "1.1")
    assert view.sheet["files"] == ["0" * 64, digest]
    assert digest[:12] in cost_sheets_text([view], "table", steps=False)
    assert town.findings() == []


def test_a_sheet_without_files_stays_as_it_was(tmp_path):
    """No file, no field: sheets of before are signed byte for byte as they were. An absent file is refused."""
    plain = sheet(100)
    assert cost_sheets.with_files(plain, []) == plain
    assert "files" not in cost_sheets.complete_sheet(plain)
    with pytest.raises(BadInput):
        cost_sheets.with_files(plain, [tmp_path / "none.pdf"])
