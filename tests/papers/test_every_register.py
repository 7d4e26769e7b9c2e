"""Every paper is printed in every form on registers with no, one and many units, or says what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from procedures.papers.build import build_paper
from procedures.papers.paper import BrokenTemplate
from procedures.papers.read_words import document_words
from procedures.papers.unprintable_text import UnprintableText, with_culprit_named
from procedures.papers.writers import FORMS, write_paper
from procedures.services import programmes
from procedures.services.paper_data import PAPER_KINDS, PaperRequest, collect_paper_data
from procedures.services.register.create import create_register
from tests.support.keys import key_of
from tests.support.sheets import procedure
from tests.support.town import Town
from workflow.errors import NotFound

FIRST = "hoa-binh-2023"
MANY = 14


class Place(NamedTuple):
    """A register, the units that its papers are asked for, and the code of a proposal of the first."""

    town: Town
    units: tuple[str, ...]
    code: str


def proposed(town, *owners):
    """One procedure for each owner, in turn abolished, simplified, simplified without a known cost."""
    hanh = town.as_("hanh.nt")
    codes = [f"1.{number:06d}" for number in range(1, len(owners) + 1)]
    bodies = [procedure(owner, name=f"Cấp giấy {code}") for owner, code in zip(owners, codes, strict=True)]
    items = [(f"procedure/{code}", body) for code, body in zip(codes, bodies, strict=True)]
    hanh.perform("procedure.add", items)
    clerk = "lan.bt"
    for number, code in enumerate(codes):
        if number % 3 < 2:
            town.record(clerk, code, 1000 * (number + 1))
    town.seal()
    for number, code in enumerate(codes):
        plan = {} if number % 3 == 0 else {"kind": "simplify", "after": 400}
        town.propose(clerk, code, authority="ministry", **plan)
    town.appraise(*codes)
    return codes[0]


def town_of(folder, name):
    """A register of this kind: only the province owns procedures, one department does, or many do."""
    town = Town(str(folder / f"{name}.db"))
    hanh = town.as_("hanh.nt")
    if name == "province":
        hanh.perform("role.grant", [("person/lan.bt", {"role": "department", "scope": "hoa-binh"})])
        return Place(town, ("hoa-binh",), proposed(town, "hoa-binh", "hoa-binh", "hoa-binh"))
    if name == "one":
        return Place(town, ("so-tu-phap",), proposed(town, "so-tu-phap", "so-tu-phap", "so-tu-phap"))
    units = [f"so-{number}" for number in range(MANY)]
    for unit in units:
        body = {"name": f"Sở thứ {unit}", "kind": "department", "parent": "hoa-binh"}
        hanh.perform("unit.add", [(f"unit/{unit}", body)])
        hanh.perform("role.grant", [("person/lan.bt", {"role": "department", "scope": unit})])
    return Place(town, ("so-0", "so-2", "hoa-binh"), proposed(town, *units))


@pytest.fixture(scope="module", params=["province", "one", "many"])
def place(request, tmp_path_factory):
    """A register with proposals, appraised."""
    made = town_of(tmp_path_factory.mktemp("place"), request.param)
    yield made
    made.town.store.close()


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_every_paper_is_printed_in_every_form(place, kind):
    """Of the whole and of each unit: the file holds the paper's own line, and the procedures that it lists."""
    for unit in ("", *place.units):
        paper = build_paper(collect_paper_data(place.town.base, PaperRequest(kind, unit, "", "", "")))
        for form in FORMS:
            words = [word.text for word in document_words(form, write_paper(paper, form))]
            told = " ".join(words)
            assert " ".join(paper.line.split()) in told or form == ".csv"
            if kind != "summary" and unit in {"", place.units[0]}:
                assert place.code in told


def test_a_paper_of_nothing_says_what_is_missing(tmp_path):
    """Without units, without a seal, without proposals: the error names that, and no template."""
    founders = {"hanh.nt": ("Hạnh", key_of("hanh.nt"))}
    bare = create_register(str(tmp_path / "bare.db"), "Sổ trống", founders)
    hanh = replace(bare, person="hanh.nt", key=lambda: key_of("hanh.nt"))
    hanh.perform("programme.adopt", [(f"programme/{FIRST}", programmes.read_programme(FIRST))])
    town = Town(str(tmp_path / "t.db"))
    town.add_procedures("so-tu-phap", "1.000001")
    for session in (bare, town.base):
        for kind in PAPER_KINDS:
            with pytest.raises(NotFound) as told:
                collect_paper_data(session, PaperRequest(kind, "", "", "", ""))
            assert told.value.code == "nothing-sealed"
    town.seal()
    for unit in ("", "so-tu-phap", "so-xay-dung"):
        for kind in PAPER_KINDS:
            request = PaperRequest(kind, unit, "", "", "")
            if kind == "summary":
                assert build_paper(collect_paper_data(town.base, request))
                continue
            with pytest.raises(NotFound) as told:
                collect_paper_data(town.base, request)
            assert told.value.code == "nothing-to-print"


@pytest.mark.parametrize(
    ("kind", "bad", "field", "code"),
    [
        ("annex", "Cấp giấy 1.000002", "name", "1.000002"),
        ("costs", "Cấp giấy 1.000003", "name", "1.000003"),
        ("summary", "Sở thứ so-3", "unit", "–"),
        ("summary", "what no text holds", "–", "–"),
    ],
)
def test_what_cannot_be_printed_is_named_by_procedure_and_field(tmp_path, kind, bad, field, code):
    """The program's own template is never blamed: the text that it cannot print is found, and its procedure."""
    town, *_ = town_of(tmp_path, "many")
    paper = build_paper(collect_paper_data(town.base, PaperRequest(kind, "", "", "", "")))

    def write(given):
        if bad in str(given.fields) or given.fields == paper.fields:
            raise BrokenTemplate("x.typ", "không có chữ")
        return b""

    with pytest.raises(UnprintableText) as told:
        with_culprit_named(paper, write)
    values = dict(told.value.values)
    assert (values["field"].rpartition(".")[2], values["procedure"]) == (field, code)
    assert values["why"] == "không có chữ" and "x.typ" not in str(values)
    assert bad in values["text"] or field == "–"
    assert with_culprit_named(paper, lambda _given: b"file") == b"file"
