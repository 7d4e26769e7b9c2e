"""The hunt for mutants notices one that survives: in code that no test looks at, or calls at all."""

from __future__ import annotations

from tests.quality import mutants
from tests.quality.mutants import Area, Hunt, Mutant, Same, hunt

SOURCE = '''"""Three functions."""


class Till:
    def seen(self, a):
        return a + 1


def overlooked(a):
    b = a  # a remark
    return b - 3


def forgotten(a):
    return a * 5
'''
TESTS = """from house.till import Till, overlooked


def test_till():
    assert Till().seen(1) == 2
    overlooked(1)
"""


def test_a_mutant_that_nobody_notices_is_told_with_its_place(tmp_path, monkeypatch):
    """A mutant that a test looks at dies, one that it only calls survives, and the list is heeded."""
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "till.py").write_text(SOURCE, "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_till.py").write_text(TESTS, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\npythonpath = ['.']\n")
    alike = Same("house/till.py", "return b - 3", "return b + 3", "this once")
    monkeypatch.setattr(mutants, "equivalents", lambda: (alike,))
    found = hunt(tmp_path, Area(("house/till.py",), ("tests/test_till.py",)), jobs=1)
    assert found.survivors == (
        Mutant("house/till.py", 11, "return b - 3", "return b - 4"),
        Mutant("house/till.py", 15, "return a * 5", "return a * 6"),
        Mutant("house/till.py", 15, "return a * 5", "return a / 5"),
    )
    assert found.alike == (Mutant("house/till.py", 11, "return b - 3", "return b + 3"),)
    assert (found.made, found.tried, found.killed) == (7, 7, 3)
    assert (found.percent, str(found)) == (50, "50.0 %")


def test_of_a_sample_the_reach_is_told():
    """Wilson's interval at 95 %: 373 of 400 killed."""
    assert str(Hunt(5999, 400, 373, (), ())) == "93.2 % (90.4 to 95.3 %)"


def test_every_equivalent_mutant_is_of_a_line_that_is_there():
    """And says why, in an area that is hunted."""
    for same in mutants.equivalents():
        lines = [mutants.told([line]) for line in (mutants.ROOT / same.file).read_text("utf-8").splitlines()]
        assert same.old in " ".join(lines)
        assert same.old != same.new
        assert same.why
