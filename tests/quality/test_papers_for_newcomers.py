"""Everything that docs/architecture.md and docs/glossary.md name exists under that name."""

from __future__ import annotations

import ast
import re
import tokenize
from functools import cache

import pytest

from tests.quality import reference
from tests.support.paths import ROOT

PLACE = re.compile(r"`((?:\w+/)*\w+\.py):([A-Za-z_][\w.]*)`")
FILE = re.compile(r"`((?:workflow|procedures|tests)/[\w./-]+)`")


def text(name):
    """A page of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


@cache
def names_in(path):
    """Every name that a module defines at the top, and `Class.name` of what its classes define."""
    found = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        found |= set(_defined(node))
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for part in node.body for name in _defined(part)}
    return found


def _defined(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def absent(places):
    """Those places `path.py:name` that are not in the source."""
    return [
        f"{path}:{name}" for path, name in places if not (ROOT / path).is_file() or name not in names_in(path)
    ]


def test_every_place_is_there():
    """Each `file.py:name` that the architecture names is defined in that file."""
    places = PLACE.findall(text("architecture.md"))
    assert len(places) > 25
    assert absent(places) == []


@pytest.mark.parametrize("page", ["architecture.md", "glossary.md"])
def test_every_file_is_there(page):
    """Each file and folder that the page names exists."""
    named = set(FILE.findall(text(page)))
    gone = [one for one in named if "*" not in one and not (ROOT / one).exists()]
    assert gone == []


def test_a_name_that_is_gone_is_found():
    """The check can fail: a file, a function and a method that are not there."""
    assert (
        absent([("workflow/engine.py", "perform"), ("workflow/storage/transaction.py", "Transaction.append")])
        == []
    )
    assert len(absent([("workflow/no.py", "a"), ("workflow/engine.py", "no"), ("cli.py", "main.no")])) == 3


def test_every_room_has_its_line():
    """The list of rooms in the architecture is the rooms that there are."""
    part = text("architecture.md").partition("## Rooms")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([\w/]+)` \|", part, re.MULTILINE)) == set(reference.rooms())


PAGES = (
    "README.md",
    "README.vi.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    """Each link of a page to a file of ours, or to a heading in one, has its aim."""
    gone = []
    for link in re.findall(r"\]\(([^)\s]+)\)", (ROOT / page).read_text("utf-8")):
        if ":" in link:
            continue
        name, _, heading = link.partition("#")
        aim = (ROOT / page).parent / name if name else ROOT / page
        if not aim.exists() or (heading and heading not in headings(aim)):
            gone.append(link)
    assert gone == []


def headings(path):
    """The anchors of a page's headings."""
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def terms():
    """The rows of the glossary: Vietnamese, English, name in code, place, meaning, source."""
    rows = re.findall(r"^\| (.+) \|$", text("glossary.md"), re.MULTILINE)
    return [row.split(" | ") for row in rows if not row.startswith(("Vietnamese", "---"))]


def test_each_term_is_whole_and_stands_once():
    """Each row has six cells, none empty, and no term and no name in code has two rows."""
    rows = terms()
    assert len(rows) > 50
    assert [row for row in rows if len(row) != 6 or not all(cell.strip() for cell in row)] == []
    for column in (0, 1):
        held = [row[column] for row in rows]
        assert [one for one in held if held.count(one) > 1] == []
    held = [(row[2], row[3]) for row in rows]
    assert [one for one in held if held.count(one) > 1] == []


@pytest.mark.parametrize("row", terms(), ids=lambda row: row[1])
def test_the_name_in_code_stands_where_the_glossary_says(row):
    """The identifier of a term is a word of the file that its row names."""
    word, place = row[2].strip("`"), row[3]
    paths = re.findall(r"`([\w./-]+\.py)`", place)
    assert paths, f"no file for {row[1]}"
    for path in paths:
        assert (ROOT / path).is_file(), f"{row[1]}: {path} is gone"
    words = set().union(*map(identifiers, paths))
    assert word in words, f"{row[1]}: {word} is not in {paths}"


@cache
def identifiers(path):
    """Every name in the code of a file; words of comments and texts are none."""
    with (ROOT / path).open("rb") as file:
        return {token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.NAME}
