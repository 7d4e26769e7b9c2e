"""The documents name files that are there."""

from __future__ import annotations

import re

import pytest

from tests.support.paths import ROOT

DOCUMENTS = sorted(
    [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), ROOT / "tests" / "vectors" / "README.md"]
)
_NAMED = re.compile(r"`((?:[A-Za-z0-9_.-]+/)+(?:[A-Za-z0-9_.-]+\.(?:py|md|toml|json|sh|jq|mjs|typ))?)`")
_ROOTS = (ROOT, ROOT / "tests", ROOT / "procedures", ROOT / "procedures" / "commands")
_MADE_BY_THE_PROGRAM = re.compile(r"^(demo|tinhgon\.|chi-phi|bang-chung|checkpoints|enclosures|ho-so|good)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_files_that_are_there(path):
    """Each path in a document is one of the project, or of what the program writes."""
    named = {one for one in _NAMED.findall(path.read_text("utf-8")) if not _MADE_BY_THE_PROGRAM.match(one)}
    missing = {one for one in named if not any((root / one).exists() for root in (*_ROOTS, path.parent))}
    assert missing == set()
