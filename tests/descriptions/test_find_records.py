"""Records are found in files of every kind; each fault is told with its file and place, nothing by halves."""

from __future__ import annotations

import json
import os
import zipfile

import pytest

from procedures.descriptions import records
from procedures.descriptions.records import find_records
from tests.descriptions.made_records import portal_2021, portal_lists, portal_text


def as_json(value):
    return json.dumps(value, ensure_ascii=False)


def coded(code):
    return portal_text(ma_thu_tuc=code)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def zipped(folder, parts, name="a.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return path


def places(found):
    return [(one.place, one.code, one.form) for one in found.records]


def faults(found):
    return [(one.place, one.code) for one in found.problems]


def test_records_come_out_of_every_kind_of_file(tmp_path):
    """A folder is read with all beneath it, in the order of names; other files are named as skipped."""
    write(tmp_path, "a.json", as_json(coded("1.000001.000.00.00.H28")))
    write(tmp_path, "b.jsonl", as_json(portal_lists() | {"metadata": {"mã_thủ_tục": "1.000002"}}) + "\n\n")
    write(tmp_path, "c.json", as_json([portal_2021(), portal_2021()]))
    write(tmp_path, "deep/d.json", as_json({"code": "OWN-1", "name": "x", "items": []}))
    zipped(tmp_path, {"z/1.json": as_json(coded("1.000004")), "note.txt": "x", "z/": ""}, "e.zip")
    write(tmp_path, "README.md", "x")
    found = find_records(tmp_path)
    assert found.problems == ()
    assert sorted(places(found)) == [
        ("a.json", "1.000001", "portal-text"),
        ("b.jsonl:1", "1.000002", "portal-lists"),
        ("c.json:1", "", "portal-2021"),
        ("c.json:2", "", "portal-2021"),
        ("deep/d.json", "OWN-1", "tinhgon"),
        ("e.zip!z/1.json", "1.000004", "portal-text"),
    ]
    assert found.skipped == ("README.md", "e.zip!note.txt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(tmp_path, encoding):
    """UTF-8 with a mark and UTF-16 are read as they are."""
    path = write(tmp_path, "a.json", as_json(coded("1.000001")).encode(encoding))
    assert find_records(path).records[0].words == coded("1.000001")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not-json"),
        ("[" * 100_000, "not-json"),
        ("1" * 5000, "not-json"),
        ('{"a": NaN}', "not-json"),
        ('{"a": 1, "a": 2}', "doubled-key"),
        ('{"a": "\\ud800"}', "odd-character"),
        ("7", "dict_type"),
        ('{"a": 1}', "unknown-form"),
        (as_json(coded("")), "missing-code"),
        (as_json(coded("1/2")), "bad-code"),
        (b"C\xc2\xcap", "text-code-page"),
        (b"\x00\x01", "text-encoding"),
    ],
)
def test_a_file_that_is_no_record_is_told(tmp_path, text, code):
    """Each fault names its file; the good record beside it is found."""
    write(tmp_path, "bad.json", text)
    write(tmp_path, "good.json", as_json(coded("1.000001")))
    found = find_records(tmp_path)
    assert (faults(found), len(found.records)) == ([("bad.json", code)], 1)


def test_a_bad_line_is_told_by_its_number(tmp_path):
    """Of JSON Lines each line stands for itself."""
    path = write(tmp_path, "a.jsonl", as_json(coded("1.000001")) + "\n{\n" + as_json(coded("1.000002")))
    found = find_records(path)
    assert (faults(found), len(found.records)) == ([("a.jsonl:2", "not-json")], 2)


def test_two_descriptions_of_one_code_are_told(tmp_path):
    """The second is told with the place of the first."""
    path = write(tmp_path, "a.json", as_json([coded("1.000001"), coded("1.000001")]))
    (problem,) = find_records(path).problems
    assert problem == ("a.json:2", "doubled-code", "1.000001", "a.json:1")


def test_links_devices_and_missing_files_are_told(tmp_path):
    """A link is not followed, a pipe not opened, and what is not there is told."""
    (tmp_path / "in").mkdir()
    write(tmp_path, "out.json", as_json(coded("1.000001")))
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "out.json")
    os.mkfifo(tmp_path / "in" / "pipe.json")
    assert faults(find_records(tmp_path / "in")) == [
        ("link.json", "not-followed"),
        ("pipe.json", "unreadable-file"),
    ]
    assert faults(find_records(tmp_path / "none.json")) == [("none.json", "unreadable-file")]


def test_a_folder_that_may_not_be_listed_is_told(tmp_path, monkeypatch):
    """A folder that cannot be opened is a problem, not an end."""

    def refuse(_self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    assert faults(find_records(tmp_path)) == [(str(tmp_path), "unreadable-file")]


def test_large_files_and_bombs_are_told(tmp_path, monkeypatch):
    """Neither a file nor what it inflates to may be larger than the limits."""
    bomb = zipped(tmp_path, {"1.json": b" " * 3_000_000})
    assert faults(find_records(bomb)) == [("a.zip", "bomb")]
    monkeypatch.setattr(records, "MAX_RECORDS_PARTS", 1)
    parts = {f"{number}.json": "x" for number in range(2)}
    assert faults(find_records(zipped(tmp_path, parts))) == [("a.zip", "too-many-parts")]
    assert faults(find_records(write(tmp_path, "b.zip", "no zip"))) == [("b.zip", "wrong-type")]
    monkeypatch.setattr(records, "MAX_RECORDS_FILE", 10)
    assert faults(find_records(write(tmp_path, "c.json", "x" * 11))) == [("c.json", "too-large")]
