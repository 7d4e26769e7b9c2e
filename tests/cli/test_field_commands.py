"""Commands after the kinds of public bug reports: codes, lists, texts, dates, keys and documents."""

from __future__ import annotations

import json

import pytest

PROPOSAL = "--kind abolish --content Bỏ --reason Thừa --submission 1/TTr --dated 01/10/2023 --as lan.bt"


def said(done):
    """Both streams."""
    return done.out + done.err


def test_the_long_code_of_the_portal_works_everywhere(office):
    """A command shows, lists and finds the procedure that is on record by the short code."""
    for command in ("procedure show", "procedure search"):
        assert "1.000002" in said(office(f"{command} 1.000002.000.00.00.h28")), command
    assert office("cost show 1.000002.000.00.00.h28").code == 0
    assert "procedure.add" in said(office("audit log 1.000002.000.00.00.h28"))
    done = office(f"propose 1.000001.000.00.00.H28 {PROPOSAL} --dry-run --yes")
    assert done.code == 0 and "1.000001" in said(done)


@pytest.mark.parametrize(
    "data",
    [
        b"9.000001\n1.000003\n9.000002\n",
        "9.000001;\r\n1.000003;\r\n9.000002;\r\n".encode("utf-8-sig"),
        "9.000001\t9.000002 # hai mã\n".encode("utf-16"),
    ],
)
def test_every_unknown_code_of_a_list_is_named(office, data):
    """Not the first alone; the list may be a text of any mark, with commas, semicolons or tabs."""
    (office.folder / "list.txt").write_bytes(data)
    done = office("procedure review --from list.txt --reason Thử --as lan.bt")
    assert done.code == 5
    assert "9.000001, 9.000002" in said(done)


def test_a_text_in_utf_16_is_read_and_a_code_page_named(office):
    """A programme saved by another program's editor is read; one in a code page is told with the remedy."""
    text = office.ok("programme template")
    (office.folder / "ct.toml").write_bytes(text.encode("utf-16"))
    office.ok("programme adopt ct.toml --as hanh.nt --dry-run")
    (office.folder / "ct.toml").write_bytes("name = 'Müller'".encode("cp1252"))
    done = office("programme adopt ct.toml --as hanh.nt --dry-run")
    assert done.code == 2 and "Windows code page" in said(done)


@pytest.mark.parametrize("day", ["31/12/9999", "31/12/1944", "2201-01-01"])
def test_a_date_beyond_reason_is_refused_at_the_door(office, day):
    """Before 1945 or after 2200 a date was mistyped: a sentence, no fault of the program."""
    done = office(f"check --as-of {day}")
    assert done.code == 2 and "not between 1945 and 2200" in said(done)


def test_a_person_of_two_units_uses_one_workbook(office):
    """Each unit's acts are drafted under the grant that covers them; nothing is left out."""
    office.ok('person add hai.dv "Hai" --as hanh.nt --yes')
    office.ok("key new hai.dv")
    office.ok("key add hai.dv --as hanh.nt --yes")
    for unit in ("so-tu-phap", "so-y-te"):
        office.ok(f"role grant hai.dv department --unit {unit} --as hanh.nt --yes")
    head = "Mã số,Công việc,Số giờ,Số lần/năm,Số đối tượng/năm,Năm thu nhập,Nguồn số liệu,Ngày lập"
    rows = [f"{code},Nộp,2,1,100,2022,Hồ sơ,10/07/2023" for code in ("1.000003", "2.000003")]
    (office.folder / "hai.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    office.ok("import plan hai.csv -o hai.plan --as hai.dv")
    plan = json.loads((office.folder / "hai.plan").read_text("utf-8"))
    assert [(act["act"], len(act["items"])) for act in plan["acts"]] == [
        ("cost.record", 1),
        ("cost.record", 1),
    ]
    office.ok("import apply hai.plan --as hai.dv --yes")


def test_a_fee_left_empty_is_told(office):
    """An empty cell for fees is 0 by the form; the plan names the sheets, so that nobody signs it unseen."""
    head = "Mã số,Công việc,Số giờ,Phí lệ phí,Số lần/năm,Số đối tượng/năm,Năm thu nhập,Nguồn số liệu,Ngày lập"
    rows = [
        f"1.00000{n},Nộp,2,{fee},1,100,2022,Hồ sơ,10/07/2023"
        for n, fee in ((3, ""), (4, "0"), (5, "chưa rõ"))
    ]
    (office.folder / "phi.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    assert json.loads(office.ok("import plan phi.csv --json --as lan.bt"))["without_fee"] == ["1.000003"]
    assert "1.000003" in office.ok("import plan phi.csv --as lan.bt").rpartition("“không rõ”")[2]


def test_one_document_has_one_date_and_one_signer(office):
    """A number, body and year that is on record of another date or signer is told before signing."""
    office.ok(f"propose 1.000004 {PROPOSAL} --signer Lan --yes".replace("1/TTr", "7/TTr"))
    other = PROPOSAL.replace("1/TTr", "7/TTr")
    told = "7/TTr is on record of 01/10/2023, signed by Lan, for 1.000004"
    for change in (other.replace("01/10/2023", "02/10/2023"), f"{other} --signer Hoa"):
        assert told in said(office(f"propose 1.000005 {change} --dry-run --yes"))
    for same in (other, f"{other} --signer Lan", other.replace("/2023", "/2022")):
        assert told not in said(office(f"propose 1.000005 {same} --dry-run --yes"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTYgen"),
        ("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n", "PKCS#8"),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4C\n", "PKCS#8"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA lan\n", "without .pub"),
        ("-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n", "without .pub"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\n", "without .pub"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n", "wrong passphrase, or damaged"),
        ("gì đó", "wrong passphrase, or damaged"),
    ],
)
def test_a_key_of_another_form_is_named_with_the_remedy(office, text, words):
    """A key of PuTTY, of PEM, or a public half is no damaged key."""
    (office.folder / "k").write_text(text, encoding="utf-8")
    (office.folder / "k").chmod(0o600)
    done = office("key prove lan.bt --key k --as lan.bt")
    assert done.code != 0 and words in said(done), said(done)


def test_a_paper_prints_every_letter_that_the_register_takes(office):
    """A letter without a glyph has its plain form or its number, and is named with procedure and field."""
    office.ok("programme adopt hoa-binh-2023 --as hanh.nt --yes")
    office.ok("programme seal hoa-binh-2023 --as hanh.nt --yes")
    words = "--kind abolish --content Bỏ --submission 9/TTr --dated 01/10/2023 --as lan.bt --yes"
    office.ok(f'propose 1.000002 {words} --reason "Dưới 30㎡"')
    done = office("paper annex -o letters.pdf")
    assert done.code == 0, said(done)
    assert "1.000002" in said(done) and "(U+33A1) has no glyph; printed as m2" in said(done)
    assert (office.folder / "letters.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_of_units_may_have_semicolons(office, encoding):
    """As Excel saves it in Vietnam; a column that is not read is named."""
    text = "id;name;kind;parent;note\nso-x;Sở X;department;tinh;mới\n"
    (office.folder / "units.csv").write_bytes(text.encode(encoding))
    done = office("unit add --from units.csv --as hanh.nt --dry-run")
    assert done.code == 0 and "so-x" in said(done), said(done)
    assert "column “note” was not read" in said(done)
