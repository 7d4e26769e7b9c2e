"""The small files of the corpus, read in this process: the same codes and cells that the command tells."""

from __future__ import annotations

import pytest

from procedures.intake.form_reader import read_filled
from procedures.spreadsheets.problems import Unreadable
from tests.intake.corpus import BOMBS, CORPUS, HEAVY, MEGA, Plan, Refused

LATER = frozenset({"doubled-code", "no-such-code", "sheet-unfit", "too-many-lines", "unknown-unit-cell"})
"""Codes that only the register, or a whole table, can give."""
ELSEWHERE = frozenset({"issuer of a thousand letters", "letter that is not assigned", "fifty thousand parts"})
"""Told by the register's own shapes, or read in seconds."""
FILES = [name for name in CORPUS if name not in HEAVY | ELSEWHERE | BOMBS.keys()]


@pytest.mark.parametrize("name", FILES)
def test_a_small_file_of_the_corpus_is_told_clearly(name, tmp_path):
    """It is refused by its code, or each wrong cell is found by row and column, or all is good."""
    case = CORPUS[name]
    data = case.made()
    if len(data) > MEGA:
        pytest.skip("not a small one: test_corpus.py reads it in a process of its own")
    path = tmp_path / f"f.{case.suffix}"
    path.write_bytes(data)
    if isinstance(case.outcome, Refused):
        with pytest.raises(Unreadable) as told:
            read_filled(path)
        assert told.value.code == case.outcome.code
        return
    book = read_filled(path)
    keys = {title: one.key for filled in book.sheets for one in filled.form.columns for title in one.titles}
    found = {(one.code, one.row, keys.get(one.column, one.column)) for one in book.problems}
    expected = () if isinstance(case.outcome, Plan) else case.outcome.cells
    assert found == {cell for cell in expected if cell[0] not in LATER}
