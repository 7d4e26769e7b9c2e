"""PostgreSQL that is used by others: rows from elsewhere, locks held, servers that go, objects changed."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import psycopg
import pytest

import cli
from procedures.domain import DOMAIN
from procedures.services.register.rebuild import rebuild
from tests.contract.test_postgres_role import ENTRY, acts, next_entry, restricted
from tests.support.servers import drop, open_store
from tests.support.town import Town
from workflow import engine, verification
from workflow.errors import Busy, Unreachable, WrongFile
from workflow.identity.signing import verify_signature
from workflow.storage import postgresql
from workflow.storage.store import require_register

# A command that runs in this process leaves its connection to the end of the process.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
READERS = (
    ("status", "--as", "lan.bt"),
    ("queue", "--as", "huong.lt"),
    ("check",),
    ("procedure", "list"),
    ("procedure", "show", "1.000001"),
    ("audit", "log"),
    ("register", "info"),
    ("unit", "list"),
    ("doctor",),
)


@pytest.fixture
def town(pg):
    """A town of its own on a server, with a sealed baseline."""
    made = Town(pg())
    made.add_procedures("so-tu-phap", "1.000001", "1.000002")
    made.record("lan.bt", "1.000001", 100)
    made.seal()
    yield made
    made.store.close()
    drop(made.url)


@pytest.fixture
def owner(town):
    """A connection of the owner, who can do anything."""
    with psycopg.connect(town.url, autocommit=True) as connection:
        yield connection


def places(found):
    """Codes and places of findings."""
    return [(one.code, one.place) for one in found]


def test_a_forged_entry_of_the_right_form_is_named_and_bricks_nothing(town):
    """The role can add an entry that nobody signed: it is named, takes no version away, and work goes on."""
    url = restricted(town.url)
    values = next_entry(town)
    with psycopg.connect(url) as connection:
        connection.execute(ENTRY, values)
        connection.execute("INSERT INTO touch VALUES ('procedure/1.000002', 2, %s)", (values["seq"],))
        connection.execute("INSERT INTO touch VALUES ('procedure/1.000001', 3, %s)", (values["seq"],))
        connection.execute("UPDATE member SET base = 7")
    found = places(town.findings())
    assert ("unreadable", f"journal/{values['seq']}") in found
    assert ("row-differs", "Member/hoa-binh-2023/1.000001") in found
    assert acts(town, url)  # version 3 of 1.000001 was taken in the index
    assert rebuild(town.base).passed_over[0].values["seq"] == str(values["seq"])
    left = {code for code, _place in places(town.findings())}
    assert left == {"unreadable", "index-differs"}
    assert acts(town, url, "lần nữa")


BAD_ROWS = {"intent": "{", "at": "không phải giờ", "key": "x", "id": "y", "leaf": bytes(32)}


@pytest.mark.parametrize("field", BAD_ROWS)
def test_a_bad_row_is_named_and_read_past(town, owner, field, capsys):
    """Where a trigger was switched off, verification names the row and goes on; readers and rebuild survive."""
    values = next_entry(town) | {field: BAD_ROWS[field]}
    for trigger in ("journal_next_entry",):
        owner.execute(f"ALTER TABLE journal DISABLE TRIGGER {trigger}")
        owner.execute(ENTRY, values)
        owner.execute(f"ALTER TABLE journal ENABLE ALWAYS TRIGGER {trigger}")
    if field != "at":  # the newest time: nothing may come before it
        assert acts(town, town.url)
        owner.execute("ALTER TABLE journal DISABLE TRIGGER journal_append_only")
        owner.execute("UPDATE journal SET sig = %s WHERE seq = (SELECT max(seq) FROM journal)", (bytes(64),))
        owner.execute("ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_append_only")
        behind = ("bad-signature", f"journal/{values['seq'] + 1}")
        assert behind in places(town.findings())
    assert f"journal/{values['seq']}" in {one.place for one in town.findings()}
    for words in READERS:
        # Behind a time that is none nothing can be dated: readers name the entry.
        named = {0, 7, 8} if field == "at" else {0, 7}
        assert cli.main(["--register", town.url, *words]) in named, (words, capsys.readouterr())
    assert cli.main(["--register", town.url, "audit", "verify"]) == 7
    assert cli.main(["--register", town.url, "audit", "entry", str(values["seq"])]) in {0, 7, 8}
    assert cli.main(["--register", town.url, "register", "rebuild"]) == 7
    assert str(values["seq"]) in capsys.readouterr().err


def test_a_schema_of_the_role_is_no_finding_and_no_trap(town, owner):
    """Tables and functions of the same names in a schema that stands first on the role's path are not read."""
    url = restricted(town.url)
    role = re.search(r"//([^@]*)@", url)[1]
    owner.execute(f"CREATE SCHEMA {role} AUTHORIZATION {role}")
    owner.execute(f"ALTER ROLE {role} SET search_path = {role}, pg_catalog, public")
    with psycopg.connect(url, autocommit=True) as mine:
        for table in ("journal", "layout", "member", "head", "key", "role_grant", "subject"):
            mine.execute(f"CREATE TABLE {role}.{table} AS SELECT * FROM public.{table} WHERE false")
        mine.execute(
            f"CREATE FUNCTION {role}.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$"
        )
        mine.execute(
            f"CREATE FUNCTION {role}.to_regclass(text) RETURNS regclass LANGUAGE sql AS 'SELECT NULL::regclass'"
        )
    assert acts(town, url)
    store = require_register(open_store(url))
    assert list(verification.verify_register(store, DOMAIN, verify_signature)) == []
    store.close()


CHANGES = {
    "tinhgon_next_entry()": "CREATE OR REPLACE FUNCTION tinhgon_next_entry() RETURNS trigger LANGUAGE plpgsql "
    "SET search_path = public, pg_temp AS 'BEGIN RETURN NEW; END'",
    "tinhgon_refuse()": "ALTER FUNCTION tinhgon_refuse() RESET search_path",
    "tinhgon_with_entry()": "ALTER FUNCTION tinhgon_with_entry() SECURITY DEFINER",
    "journal_append_only": "ALTER TABLE journal DISABLE TRIGGER journal_append_only",
    "touch_no_truncate": "ALTER TABLE touch ENABLE TRIGGER touch_no_truncate",
    "member_with_entry": "DROP TRIGGER member_with_entry ON member; CREATE TRIGGER member_with_entry BEFORE "
    "TRUNCATE ON member FOR EACH STATEMENT EXECUTE FUNCTION tinhgon_with_entry(); "
    "ALTER TABLE member ENABLE ALWAYS TRIGGER member_with_entry",
    "key_person": "DROP INDEX key_person; CREATE INDEX key_person ON key (public)",
    "unit": "ALTER TABLE unit RENAME TO held; CREATE VIEW unit AS SELECT * FROM held",
    "held": "CREATE VIEW held AS SELECT * FROM unit",
    "person": "ALTER TABLE person ALTER name DROP NOT NULL",
    "procedure": "ALTER TABLE procedure DROP CONSTRAINT procedure_annual_check, "
    "ADD CONSTRAINT procedure_annual_check CHECK (annual >= -1)",
    "sheet": "ALTER TABLE sheet ENABLE ROW LEVEL SECURITY",
    "former": "CREATE RULE x AS ON INSERT TO former DO INSTEAD NOTHING",
    "review": "CREATE TABLE public.more () INHERITS (review)",
    "planned": "CREATE ROLE someone; ALTER TABLE planned OWNER TO someone",
    "helper()": "CREATE FUNCTION helper() RETURNS int LANGUAGE sql AS 'SELECT 1'",
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_object_is_compared_by_its_definition(town, owner, name):
    """An object of the right name that is another is named: body, path, rights, owner, events, columns, rules."""
    owner.execute(CHANGES[name])
    assert ("furniture-differs", name) in places(town.findings())
    if name == "planned":
        owner.execute("ALTER TABLE planned OWNER TO CURRENT_USER; DROP ROLE someone")


def test_tables_of_an_earlier_version_are_renewed_by_a_rebuild(town, owner):
    """A register without the new triggers is read, refuses to be written, and is whole after a rebuild."""
    url = restricted(town.url)
    owner.execute("DROP FUNCTION tinhgon_next_entry CASCADE; DROP FUNCTION tinhgon_with_entry CASCADE")
    owner.execute(
        "CREATE FUNCTION tinhgon_no_gap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
        "CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION tinhgon_no_gap()"
    )
    owner.execute("UPDATE layout SET stamp = 'a0851fc1e0362aa7'")
    assert places(town.findings()) == [("stale-tables", "layout")]
    assert cli.main(["--register", url, "register", "rebuild"]) == 8  # the role owns nothing
    assert cli.main(["--register", town.url, "register", "rebuild"]) == 0
    assert town.findings() == []
    assert acts(town, url)  # what the role might do, it may still


def impatient(monkeypatch, milliseconds):
    """Let every store that is opened from now on wait so long for a lock."""
    monkeypatch.setitem(postgresql.Postgres.__init__.__kwdefaults__, "timeout", milliseconds)
    monkeypatch.setattr(engine, "PATIENCE", milliseconds / 1000)


def test_a_lock_that_an_idle_session_keeps_ends_in_busy(town, monkeypatch):
    """Whoever may lock the head and goes to lunch keeps others from writing: they are told so in time."""
    impatient(monkeypatch, 400)
    with psycopg.connect(restricted(town.url)) as idle:
        idle.execute("SELECT one FROM head FOR UPDATE")
        started = time.monotonic()
        with pytest.raises(Busy):
            acts(town, town.url)
        assert time.monotonic() - started < 5
    assert acts(town, town.url)


def test_a_table_that_is_locked_is_busy_and_no_finding(town, monkeypatch, capsys):
    """Verification of a register that another keeps locked ends with 6, not with 7."""
    impatient(monkeypatch, 300)
    with psycopg.connect(town.url) as other:
        other.execute("LOCK TABLE member IN ACCESS EXCLUSIVE MODE")
        assert cli.main(["--register", town.url, "audit", "verify"]) == 6
        assert cli.main(["--register", town.url, "check"]) == 6
    assert cli.main(["--register", town.url, "audit", "verify"]) == 0


def test_a_connection_lost_at_any_point_is_no_finding(town, owner, monkeypatch, capsys):
    """Whichever read of a verification loses its connection, the answer is 8, and never damage or a bug."""
    begin = postgresql.Postgres.begin
    turns = {"left": 0}

    def cut(self, connection, *, write):
        begin(self, connection, write=write)
        turns["left"] -= 1
        if turns["left"] == 0:
            owner.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))

    monkeypatch.setattr(postgresql.Postgres, "begin", cut)
    for point in range(1, 200):
        turns["left"] = point
        code = cli.main(["--register", town.url, "audit", "verify"])
        if turns["left"] > 0:  # it was over before
            assert code == 0
            break
        assert code == 8, (point, capsys.readouterr())
    assert point > 20


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (psycopg.errors.LockNotAvailable, Busy),
        (psycopg.errors.QueryCanceled, Busy),
        (psycopg.errors.AdminShutdown, Unreachable),
        (psycopg.errors.CannotConnectNow, Unreachable),
        (psycopg.errors.TooManyConnections, Unreachable),
        (psycopg.errors.ConnectionTimeout, Unreachable),
        (psycopg.errors.IdleInTransactionSessionTimeout, Unreachable),
        (psycopg.OperationalError, Unreachable),
        (psycopg.errors.InsufficientPrivilege, Unreachable),
    ],
)
def test_what_cannot_be_read_now_has_a_class_of_its_own(fault, error):
    """Each fault of the moment is told from damage."""
    with pytest.raises(error), postgresql.Postgres("postgresql://h/d").translated_errors():
        raise fault("x")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_of_another_encoding_is_refused_by_name(pg, encoding, capsys):
    """Making and opening say which encoding it has, whatever the client asks for."""
    url = pg()
    name = f"other_{encoding.lower()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    other = re.sub(r"/t\d+\?", f"/{name}?", url)
    with pytest.raises(WrongFile, match="server-encoding"):
        Town(other)
    assert cli.main(["--register", other, "status"]) == 8
    assert encoding in capsys.readouterr().err
    drop(other)


def test_the_client_speaks_utf8_whatever_its_surroundings_say(town, monkeypatch):
    """PGCLIENTENCODING and an address that asks for another encoding change nothing."""
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    for url in (town.url, f"{town.url}&client_encoding=SQL_ASCII"):
        store = open_store(url)
        lan = replace(town.as_("lan.bt"), store=store)
        assert lan.register.name == "Tỉnh thử"
        store.close()
