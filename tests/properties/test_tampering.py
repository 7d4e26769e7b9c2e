"""Whatever anyone changes in the file, `audit verify` finds it, names the place and never raises."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from procedures.services import cost_sheets, proposals, target_lists
from procedures.services.evidence import verification
from procedures.services.register import rebuild
from procedures.services.session import open_session, schema
from tests.support.descriptions import described
from tests.support.keys import key_of
from tests.support.paths import ROOT
from tests.support.sheets import PAPER, sheet
from tests.support.town import Town
from workflow.errors import WorkflowError
from workflow.findings import Finding
from workflow.identity import signing
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.entries import Entry, leaf_hash

CLASSES = {table.name: table.row for table in schema("sqlite").tables}
TABLES = ("journal", "enclosure", "touch", "layout", *CLASSES)
FIXED = {("layout", "one"), ("register", "one")}  # the database lets no other value in
NOT_TEXT = "CAST(x'ff' AS TEXT)"


class Column(NamedTuple):
    """A column as SQLite describes it; `key` is its place in the primary key, 0 outside."""

    name: str
    type: str
    nullable: bool
    key: int


class File:
    """A register in a file that can be opened without its triggers, damaged, closed and restored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with closing(sqlite3.connect(path)) as connection:
            named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            self.triggers = dict(connection.execute(named))
            self.columns = {table: _columns(connection, table) for table in TABLES}
            self.rows = {
                table: [
                    dict(zip((c.name for c in self.columns[table]), row, strict=True))
                    for row in connection.execute(f'SELECT * FROM "{table}"')
                ]
                for table in TABLES
            }
        self.sound = path.read_bytes()
        self.naming = {
            digest: row["seq"] for row in self.rows["journal"] for digest in _signed(row)["enclosures"]
        }
        self.changes = 0

    def key(self, table: str, row: dict[str, Any]) -> tuple[Any, ...]:
        """The primary key of a row."""
        keys = sorted((c for c in self.columns[table] if c.key), key=lambda c: c.key)
        return tuple(row[column.name] for column in keys)

    def some(self, table: str) -> list[dict[str, Any]]:
        """The first row of a table, one in the middle, the last."""
        rows = sorted(self.rows[table], key=lambda row: self.key(table, row))
        return [rows[n] for n in sorted({0, len(rows) // 2, len(rows) - 1})]

    def place(self, table: str, row: dict[str, Any]) -> str:
        """Return the name of a row in a finding."""
        if table == "layout":
            return "layout"
        return "/".join([CLASSES.get(table, table), *map(str, self.key(table, row))])

    def damage(self, *statements: tuple[str, tuple[Any, ...]]) -> bool:
        """The sound file with some statements done, its triggers as before; whether it let them in."""
        self.path.write_bytes(self.sound)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            for name in self.triggers:
                connection.execute(f"DROP TRIGGER {name}")
            try:
                for text, values in statements:
                    connection.execute(text, values)
            except sqlite3.IntegrityError:
                return False
            for text in self.triggers.values():
                connection.execute(text)
            connection.execute("COMMIT")
        self.changes += 1
        return True

    def update(self, table: str, row: dict[str, Any], column: str, value: Any) -> bool:
        """Change one cell; `NOT_TEXT` stands for bytes that are no UTF-8."""
        mark = NOT_TEXT if value == NOT_TEXT else "?"
        where, values = self._where(table, row)
        given = () if value == NOT_TEXT else (value,)
        return self.damage((f'UPDATE "{table}" SET "{column}" = {mark} {where}', (*given, *values)))

    def delete(self, table: str, row: dict[str, Any]) -> bool:
        """Take one row away."""
        where, values = self._where(table, row)
        return self.damage((f'DELETE FROM "{table}" {where}', values))

    def insert(self, table: str, row: dict[str, Any]) -> bool:
        """Put one row in."""
        return self.damage(
            (f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', tuple(row.values()))
        )

    def verify(self) -> list[Finding]:
        """Return the findings of `audit verify` on the file as it is."""
        session = open_session(str(self.path))
        try:
            return list(verification.register_findings(session))
        finally:
            session.store.close()

    def rebuild(self) -> None:
        """Make the derived tables anew, as `tinhgon register rebuild` does."""
        session = open_session(str(self.path))
        try:
            rebuild.rebuild(session)
        finally:
            session.store.close()

    def journal(self) -> list[tuple[Any, ...]]:
        """Return every row that a rebuild must not touch."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.text_factory = bytes  # what stands there may be no text
            return [
                row
                for table in ("journal", "enclosure", "touch")
                for row in connection.execute(f"SELECT * FROM {table}")
            ]

    def _where(self, table: str, row: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        keys = sorted((c for c in self.columns[table] if c.key), key=lambda c: c.key)
        return "WHERE " + " AND ".join(f'"{c.name}" = ?' for c in keys), self.key(table, row)


@pytest.fixture(scope="module")
def file(tmp_path_factory, record_testsuite_property):
    """A small and complete register: every table has rows, every act has been done."""
    path = tmp_path_factory.mktemp("tampering") / "t.db"
    town = Town(str(path))
    _live(town)
    assert town.findings() == []
    town.store.close()
    with pytest.MonkeyPatch.context() as patch:
        # Pure, and asked the same 60 questions 700 times: a third of the time.
        patch.setattr(signing, "verify_signature", lru_cache(maxsize=None)(signing.verify_signature))
        made = File(path)
        yield made
    record_testsuite_property("changes-made", made.changes)


def test_the_town_has_rows_everywhere_and_is_sound(file):
    """The untouched file has rows in every table, enclosures among them, and no finding."""
    assert {table for table, rows in file.rows.items() if not rows} == set()
    assert len(file.naming) == len(file.rows["enclosure"]) > 1
    assert file.damage()
    assert file.verify() == []


@pytest.mark.parametrize("table", TABLES)
def test_any_changed_value_is_found_and_named(file, table):
    """Each column of a table, in the first, a middle and the last row, cannot change unnoticed."""
    missed, refused = [], set()
    for row, column in itertools.product(file.some(table), file.columns[table]):
        for wishes in _changes(column, row[column.name]):
            done = next((v for v in wishes if file.update(table, row, column.name, v)), None)
            if done is None and None not in wishes:
                refused.add((table, column.name))
            elif trouble := _trouble(file, _right(file, table, row, column.name)):
                missed.append((table, file.key(table, row), column.name, done, trouble))
    assert missed == []
    assert refused == {(name, column) for name, column in FIXED if name == table}


@pytest.mark.parametrize("table", TABLES)
def test_extreme_values_are_found_and_named(file, table):
    """The largest number there is, in any column of numbers, is found and breaks no sum."""
    missed = []
    row = file.some(table)[len(file.some(table)) // 2]
    for column in file.columns[table]:
        if column.type == "INTEGER" and file.update(table, row, column.name, 2**63 - 1):
            if trouble := _trouble(file, _right(file, table, row, column.name)):
                missed.append((column.name, trouble))
    assert missed == []


def test_bytes_that_are_no_text_are_found_and_named(file):
    """Bytes that are no UTF-8 are damage like any other; a row that cannot be read goes by its table."""
    missed = []
    for table, columns in file.columns.items():
        row = file.some(table)[0]
        for column in columns:
            if column.type == "TEXT" and file.update(table, row, column.name, NOT_TEXT):
                if trouble := _trouble(file, _unreadable(file, table, row, column.name)):
                    missed.append((table, column.name, trouble))
    assert missed == []


def test_a_last_entry_that_is_no_text_is_found_and_named(file):
    """The newest entry is read before all others, yet its damage is a finding as well."""
    assert file.update("journal", file.rows["journal"][-1], "recorded_at", NOT_TEXT)
    told = _command(file.path)
    assert told.returncode == 7, told.stderr


def test_an_entry_past_every_position_that_is_no_text_is_found(file):
    """Damage far behind the last entry is found at once, not after a walk through all positions."""
    copy = file.rows["journal"][5] | {"seq": 2**62, "intent_id": "x" * 32}
    del copy["intent"]
    text = f"INSERT INTO journal VALUES (?, ?, {NOT_TEXT}, {', '.join('?' * (len(copy) - 2))})"
    assert file.damage((text, tuple(copy.values())))
    assert _command(file.path, seconds=5).returncode == 7


@pytest.mark.parametrize("act", ["register.open", "role.grant", "programme.seal", "propose"])
def test_any_change_inside_a_signed_act_is_found_and_named(file, act):
    """Each value of the JSON that someone signed, at any depth, cannot change unnoticed."""
    row = next(row for row in file.rows["journal"] if _signed(row)["act"] == act)
    missed = []
    for forged in _forgeries(_signed(row)):
        text = json.dumps(forged, ensure_ascii=False, separators=(",", ":"))
        assert file.update("journal", row, "intent", text)
        if trouble := _trouble(file, _right(file, "journal", row, "intent")):
            missed.append((text, trouble))
    assert missed == []


@pytest.mark.parametrize("table", TABLES)
def test_any_deleted_row_is_found_and_named(file, table):
    """The first, a middle and the last row of a table cannot go missing unnoticed."""
    missed = []
    for row in file.some(table):
        assert file.delete(table, row)
        gone_last = table == "journal" and row["seq"] == len(file.rows["journal"]) - 1
        right = _of_the_tables if gone_last else _right(file, table, row, "seq")
        if trouble := _trouble(file, right):
            missed.append((table, file.key(table, row), trouble))
    assert missed == []


@pytest.mark.parametrize("table", sorted({*TABLES} - {"layout", "register"}))
def test_any_doubled_row_is_found_and_named(file, table):
    """A copy of a row under another key cannot come in unnoticed."""
    missed = []
    for copy in _copies(file, table, file.some(table)[-1]):
        assert file.insert(table, copy)
        place = file.place(table, copy)
        if trouble := _trouble(file, lambda found, place=place: found.place == place):
            missed.append((table, file.key(table, copy), trouble))
    assert missed == []


def test_an_entry_past_every_position_is_found(file):
    """A row of the journal far behind the last one is a gap, however far."""
    copy = file.rows["journal"][5] | {"seq": 2**62, "intent_id": "x" * 32}
    assert file.insert("journal", copy)
    assert _trouble(file, lambda found: found.place == f"journal/{2**62}") == ""


@pytest.mark.parametrize("table", ["layout", "register"])
def test_tables_of_one_row_take_no_second(file, table):
    """The layout and the register's own row stand alone: the database takes no other key."""
    (row,) = file.rows[table]
    assert not file.insert(table, row | {"one": 2})


def test_any_two_swapped_entries_are_found(file):
    """Entries that change places, neighbours or far apart, are found at the first place."""
    last = len(file.rows["journal"]) - 1
    pairs = [(0, 1), (1, 2), (9, 10), (last - 1, last), (1, last), (5, last // 2)]
    move = "UPDATE journal SET seq = ? WHERE seq = ?"
    for one, other in pairs:
        assert file.damage((move, (10**6, one)), (move, (one, other)), (move, (other, 10**6)))
        assert f"journal/{one}" in {found.place for found in file.verify()}, (one, other)


def test_recomputed_hashes_do_not_hide_a_change(file):
    """Who changes a time and recomputes every leaf after it meets the signatures of those who saw it."""
    rows = file.rows["journal"]
    for changed in (0, 1, len(rows) // 2, len(rows) - 2):
        texts, prev = [], bytes(32)
        for row in rows:
            told = "2023-07-01T00:59:59Z" if row["seq"] == changed else row["recorded_at"]
            raw = row["intent"].encode()
            prev = leaf_hash(Entry(row["seq"], prev, told, raw, row["key"], row["sig"]))
            text = "UPDATE journal SET recorded_at = ?, leaf = ? WHERE seq = ?"
            texts.append((text, (told, prev, row["seq"])))
        assert file.damage(*texts)
        right = _right(file, "journal", rows[changed], "seq")
        assert _trouble(file, right) == "", changed


def test_a_missing_last_entry_is_found_by_the_tables(file):
    """Where the last entry alone is gone, the tables still say what it did."""
    last = file.rows["journal"][-1]
    assert file.delete("journal", last)
    subjects = {item["subject"] for item in _signed(last)["items"]}
    places = {found.place for found in file.verify()}
    assert {f"Subject/{subject}" for subject in subjects} <= places
    assert any(place.startswith("touch/") for place in places)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("extra", "CREATE TABLE extra (a INTEGER)"),
        ("extra", "CREATE INDEX extra ON person (name)"),
        ("extra", "CREATE TRIGGER extra AFTER INSERT ON journal BEGIN DELETE FROM sheet; END"),
        ("key_person", "DROP INDEX key_person"),
        ("former", "ALTER TABLE former ADD COLUMN more TEXT"),
    ],
)
def test_anything_added_or_taken_is_found_by_its_name(file, name, statement):
    """A table, index or trigger that is not ours, missing or changed is named; a view: test_hostile_registers."""
    assert file.damage((statement, ()))
    assert ("furniture-differs", name) in {(found.code, found.place) for found in file.verify()}


def test_a_missing_table_is_found_by_its_name(file):
    """A table that is gone as a whole is named; a file without a journal is no register at all."""
    missed = []
    for table in sorted({*TABLES} - {"journal"}):
        file.path.write_bytes(file.sound)
        with closing(sqlite3.connect(file.path)) as connection:
            connection.execute(f'DROP TABLE "{table}"')
        if trouble := _trouble(file, lambda found, table=table: found.place in {table, "layout"}):
            missed.append((table, trouble))
    assert missed == []


def test_each_missing_trigger_is_found_by_its_name(file):
    """The guards of the journal, enclosures and index cannot be taken away unnoticed."""
    for name in file.triggers:
        assert file.damage()
        with closing(sqlite3.connect(file.path)) as connection:
            connection.execute(f"DROP TRIGGER {name}")
        assert [(found.code, found.place) for found in file.verify()] == [("furniture-differs", name)]


def test_a_page_for_a_trigger_is_found(file):
    """A trigger has no page of its own: SQLite reads past what is said of one, verification does not."""
    name = next(iter(file.triggers))
    for page in (1, 7):
        assert file.damage()
        with closing(sqlite3.connect(file.path)) as connection, connection:
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (page, name))
        assert ("furniture-differs", name) in {(one.code, one.place) for one in file.verify()}


def test_a_trigger_named_like_a_table_is_found(file):
    """SQLite lets it be, and the table that is made anew behind it hides it from whoever goes by name."""
    assert file.damage()
    with closing(sqlite3.connect(file.path)) as connection, connection:
        made = connection.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'unit' AND sql <> '' ORDER BY type DESC"
        ).fetchall()
        rows = connection.execute("SELECT * FROM unit").fetchall()
        connection.execute("CREATE TRIGGER unit AFTER INSERT ON journal BEGIN DELETE FROM sheet; END")
        connection.execute("DROP TABLE unit")
        for (text,) in made:
            connection.execute(text)
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO unit VALUES ({marks})", rows)
    assert [(one.code, one.place) for one in file.verify()] == [("furniture-differs", "unit")]


def test_another_layout_is_stale_and_no_tampering(file):
    """Tables of another program version are called stale: nobody is accused."""
    assert file.damage(("UPDATE layout SET stamp = 'other'", ()))
    assert [(found.code, found.place) for found in file.verify()] == [("stale-tables", "layout")]


def test_rebuild_repairs_the_tables_and_leaves_the_journal(file):
    """After any damage to derived tables a rebuild makes them sound, and the journal is the same."""
    hurts: list[tuple[tuple[str, tuple[Any, ...]], ...]] = [
        *(((f'DELETE FROM "{table}"', ()),) for table in CLASSES),
        tuple((f'DELETE FROM "{table}"', ()) for table in CLASSES),
        (
            ("UPDATE member SET rung = 3 - rung", ()),
            ("UPDATE procedure SET annual = 1", ()),
            ("UPDATE role_grant SET until = NULL", ()),
        ),
        (("DROP INDEX key_person", ()),),
        (("CREATE TRIGGER extra AFTER INSERT ON member BEGIN DELETE FROM sheet; END", ()),),
        (("DELETE FROM layout", ()),),
    ]
    for hurt in hurts:
        assert file.damage(*hurt)
        before = file.journal()
        assert file.verify() != [], hurt
        file.rebuild()
        assert file.verify() == [], hurt
        assert file.journal() == before


def test_rebuild_never_changes_a_damaged_journal(file):
    """After damage to the journal a rebuild leaves it as it is, and verify still reports."""
    row = file.rows["journal"][len(file.rows["journal"]) // 2]
    for column in file.columns["journal"]:
        for wishes in _changes(column, row[column.name]):
            assert any(file.update("journal", row, column.name, value) for value in wishes)
            _rebuilt_in_vain(file)
    forged = row["intent"].replace('"reason":"', '"reason":"x', 1)
    assert file.update("journal", row, "intent", forged)
    _rebuilt_in_vain(file)
    assert file.delete("journal", row)
    _rebuilt_in_vain(file)


def test_rebuild_of_a_journal_with_a_forged_act_says_so(file):
    """A journal that gives no tables is an error that people can read, not a bug."""
    row = file.rows["journal"][-1]
    forged = row["intent"].replace('"act":"cost.record"', '"act":"cost.forged"')
    assert file.update("journal", row, "intent", forged)
    _rebuilt_in_vain(file)


def test_the_command_tells_the_place_and_exits_with_seven(file):
    """`audit verify` exits with 0 on the sound file, with 7 and the place on a damaged one."""
    assert file.damage()
    assert _command(file.path).returncode == 0
    row = file.rows["journal"][7]
    assert file.update("journal", row, "recorded_at", row["recorded_at"] + "x")
    told = _command(file.path)
    assert (told.returncode, "journal/7" in told.stdout + told.stderr) == (7, True)
    assert file.update("procedure", file.rows["procedure"][0], "annual", 7)
    told = _command(file.path)
    place = file.place("procedure", file.rows["procedure"][0])
    assert (told.returncode, place in told.stdout + told.stderr) == (7, True)


def _live(town: Town) -> None:
    """Everything that can happen in a register happens once."""
    hanh, lan, son = (town.as_(person) for person in ("hanh.nt", "lan.bt", "son.hv"))
    codes = [f"1.{n:06d}" for n in range(30)]
    town.add_procedures("so-tu-phap", *codes[:22])  # more than 20: an enclosure
    town.add_procedures("so-xay-dung", *codes[22:28])
    town.add_procedures(None, codes[28])
    unit = {"name": "Sở cũ", "kind": "department", "parent": "hoa-binh"}
    hanh.perform("unit.add", [("unit/so-cu", unit)])
    town.add_procedures("so-cu", codes[29])
    for n in range(6):
        town.record("lan.bt", codes[n], 100 * (n + 1))
    town.seal()
    lines = [{"code": code, "due": "2023-12-31", "basis": "tự chọn", "product": ""} for code in codes[6:9]]
    plan = {"name": "Kế hoạch", "unit": "hoa-binh", "document": PAPER | {"level": "unit"}, "items": lines}
    town.as_("minh.tv").perform("review.plan", [("review/2023", plan)])
    lan.perform("procedure.review", [(f"procedure/{codes[7]}", {})], reason="giữ nguyên")
    town.propose("lan.bt", codes[0], due="2023-08-31")
    town.propose("lan.bt", codes[1], kind="simplify", after=50)
    town.propose("lan.bt", codes[2], kind="simplify")
    town.propose("lan.bt", codes[3])
    town.propose("son.hv", codes[22])
    town.act("lan.bt", "withdraw", codes[3], reason="xem lại", document=PAPER)
    town.act("minh.tv", "return", codes[22], reason="thiếu")
    town.appraise(*codes[:3])
    town.act("minh.tv", "forward", codes[2], to="ministry", document=PAPER)
    town.approve(*codes[:2])
    town.move_clock("2023-10-02T01:00:00Z")
    town.implement(codes[0], ends="2024-12-31")
    document = PAPER | {"date": "2023-09-30"}
    town.act("lan.bt", "extend", codes[0], document=document, ends="2025-06-30")
    town.record("lan.bt", codes[5], 5)
    lan.submit([lan.sign(cost_sheets.draft_record(lan, codes[2], sheet(70), "after"))])
    minh = town.as_("minh.tv")
    restated = cost_sheets.draft_restate(minh, codes[1], sheet(210), sheet(40), PAPER, "đo lại")
    minh.submit([minh.sign(restated)])
    fixed = proposals.draft_correct(lan, codes[0], "submission", {"number": "9/TTr"}, "gõ nhầm")
    lan.submit([lan.sign(fixed)])
    son.perform("procedure.strike", [(f"procedure/{codes[24]}", {})], reason="bãi bỏ")
    hanh.perform("procedure.assign", [(f"procedure/{codes[28]}", {"unit": "so-xay-dung"})])
    hanh.perform("procedure.rename", [(f"procedure/{codes[9]}", {"name": "Tên mới"})])
    for code in codes[9:12]:
        carried = {"levels": ["province"], "handled_by": ["so-xay-dung"]}
        hanh.perform("procedure.handle", [(f"procedure/{code}", carried)])
    for code in codes[9:12]:
        body, enclosures = described(code, cap_thuc_hien="Cấp tỉnh")
        draft = hanh.draft("procedure.describe", [(f"procedure/{code}", body)], enclosures=enclosures)
        hanh.submit([hanh.sign(draft)])
    hanh.perform("procedure.recode", [(f"procedure/{codes[10]}", {"code": "9.000010"})])
    repeal = PAPER | {"number": "2/2023/TT-BTP", "level": "ministry"}
    town.act("minh.tv", "procedure.strike", codes[11], reason="Bộ bãi bỏ", document=repeal)
    town.implement(codes[1])
    town.act("huong.lt", "annul", codes[1], reason="bãi bỏ văn bản", document=document)
    for place, code in enumerate(codes[12:15]):
        hanh.perform("procedure.recode", [(f"procedure/{code}", {"code": f"2.{place:06d}"})], reason="mã mới")
    for measure in ("number", "cost"):
        given = target_lists.draft_list(hanh, "hoa-binh-2023", measure, "over", ["2.000000", *codes[:8]])
        hanh.submit([hanh.sign(given)])
    second = {"public": ssh_line(key_of("lan.bt again").public)}
    hanh.perform("key.add", [("person/lan.bt", second)])
    gone = {"key": key_of("lan.bt again").key, "suspected_from": 3}
    hanh.perform("key.revoke", [("person/lan.bt", gone)], reason="mất máy")
    grant = {"role": "reviewer", "scope": "hoa-binh"}
    hanh.perform("role.revoke", [("person/huong.lt", grant)])
    town.add_person("di.xa")
    hanh.perform("person.close", [("person/di.xa", {})])
    hanh.perform("unit.change", [("unit/so-xay-dung", {**unit, "name": "Sở Xây dựng"})])
    end = {"date": "2023-10-01", "successor": "so-xay-dung"}
    hanh.perform("unit.close", [("unit/so-cu", end)])
    for registrar in ("quang.dv", "yen.pt"):
        town.add_person(registrar)
        hanh.perform("role.grant", [(f"person/{registrar}", {"role": "registrar", "scope": "*"})])
    hanh.perform("register.countersign", [("register/1", {})])
    for number in range(3):
        waits = {"public": ssh_line(key_of(f"new {number}").public), "expires": "2024-12-31T17:00:00Z"}
        hanh.perform("key.add", [("person/lan.bt", waits)])
    answer = {"entry": town.store.head().seq, "accept": True}
    town.as_("quang.dv").perform("person.confirm", [("person/lan.bt", answer)])
    town.record("lan.bt", codes[8], 1)


def _columns(connection: sqlite3.Connection, table: str) -> list[Column]:
    told = connection.execute(f'PRAGMA table_info("{table}")')
    return [Column(name, type_, not notnull and not key, key) for _, name, type_, notnull, _, key in told]


def _changes(column: Column, value: Any) -> Iterator[tuple[Any, ...]]:
    """Other values, each with others to try where the database refuses it."""
    if value is None:
        yield (1,) if column.type == "INTEGER" else ("x",)
    elif column.type == "INTEGER":
        yield value + 1, value + 10**6, value - 1
    elif column.type == "TEXT":
        yield value + "x", *({"abolish", "simplify"} - {value})
    else:
        yield (bytes([value[0] ^ 1]) + value[1:],)
        yield (value[:-1] + bytes([value[-1] ^ 128]),)
    if column.nullable and value is not None:
        yield (None,)


def _signed(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["intent"])
    return found


def _forgeries(value: Any) -> Iterator[Any]:
    """The same JSON with one value changed, for each value in it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: forged} for forged in _forgeries(inner))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from ([*value[:n], forged, *value[n + 1 :]] for forged in _forgeries(inner))
    elif isinstance(value, bool):
        yield not value
    else:
        yield "x" if value is None else value + ("x" if isinstance(value, str) else 1)


def _right(file: File, table: str, row: dict[str, Any], column: str) -> Callable[[Finding], bool]:
    """Return the test of a finding: it names the place of a change, or an entry that depends on it."""
    place = file.place(table, row)
    if table == "enclosure":
        return lambda found: found.place in {place, f"journal/{file.naming[row['digest']]}"}
    if table == "journal" and column == "seq":
        return lambda found: (
            found.place.startswith("journal/") and (int(found.place.partition("/")[2]) >= row["seq"])
        )
    return lambda found: found.place == place


def _unreadable(file: File, table: str, row: dict[str, Any], column: str) -> Callable[[Finding], bool]:
    right, kind = _right(file, table, row, column), file.place(table, row).partition("/")[0]
    return lambda found: right(found) or (found.place == kind and table != "journal")


def _of_the_tables(found: Finding) -> bool:
    return found.code in {"row-differs", "index-differs"}


def _trouble(file: File, right: Callable[[Finding], bool]) -> str:
    """Return the fault of the findings: verify raised, or no finding names the place; "" where there is none."""
    try:
        found = file.verify()
    except Exception as error:
        return f"raised {error!r}"
    return "" if any(map(right, found)) else f"found {found}"


def _copies(file: File, table: str, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if table == "journal":
        more = {"intent_id": row["intent_id"] + "x"}
        yield row | more | {"seq": len(file.rows["journal"])}
        return
    for column in file.columns[table]:
        if column.key:
            value = row[column.name]
            yield row | {column.name: value + 10**6 if isinstance(value, int) else value + "x"}


def _rebuilt_in_vain(file: File) -> None:
    before = file.journal()
    try:
        file.rebuild()
    except WorkflowError:
        pass  # a journal that cannot be read gives no tables
    assert file.journal() == before
    assert file.verify() != []


def _command(path: Path, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--register", str(path), "audit", "verify"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
    )
