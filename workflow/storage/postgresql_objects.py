"""Compares the objects of a PostgreSQL schema with the texts that create them, by definition.

Only the register's schema is looked at: a role may have a schema of its own, which no statement of ours
reaches (the search path is set in each transaction).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

_IN_SCHEMA = "current_schema()::regnamespace"
_OWNER = (
    f"(SELECT relowner FROM pg_class WHERE relname = 'journal' AND relnamespace = {_IN_SCHEMA} "
    "AND relkind IN ('r', 'p', 'v'))"
)
_NOT_OF_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {0}.oid AND d.deptype = 'e')"

_SIGNATURE = "quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'"

_TABLES = f"""
SELECT c.relname, CASE c.relkind WHEN 'r' THEN 'TABLE' ELSE c.relkind::text || ' ' || coalesce(pg_get_viewdef(
    CASE WHEN c.relkind IN ('v', 'm') THEN c.oid END, true), '') END,
  c.relowner = {_OWNER}, c.relpersistence = 'p' AND NOT c.relrowsecurity AND NOT c.relforcerowsecurity
    AND NOT EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhparent, i.inhrelid))
    AND NOT EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND c.relkind = 'r'),
  ARRAY(SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.atthasdef THEN ' DEFAULT' ELSE '' END
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
  || ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = c.oid
    AND k.contype <> 'n')
FROM pg_class c WHERE c.relnamespace = {_IN_SCHEMA} AND c.relkind <> 'i' AND {_NOT_OF_EXTENSION.format("c")}
  AND NOT (c.relkind IN ('S', 'c') AND EXISTS (
    SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')))"""
_INDEXES = f"""
SELECT c.relname, pg_get_indexdef(c.oid, 0, true) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = {_IN_SCHEMA} AND {_NOT_OF_EXTENSION.format("c")}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)"""
_TRIGGERS = f"""
SELECT t.tgname, pg_get_triggerdef(t.oid, true) || ' ' || t.tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = {_IN_SCHEMA}"""
_FUNCTIONS = f"""
SELECT {_SIGNATURE}, p.prosrc, l.lanname, p.prorettype::regtype::text,
  p.proowner = {_OWNER} AND p.provolatile = 'v' AND NOT p.prosecdef, coalesce(p.proconfig::text, ''),
  'search_path=' || quote_ident(current_schema()) || ', pg_temp'
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = {_IN_SCHEMA} AND {_NOT_OF_EXTENSION.format("p")}"""


def namespace_of(options: str) -> str:
    """Return the register's schema, quoted: the one that the options of an address set, else `public`.

    `options`: libpq's, such as `-csearch_path=name`.
    """
    named = re.search(r"-c\s*search_path=(\S+)", options)
    name = named[1].split(",")[0].strip('"') if named else "public"
    return '"' + name.replace('"', '""') + '"'


def found_objects(connection: Any) -> dict[str, str]:
    """Return the objects of the register's schema: name -> definition, in the form of `expected_objects`."""
    objects = {}
    for name, kind, owned, plain, parts in connection.execute(_TABLES).fetchall():
        oddity = ("" if owned else " other owner") + ("" if plain else " altered")
        objects[name] = _plain(f"{kind} {'; '.join(_in_order(parts))}{oddity}")
    objects |= {name: _plain(text) for name, text in connection.execute(_INDEXES).fetchall()}
    for name, text in connection.execute(_TRIGGERS).fetchall():
        objects[name if name not in objects else f"{name} on another table"] = _plain(text)
    for name, body, language, returns, plain, config, path in connection.execute(_FUNCTIONS).fetchall():
        oddity = "" if plain and path == config.strip("{}").replace('"', "") else f" altered {config}"
        objects[name] = f"{language} {returns} {body}{oddity}"
    return objects


def expected_objects(texts: Sequence[str]) -> dict[str, str]:
    """Return the objects that texts of a schema create: name -> definition."""
    objects = {}
    always = {words[-1] for text in texts if (words := text.split())[3:6] == ["ENABLE", "ALWAYS", "TRIGGER"]}
    for text in texts:
        words = text.split("(")[0].split()
        name = words[2].strip('"')
        if text.startswith("CREATE TABLE"):
            objects[name] = _plain(f"TABLE {'; '.join(_in_order(_parts(text)))}")
        elif text.startswith("CREATE INDEX"):
            objects[name] = _plain(text)
        elif text.startswith("CREATE TRIGGER"):
            objects[name] = _plain(f"{text} {'A' if name in always else 'O'}")
        elif text.startswith("CREATE FUNCTION"):
            objects[f"{name}()"] = f"plpgsql trigger {text.split('$$')[1]}"
    return objects


def replace_triggers(connection: Any, texts: Sequence[str]) -> None:
    """Drop the functions of the register with their triggers, and create those of `texts`."""
    made = [text for text in texts if re.match("CREATE (FUNCTION|TRIGGER)|ALTER TABLE", text)]
    prefix = next(text for text in made if text.startswith("CREATE FUNCTION")).split()[2].split("_")[0]
    names = connection.execute(
        f"SELECT {_SIGNATURE} FROM pg_proc p WHERE p.pronamespace = {_IN_SCHEMA} AND p.proname LIKE %s",
        (f"{prefix}\\_%",),
    ).fetchall()
    for (name,) in names:
        connection.execute(f"DROP FUNCTION {name} CASCADE")
    for text in made:
        connection.execute(text)


def keep_grants(connection: Any, like: str) -> Callable[[], None]:
    """Return a function that gives roles again, on tables created anew, what they may do now.

    A table that is new gets the grants of the table `like`.
    """
    grants = connection.execute(
        "SELECT c.relname, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END, "
        "g.privilege_type FROM pg_class c, aclexplode(c.relacl) g "
        f"WHERE c.relnamespace = {_IN_SCHEMA} AND c.relkind = 'r' AND g.grantee <> c.relowner"
    ).fetchall()
    before = {name for (name,) in connection.execute(_NAMES).fetchall()}

    def give() -> None:
        for (table,) in connection.execute(_NAMES).fetchall():
            source = table if table in before else like
            for name, role, privilege in grants:
                if name == source:
                    connection.execute(f'GRANT {privilege} ON "{table}" TO {role}')

    return give


_NAMES = f"SELECT relname FROM pg_class WHERE relnamespace = {_IN_SCHEMA} AND relkind = 'r'"


def _parts(text: str) -> list[str]:
    """Return the columns and constraints of a CREATE TABLE as the catalogue has them."""
    inner = text[text.index("(") + 1 : text.rindex(")")]
    parts = [part.strip() for part in re.split(r",(?![^(]*\))", inner)]
    return [
        re.sub(r"^(\S+) (\S+)", lambda column: f"{column[1]} {column[2].lower()}", part)
        .replace("bigserial NOT NULL", "bigint DEFAULT NOT NULL")
        .replace('"', "")
        if not re.match("PRIMARY|UNIQUE|CHECK", part)
        else part
        for part in parts
    ]


def _in_order(parts: Sequence[str]) -> list[str]:
    """Return columns in their order, then constraints sorted: the catalogue has them in any order."""
    constraints = [part for part in parts if re.match("PRIMARY|UNIQUE|CHECK|FOREIGN|EXCLUDE|TRIGGER", part)]
    return [part for part in parts if part not in constraints] + sorted(_plain(part) for part in constraints)


def _plain(text: str) -> str:
    """Return a definition without what PostgreSQL adds when it writes one: parentheses, casts, quotes."""
    text = re.sub(r"(\w+) BETWEEN (\w+) AND (\w+)", r"\1 >= \2 AND \1 <= \3", text)
    text = re.sub(r" IN \(([^)]*)\)", r" = ANY (ARRAY[\1])", text)
    text = text.replace(" USING btree", "").replace("::text", "")
    return re.sub(r'[()\[\]"\s]+', " ", text).strip()
