"""A record becomes a description: each part read as it stands, nothing guessed, the rest told as unread."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from procedures.descriptions.fees import fee_of
from procedures.descriptions.form_files import split_form
from procedures.descriptions.forms import code_in, form_of
from procedures.descriptions.limits import limit_of
from procedures.descriptions.names import names_in
from procedures.descriptions.read import read_description
from procedures.descriptions.rows import MAX_WORDS
from procedures.input.checks import odd_character
from procedures.input.description_shapes import Description
from procedures.input.shapes import DESCRIPTION_FORMS
from tests.descriptions.made_records import BASES, CHANNELS, DOSSIER, portal_2021, portal_lists, portal_text

SHAPE = TypeAdapter(Description)


def text_record(**fields):
    """The description of a made record of the form `portal-text`."""
    return SHAPE.validate_python(read_description(portal_text(**fields), "portal-text"))


def items(dossier):
    return text_record(thanh_phan_ho_so=dossier)


def channels(table):
    return text_record(cach_thuc_thuc_hien=CHANNELS + table)


def bases(table):
    return text_record(can_cu_phap_ly=BASES + table)


def unread(description, part):
    return [one["words"] for one in description["unread"] if one["part"] == part]


MADE = [("portal-text", portal_text()), ("portal-lists", portal_lists()), ("portal-2021", portal_2021())]


@pytest.mark.parametrize(("form", "record"), MADE)
def test_a_record_tells_its_form(form, record):
    """Form and code are told by the fields of a record."""
    assert form_of(record) == form
    assert code_in(record, form) == ("" if form == "portal-2021" else "1.000001")


def test_an_unknown_record_has_no_form():
    """An object with other fields is of no form."""
    assert form_of({"title": "x"}) is None


def test_the_forms_give_the_same_description():
    """One procedure in two forms is the same description, but for what only one of them states."""
    text, lists = (read_description(record, form) for form, record in MADE[:2])
    assert text["bases"][0].pop("date") is None
    assert lists["bases"][0].pop("date") == "2020-08-18"
    text_words, list_words = text["channels"][0], lists["channels"][0]
    assert (text_words.pop("limit_words"), list_words.pop("limit_words")) == (
        "5 Ngày làm việc",
        "05 Ngày làm việc",
    )
    assert (text_words.pop("fee_words"), list_words.pop("fee_words")) == (
        "20,000 VNĐ(/thẻ)",
        "Phí : 20.000 Đồng (/thẻ)",
    )
    assert text == lists


def test_the_form_of_2021_gives_the_same_papers_and_channels():
    """A page of 2021 says the same, with the address of the form in place of its name."""
    text, old = (read_description(record, form) for form, record in (MADE[0], MADE[2]))
    assert [one | {"form": ""} for one in old["items"]] == [one | {"form": ""} for one in text["items"]]
    assert [one["form"] for one in old["items"]] == ["https://example.org/f.jsp?ma=1", ""]
    assert (old["steps"], old["name"], old["agencies"]) == (text["steps"], text["name"], text["agencies"])
    for name in ("channel", "limit", "fee", "note"):
        assert old["channels"][0][name] == text["channels"][0][name]


@pytest.mark.parametrize(("form", "record"), MADE)
def test_our_own_form_is_the_description_itself(form, record):
    """What was read is read again from the form `tinhgon`, without a change."""
    read = read_description(record, form)
    assert read_description(read | {"code": "1.000001"}, "tinhgon") == read


@pytest.mark.parametrize(
    ("part", "row"),
    [
        ("channels", {"channel": "pigeon"}),
        ("channels", {"channel": "post", "fee": "free"}),
        ("channels", {"channel": "post", "limit": {"value": "5", "unit": "week"}}),
        ("items", {"name": "Đơn", "originals": "one"}),
        ("bases", {"number": "1/QH", "level": "king"}),
        ("bases", {"number": "1/QH", "kind": "song"}),
        ("bases", {"number": "1/QH", "date": "2020-02-30"}),
    ],
)
def test_a_wrong_value_of_our_own_form_is_unread(part, row):
    """A value that is none of its field is left out and told."""
    read = SHAPE.validate_python(read_description({"code": "x", part: [row]}, "tinhgon"))
    assert len(unread(read, part)) == 1


def test_an_unknown_level_of_our_own_form_is_unread():
    """A level that is none is told."""
    read = read_description({"levels": ["commune", "moon"]}, "tinhgon")
    assert (read["levels"], unread(read, "levels")) == (["commune"], ["moon"])


def test_levels_are_read():
    """Levels are the stable names; words that are no level are unread."""
    assert text_record()["levels"] == ["province", "commune"]
    assert text_record(cap_thuc_hien="Không có thông tin")["levels"] == []
    odd = text_record(cap_thuc_hien="Cấp tỉnh, Cấp trời")
    assert (odd["levels"], unread(odd, "levels")) == ([], ["Cấp tỉnh, Cấp trời"])


def test_no_information_is_nothing():
    """ "Không có thông tin" states nothing, "Không" is what was written."""
    assert text_record()["conditions"] == ""
    assert text_record(yeu_cau_dieu_kien="Không")["conditions"] == "Không"


def test_papers_stand_apart_by_their_counts():
    """Each paper ends with how many of it there are; copies are named only where there are some."""
    first, second = items(f"--{DOSSIER}Đơn1 bản chính- Ảnh0 bản chính,2 bản sao")["items"]
    assert (first["name"], first["originals"], first["copies"]) == ("Đơn", "1", "0")
    assert (second["name"], second["originals"], second["copies"]) == ("- Ảnh", "0", "2")


def test_a_count_inside_a_name_ends_nothing():
    """Counts in words of a name stand behind a blank or a bracket, or go on."""
    name = "Hợp đồng (01 bản chính hoặc 01 bản sao), gồm 02 bản chính; thêm:1 bản chính và ảnh"
    assert [one["name"] for one in items(f"--{DOSSIER}{name}1 bản chính")["items"]] == [name]


def test_the_heading_of_a_table_is_the_case():
    """Papers stand for the case of the heading before their table; "--" is none."""
    found = items(f"--{DOSSIER}Đơn1 bản chínhTrường hợp bị mất:{DOSSIER}Biên bản1 bản chính")["items"]
    assert [(one["name"], one["case"]) for one in found] == [("Đơn", ""), ("Biên bản", "Trường hợp bị mất:")]


def test_a_heading_without_papers_is_unread():
    """A case without a table is told; an empty table says nothing."""
    assert unread(items(f"--{DOSSIER}Đơn1 bản chínhTrường hợp nộp trực tuyến"), "items") == [
        "Trường hợp nộp trực tuyến"
    ]
    assert items("----")["items"] == unread(items("----"), "items") == []


def test_a_paper_without_a_name_is_unread():
    """A count behind nothing is no paper."""
    found = items(f"--{DOSSIER}Đơn1 bản chính1 bản chính")
    assert (len(found["items"]), unread(found, "items")) == (1, ["1 bản chính"])


def test_a_year_before_a_count_belongs_to_the_name():
    """Of "năm 20240" the last figure is the count."""
    (found,) = items(f"--{DOSSIER}Theo Luật Đất đai năm 20240 bản chính,1 bản sao")["items"]
    assert (found["name"], found["originals"], found["copies"]) == ("Theo Luật Đất đai năm 2024", "0", "1")


def test_figures_that_cannot_be_told_apart_are_unread():
    """Of "Mẫu 21" nobody knows whether 21 papers are asked for."""
    found = items(f"--{DOSSIER}Tờ khai theo Mẫu21 bản chính")
    assert (found["items"][0]["originals"], unread(found, "items")) == (
        None,
        ["Tờ khai theo Mẫu21 bản chính"],
    )


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Đơn theo mẫuMẫu số 6.docx", "Đơn theo mẫu", "Mẫu số 6.docx"),
        ("Đơn theo mẫu;HK-90.doc", "Đơn theo mẫu;", "HK-90.doc"),
        ("Đơn (bản chính)Don_1.docx", "Đơn (bản chính)", "Don_1.docx"),
        ("Đơn (Mẫu D07).MauDon.docx", "Đơn (Mẫu D07).", "MauDon.docx"),
        ("Đơn theo Thông tư 05/2025/TT-BTPMẫu 06.docx", "Đơn theo Thông tư 05/2025/TT-BTP", "Mẫu 06.docx"),
        ("Đơn theo Nghị định 58/2017/NĐ-CPmẫu đơn.docx", "Đơn theo Nghị định 58/2017/NĐ-CP", "mẫu đơn.docx"),
        ("Đơn theo Mẫu TP-02Mẫu TP-02.docx", "Đơn theo Mẫu TP-02", "Mẫu TP-02.docx"),
        ("Đơn theo mẫu1.004286.docx", "Đơn theo mẫu", "1.004286.docx"),
        ("Đơn theo quy địnhvăn bản đề nghị.docx", "Đơn theo quy định", "văn bản đề nghị.docx"),
        ("Đơn theo mẫuA.docxB.pdf", "Đơn theo mẫu", "A.docx\nB.pdf"),
        (
            "Nếu đổi thì nộpĐơn; nếu mất thì nộp biên bảnMẫu 1.docx",
            "Nếu đổi thì nộpĐơn; nếu mất thì nộp biên bản",
            "Mẫu 1.docx",
        ),
        ("Đơn theo Quyết định 1/QĐ-TTg", "Đơn theo Quyết định 1/QĐ-TTg", ""),
    ],
)
def test_the_form_stands_behind_the_name(text, name, form):
    """The file of the form begins where the name ends without a blank."""
    assert split_form(text) == (name, form, True)


def test_a_form_that_cannot_be_told_stays_in_the_name():
    """Without a place where the file begins the words stay together, and are unread."""
    found = items(f"--{DOSSIER}Đơn theo mẫumaudondenghi_1.doc1 bản chính")
    assert found["items"][0] == {
        "name": "Đơn theo mẫumaudondenghi_1.doc",
        "form": "",
        "originals": "1",
        "copies": "0",
        "case": "",
    }
    assert unread(found, "items") == ["Đơn theo mẫumaudondenghi_1.doc"]


def test_channels_stand_apart():
    """Each row is a channel with limit, fee and remark; a channel named inside a remark begins none."""
    found = channels(
        "Trực tuyến5 NgàyMiễn phíTrực tiếp thực hiện cũng đượcDịch vụ bưu chính1 ThángKhông có thông tin"
    )
    assert [one["channel"] for one in found["channels"]] == ["online", "post"]
    first, second = found["channels"]
    assert (first["limit"], first["fee"], first["note"]) == (
        {"value": "5", "unit": "day"},
        "0",
        "Trực tiếp thực hiện cũng được",
    )
    assert (second["limit"], second["fee"], second["fee_words"]) == (
        {"value": "1", "unit": "month"},
        None,
        "",
    )


def test_a_bracket_that_is_never_closed_ends_where_the_remark_begins():
    """The remark of the fee ends at the bracket behind which something begins without a blank."""
    (found,) = channels("Trực tiếp5 Ngày20,000 VNĐ(đồng (theo Thông tư)Kể từ ngày nhận (đủ hồ sơ)")[
        "channels"
    ]
    assert (found["fee_words"], found["note"]) == (
        "20,000 VNĐ(đồng (theo Thông tư)",
        "Kể từ ngày nhận (đủ hồ sơ)",
    )


@pytest.mark.parametrize(
    "row", ["Trực tiếp1Miễn phí", "Trực tiếp1200 VNĐ", "Trực tiếp5 Ngày40 VNĐ(40.000 đồng)"]
)
def test_figures_without_a_meaning_are_unread(row):
    """A limit without unit, figures run together, and a fee below a thousand đồng are told, never read."""
    found = channels(row)
    assert len(unread(found, "channels")) == 1
    assert found["channels"][0]["fee"] in {None, "0"}


def test_a_row_that_was_not_told_apart_is_unread():
    """A remark in which another row seems to begin is told."""
    found = channels("Trực tiếp5 NgàyMiễn phíTrực tuyến7 lần")
    assert unread(found, "channels") == ["Trực tuyến7 lần"]


def test_words_before_the_first_channel_are_unread():
    """A table that begins with other words is told, and so is one without its head."""
    assert unread(channels("Qua bồ câu5 Ngày"), "channels") == ["Qua bồ câu5 Ngày"]
    assert unread(text_record(cach_thuc_thuc_hien="Đến thư viện"), "channels") == ["Đến thư viện"]


@pytest.mark.parametrize(
    ("words", "fee"),
    [
        ("Miễn phí", "0"),
        ("Phí : 0 Đồng", "0"),
        ("Phí : Không Đồng", "0"),
        ("Miễn phí(Không quy định.)", "0"),
        ("Miễn phí(Phí thẩm định)", "0"),
        ("500,000 Việt Nam Đồng", "500000"),
        ("500.000 Đồng", "500000"),
        ("Lệ phí: 200000 ĐồngXem chi tiết", "200000"),
        ("100,000 VNĐ(Phí thẩm tra: 100.000 đồng/lần)", "100000"),
        ("60,000 Việt Nam Đồng(/hồ sơ (Thông tư số 61/2023/TT-BTC))", "60000"),
        ("35,000,000 VNĐ(35.000.000 đồng (ba mươi lăm triệu đồng)/lần)", "35000000"),
        ("", None),
        ("Không có thông tin", None),
        ("Phí :  Đồng", None),
        ("Miễn phí(150.000 đồng/giấy)", None),
        ("Miễn phí(Theo quy định của Hội đồng nhân dân)", None),
        ("800,000 VNĐ(áp dụng mức phí 400.000 đồng đến hết năm)", None),
        ("800,000 VNĐ(Miễn phí cho hộ nghèo)", None),
        ("40,000 VNĐ(xe trên chín chỗ)", None),
        ("2,000 VNĐ(/trang)", None),
        ("Phí : 2.000.000 Đồng (cấp)\nPhí : 3.500.000 Đồng (đổi)", None),
        ("10 USD(/bản)", None),
        ("40 VNĐ", None),
    ],
)
def test_a_fee_is_one_figure_or_unknown(words, fee):
    """Only one figure without a condition is a fee; several, cases and other money are unknown, never zero."""
    assert fee_of(words) == fee


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("05 Ngày làm việc", ("5", "working-day")),
        ("0.5 Giờ", ("0.5", "hour")),
        ("1,50 Tháng", ("1.5", "month")),
        ("15 Ngày", ("15", "day")),
        ("0 Giờ", None),
        ("10-25 Ngày", None),
        ("2 Năm", None),
        ("15", None),
        ("Không quy định", None),
        ("Ngay trong ngày", None),
    ],
)
def test_a_limit_is_one_figure_with_a_unit_or_unknown(words, limit):
    """A limit of nothing is no limit, and a figure without a unit none either."""
    assert limit_of(words) == (dict(zip(("value", "unit"), limit, strict=True)) if limit else None)


@pytest.mark.parametrize(
    ("table", "numbers"),
    [
        ("Nghị định về A1/2020/NĐ-CPLuật B02/2014/QH13", ["1/2020/NĐ-CP", "02/2014/QH13"]),
        ("Luật 65/2006/QH1165/2006/QH11Luật 20/2012/QH1320/2012/QH13", ["65/2006/QH11", "20/2012/QH13"]),
        ("Luật A năm 201213/2012/QH13", ["13/2012/QH13"]),
        ("Nghị định 137/2018/NĐ-CP137/2018/NĐ-CP", ["137/2018/NĐ-CP"]),
        ("Sửa Nghị định 5/2021/NĐ-CP về sân bay6/2025/NĐ-CP", ["6/2025/NĐ-CP"]),
        ("Thông tư 1/2020/TT-BTPTHÔNG TƯ VỀ A2/2020/TT-BTP", ["1/2020/TT-BTP", "2/2020/TT-BTP"]),
        ("Về Athông tư 3/2025/TT-BXDVề B4/2025/TT-BXD", ["3/2025/TT-BXD", "4/2025/TT-BXD"]),
        ("Về đường sắThông tư 33/2025/TT-BXDLuật C1/2025/QH15", ["Thông tư 33/2025/TT-BXD", "1/2025/QH15"]),
        ("Về PCCC105/2025/NĐ- CP", ["105/2025/NĐ- CP"]),
        ("BỘ LUẬT HÀNG HẢIBỘ LUẬT HÀNG HẢI", ["BỘ LUẬT HÀNG HẢI"]),
        ("Luật 35/2018/QH14.35/2018/QH14.Luật B1/2020/QH14", ["35/2018/QH14", "1/2020/QH14"]),
        ("Về A24/2024Về B1/2024/NĐ-CP", ["24/2024", "1/2024/NĐ-CP"]),
        ("Về phí198/2016/TT/BTC", ["198/2016/TT/BTC"]),
        ("Về A1/2020/NĐ-CPVề A1/2020/NĐ-CP", ["1/2020/NĐ-CP"]),
    ],
)
def test_legal_references_stand_apart_by_their_numbers(table, numbers):
    """A number closes a row where the next title follows without a blank."""
    found = bases(table)
    assert ([one["number"] for one in found["bases"]], unread(found, "bases")) == (numbers, [])


@pytest.mark.parametrize(
    ("table", "kind", "level"),
    [
        ("Về A1/2020/NĐ-CP", "decree", "government"),
        ("Về A1/2020/QH14", "law", "assembly"),
        ("Nghị quyết về A1/2020/QH14", "resolution", "assembly"),
        ("Về A1/2020/TTLT-BTP-BTC", "joint-circular", "ministry"),
        ("Về A1/2020/TT-BTP", "circular", "ministry"),
        ("Về A1/2020/QĐ-TTg", "decision", "prime-minister"),
        ("Về A02/2012/NQ-HĐTP", "resolution", "ministry"),
        ("hợp nhất Luật A48/VBHN-VPQH", "law", "assembly"),
        ("Về A48/VBHN-VPQH", None, None),
        ("Về A1/2025/UBTVQH15", None, "standing-committee"),
    ],
)
def test_kind_and_level_of_a_reference(table, kind, level):
    """The number tells kind and level; of a consolidated text the one that was consolidated does."""
    (found,) = bases(table)["bases"]
    assert (found["kind"], found["level"]) == (kind, level)


def test_date_and_body_of_a_reference_stand_in_its_title():
    """They count only right behind its own number."""
    title = "Nghị định số 1/2025/NĐ-CP ngày 15/5/2025 của Chính phủ quy định về thư viện"
    (found,) = bases(f"{title}1/2025/NĐ-CP")["bases"]
    assert (found["date"], found["body"], found["title"]) == ("2025-05-15", "Chính phủ", title)
    (other,) = bases("Sửa Nghị định số 1/2025/NĐ-CP ngày 15/5/2025 của Chính phủ2/2026/NĐ-CP")["bases"]
    assert (other["date"], other["body"]) == (None, "")
    (wrong,) = bases("Nghị định 1/2025/NĐ-CP ngày 31/2/20251/2025/NĐ-CP")["bases"]
    assert wrong["date"] is None
    assert bases("Về thư viện")["bases"] == []


def test_a_reference_without_a_number_is_kept_and_told():
    """A law that is named alone keeps its level, and its words are unread."""
    found = bases("Luật Thi đua khen thưởng 202206")
    assert [(one["number"], one["level"]) for one in found["bases"]] == [("", "assembly")]
    assert unread(found, "bases") == ["Luật Thi đua khen thưởng 202206"]


def test_what_the_page_leaves_behind_is_no_result():
    """Codes of results, buttons and choices of the page are taken off; so is the next section of the bases."""
    words = "Giấy phépMã: KQ.G04.000398Bản saoMã: KQ.G04.000399Từ khóasáchMô tảKhông có thông tinNộp hồ sơ"
    assert text_record(ket_qua_xu_ly=words)["result"] == "Giấy phép\nBản sao"
    words = "PhépMã: 000.00.00.G04-KQ0174ThẻMã: abcTừ khóaKhông có thông tin"
    assert text_record(ket_qua_xu_ly=words)["result"] == "Phép\nThẻ"
    assert bases("Về A1/2020/NĐ-CPCơ quan thực hiệnSở A")["unread"] == []


def test_related_procedures_are_named_once():
    """The page holds their table twice, for wide screens and for narrow ones."""
    found = text_record(
        thu_tuc_lien_quan="#Tên thủ tục1Cấp thẻ2Đổi thẻ#1Tên thủ tụcCấp thẻ#2Tên thủ tụcĐổi thẻ"
    )
    assert found["related"] == "Cấp thẻ\nĐổi thẻ"


def test_agencies_stand_apart_by_commas_before_capitals():
    """A comma before a small letter stands inside a name, and so it does in the names of some ministries."""
    words = "Ủy ban nhân dân xã, phường, Bộ Văn hóa, Thể thao và Du lịch, Sở Tư pháp, Sở Tư pháp"
    assert names_in(words) == ["Ủy ban nhân dân xã, phường", "Bộ Văn hóa, Thể thao và Du lịch", "Sở Tư pháp"]


def test_texts_are_clean():
    """Invisible and control characters, tags and stray blanks are taken off; letters are composed."""
    odd = unicodedata.normalize("NFD", "Bước\u200b 1:\u00a0\x07Nộp</p>\r\n\r\n\ue000hồ\t sơ\ufffe\ud800")
    assert text_record(trinh_tu_thuc_hien=odd)["steps"] == "Bước 1: Nộp\nhồ sơ"
    assert text_record(trinh_tu_thuc_hien="a" + "\u0301\u0323" * 50_000)["steps"].startswith("ạ")


def test_what_is_too_long_is_unread():
    """A text or a list longer than the shape allows leaves its part empty, and the beginning is told."""
    long = text_record(trinh_tu_thuc_hien="a" * (MAX_WORDS + 1))
    assert (long["steps"], unread(long, "steps")) == ("", ["a" * MAX_WORDS])
    many = items(f"--{DOSSIER}" + "Đơn1 bản chính" * 2001)
    assert (many["items"], unread(many, "items")) == ([], ["Đơn"])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("Bản chính: 1\nBản sao: 2", ("1", "2", [])),
        ("một bản", (None, None, ["một bản"])),
        ("", (None, None, [])),
    ],
)
def test_counts_in_columns(counts, expected):
    """Counts of a table with columns are read, or unread, or not stated."""
    record = portal_lists()
    record["tables"]["thanh_phan_ho_so"] = [{"ten_giay_to": "Đơn", "ghi_chu": counts}, {"ten_giay_to": ""}]
    read = SHAPE.validate_python(read_description(record, "portal-lists"))
    (found,) = read["items"]
    assert (found["originals"], found["copies"], unread(read, "items")) == expected


def test_a_channel_that_is_none_is_unread():
    """A row of a channel that nobody knows is told with all its words."""
    record = portal_lists()
    record["tables"]["hinh_thuc_nop"] = [{"hinh_thuc": "Bồ câu", "thoi_han_giai_quyet": "5 Ngày"}]
    read = read_description(record, "portal-lists")
    assert (read["channels"], unread(read, "channels")) == ([], ["Bồ câu\n5 Ngày"])


FRAGMENTS = st.sampled_from(
    [DOSSIER, CHANNELS, BASES, "--", "1 bản chính", "0 bản chính,2 bản sao", "Trực tiếp", "Trực tuyến", "5 Ngày", "Miễn phí",
     "20,000 VNĐ", "(", ")", "1/2020/NĐ-CP", "02/2014/QH13", "Luật ", "Đơn ", "Mẫu 1.docx", "Mã: KQ.1", "Từ khóa", "\n", ",", "Cấp xã",
     "năm 2024", "ngày 1/2/2020", "#Tên thủ tục1", "#1Tên thủ tục", "Không có thông tin", "<p>", "Bản chính: 1 - Bản sao: 0"]
)  # fmt: skip
WORDS = st.lists(FRAGMENTS | st.text(max_size=8), max_size=12).map("".join)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(
            [
                "hinh_thuc",
                "thoi_han_giai_quyet",
                "phi_le_phi",
                "ten_giay_to",
                "so_luong",
                "ghi_chu",
                "so_ky_hieu",
                "trich_yeu",
                "Hình thức nộp",
                "Tên giấy tờ",
                "Mẫu đơn, tờ khai",
                "Phí, lệ phí",
                "channel",
                "name",
                "number",
                "limit",
                "fee",
                "level",
            ]
        ),
        WORDS,
    )
    | WORDS,
    max_size=3,
)
FIELDS = st.sampled_from(
    [
        *portal_text(),
        *portal_2021(),
        "metadata",
        "content",
        "tables",
        "name",
        "steps",
        "levels",
        "agencies",
        "channels",
        "items",
        "bases",
        "unread",
    ]
)
VALUES = (
    WORDS
    | ROWS
    | st.integers()
    | st.none()
    | st.dictionaries(st.sampled_from([*portal_lists()["tables"], "tên_thủ_tục"]), ROWS | WORDS)
)


def all_texts(value):
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from all_texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from all_texts(inside)


def bare(text):
    """A text without what cleaning changes: blanks, unseen characters, tags, composition."""
    plain = unicodedata.normalize("NFC", text).replace("<p>", "")
    kept = (
        sign
        for sign in plain
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"} and not sign.isspace()
    )
    return unicodedata.normalize("NFC", "".join(kept))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DESCRIPTION_FORMS), st.dictionaries(FIELDS, VALUES, max_size=8))
def test_any_object_is_read_and_nothing_is_invented(form, record):
    """Reading never fails, keeps the shape, gives the same again, and each of its words was in the record."""
    read = read_description(record, form)
    assert SHAPE.validate_python(read) == read == read_description(record, form)
    source = bare("\x00".join(all_texts(record)))
    texts = [
        *(read[name] for name in ("name", "decision", "field", "kind", "subjects", "address")),
        *(line for name in ("steps", "conditions", "result", "related") for line in read[name].split("\n")),
        *all_texts(read["agencies"]),
        *(
            line
            for one in read["items"]
            for name in ("name", "form", "case")
            for line in one[name].split("\n")
        ),
        *(one[name] for one in read["channels"] for name in ("limit_words", "fee_words", "note")),
        *(one[name] for one in read["bases"] for name in ("number", "title", "body")),
    ]
    assert [text for text in texts if bare(text) not in source] == []
    assert [text for text in all_texts(read) if odd_character(text, {"Cc", "Cf", "Cs", "Co"})] == []
