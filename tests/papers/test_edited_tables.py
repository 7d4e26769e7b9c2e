"""An edited CSV or JSON paper is found by its check: every value at its place, none too many or too few."""

from __future__ import annotations

import json

import pytest

from tests.support.edited_files import replaced


def told(found):
    """Every difference as one text, places and both sides."""
    return " | ".join(" ".join(part for part in one if part) for one in found.differences)


def columns_swapped(data):
    """The columns of cost before and after, heads and all, in each other's place."""
    lines = data.decode("utf-8-sig").splitlines()
    for number, (one, other) in enumerate(
        [("Chi phí trước (đồng/năm)", "Chi phí sau (đồng/năm)"), ("1234567", "400"), ("1000", "400")]
    ):
        lines[number] = lines[number].replace(f"{one},{other}", f"{other},{one}")
    return "\n".join(lines).encode()


CSV = {
    "a figure changed": (replaced("1234567", "1234568"), "line 2, column F 1234568 1234567"),
    "two cells swapped": (replaced("1000,400", "400,1000"), "line 3, column F 400 1000"),
    "two columns swapped": (columns_swapped, "line 1, column F Chi phí sau"),
    "a value in the empty cell beside it": (replaced("hóa,,400", "hóa,400,"), "line 4, column F 400"),
    "two cells made one": (replaced("1000,400", '"1000,400"'), "line 3, column F 1000,400 1000"),
    "one cell made two": (replaced('"99,97%"', "99,97%"), "line 2, column J 97%"),
    "a head changed": (replaced("Phương án,", "Phương án 2,"), "line 1, column E Phương án 2 Phương án"),
    "a row in two places": (replaced("3,1.000003", "3,1.000003\n3,1.000003"), "line 5"),
    "two rows swapped": (
        lambda data: data.replace(b"1,1.000001", b"#").replace(b"2,1.000002", b"1,1.000001").replace(b"#", b"2,1.000002"),
        "line 2, column A 2 1",
    ),
    "an empty row": (replaced("\n2,", "\n\n2,"), "line 4, column A 2 3"),
    "a formula let loose": (replaced("'=1+1", "=1+1"), "line 3, column C =1+1 '=1+1"),
    "spaces in a name": (replaced("Cấp bản sao", "Cấp  bản sao"), "Cấp  bản sao"),
    "a column more": (replaced("cắt giảm\n", "cắt giảm,Ghi chú\n"), "line 1, column J Ghi chú"),
}  # fmt: skip
JSON = {
    "a figure changed": (replaced('"1234567"', '"1234568"'), "tables[1].rows[1].before 1234568 1234567"),
    "two values in each other's key": (
        replaced('"before": "1234567",\n          "after": "400"', '"after": "1234567",\n          "before": "400"'),
        "tables[1].rows[1].before 400 1234567",
    ),
    "a key missing": (replaced('    "number": ""\n', '    "stage2": ""\n'), "paper.stage2"),
    "a key more": (replaced('"schema": 1,', '"schema": 1, "approved": "yes",'), "approved yes"),
    "a key twice, the true value last": (
        replaced('"before": "1234567"', '"before": "9", "before": "1234567"'),
        "tables[1].rows[1].before 9 1234567",
    ),
    "a key twice, the true value first": (
        replaced('"before": "1234567"', '"before": "1234567", "before": "9"'),
        "tables[1].rows[1].before (once more, 2) 9",
    ),
    "a number for a text": (replaced('"before": "1234567"', '"before": 1234567'), "1234567 [type=literal]"),
    "another spelling of a number": (replaced('"position": 27', '"position": 27.0'), "source.position 27.0"),
    "unknown made nought": (replaced('"before": null', '"before": "0"'), "before 0 null"),
    "an empty text for unknown": (replaced('"before": null', '"before": ""'), "before"),
    "two rows swapped": (
        lambda data: json.dumps(
            {
                key: [value[0] | {"rows": value[0]["rows"][::-1]}] if key == "tables" else value
                for key, value in json.loads(data).items()
            },
            ensure_ascii=False,
        ).encode(),
        "tables[1].rows[1].code 1.000003 1.000001",
    ),
    "an empty list more": (replaced('"schema": 1,', '"schema": 1, "faults": [],'), "faults"),
    "spaces in a name": (replaced("Cấp bản sao", "Cấp bản  sao"), "Cấp bản  sao"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "edit"), [(".csv", edit) for edit in CSV] + [(".json", edit) for edit in JSON]
)
def test_an_edited_table_is_found(desk, form, edit):
    """Whatever was done to a CSV or JSON paper is named at its place, and the check ends with 7."""
    change, words = (CSV if form == ".csv" else JSON)[edit]
    found, wrong = desk.check(form, change(desk.printed("submission", form)))
    assert wrong
    assert words in told(found), told(found)


@pytest.mark.parametrize(
    ("form", "change"),
    [
        (".csv", lambda data: data.decode("utf-8-sig").replace("\n", "\r\n").encode()),
        (".csv", lambda data: data.decode("utf-8-sig").encode("utf-16")),
        (".json", lambda data: json.dumps(json.loads(data), sort_keys=True).encode()),
        (".json", lambda data: b"\xef\xbb\xbf" + data),
    ],
)
def test_a_table_written_otherwise_is_the_same_paper(desk, form, change):
    """Line ends, encoding, the order of keys and white space between them are no difference."""
    found, wrong = desk.check(form, change(desk.printed("submission", form)))
    assert not wrong, told(found)
    assert (found.compared, found.unseen) == ("places", ())
