"""Defines the triggers that keep the journal append-only and without gaps, in each dialect."""

from __future__ import annotations

_APPEND_ONLY = ("journal", "enclosure", "touch")
_PRODUCT = "tinhgon"  # prefix of the functions in a PostgreSQL database

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
POSTGRESQL_TRIGGERS = [
    (
        f"CREATE FUNCTION {_PRODUCT}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END$$"
    ),
    (
        f"CREATE FUNCTION {_PRODUCT}_no_gap() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM journal) "
        "THEN RAISE EXCEPTION 'journal: position taken or skipped'; END IF; RETURN NEW; END$$"
    ),
    *(
        text
        for name in _APPEND_ONLY
        for text in (
            (
                f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
                f"FOR EACH ROW EXECUTE FUNCTION {_PRODUCT}_refuse()"
            ),
            (
                f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_PRODUCT}_refuse()"
            ),
            # ALWAYS: otherwise `SET session_replication_role = replica` would switch them off.
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_append_only",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_no_truncate",
        )
    ),
    (
        "CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal "
        f"FOR EACH ROW EXECUTE FUNCTION {_PRODUCT}_no_gap()"
    ),
    "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_no_gap",
    "INSERT INTO head (one, touched) VALUES (1, 0)",
]
