"""procedures/spreadsheets imports no other room, and its reader of .xls stands apart."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.paths import ROOT

ROOM = ROOT / "procedures" / "spreadsheets"
FILES = sorted(ROOM.glob("*.py"))
XLS = {"xls", "xls_records", "xls_strings", "ole_container"}
OURS = ("procedures", "workflow", "cli")


def imported(path):
    """The modules of this repository that a file imports, anywhere in it."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.split(".")[0] in OURS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reader_imports_no_other_room(path):
    """Progress reports are an exception, as reading may take long, and the one decoder of text files."""
    allowed = ("procedures.spreadsheets", "procedures.plain_text", "workflow.runtime.progress")
    assert [name for name in imported(path) if not name.startswith(allowed)] == []


def test_only_open_sheets_reaches_the_reader_of_xls():
    """The four files could be removed without a change elsewhere."""
    modules = {f"procedures.spreadsheets.{name}" for name in XLS}
    users = {
        str(path.relative_to(ROOT).with_suffix(""))
        for folder in ("procedures", "workflow")
        for path in (ROOT / folder).rglob("*.py")
        if imported(path) & modules
    }
    assert users - {f"procedures/spreadsheets/{name}" for name in XLS} == {
        "procedures/spreadsheets/open_sheets"
    }


def test_every_reader_stands_in_the_table():
    """README.md says for each file why no library does its work."""
    rows = [ln for ln in (ROOM / "README.md").read_text("utf-8").splitlines() if ln.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert told == {path.stem for path in FILES} - {"__init__"}


def test_intake_imports_downwards_only():
    """procedures/intake imports itself, spreadsheets, folders, letters and the progress reports only."""
    allowed = (
        "procedures.intake",
        "procedures.spreadsheets",
        "procedures.paths",
        "procedures.vietnamese",
        "procedures.national_codes",
        "procedures.stated_values",
        "workflow.runtime.progress",
    )
    for path in sorted((ROOT / "procedures" / "intake").glob("*.py")):
        assert [name for name in imported(path) if not name.startswith(allowed)] == [], path.name
