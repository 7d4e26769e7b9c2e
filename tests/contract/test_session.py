"""A session sees the register as it is: no row of before, and the bytes that were shown are those signed."""

from __future__ import annotations

from dataclasses import replace

from procedures.services.session import system_clock
from tests.support.keys import key_of
from tests.support.sheets import procedure
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.entries import is_time, seconds_between
from workflow.journal.strict_json import sha256


def more_registrars(town):
    """Make two more registrars with keys, so that acts of the first can be countersigned."""
    hanh = town.as_("hanh.nt")
    for id_ in ("quang.dv", "mai.dt"):
        hanh.perform("person.add", [(f"person/{id_}", {"name": id_})])
        hanh.perform("key.add", [(f"person/{id_}", {"public": ssh_line(key_of(id_).public)})])
        hanh.perform("role.grant", [(f"person/{id_}", {"role": "registrar", "scope": "*"})])


def test_a_session_does_not_hold_the_register_of_before(both):
    """After an act that changes the register's own row, the same session reads the new row."""
    more_registrars(both)
    hanh = both.as_("hanh.nt")
    assert hanh.register.countersigned is None
    done = hanh.perform("register.countersign", [("register/1", {})])
    assert hanh.register.countersigned == done.seq


def test_a_session_of_the_past_keeps_its_position(both):
    """A session at a position reads the rows of that position, whatever is recorded later."""
    hanh = both.as_("hanh.nt")
    then = both.as_("hanh.nt", at=hanh.head.seq)
    hanh.perform("procedure.add", [("procedure/1.000001", procedure("so-tu-phap"))])
    with then.reading() as rows:
        assert rows.get(procedure_row(), "1.000001") is None
    with hanh.reading() as rows:
        assert rows.get(procedure_row(), "1.000001") is not None


def procedure_row():
    """The row class of procedures."""
    from procedures.storage.rows import Procedure

    return Procedure


def test_what_is_signed_are_the_bytes_of_the_draft(both):
    """The draft composes the text once; its digest is shown, and its bytes are signed and recorded."""
    lan = both.as_("hanh.nt")
    draft = lan.draft("procedure.add", [("procedure/1.000001", procedure("so-tu-phap"))])
    signed = lan.sign(draft)
    assert signed.raw == draft.intent.raw
    done = lan.submit([signed])[0]
    (record,) = both.store.entries(done.seq, done.seq + 1)
    assert sha256(record.intent.encode()) == draft.intent.digest


def test_the_database_gives_the_time_of_recording(both, monkeypatch):
    """A session without a clock of its own records by the database's clock, not by the signer's machine."""
    monkeypatch.setattr("procedures.services.session.system_clock", lambda: "2023-07-04T12:00:00Z")
    monkeypatch.setattr(type(both.store.database), "clock", lambda _self, _connection: "2023-07-05T00:00:00Z")
    hanh = replace(both.as_("hanh.nt"), clock=None)
    done = hanh.perform("procedure.add", [("procedure/1.000001", procedure("so-tu-phap"))])
    (entry,) = both.store.entries(done.seq, done.seq + 1)
    assert entry.recorded_at == "2023-07-05T00:00:00Z"
    assert '"claimed_at":"2023-07-04T12:00:00Z"' in entry.intent


def test_the_clock_of_a_database_is_right(both):
    """The database's clock gives the time in the journal's form, within a minute of this machine's."""
    with both.store.snapshot() as connection:
        shown = both.store.database.clock(connection)
    assert is_time(shown)
    assert abs(seconds_between(system_clock(), shown)) < 60
