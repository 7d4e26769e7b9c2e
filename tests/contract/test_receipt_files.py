"""Files of receipts that an editor has saved anew."""

from __future__ import annotations

from procedures.services.evidence import receipts


def test_a_byte_order_mark_hides_no_receipt(tmp_path):
    """The first line counts with the mark before it as without."""
    lines = b'{"seq": 1, "leaf": "aa"}\n{"seq": 2, "leaf": "bb"}\n'
    file = tmp_path / "abc.jsonl"
    for data in (lines, b"\xef\xbb\xbf" + lines):
        file.write_bytes(data)
        assert [kept.seq for kept in receipts.read_receipts([file], "abc")] == [1, 2]
        assert [kept.seq for kept in receipts.every(tmp_path, "abc")] == [1, 2]
