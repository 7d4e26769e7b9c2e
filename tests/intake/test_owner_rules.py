"""A map of owners: read strictly, applied in its order."""

from pathlib import Path

import pytest

from procedures.intake.owner_rules import OwnerMatch, owner_of, ownership, read_map
from procedures.intake.portal_row import PortalRow
from procedures.spreadsheets.problems import Unreadable


def listed(*agencies: str, code: str = "1.001234") -> PortalRow:
    """Return a procedure of these agencies."""
    return PortalRow("", 2, code, "Cấp thẻ", "Bộ Tư pháp", agencies, "")


def read(tmp_path: Path, data: bytes | str) -> tuple[tuple[str, str], ...]:
    """Read these bytes (or this text, in UTF-8) as a map."""
    path = tmp_path / "map.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_map(path)


RULES = (
    ("1.001234", "exact"),
    ("Sở Tư pháp*", "so-tu-phap"),
    ("ỦY BAN NHÂN DÂN CẤP XÃ", "xa"),
    ("*cấp tỉnh", "tinh"),
)


@pytest.mark.parametrize(
    ("row", "owner"),
    [
        (listed("Sở Y tế"), "exact"),
        (listed("SỞ TƯ PHÁP tỉnh A", code="1.000001"), "so-tu-phap"),
        (listed("Các Sở Tư pháp", code="1.000001"), None),
        (listed("uy ban nhan dan cap xa", code="1.000001"), "xa"),
        (listed("Chủ tịch Ủy ban nhân dân cấp xã", code="1.000001"), "xa"),
        (listed("Chủ tịch UBND cấp tỉnh", code="1.000001"), "tinh"),
        (listed("UBND cấp tỉnh giao", code="1.000001"), None),
        (listed("UBND cấp tỉnh", "Sở Tư pháp", code="1.000001"), None),
        (listed(code="1.000001"), None),
    ],
)
def test_the_rule_that_fits_owns(row: PortalRow, owner: str | None) -> None:
    """Codes fit exactly, ``*`` spans, other text is a part; case and marks are none."""
    assert owner_of(row, RULES) == owner


def test_rules_for_several_units_are_all_named() -> None:
    """R10: never the first rule; each unit is named with the agency and the rule, in whatever order they come."""
    row = listed("UBND cấp tỉnh", "Sở Tư pháp", "Sở Tư pháp khác", code="1.000001")
    for rules in (RULES, RULES[::-1]):
        given = ownership(row, rules)
        assert (given.owner, given.several) == (None, True)
        assert set(given.matches) == {
            OwnerMatch("UBND cấp tỉnh", "*cấp tỉnh", "tinh"),
            OwnerMatch("Sở Tư pháp", "Sở Tư pháp*", "so-tu-phap"),
        }
    assert ownership(row, RULES).conflict == (
        "“Sở Tư pháp” → so-tu-phap (“Sở Tư pháp*”); “UBND cấp tỉnh” → tinh (“*cấp tỉnh”)"
    )


@pytest.mark.parametrize(
    ("more", "owner"),
    [
        (("1.000001", "a"), "a"),  # the code
        (("1.000001.000.00.00.H28", "a"), "a"),  # its long form
        (("1.000002", "a"), None),
        (("*cấp tỉnh + Sở Tư pháp*", "a"), "a"),  # both agencies together
        (("sở + ubnd", "a"), None),  # not closer than either
        (("Sở Tư pháp* + UBND cấp tỉnh", "tinh"), "tinh"),
        (("Sở Tư pháp* + UBND cấp xã", "a"), None),  # one of them is not listed
        (("UBND cấp tỉnh", "so-tu-phap"), "so-tu-phap"),  # a longer name of one agency
        (("UBND", "a"), None),
        (("*", "a"), None),
    ],
)
def test_a_closer_rule_chooses(more: tuple[str, str], owner: str | None) -> None:
    """A code, a longer name, or both agencies together settle what two rules leave open."""
    row = listed("UBND cấp tỉnh", "Sở Tư pháp", code="1.000001")
    for rules in ((*RULES, more), (more, *RULES)):
        assert owner_of(row, rules) == owner


def test_equal_rules_for_two_units_stay_open() -> None:
    """The same agency or code twice, with another unit: neither is closer."""
    row = listed("Sở Tư pháp", code="1.000001")
    assert ownership(row, [("Sở Tư pháp", "a"), ("sở tư pháp*", "b")]).several
    assert ownership(row, [("1.000001", "a"), ("1.000001", "b")]).several
    assert ownership(row, [("Sở Tư pháp", "a"), ("Sở", "a")]).owner == "a"


def test_the_other_units_handle_it() -> None:
    """Who carries it out beside the owner: every unit that an agency names, however the owner was chosen."""
    row = listed("UBND cấp tỉnh", "Sở Tư pháp", code="1.000001")
    for more in (("1.000001", "a"), ("Sở Tư pháp* + *cấp tỉnh", "a")):
        assert ownership(row, (*RULES, more)).handlers("a") == ("so-tu-phap", "tinh")
    assert ownership(row, RULES).handlers("tinh") == ("so-tu-phap",)
    assert ownership(listed("Bộ", code="1.000001"), RULES).handlers(None) == ()


def test_a_code_is_no_pattern() -> None:
    """A rule by code does not fit an agency that mentions the code."""
    row = listed("Tổ 1.001234", code="1.000001")
    assert owner_of(row, [("1.001234", "x")]) is None


def test_without_rules_nobody_owns() -> None:
    """No rule, no owner."""
    assert owner_of(listed("Sở Tư pháp"), []) is None


@pytest.mark.parametrize("head", ["", "co-quan,don-vi\n", "Cơ quan,Đơn vị\n", "agency,unit\n"])
def test_a_map_reads_with_or_without_header(tmp_path: Path, head: str) -> None:
    """Rules come tidy and in their order; a long code is cut."""
    text = head + 'Sở  Tư pháp, stp \n\n"Bộ, ngành *",bo\n1.001234.000.00.00.H28,x\n'
    expected = (("Sở Tư pháp", "stp"), ("Bộ, ngành *", "bo"), ("1.001234", "x"))
    assert read(tmp_path, text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_map_reads_in_any_usual_form(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """The delimiter is the one that makes two fields."""
    text = f"Bộ, ngành{delimiter}bo\nSở{delimiter}so\n"
    assert read(tmp_path, text.encode(encoding)) == (("Bộ, ngành", "bo"), ("Sở", "so"))


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("Sở,so\nBộ\n", "map-columns", "2"),
        ("Sở,so\nBộ,bo,x\n", "map-columns", "2"),
        ("Sở,so\n,bo\n", "map-pattern", "2"),
        ("Sở,so\n\u0301,bo\n", "map-pattern", "2"),
        ("Sở,so\nBộ + \u0301,bo\n", "map-pattern", "2"),
        ("Sở,so\n\nBộ,\n", "map-unit", "3"),
        ("Sở,so\nBộ,hai chữ\n", "map-unit", "2"),
        ("Sở,so\nSO,bo\n", "map-doubled", "2"),
        ("Sở,so\nB\u202eộ,bo\n", "bad-character", "2"),
        ("Sở,so\n" + "a" * 2001 + ",bo\n", "too-long", "2"),
        ('Sở,so\n"Bộ,bo\n', "damaged", "2"),
    ],
)
def test_a_bad_rule_is_refused_with_its_row(tmp_path: Path, text: str, code: str, row: str) -> None:
    """One bad rule refuses the map: a rule less would move procedures silently."""
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, text)
    assert caught.value.code == code
    assert dict(caught.value.values)["row"] == row


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"agency,unit\n", "empty"), (b"S\xf4,so\n", "code-page")]
)
def test_a_map_that_is_none_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    """A file without a rule, or that is no text, is refused as a whole."""
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, data)
    assert caught.value.code == code


def test_a_missing_map_is_refused(tmp_path: Path) -> None:
    """A map that is not there is told like a list that is not there."""
    with pytest.raises(Unreadable) as caught:
        read_map(tmp_path / "none.csv")
    assert caught.value.code == "not-found"
