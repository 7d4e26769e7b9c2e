"""The generated pages of docs/ are those of today's commands, schemas and imports."""

from __future__ import annotations

import pytest

from procedures.commands.examples import EXAMPLES
from procedures.commands.tree import TREE
from tests.quality import reference
from tests.support.paths import ROOT


@pytest.mark.parametrize("page", reference.PAGES)
def test_the_page_is_current(page):
    """The files in docs/ are those that `python -m tests.quality.reference` would write."""
    made, held = reference.made(page).splitlines(), (ROOT / page).read_text("utf-8").splitlines()
    first = next((n for n, (a, b) in enumerate(zip(made, held, strict=False), 1) if a != b), None)
    assert held == made, f"{page} differs from line {first} on: python -m tests.quality.reference"


@pytest.mark.parametrize("lang", ["", ".vi"])
def test_every_command_has_its_section(lang):
    """Each command of the tree has a heading on the page of commands."""
    text = (ROOT / "docs" / f"cli{lang}.md").read_text("utf-8")
    assert [one for one in EXAMPLES if f"\n### {one}\n" not in text] == []


def test_exit_codes_say_what_the_source_can_do():
    """A command whose module ends with 7 somewhere says so, and no command that signs leaves out 3, 4, 6."""
    for path, node in reference.leaves(TREE):
        codes = reference.exit_codes(path, writes=node.writes)
        assert not node.writes or {3, 4, 6} <= set(codes), path
        module = ROOT / "procedures" / "commands" / f"{node.target.partition(':')[0]}.py"
        if 7 in codes:
            assert "Exit(7)" in module.read_text("utf-8"), path


def test_a_part_without_markers_is_found():
    """A page that lost its markers is an error, not a page without its part."""
    with pytest.raises(ValueError, match="no part fields"):
        reference.within("# A page\n", "fields", "text")


def test_a_contract_is_told_with_its_layers():
    """Contracts of import-linter come before the edges; without any there is no list."""
    layers = {
        "name": "Floors",
        "type": "layers",
        "layers": ["cli", "procedures.a | procedures.b"],
        "exhaustive": True,
    }
    settings = {"tool": {"importlinter": {"contracts": [layers]}}}
    assert list(reference.contracts(settings)) == [
        "* Floors (layers)",
        "    * layers: `cli`; `procedures.a | procedures.b`",
        "    * exhaustive: `True`",
    ]
    assert list(reference.contracts({"tool": {}})) == []


def test_imports_within_functions_are_edges():
    """A module loaded only when a command runs is an edge too; a room does not import itself."""
    held = reference.rooms()
    assert "papers" in held["commands"]
    assert all(name not in used for name, used in held.items())
