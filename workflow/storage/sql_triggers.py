"""Defines the triggers that keep the journal append-only and without gaps, in each dialect.

On PostgreSQL they also refuse what is no well-formed next entry, since its working role may insert by any
other program. Signatures and rules are checked by this program only: by `perform` before, by verification
afterwards.
"""

from __future__ import annotations

from workflow.journal.intents import MAX_ENCLOSURE, MAX_INTENT

_APPEND_ONLY = ("journal", "enclosure", "touch")
_PRODUCT = "tinhgon"  # prefix of the functions in a PostgreSQL database
_AHEAD = "1 hour"  # that a clock may be ahead of the server's: every later act gets at least this time

# INSERT OR REPLACE deletes without firing DELETE triggers, so a repeated key is refused at the INSERT.
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER {name}_no_{what.lower()} BEFORE {what} ON {name} "
    f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    for name in _APPEND_ONLY
    for what in ("UPDATE", "DELETE")
] + [
    (
        "CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal "
        "WHEN new.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM journal) "
        "OR EXISTS (SELECT 1 FROM journal WHERE intent_id = new.intent_id) "
        "BEGIN SELECT RAISE(ABORT, 'journal: position taken or skipped'); END"
    ),
    (
        "CREATE TRIGGER enclosure_no_replace BEFORE INSERT ON enclosure "
        "WHEN EXISTS (SELECT 1 FROM enclosure WHERE digest = new.digest) "
        "BEGIN SELECT RAISE(ABORT, 'enclosure is append-only'); END"
    ),
    (
        "CREATE TRIGGER touch_no_replace BEFORE INSERT ON touch "
        "WHEN EXISTS (SELECT 1 FROM touch WHERE subject = new.subject AND version = new.version) "
        "BEGIN SELECT RAISE(ABORT, 'touch: version taken'); END"
    ),
]

# That there is such a day, `to_char` says below.
_TIME_FORM = "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z"
_REFUSE = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"

# The line is that of `workflow.journal.entries.line`, byte for byte.
_NEXT_ENTRY = f"""
DECLARE newest record;
BEGIN
  SELECT seq, leaf, recorded_at INTO newest FROM journal ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> coalesce(newest.seq + 1, 0) THEN
    RAISE EXCEPTION 'journal: position taken or skipped';
  END IF;
  IF NEW.recorded_at !~ '^{_TIME_FORM}$' OR NEW.recorded_at <> to_char(
      NEW.recorded_at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') THEN
    RAISE EXCEPTION 'journal: no time: %', NEW.recorded_at;
  END IF;
  IF NEW.recorded_at COLLATE "C" < newest.recorded_at
      OR NEW.recorded_at::timestamptz > clock_timestamp() + interval '{_AHEAD}' THEN
    RAISE EXCEPTION 'journal: % is before the newest entry, or after the time of the server', NEW.recorded_at;
  END IF;
  IF octet_length(NEW.intent) > {MAX_INTENT} OR NEW.intent_id !~ '^[0-9a-f]{{32}}$'
      OR json_typeof(NEW.intent::json) <> 'object'
      OR NEW.intent::json ->> 'id' IS DISTINCT FROM NEW.intent_id THEN
    RAISE EXCEPTION 'journal: the intent is none, or has another id';
  END IF;
  IF NEW.key !~ '^SHA256:[A-Za-z0-9+/]{{43}}$' OR octet_length(NEW.sig) <> 64 THEN
    RAISE EXCEPTION 'journal: no key or no signature';
  END IF;
  IF NEW.leaf <> sha256('\\x00'::bytea || convert_to('{{"v":1,"seq":' || NEW.seq || ',"prev":"'
      || encode(coalesce(newest.leaf, decode(repeat('00', 32), 'hex')), 'hex')
      || '","recorded_at":"' || NEW.recorded_at || '","intent":"'
      || encode(sha256(convert_to(NEW.intent, 'UTF8')), 'hex')
      || '","key":"' || NEW.key || '","sig":"'
      || translate(encode(NEW.sig, 'base64'), E'\\n', '') || '"}}', 'UTF8')) THEN
    RAISE EXCEPTION 'journal: the leaf hash does not fit the entry and the one before';
  END IF;
  RETURN NEW;
END"""

# A row of the transaction that inserted it has that transaction as its xmin.
_OF_THIS = "xmin = pg_current_xact_id()::xid"
_NAMED_ENCLOSURE = f"""
DECLARE entry record;
BEGIN
  IF octet_length(NEW.data) > {MAX_ENCLOSURE} OR NEW.digest <> encode(sha256(NEW.data), 'hex') THEN
    RAISE EXCEPTION 'enclosure: the digest does not fit';
  END IF;
  FOR entry IN SELECT intent, {_OF_THIS} AS own FROM journal ORDER BY seq DESC LOOP
    IF NOT entry.own THEN EXIT; END IF;
    IF strpos(entry.intent, '"' || NEW.digest || '"') > 0 THEN RETURN NEW; END IF;
  END LOOP;
  RAISE EXCEPTION 'enclosure: no entry of this transaction names it';
END"""
_INDEXED_ENTRY = f"""
BEGIN
  IF NEW.version < 1 OR NOT EXISTS (SELECT FROM journal WHERE seq = NEW.seq AND {_OF_THIS}) THEN
    RAISE EXCEPTION 'touch: no entry of this transaction has this position';
  END IF;
  RETURN NEW;
END"""
# The working role may write derived tables. Without this, an UPDATE would stand until the next verification;
# with it, whoever changes a row leaves an entry that verification judges.
_WITH_ENTRY = f"""
BEGIN
  IF NOT EXISTS (SELECT FROM journal WHERE seq = (SELECT max(seq) FROM journal) AND {_OF_THIS}) THEN
    RAISE EXCEPTION '%: rows change only with an entry of the journal', TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END"""


def _function(name: str, body: str) -> str:
    text = " ".join(body.split())
    # The path is that of the transaction that creates it: the register's schema, then pg_temp.
    return (
        f"CREATE FUNCTION {_PRODUCT}_{name}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path FROM CURRENT AS $${text}$$"
    )


def _trigger(name: str, events: str, table: str, level: str, function: str) -> tuple[str, str]:
    """Return the texts that create a trigger and let it always fire: also with session_replication_role."""
    return (
        (
            f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {level} "
            f"EXECUTE FUNCTION {_PRODUCT}_{function}()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    )


# Events stand in the order in which PostgreSQL writes them: definitions are compared as texts.
POSTGRESQL_TRIGGERS = [
    _function("refuse", _REFUSE),
    _function("next_entry", _NEXT_ENTRY),
    _function("named_enclosure", _NAMED_ENCLOSURE),
    _function("indexed_entry", _INDEXED_ENTRY),
    _function("with_entry", _WITH_ENTRY),
    *(
        text
        for name in _APPEND_ONLY
        for text in (
            *_trigger(f"{name}_append_only", "DELETE OR UPDATE", name, "ROW", "refuse"),
            *_trigger(f"{name}_no_truncate", "TRUNCATE", name, "STATEMENT", "refuse"),
        )
    ),
    *_trigger("journal_next_entry", "INSERT", "journal", "ROW", "next_entry"),
    *_trigger("enclosure_named", "INSERT", "enclosure", "ROW", "named_enclosure"),
    *_trigger("touch_indexed_entry", "INSERT", "touch", "ROW", "indexed_entry"),
    "INSERT INTO head (one, touched) VALUES (1, 0)",
]


def derived_triggers(table: str, dialect: str) -> tuple[str, ...]:
    """Return the texts that bind each change of a derived table to an entry; none on SQLite.

    Nobody writes an SQLite file who could not take its triggers away as well.
    """
    if dialect != "postgresql":
        return ()
    events = "INSERT OR DELETE OR UPDATE OR TRUNCATE"
    return _trigger(f"{table}_with_entry", events, f'"{table}"', "STATEMENT", "with_entry")
