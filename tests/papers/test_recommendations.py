"""The list of recommendations: for each body above, what it alone can amend, and nothing else."""

from __future__ import annotations

import json

import pytest

from procedures.papers.build import build_paper
from procedures.papers.check_paper import check_paper, differs
from procedures.papers.official_style import named_text, roman
from procedures.papers.paper import paper_line, read_paper_line
from procedures.papers.read_words import document_words
from procedures.papers.writers import FORMS, write_paper
from procedures.services.issuing_bodies import body_of_text, issuing_bodies, ministry_of_text, named_body
from procedures.services.paper_data import PaperRequest, PaperSource, collect_paper_data
from tests.support.sheets import PAPER, procedure
from tests.support.town import Town
from workflow.errors import NotFound

KIND = "recommendations"
# Code -> the unit's clerk, and the actions: text, article, authority.
PLANS = {
    "1.000001": ("lan.bt", [("23/2015/NĐ-CP", "10", "government"), ("01/2021/TT-BTP", "2", "ministry")]),
    "1.000002": ("lan.bt", [("01/2021/TT-BTP", "10", "ministry"), ("01/2021/TT-BTP", "9", "ministry")]),
    "1.000003": ("lan.bt", [("12/2020/QĐ-UBND", "1", "province"), ("5/2022/NQ-HĐND", "1", "council")]),
    "1.000004": ("son.hv", [("12/2017/TT-BGTVT", "3", "ministry")]),
    "1.000005": ("son.hv", [("Luật Xây dựng số 50/2014/QH13", "7", "assembly")]),
    "1.000006": ("son.hv", [("07/2015/TT-BTP", "1", "ministry")]),
}
REPLACED = (
    "Thay thế “Giấy khai sinh (bản sao)” bằng thông tin trong Cơ sở dữ liệu hộ tịch điện tử "
    "(khoản 2 Điều 4 Nghị quyết số 66.7/2025/NQ-CP)"
)


def plan_of(actions, content):
    """A proposal of these actions."""
    return {
        "kind": "simplify",
        "actions": [
            {
                "kind": "replace-by-data",
                "content": content,
                "reason": "Đã có dữ liệu",
                "document": document,
                "article": article,
                "clause": "2",
                "point": "",
                "authority": authority,
            }
            for document, article, authority in actions
        ],
    }


def town_at(url, now="2023-07-01T01:00:00Z"):
    """A register with the proposals of `PLANS`; one is known to save 600 đồng, one is implemented."""
    town = Town(url, now)
    hanh = town.as_("hanh.nt")
    for unit, name in (("so-tu-phap", "Sở Tư pháp"), ("so-xay-dung", "Sở Xây dựng")):
        body = {"name": name, "kind": "department", "parent": "hoa-binh"}
        hanh.perform("unit.change", [(f"unit/{unit}", body)])
    hanh.perform(
        "procedure.add",
        [
            (
                f"procedure/{code}",
                procedure("so-tu-phap" if clerk == "lan.bt" else "so-xay-dung", name=f"Thủ tục {code}")
                | {"issuer": "Bộ Tư pháp" if code == "1.000001" else ""},
            )
            for code, (clerk, _actions) in PLANS.items()
        ],
    )
    town.record("lan.bt", "1.000001", 1000)
    town.seal()
    for code, (clerk, actions) in PLANS.items():
        town.propose(clerk, code, **({"after": 400} | plan_of(actions, REPLACED)))
    town.appraise(*PLANS)
    town.approve("1.000006", level="assembly")
    document = PAPER | {"number": "2/QĐ", "date": "2023-07-01", "level": "assembly"}
    town.act(
        "son.hv",
        "implement",
        "1.000006",
        document=document,
        in_force="2023-07-01",
        ends=None,
        publication=None,
    )
    return town


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The register of `town_at`."""
    town = town_at(str(tmp_path_factory.mktemp("asked") / "t.db"))
    yield town
    town.store.close()


def paper_of(town, unit="", to="", kind=KIND):
    """A paper of that register, at stage "proposed"."""
    return build_paper(collect_paper_data(town.base, PaperRequest(kind, unit, "", "proposed", "", to)))


def told(paper):
    """Body -> (code, provision) of each row, in order."""
    return {
        body["body_name"]: [(row["code"], row["provision"]) for row in body["rows"]]
        for body in paper.fields["bodies"]
    }


def test_each_body_has_a_list_of_what_it_alone_can_amend(town):
    """By the number's mark, highest body first, by text and article; nothing of the province or of a council."""
    assert told(paper_of(town)) == {
        "Quốc hội": [
            ("1.000005", "Khoản 2 Điều 7 Luật Xây dựng số 50/2014/QH13 (bộ, ngành phụ trách: chưa rõ)")
        ],
        "Chính phủ": [
            ("1.000001", "Khoản 2 Điều 10 Nghị định số 23/2015/NĐ-CP (bộ, ngành phụ trách: Bộ Tư pháp)")
        ],
        "Bộ Tư pháp": [
            ("1.000001", "Khoản 2 Điều 2 Thông tư số 01/2021/TT-BTP"),
            ("1.000002", "Khoản 2 Điều 9 Thông tư số 01/2021/TT-BTP"),
            ("1.000002", "Khoản 2 Điều 10 Thông tư số 01/2021/TT-BTP"),
        ],
        "Bộ Xây dựng": [("1.000004", "Khoản 2 Điều 3 Thông tư số 12/2017/TT-BGTVT")],
    }


def test_what_is_implemented_is_asked_for_no_more(town):
    """An approved proposal is listed until it is implemented; 1.000006 is."""
    codes = {row["code"] for row in paper_of(town).tables[0].rows}
    assert codes == {"1.000001", "1.000002", "1.000004", "1.000005"}


def test_a_list_may_be_narrowed_to_units_and_bodies(town):
    """`unit` and `to` leave out the others; nobody asked for is nothing to print."""
    assert list(told(paper_of(town, "so-xay-dung"))) == ["Quốc hội", "Bộ Xây dựng"]
    assert list(told(paper_of(town, to="chinh-phu,bo-tu-phap"))) == ["Chính phủ", "Bộ Tư pháp"]
    with pytest.raises(NotFound) as error:
        paper_of(town, "so-xay-dung", "bo-y-te")
    assert error.value.code == "nothing-to-print"


def test_a_saving_stands_once_in_a_list_and_unknown_is_no_nought(town):
    """The saving is on the first line of a procedure; unknown is None, and the note counts it."""
    _all, _assembly, government, justice, _building = paper_of(town).tables
    assert [row.get("saving", "–") for row in justice.rows] == [600, None, "–"]
    assert government.total["saving"].value == justice.total["saving"].value == 600
    bodies = {body["body_name"]: body for body in paper_of(town).fields["bodies"]}
    assert bodies["Quốc hội"]["total"] is None
    assert (bodies["Bộ Tư pháp"]["unknown"], bodies["Chính phủ"]["unknown"]) == ("1", "")
    assert bodies["Bộ Tư pháp"]["paragraphs"]["unknown"].startswith("Ghi chú: 1 thủ tục")


def test_the_opening_counts_recommendations_and_procedures(town):
    """Three recommendations about two procedures; several lists are numbered, one alone is not."""
    several, alone = paper_of(town), paper_of(town, to="bo-tu-phap")
    body = several.fields["bodies"][2]["paragraphs"]
    assert "3 kiến nghị đối với 2 thủ tục" in body["opening"]
    assert (body["heading"], alone.fields["bodies"][0]["paragraphs"]["heading"]) == ("Phụ lục III", "Phụ lục")
    assert "Nghị quyết số 176/2025/QH15" in several.fields["bodies"][3]["paragraphs"]["changed"]
    assert body["changed"] == ""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("to", ["", "bo-tu-phap"])
def test_every_form_is_made_once_more_by_its_line(town, tmp_path, form, to):
    """Whole or narrowed, each form agrees byte for byte with the register; a changed word is found."""
    file = tmp_path / f"a{form}"
    file.write_bytes(write_paper(paper_of(town, to=to), form))
    found = check_paper(town.base, file)
    assert (found.compared, differs(found), found.line.request.to) == ("bytes", False, to)


def test_each_body_begins_a_page_of_the_pdf(town):
    """Four bodies, each heading on a page that has no other's."""
    pages = {}
    for word in document_words(".pdf", write_paper(paper_of(town), ".pdf")):
        pages.setdefault(word.place, []).append(word.text)
    headings = [" ".join(words).count("Phụ lục") for words in pages.values()]
    assert headings == [1, 1, 1, 1]


def test_the_word_file_begins_a_page_for_each_body_but_the_first(town):
    """The heading of every further body has a page break before it."""
    import io

    from docx import Document

    document = Document(io.BytesIO(write_paper(paper_of(town), ".docx")))
    headings = [one for one in document.paragraphs if one.text.startswith("Phụ lục")]
    breaks = [bool(one.paragraph_format.page_break_before) for one in headings]
    assert breaks == [False, True, True, True]
    assert len(document.tables) == 4


def test_the_workbook_has_a_sheet_for_all_and_one_for_each_body(town):
    """The names of the sheets are those of the bodies, each short enough for a workbook, no two alike."""
    titles = [table.title for table in paper_of(town).tables]
    assert titles == ["Tổng hợp kiến nghị", "Quốc hội", "Chính phủ", "Bộ Tư pháp", "Bộ Xây dựng"]
    shorts = [body.short for body in issuing_bodies()]
    assert len(set(shorts)) == len(shorts) and max(map(len, shorts)) <= 31


def test_the_line_holds_who_is_asked():
    """The bodies are read back from the line, behind the number where there is one."""
    source = PaperSource("a" * 64, 5, "b" * 64, "2026-05-04", "", "")
    for number in ("", "12/TTr"):
        request = PaperRequest(KIND, "", "p", "proposed", number, "bo-tu-phap,chinh-phu")
        assert read_paper_line(paper_line(request, source)).request == request


@pytest.mark.parametrize(
    ("document", "authority", "body"),
    [
        ("Thông tư 12/2020/TT–BTP", "ministry", "bo-tu-phap"),
        ("01/2021/TT-BGTVT", "ministry", "bo-xay-dung"),
        ("43/2011/TT-BNNPTNT", "ministry", "bo-nong-nghiep-va-moi-truong"),
        ("02/2014/TT-BTNMT", "ministry", "bo-nong-nghiep-va-moi-truong"),
        ("15/2014/TT-BKHĐT", "ministry", "bo-tai-chinh"),
        ("5/2016/TT-UBDT", "ministry", "bo-dan-toc-va-ton-giao"),
        ("05/2010/TTLT-BTP-BTC", "ministry", "bo-tu-phap"),
        ("08/2012/TTLT-TANDTC-VKSNDTC-BTP", "ministry", "toa-an-nhan-dan-toi-cao"),
        ("Thông tư của Bộ Giao thông vận tải", "ministry", "bo-xay-dung"),
        ("Thông tư 07/2020/TT-BXD hướng dẫn của Bộ Tư pháp", "ministry", "bo-xay-dung"),
        ("09/2014/TT-BLĐTBXH", "ministry", "bo-lao-dong-thuong-binh-va-xa-hoi"),
        ("12/TT", "ministry", "bo-khac"),
        ("1/QĐ-UBND", "ministry", "bo-khac"),
        ("23/2015/NĐ-CP", "ministry", "chinh-phu"),
        ("08/2019/QĐ-TTg", "prime-minister", "thu-tuong-chinh-phu"),
        ("Pháp lệnh 5/2010/UBTVQH12", "ministry", "uy-ban-thuong-vu-quoc-hoi"),
        ("60/2014/QH13", "assembly", "quoc-hoi"),
        ("", "government", "chinh-phu"),
    ],
)
def test_the_mark_of_a_number_tells_the_body(document, authority, body):
    """Ministries by their marks or names, those merged on 1/3/2025 under today's; the higher level counts."""
    assert body_of_text(document, authority).id == body


def test_a_mark_inside_another_is_not_taken_for_it():
    """BTC stands in no BTCX, BCT in no BCTX; without a mark or a name no ministry is told."""
    assert ministry_of_text("1/2020/TT-BTCX") is None
    assert ministry_of_text("Bộ luật Dân sự") is None
    assert ministry_of_text("1234/QĐ-BTP").id == "bo-tu-phap"


@pytest.mark.parametrize("word", ["BTP", "btp", "bo-tu-phap", "Bộ Tư pháp", "bo tu phap"])
def test_a_body_is_named_by_mark_id_or_name(word):
    """With or without marks; what names nobody is None."""
    assert named_body(word).id == "bo-tu-phap"
    assert named_body(f"{word} x") is None


def test_every_mark_is_of_one_body():
    """No mark and no name stands for two bodies."""
    words = [word for body in issuing_bodies() for word in (*body.marks, body.name, *body.former)]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("01/2021/TT-BTP", "Thông tư số 01/2021/TT-BTP"),
        ("05/2010/TTLT-BTP-BTC", "Thông tư liên tịch số 05/2010/TTLT-BTP-BTC"),
        ("23/2015/NĐ-CP", "Nghị định số 23/2015/NĐ-CP"),
        ("66.7/2025/NQ-CP", "Nghị quyết số 66.7/2025/NQ-CP"),
        ("60/2014/QH13", "60/2014/QH13"),
        ("Nghị định 23/2015/NĐ-CP", "Nghị định 23/2015/NĐ-CP"),
    ],
)
def test_a_bare_number_is_named_by_its_kind(document, named):
    """Where the mark tells the kind, it stands before the number; else the text is left as it is."""
    assert named_text(document) == named


def test_annexes_are_numbered_in_roman_figures():
    """As annexes of Decree 30/2020/NĐ-CP are."""
    assert [roman(number) for number in (1, 4, 9, 14, 40, 89)] == ["I", "IV", "IX", "XIV", "XL", "LXXXIX"]


def test_the_annex_names_paper_database_and_basis_of_a_replacement(town):
    """The content is printed whole; item, database, legal basis and text to amend have columns of their own."""
    paper = paper_of(town, "so-tu-phap", kind="annex")
    row = paper.tables[0].rows[0]
    assert [row[key] for key in ("content", "item", "database", "basis", "document", "article")] == [
        REPLACED,
        "Giấy khai sinh (bản sao)",
        "Cơ sở dữ liệu hộ tịch điện tử",
        "khoản 2 Điều 4 Nghị quyết số 66.7/2025/NQ-CP",
        "23/2015/NĐ-CP",
        "10",
    ]
    for form in (".docx", ".pdf", ".xlsx"):
        words = " ".join(word.text for word in document_words(form, write_paper(paper, form)))
        assert REPLACED in words


def test_a_plan_without_replacements_has_no_columns_for_them(tmp_path):
    """The annex of other actions keeps its columns, whatever their words."""
    town = Town(str(tmp_path / "t.db"))
    town.add_procedures("so-tu-phap", "1.000001")
    town.seal()
    town.propose("lan.bt", "1.000001", kind="simplify", after=400)
    keys = [column.key for column in paper_of(town, kind="annex").tables[0].columns]
    assert not {"item", "database", "basis"} & set(keys)
    town.store.close()


def test_a_submission_rests_on_the_resolution_only_where_it_replaces_and_while_it_is_in_force(town, tmp_path):
    """Resolution 66.7/2025 stands among the bases from 1/1/2026 to 28/2/2027, and in no paper before."""
    basis = "Nghị quyết số 66.7/2025/NQ-CP"
    assert basis not in json.dumps(
        paper_of(town, "so-tu-phap", kind="submission").fields["bases"], ensure_ascii=False
    )
    later = town_at(str(tmp_path / "t.db"), "2026-05-04T01:00:00Z")
    bases = paper_of(later, "so-tu-phap", kind="submission").fields["bases"]
    assert sum(basis in one for one in bases) == 1
    later.store.close()
