"""Every compiled file equals the source it was compiled from."""

from __future__ import annotations

import io
import json
import typing

import pytest

from procedures.input import shapes
from procedures.storage import rows, sql_tables
from procedures.storage.rows import KEYS
from procedures.terminal.hints import HINTS
from procedures.wording import catalogue
from procedures.wording.messages import MESSAGES
from tests.support.paths import ROOT
from workflow.storage import sql_tables as engine_tables

DATA = ROOT / "procedures" / "data"


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_sql_texts_are_those_of_the_tables(dialect):
    """`data/schema-*.json` is what the SQLModel tables compile to (python -m procedures.storage.sql_tables)."""
    assert (DATA / f"schema-{dialect}.json").read_text("utf-8") == sql_tables.schema_json(dialect)


def test_shapes_are_those_of_the_model():
    """`data/shapes.json` is what the pydantic types compile to (python -m procedures.input.shapes)."""
    assert json.loads((DATA / "shapes.json").read_text("utf-8")) == json.loads(shapes.shapes_json())


def test_rows_and_tables_declare_the_same_fields():
    """Each NamedTuple row has exactly the columns of its SQLModel table, key first."""
    models = {m.__name__: m.__table__ for m in (*engine_tables.ENGINE, *sql_tables.DOMAIN_TABLES)}
    assert {kind.__name__ for kind in KEYS} == set(models)
    for kind, size in KEYS.items():
        columns = list(models[kind.__name__].columns)
        assert [column.name for column in columns] == list(kind._fields)
        assert [column.primary_key for column in columns] == [i < size for i in range(len(columns))]
        hints = typing.get_type_hints(kind)
        for column in columns:
            nullable = type(None) in typing.get_args(hints[column.name])
            assert column.nullable is nullable, (kind, column.name)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_catalogues_are_whole_and_compiled(lang):
    """Every message of the source stands in the catalogue, and the binary one is its compilation."""
    held = catalogue.updated_catalogue(lang)
    from babel.messages.pofile import read_po

    stored = read_po(io.BytesIO(catalogue.po_path(lang).read_bytes()), locale=lang)
    assert {(m.context, m.id) for m in held if m.id} == {(m.context, m.id) for m in stored if m.id}
    assert catalogue.po_path(lang).with_suffix(".mo").read_bytes() == catalogue.mo_bytes(held)


def test_every_message_is_said_in_vietnamese():
    """The Vietnamese catalogue has no gap and keeps every placeholder."""
    import re

    for message in catalogue.updated_catalogue("vi"):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        wanted = set(re.findall(r"\{(\w+)\}", ids[-1]))
        assert set(re.findall(r"\{(\w+)\}", strings[0])) == wanted, ids[0]


def test_every_term_is_said_in_english():
    """Stable names have English words too."""
    missing = [(m.context, m.id) for m in catalogue.updated_catalogue("en") if m.context and not m.string]
    assert missing == []


def codes_in_source() -> set[str]:
    """Every code that the source can raise or refuse with, found by reading it."""
    import ast

    found = set()
    names = {
        "refuse",
        "of",
        "Finding",
        "WrongFile",
        "StorageFault",
        "NotFound",
        "Busy",
        "BadIntent",
        "Unsignable",
        "BrokenDefinition",
        "StaleTables",
        "missing",
    }
    for folder in ("workflow", "procedures"):
        for path in (ROOT / folder).rglob("*.py"):
            if "intake" in path.parts and path.parent.name == "intake":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    place = 1 if name == "missing" else 0
                    if (
                        name in names
                        and len(node.args) > place
                        and isinstance(node.args[place], ast.Constant)
                    ):
                        found.add(node.args[place].value)
                    if (
                        name == "InputProblem"
                        and len(node.args) > 1
                        and isinstance(node.args[1], ast.Constant)
                    ):
                        found.add(node.args[1].value)
    return found


def test_every_code_has_a_sentence():
    """Each reason, error, finding and input problem in the source has a message of its own."""
    assert codes_in_source() - MESSAGES.keys() == set()


def test_message_numbers_are_unique():
    """No two messages share a number: people quote them."""
    numbers = [message.number for message in MESSAGES.values()]
    assert len(numbers) == len(set(numbers))


def test_every_hint_is_a_command_of_the_tree():
    """Every command in a message exists, and every option too."""
    from procedures.commands.tree import TREE

    assert HINTS.keys() <= MESSAGES.keys()
    for hint in HINTS.values():
        words = hint.split()
        if words[:1] == ["tinhgon"] and not words[1].startswith("-"):
            node = TREE[words[1]]
            if node.children is not None:
                assert words[2] in node.children, hint


def test_nothing_of_a_machine_stands_in_the_project():
    """No absolute path of a machine and no registry host stands in any file under version control."""
    import re
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split("\n")
    pattern = re.compile(r"/(?:home|root|work)/\w|index-url|registry\.|files\.pythonhosted")
    found = []
    for name in filter(None, listed):
        if name.endswith((".mo", ".ttf")) or name == "tests/quality/test_generated.py":
            continue
        text = (ROOT / name).read_text("utf-8", errors="replace") if (ROOT / name).exists() else ""
        if match := pattern.search(text):
            found.append((name, match[0]))
    assert found == []


def test_domain_rows_are_all_known():
    """Every row class of the domain has a key length and a table."""
    assert set(rows.KEYS) <= set(KEYS)
