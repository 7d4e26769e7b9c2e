"""The role that the administration guide sets up: it can do the daily work, and nothing past the door."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import psycopg
import pytest

from tests.support.keys import key_of
from tests.support.paths import ROOT
from tests.support.servers import open_store
from tests.support.town import Town
from workflow.journal.entries import Entry, leaf_hash
from workflow.storage.positions import Receipt

GUIDE = (ROOT / "docs" / "administration.md").read_text("utf-8")
ENTRY = "INSERT INTO journal VALUES (%(seq)s, %(at)s, %(intent)s, %(id)s, %(key)s, %(sig)s, %(leaf)s)"
PERMISSION, OWNER, BOUND = "permission denied", "must be owner of", "rows change only with an entry"
DONE = ""


def entry(**changed: str) -> str:
    """The statement that inserts the next entry, with some values replaced by SQL expressions."""
    text = ENTRY
    for name, value in changed.items():
        text = text.replace(f"%({name})s", value)
    return text


# Statements that the role types, and the answers of the database; DONE: it is let, and does no harm.
STATEMENTS = [
    # the record, once written
    ("UPDATE journal SET recorded_at = ''", PERMISSION),
    ("DELETE FROM journal", PERMISSION),
    ("TRUNCATE journal", PERMISSION),
    ("UPDATE touch SET seq = 0", PERMISSION),
    ("DELETE FROM touch", PERMISSION),
    ("DELETE FROM enclosure", PERMISSION),
    ("TRUNCATE enclosure", PERMISSION),
    ("INSERT INTO journal TABLE journal ON CONFLICT (seq) DO UPDATE SET intent = ''", PERMISSION),
    # what is no next entry
    ("INSERT INTO journal TABLE journal", "position taken"),
    (entry(seq="%(seq)s + 1"), "position taken"),
    (entry(seq="4611686018427387904"), "position taken"),
    (entry(seq="-1"), "position taken"),
    (entry(seq="0"), "position taken"),
    (entry(seq="NULL"), "null value"),
    (entry(at="''"), "no time"),
    (entry(at="'zzzz'"), "no time"),
    (entry(at="'2023-02-30T00:00:00Z'"), "out of range"),
    (entry(at="'2023-07-01T29:00:00Z'"), "out of range"),
    (entry(at="'2023-07-01T24:00:00Z'"), "no time"),
    (entry(at="'2023-07-01T01:00:60Z'"), "no time"),
    (entry(at="E'2023-07-01T01:00:00Z\\n'"), "no time"),
    (entry(at="'2023-06-30T23:59:59Z'"), "before the newest"),
    (entry(at="'9999-12-31T23:59:59Z'"), "after the time of the server"),
    (entry(intent="'{'"), "json"),
    (entry(intent="''"), "json"),
    (entry(intent="'[]'"), "none, or has another id"),
    (entry(intent="'{}'"), "none, or has another id"),
    (entry(intent="%(intent)s || repeat(' ', 65536)"), "none, or has another id"),
    (entry(id="repeat('0', 32)"), "none, or has another id"),
    (entry(id="''"), "none, or has another id"),
    (entry(key="''"), "no key"),
    (entry(key="%(key)s || E'\\n'"), "no key"),
    (entry(sig="''"), "no signature"),
    (entry(sig="%(sig)s || ''::bytea || '\\x00'::bytea"), "no signature"),
    (entry(leaf="sha256('')"), "leaf hash"),
    (entry(leaf="''"), "leaf hash"),
    (entry(leaf="%(forked)s"), "leaf hash"),
    (entry(key="'SHA256:' || repeat('A', 43)"), "leaf hash"),
    # index and enclosures without an entry of their own
    ("INSERT INTO touch VALUES ('procedure/1.000001', 2, 0)", "no entry of this transaction"),
    ("INSERT INTO touch VALUES ('procedure/9', 1, %(seq)s)", "no entry of this transaction"),
    ("INSERT INTO enclosure VALUES ('x', '')", "digest does not fit"),
    ("INSERT INTO enclosure VALUES (encode(sha256(''), 'hex'), '')", "no entry of this transaction"),
    # derived tables
    ("UPDATE member SET base = 0", BOUND),
    ("UPDATE member SET base = 0 WHERE false", BOUND),
    ("DELETE FROM subject", BOUND),
    ("INSERT INTO role_grant VALUES ('lan.bt', 'reviewer', '*', 0, NULL)", BOUND),
    ("UPDATE key SET public = 'x' WHERE person = 'hanh.nt'", BOUND),
    ("UPDATE register SET clock = 'journal'", BOUND),
    ("WITH gone AS (DELETE FROM person RETURNING id) SELECT count(*) FROM gone", BOUND),
    ("MERGE INTO unit USING unit AS u ON unit.id = u.id WHEN MATCHED THEN DELETE", BOUND),
    ("TRUNCATE member", PERMISSION),
    ("BEGIN; LOCK TABLE member IN ACCESS EXCLUSIVE MODE", DONE),
    # stamp and lock
    ("UPDATE layout SET stamp = ''", PERMISSION),
    ("DELETE FROM layout", PERMISSION),
    ("INSERT INTO head VALUES (1, 1)", PERMISSION),
    ("DELETE FROM head", PERMISSION),
    ("UPDATE head SET one = 2", PERMISSION),
    ("UPDATE head SET touched = 5", DONE),
    ("BEGIN; LOCK TABLE journal IN ACCESS EXCLUSIVE MODE", PERMISSION),
    ("SELECT setval('layout_one_seq', 7)", PERMISSION),
    # the door itself
    ("DROP TABLE journal", OWNER),
    ("ALTER TABLE journal DISABLE TRIGGER ALL", OWNER),
    ("ALTER TABLE member DISABLE TRIGGER member_with_entry", OWNER),
    ("ALTER TABLE journal ADD COLUMN x int", OWNER),
    ("ALTER TABLE journal OWNER TO CURRENT_USER", OWNER),
    ("DROP TRIGGER journal_append_only ON journal", OWNER),
    ("CREATE TRIGGER x BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION tinhgon_refuse()", PERMISSION),
    ("CREATE RULE x AS ON INSERT TO journal DO INSTEAD NOTHING", OWNER),
    ("CREATE POLICY x ON journal", OWNER),
    ("DROP FUNCTION tinhgon_next_entry CASCADE", OWNER),
    ("ALTER FUNCTION tinhgon_next_entry() SET search_path = pg_temp", OWNER),
    (
        "CREATE OR REPLACE FUNCTION tinhgon_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        PERMISSION,
    ),
    ("GRANT UPDATE ON journal TO PUBLIC", DONE),  # a warning: no privileges were granted
    ("SET session_replication_role = replica", PERMISSION),
    ("UPDATE pg_trigger SET tgenabled = 'D'", PERMISSION),
    ("CREATE TABLE public.x (a int)", PERMISSION),
    ("CREATE VIEW public.x AS SELECT 1", PERMISSION),
    ("CREATE SCHEMA x", PERMISSION),
    ("CREATE TEMP TABLE journal (seq bigint)", DONE),
    ("ALTER ROLE CURRENT_USER SET search_path = nowhere", DONE),
    ("ALTER ROLE CURRENT_USER SET session_replication_role = replica", PERMISSION),
]


@pytest.fixture(scope="module")
def app(pg):
    """A town whose daily work goes through the restricted role; yields (town, app's URL)."""
    url = pg()
    town = Town(url)
    town.add_procedures("so-tu-phap", "1.000001", "1.000002")
    town.record("lan.bt", "1.000001", 100)
    town.seal()
    yield town, restricted(url)
    town.store.close()


def restricted(url):
    """The URL of a new role that has the rights of the guide and no more."""
    role = "app_" + re.search(r"/(t\d+)\?", url)[1]
    grants = re.search(r"```sql\n(.*?)```", GUIDE, re.DOTALL)[1].replace(" TO app", f" TO {role}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(grants)
    return re.sub(r"//[^@/]*@", f"//{role}@", url)


def acts(town, url, reason="giữ"):
    """Return True if an act is recorded through a URL."""
    store = open_store(url)
    try:
        lan = replace(town.as_("lan.bt"), store=store)
        draft = lan.draft("procedure.review", [("procedure/1.000001", {})], reason=reason)
        return isinstance(lan.submit([lan.sign(draft)])[0], Receipt)
    finally:
        store.close()


def next_entry(town, signer="lan.bt"):
    """The values of a well-formed next entry: all is right but the signature, and what it says."""
    head = town.store.head()
    id_ = f"{head.seq:032x}"
    intent = json.dumps({"id": id_, "items": [{"subject": "procedure/1.000002", "version": 1}]})
    made = Entry(head.seq + 1, head.leaf, head.recorded_at, intent.encode(), key_of(signer).key, bytes(64))
    return {
        "seq": made.seq,
        "at": made.recorded_at,
        "intent": intent,
        "id": id_,
        "key": made.key,
        "sig": made.sig,
        "leaf": leaf_hash(made),
        "forked": leaf_hash(made._replace(prev=bytes(32))),
    }


def test_the_role_does_the_daily_work(app):
    """Acts are performed and verified under the restricted role."""
    town, url = app
    assert acts(town, url)
    assert town.findings() == []


@pytest.mark.parametrize(("statement", "answer"), STATEMENTS)
def test_the_role_cannot_write_past_the_door(app, statement, answer):
    """Whatever it types is refused for the reason named, or does no harm: the register verifies, and acts."""
    town, url = app
    values = {name: value for name, value in next_entry(town).items() if f"%({name})s" in statement}
    with psycopg.connect(url, autocommit=True) as connection:
        if answer == DONE:
            connection.execute(statement, values)
        else:
            with pytest.raises(psycopg.Error, match=answer):
                connection.execute(statement, values)
    assert town.findings() == []
    assert acts(town, url, statement)
    if statement.startswith("ALTER ROLE"):  # the other statements name their tables without a schema
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER ROLE CURRENT_USER RESET ALL")
