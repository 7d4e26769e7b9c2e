"""The sentences of official papers stand once, as data, and are filled without being read again."""

from __future__ import annotations

import re
import tomllib

import pytest

from procedures.papers.sentences import FOLDER, fill
from procedures.papers.write_pdf import TEMPLATES
from procedures.services.paper_data import PAPER_KINDS

FILES = sorted(FOLDER.glob("*.toml"))
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


def test_each_paper_has_its_sentences():
    """There is a file of sentences for each kind of paper, and one that they share."""
    assert {path.stem for path in FILES} == {*PAPER_KINDS, "shared"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_group_of_sentences_names_its_source(path):
    """Every paper, and every shared group, says which decree, circular or rule its wording follows."""
    text = tomllib.loads(path.read_text("utf-8"))
    groups = text.values() if path.stem == "shared" else [text]
    assert all(group["source"].strip() for group in groups)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.typ")), ids=lambda path: path.name)
def test_a_pdf_template_has_no_sentence_of_its_own(path):
    """Templates hold layout only: no Vietnamese word stands in them."""
    assert VIETNAMESE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_a_word_template_has_no_sentence_of_its_own(kind):
    """A Word template prints fields alone; only numbers, rules and dashes stand beside them."""
    from docx import Document

    document = Document(TEMPLATES / f"{kind}.docx")
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    texts = [part.text for place in (document, *cells) for part in place.paragraphs]
    assert VIETNAMESE.findall(" ".join(texts)) == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("giảm {saving} đồng", "giảm 5 đồng"),
        ("{body}[ của {empty}]", "Sở A"),
        ("{body}[ số {saving}]", "Sở A số 5"),
        ("{saving}[known? đồng/năm]", "5 đồng/năm"),
        ("{saving}[none? đồng/năm]", "5"),
        ("{units}", "Sở A; Sở B"),
        ("{totals.count} thủ tục", "7 thủ tục"),
        ("{typed}", "[{saving}] {{ 1 }}"),
    ],
)
def test_a_sentence_is_filled(sentence, words):
    """Fields, optional parts and lists are filled; what a user typed is not read for fields or brackets."""
    fields = {
        "saving": 5,
        "body": "Sở A",
        "empty": "",
        "known": True,
        "none": False,
        "units": ["Sở A", "Sở B"],
        "totals": {"count": 7},
        "typed": "[{saving}] {{ 1 }}",
    }
    assert fill(sentence, fields) == words


def test_an_unknown_field_is_an_error():
    """A sentence that names a field which the paper has not is an error, never an empty place."""
    with pytest.raises(KeyError):
        fill("{nothing}", {})
