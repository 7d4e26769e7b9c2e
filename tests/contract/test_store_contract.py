"""One contract, kept by both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from procedures.storage.rows import Member, Procedure
from tests.support.keys import key_of
from tests.support.servers import open_store
from tests.support.town import Town
from workflow.decision import Refused
from workflow.errors import NotFound, StorageFault, WrongFile
from workflow.replaying import replay
from workflow.storage.positions import Receipt
from workflow.storage.store import require_register


def test_a_whole_life_cycle_verifies(both):
    """From import to implementation every act is performed, and verify finds nothing."""
    both.add_procedures("so-tu-phap", "1.000001", "1.000002")
    both.record("lan.bt", "1.000001", 100)
    both.seal()
    assert isinstance(both.propose("lan.bt", "1.000001"), Receipt)
    both.appraise("1.000001")
    both.approve("1.000001")
    both.implement("1.000001")
    assert both.findings() == []


def test_replay_equals_the_tables(both):
    """The rows that the journal implies are the rows that are stored."""
    from procedures.domain import DOMAIN

    both.add_procedures("so-tu-phap", *(f"1.{n:06d}" for n in range(30)))
    both.record("lan.bt", "1.000001", 100)
    both.seal()
    both.propose("lan.bt", "1.000001")
    folded = replay(both.store, DOMAIN)
    for kind, rows in folded.tables.items():
        assert sorted(both.store.table(kind), key=str) == sorted(rows.values(), key=str)


def test_the_same_signed_act_twice_is_one_act(both):
    """A retry of the same bytes gets the first receipt and writes nothing."""
    both.add_procedures("so-tu-phap", "1.000001")
    lan = both.as_("lan.bt")
    signed = lan.sign(lan.draft("procedure.review", [("procedure/1.000001", {})], reason="giữ"))
    first, head = lan.submit([signed])[0], lan.head
    assert lan.submit([signed]) == [first]
    assert lan.head == head


def test_the_second_of_two_acts_on_one_version_loses(both):
    """Two acts signed on the same version: one wins, the other is told that it moved on."""
    both.add_procedures("so-tu-phap", "1.000001")
    lan = both.as_("lan.bt")
    pair = [lan.sign(lan.draft("procedure.review", [("procedure/1.000001", {})], reason=r)) for r in "ab"]
    won, lost = lan.submit(pair)
    assert isinstance(won, Receipt)
    assert [(r.code, r.kind) for r in lost.reasons] == [("moved-on", "race")]


def test_all_or_none_leaves_nothing(both):
    """One refusal in an all-or-none batch undoes the acts before it."""
    both.add_procedures("so-tu-phap", "1.000001")
    lan, head = both.as_("lan.bt"), both.as_("lan.bt").head
    pair = [lan.sign(lan.draft("procedure.review", [("procedure/1.000001", {})], reason=r)) for r in "ab"]
    answers = lan.submit(pair, all_or_none=True)
    assert all(isinstance(answer, Refused) for answer in answers)
    assert lan.head == head
    assert both.findings() == []


def test_the_past_can_be_read(both):
    """Rows as of a position are those of that position."""
    both.add_procedures("so-tu-phap", "1.000001")
    before = both.base.head.seq
    both.record("lan.bt", "1.000001", 100)
    with both.as_("thu.ph", at=before).reading() as rows:
        assert rows.get(Procedure, "1.000001").annual is None
    with both.as_("thu.ph").reading() as rows:
        assert rows.get(Procedure, "1.000001").annual == 100


def test_many_keys_are_fetched_at_once(both):
    """Fetching more keys than one statement holds finds them all, one-column keys and longer ones."""
    codes = [f"1.{n:06d}" for n in range(900)]
    both.add_procedures("so-tu-phap", *codes)
    both.seal()
    with both.store.read() as rows:
        wanted = {Procedure: [(code,) for code in codes], Member: [("hoa-binh-2023", code) for code in codes]}
        rows.prefetch(wanted)
        assert sum(rows.get(Procedure, code) is not None for code in codes) == 900
        assert sum(rows.get(Member, "hoa-binh-2023", code) is not None for code in codes) == 900


def test_the_index_is_read_in_parts(both, monkeypatch):
    """However small the parts, every touch comes once, in order; parts that lead in a circle are damage."""
    from workflow.storage import journal_store

    codes = [f"1.{n:06d}" for n in range(23)]
    both.add_procedures("so-tu-phap", *codes)
    both.record("lan.bt", codes[5], 100)
    if both.store.database.dialect == "postgresql":  # its trigger would refuse the row
        both.store._open().execute("ALTER TABLE touch DISABLE TRIGGER touch_indexed_entry")
    with both.store.write() as tx:  # what no act writes comes first
        tx._versions.append(("", -5, 0))
    whole = list(both.store.subject_versions())
    assert whole[0] == ("", -5, 0)
    assert len(set(whole)) == len(whole) > 24
    for size in (1, 2, 5, len(whole)):
        monkeypatch.setattr(journal_store, "_CHUNK", size)
        assert list(both.store.subject_versions()) == whole

    class Circle:
        """A connection to a file whose order is damaged."""

        def __init__(self, connection):
            self.connection = connection

        def __getattr__(self, name):
            return getattr(self.connection, name)

        def execute(self, text, *values):
            begin = (("", -1),) if "FROM touch WHERE" in text else values
            return self.connection.execute(text, *begin)

    monkeypatch.setattr(journal_store, "_CHUNK", 2)
    with both.store.snapshot() as connection:
        monkeypatch.setattr(both.store, "_connection", Circle(connection))
        with pytest.raises(StorageFault):
            list(both.store.subject_versions())


def test_stale_tables_are_refused_for_writing_and_folded_for_reading(both):
    """Tables of another layout: reading folds, writing says rebuild, rebuild mends."""
    from procedures.domain import DOMAIN
    from workflow.errors import StaleTables

    both.add_procedures("so-tu-phap", "1.000001")
    with both.store.snapshot():
        pass
    both.store.close()
    connection = both.store._open()
    connection.execute("UPDATE layout SET stamp = 'other'")
    with pytest.raises(StaleTables):
        both.record("lan.bt", "1.000001", 5)
    with both.as_("thu.ph").reading() as rows:
        assert rows.get(Procedure, "1.000001") is not None
    assert [finding.code for finding in both.findings()] == ["stale-tables"]
    both.store.rebuild(replay(both.store, DOMAIN))
    assert both.findings() == []


def test_another_thread_reads_and_writes_through_a_store_of_its_own(both):
    """`another` opens a connection of its own: it sees what was committed, and its acts are seen."""
    both.add_procedures("so-tu-phap", "1.000001")
    store = both.store.another()

    def rename():
        hanh = replace(both.as_("hanh.nt"), store=store)
        hanh.perform("procedure.rename", [("procedure/1.000001", {"name": "Tên khác"})])

    with ThreadPoolExecutor(1) as thread:
        with both.store.snapshot() as connection:  # two transactions at the same time
            assert thread.submit(store.head).result() == both.store.read_head(connection)
        thread.submit(rename).result()
        thread.submit(store.close).result()
    with both.store.read() as rows:
        assert rows.get(Procedure, "1.000001").name == "Tên khác"


def test_a_connection_of_a_file_belongs_to_one_thread(town):
    """On SQLite a second thread that uses the same store gets a StorageFault; the first goes on."""
    head = town.store.head()
    with ThreadPoolExecutor(1) as thread, pytest.raises(StorageFault, match="database-error"):
        thread.submit(town.store.head).result()
    assert town.store.head() == head


def test_a_register_is_made_once(url):
    """Founding where a register is already there is refused and changes nothing."""
    town = Town(url)
    head = town.base.head
    with pytest.raises(WrongFile):
        Town(url)
    assert town.base.head == head
    town.store.close()


def test_no_register_is_not_found(url):
    """Opening where nothing is says so."""
    with pytest.raises((NotFound, WrongFile)):
        require_register(open_store(url))


def test_amounts_past_32_bits_are_kept(both):
    """A cost of a hundred thousand billion đồng comes back as it went in."""
    both.add_procedures("so-tu-phap", "1.000001")
    both.record("lan.bt", "1.000001", 10**14)
    with both.store.read() as rows:
        assert rows.get(Procedure, "1.000001").annual == 10**14
    assert both.findings() == []


@pytest.mark.parametrize("table", ["journal", "enclosure", "touch"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_record_is_append_only(both, table, statement):
    """UPDATE and DELETE on journal, enclosures and index are refused by the database itself."""
    both.add_procedures("so-tu-phap", *(f"1.{n:06d}" for n in range(30)))
    column = {"journal": "seq", "enclosure": "digest", "touch": "seq"}[table]
    connection = both.store._open()
    with pytest.raises(Exception, match="append-only"):
        connection.execute(statement.format(table, column, column))


def test_a_gap_in_the_journal_is_refused(both):
    """A row that skips a position cannot be inserted."""
    row = next(both.store.entries(1, 2))
    connection = both.store._open()
    mark = both.store.database.mark
    with pytest.raises(Exception, match="position taken or skipped"):
        connection.execute(
            f"INSERT INTO journal (seq, recorded_at, intent, intent_id, key, sig, leaf) VALUES ({', '.join([mark] * 7)})",
            (999, row.recorded_at, row.intent, "x" * 32, row.key, row.sig, row.leaf),
        )


def test_keys_follow_from_names():
    """Test keys are stable, so that failures repeat."""
    assert key_of("a").key == key_of("a").key != key_of("b").key
