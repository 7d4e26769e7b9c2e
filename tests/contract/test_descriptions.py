"""Descriptions on both databases: recorded, changed, searched, scanned, verified, and read as of the past."""

from __future__ import annotations

import json

import pytest

from procedures.services import descriptions, procedure_search, scans
from procedures.services.verdict.sheet import programmes_that_disagree
from tests.cli.test_descriptions import RECORDS, record, written
from tests.support.sheets import procedure
from workflow.errors import NotFound

CODE = RECORDS[0]["ma_thu_tuc"]


@pytest.fixture
def described(both, tmp_path):
    """A town whose three procedures are described."""
    hanh = both.as_("hanh.nt")
    items = [
        (f"procedure/{one['ma_thu_tuc']}", procedure("so-tu-phap", name=one["ten_thu_tuc"]))
        for one in RECORDS
    ]
    hanh.perform("procedure.add", items)
    written(tmp_path / "mo-ta", *RECORDS)
    record_all(hanh, tmp_path / "mo-ta")
    return both


def record_all(session, folder):
    """Take in what a folder holds."""
    found = descriptions.compare_descriptions(session, [folder])
    for draft in descriptions.draft_describe(session, found.new):
        assert not draft.refused
        session.submit([session.sign(draft)])
    return found


def test_a_description_is_on_record_with_its_levels(described):
    """It is read back as it was read from the file, the levels of the procedure follow, and all verifies."""
    session = described.as_("thu.ph")
    with session.reading() as rows:
        assert [one["name"] for one in descriptions.description_of(rows, CODE)["items"]] == [
            "Tờ khai theo mẫu",
            "Giấy xác nhận tình trạng hôn nhân",
        ]
        assert sorted(descriptions.descriptions_on_record(rows)) == sorted(
            one["ma_thu_tuc"] for one in RECORDS
        )
    assert described.findings() == []
    assert programmes_that_disagree(described.base, described.base.day) == ()


def test_a_later_description_replaces_it_and_the_past_stays(described, tmp_path):
    """The newest one is in force; a session of before reads the one of before; the differences are told."""
    hanh = described.as_("hanh.nt")
    then = described.as_("thu.ph", at=hanh.head.seq)
    written(tmp_path / "sau", record(CODE, "Đăng ký kết hôn", [("Tờ khai theo mẫu", "1 bản chính")]))
    assert record_all(hanh, tmp_path / "sau").changed == 1
    with hanh.reading() as rows:
        assert len(descriptions.description_of(rows, CODE)["items"]) == 1
    with then.reading() as rows:
        assert len(descriptions.description_of(rows, CODE)["items"]) == 2
    _first, (_version, changes) = descriptions.changes_of(described.as_("thu.ph"), CODE)
    assert [(one.what, one.part) for one in changes] == [("went", "items.2")]
    assert described.findings() == []


def test_a_renumbered_procedure_keeps_its_description(described):
    """Both codes find it, the history goes on, and it is described anew under the new code."""
    hanh = described.as_("hanh.nt")
    hanh.perform("procedure.recode", [(f"procedure/{CODE}", {"code": "1.900009"})])
    with hanh.reading() as rows:
        assert descriptions.description_of(rows, CODE) == descriptions.description_of(rows, "1.900009")
    assert len(descriptions.description_history(hanh, "1.900009")) == 1
    assert described.findings() == []


def test_search_and_scan_answer_alike_on_both(described):
    """A word of a dossier finds its procedure; the scan finds what is asked for."""
    session = described.as_("thu.ph")
    assert procedure_search.search_procedures(session, "giay chung sinh")[0].code == RECORDS[1]["ma_thu_tuc"]
    assert scans.run_scan(session, "papers", "so-tu-phap").findings == ()  # the resolution is of 2026
    described.move_clock("2026-06-01T01:00:00Z")
    session = described.as_("thu.ph")
    found = scans.run_scan(session, "papers", "so-tu-phap").findings
    assert {(one.code, one.paper) for one in found} == {
        (CODE, "marital-status"),
        (RECORDS[2]["ma_thu_tuc"], "criminal-record"),
    }


def test_what_was_never_described_says_so(both):
    """An error with a code of its own, not an empty page."""
    both.add_procedures("so-tu-phap", "1.000001")
    with both.base.reading() as rows, pytest.raises(NotFound):
        descriptions.description_of(rows, "1.000001")
    with pytest.raises(NotFound):
        descriptions.changes_of(both.as_("thu.ph"), "1.000001")


def test_words_are_kept_without_what_a_journal_refuses(both, tmp_path):
    """Invisible characters are left out and counted; the record verifies."""
    both.add_procedures("so-tu-phap", "1.000001")
    words = record("1.000001", "Thủ\u200b tục", [("Tờ\u202e khai", "1 bản chính")])
    (tmp_path / "a.json").write_text(json.dumps(words), encoding="utf-8")
    assert record_all(both.as_("hanh.nt"), tmp_path / "a.json").cleaned == 2
    with both.base.reading() as rows:
        assert descriptions.description_of(rows, "1.000001")["items"][0]["name"] == "Tờ khai"
    assert both.findings() == []
