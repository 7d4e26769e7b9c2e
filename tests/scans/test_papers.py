"""Papers of Article 4 in dossiers: by old and new names, told apart by what the words do with them."""

from __future__ import annotations

import pytest

from procedures.scans.official_list import annex_2, official_rows
from procedures.scans.paper_words import paper_databases, papers
from procedures.scans.papers import scan_papers
from tests.scans.describe import basis, description, item

DAY = "2026-06-01"


def letters(name, *items, **more):
    """Paper -> letter of a procedure with these items, each paper's strongest."""
    found = scan_papers([("1.000001", description(name, items, **more))], DAY)
    best = {}
    for one in found:
        if one.paper not in best or "ACSM".index(one.letter) < "ACSM".index(best[one.paper]):
            best[one.paper] = one.letter
    return best


@pytest.mark.parametrize(
    ("words", "paper"),
    [
        ("Thẻ Căn cước của người đại diện", "id-card"),
        ("Bản sao CMND hoặc hộ chiếu", "id-card"),
        ("Bản sao giấy chứng minh thư nhân dân", "id-card"),
        ("Sổ hộ khẩu hoặc hộ chiếu", "residence"),
        ("Giấy xác nhận thông tin về cư trú", "residence"),
        ("Giấy tờ chứng minh nơi cư trú", "residence"),
        ("Bản sao trích lục khai sinh", "birth"),
        ("Giấy đăng ký kết hôn", "marriage"),
        ("Văn bản xác nhận tình trạng hôn nhân", "marital-status"),
        ("Trích lục khai tử của cha", "death"),
        ("Thẻ BHYT", "health-insurance"),
        ("Sổ BHXH", "social-insurance"),
        ("Bản sao GPLX hạng C", "driving-licence"),
        ("Giấy chứng nhận đăng kí kinh doanh", "enterprise"),
        ("Bản sao Giấy CNĐKKD", "enterprise"),
        ("GCN ĐKDN", "enterprise"),
        ("Đăng ký kinh doanh (bản sao)", "enterprise"),
        ("Giấy chứng nhận đăng ký hộ kinh doanh", "household-business"),
        ("Giấy chứng nhận đăng ký kinh doanh của hợp tác xã", "cooperative"),
        ("Giấy đăng ký xe ô tô", "vehicle"),
        ("Sổ đỏ", "land"),
        ("GCNQSDĐ", "land"),
        ("Giấy CNQSD đất", "land"),
        ("Giấy chứng nhận quyền sở hữu nhà", "land"),
        ("Giấy chứng nhận đối với thửa đất", "land"),
        ("Tài liệu kèm theo để chứng minh quyền sử dụng đất", "land"),
        ("Giấy tờ chứng minh quyền sở hữu công trình", "land"),
        ("Giấy tờ hợp pháp về nhà, đất", "land"),
        ("Bản sao chứng minh thư", "id-card"),
        ("Bản chụp hộ khẩu", "residence"),
        ("Hộ khẩu (bản phô tô)", "residence"),
        ("Phiếu xác nhận đăng ký tạm trú", "residence"),
        ("Giấy chứng nhận khai sinh", "birth"),
        ("Khai sinh của con", "birth"),
        ("Trích lục kết hôn", "marriage"),
        ("Giấy hôn thú", "marriage"),
        ("Đăng ký kết hôn (bản sao)", "marriage"),
        ("Giấy xác nhận độc thân", "marital-status"),
        ("Giấy chứng nhận doanh nghiệp", "enterprise"),
        ("Bản sao công chứng đăng ký kinh doanh ngành nghề", "enterprise"),
        ("Giấy chứng nhận hộ kinh doanh", "household-business"),
        ("Giấy chứng nhận hợp tác xã", "cooperative"),
        ("Bản sao đăng ký xe ô tô", "vehicle"),
        ("GCN ĐK xe", "vehicle"),
        ("Cà vẹt xe", "vehicle"),
        ("Đăng ký xe (bản sao)", "vehicle"),
        ("Giấy chứng nhận đủ tiêu chuẩn sức khỏe", "health-exam"),
        ("Giấy xác nhận đủ sức khỏe", "health-exam"),
        ("Giấy KSK", "health-exam"),
        ("Giấy tờ chứng minh quyền sử dụng đất", "land"),
        ("Phiếu lí lịch tư pháp số 1", "criminal-record"),
        ("Giấy khám sức khoẻ", "health-exam"),
        ("giay chung nhan dang ky doanh nghiep", "enterprise"),
        ("Giấy chứng nhận đăng ký doanh nghiẹp", "enterprise"),
        ("theo quy địnhGiấy khai sinh", "birth"),
    ],
)
def test_a_paper_is_found_by_each_of_its_names(words, paper):
    """Old and new names, short forms, i for y, missing and mistyped marks, words run together."""
    assert letters("Cấp giấy phép hành nghề", words) == {paper: "A"}


@pytest.mark.parametrize(
    "words",
    [
        "Sơ đồ vị trí cửa hàng",  # not sổ đỏ
        "Giấy chứng từ nộp tiền",  # not chứng tử
        "Bản mô tả theo luật lý lịch tư pháp",
        "Số BHXH của người lao động",  # not sổ
        "Giấy phép lái tàu",
        "Giấy chứng nhận đăng ký tàu biển",
        "Giấy chứng nhận đăng ký phương tiện thủy nội địa",
        "Giấy chứng nhận đăng ký hoạt động chi nhánh",
        "Giấy chứng nhận doanh nghiệp khoa học và công nghệ",
        "Giấy chứng nhận đăng ký đầu tư",
        "Giấy phép kinh doanh vận tải",
        "Giấy chứng sinh",
        "Giấy báo tử",
        "Giấy chứng nhận sức khỏe động vật",
        "Quyết định công nhận kết quả trúng đấu giá quyền sử dụng đất",
        "Tờ khai đăng ký kết hôn theo mẫu",
        "Đơn có xác nhận của Ủy ban nhân dân xã nơi cư trú",
        "Sơ yếu lý lịch",
    ],
)
def test_what_only_looks_alike_is_no_paper(words):
    """Words that look the same without marks, registers of other things, forms, papers of Art. 4(10)."""
    assert letters("Cấp giấy phép hành nghề", words) == {}


def test_a_vehicle_in_the_field_of_ships_is_no_vehicle():
    """ "Phương tiện" is what the field says: a ship has no registration of vehicles."""
    assert letters("Cấp giấy phép", "Giấy chứng nhận đăng ký phương tiện", field="Đường thủy nội địa") == {}
    assert letters("Cấp giấy phép", "Giấy chứng nhận đăng ký phương tiện", field="Đường bộ") == {
        "vehicle": "A"
    }


def test_alternatives_in_one_item_are_each_a_paper():
    """An item may ask for one of several papers, also for kinds of one certificate."""
    assert letters("Cấp giấy phép", "Giấy khai sinh/CMND/hộ chiếu") == {"birth": "A", "id-card": "A"}
    words = "Giấy chứng nhận đăng ký doanh nghiệp, hợp tác xã hoặc hộ kinh doanh"
    assert letters("Cấp giấy phép", words) == {
        "enterprise": "A",
        "cooperative": "A",
        "household-business": "A",
    }


@pytest.mark.parametrize(
    "words",
    [
        "Bản sao Giấy khai sinh trong trường hợp không khai thác được thông tin từ Cơ sở dữ liệu hộ tịch",
        "Bản sao Giấy khai sinh (nếu chưa có trong cơ sở dữ liệu)",
        "Giấy khai sinh. Không yêu cầu nộp Giấy khai sinh khi cơ quan khai thác được thông tin.",
        "Giấy khai sinh được thay thế bằng dữ liệu khi cơ sở dữ liệu được vận hành",
        "Giấy khai sinh (không phải nộp khi đã xác thực qua VNeID)",
        "Cơ sở dữ liệu đã có thì người dân không phải nộp Giấy khai sinh",
        "Giấy khai sinh, trừ trường hợp cơ quan khai thác được",
        "Giấy khai sinh, khi hệ thống chưa kết nối",
        "Giấy khai sinh (chưa kết nối được dữ liệu hộ tịch)",
        "Giấy khai sinh, không yêu cầu do đã khai thác được thông tin",
        "Giấy khai sinh, không phải nộp vì có trong cơ sở dữ liệu",
        "Giấy khai sinh (không áp dụng nếu tra cứu được dữ liệu)",
        "Giấy khai sinh: chỉ cần cung cấp số định danh",
        "Giấy khai sinh do cơ quan tiếp nhận chủ động khai thác trên Cơ sở dữ liệu hộ tịch",
    ],
)
def test_a_paper_on_condition_that_data_fail_is_conditional(words):
    """C: the authority takes the data itself, the paper is asked for only where that fails."""
    assert letters("Cấp giấy phép", words) == {"birth": "C"}


def test_a_note_governs_the_papers_that_it_names():
    """A note in another item makes the named paper conditional, and no other."""
    note = "Lưu ý: việc nộp Giấy khai sinh chỉ thực hiện khi không thể khai thác được thông tin."
    assert letters("Cấp giấy phép", "Giấy khai sinh", "Sổ đỏ", note) == {"birth": "C", "land": "A"}


def test_an_item_on_condition_governs_no_other_item():
    """An item that asks on condition speaks for itself; the same paper may be asked for elsewhere."""
    on_condition = "Giấy khai sinh của con trong trường hợp không khai thác được thông tin"
    assert letters("Cấp giấy phép", on_condition, "Giấy khai sinh của cha") == {"birth": "A"}


def test_a_general_note_governs_every_paper():
    """A note that names no paper speaks of all; a paper outside Art. 4 with a condition of its own does not."""
    note = "Trường hợp không khai thác được thông tin thì cơ quan yêu cầu xuất trình giấy tờ."
    assert letters("Cấp giấy phép", "Giấy khai sinh", note) == {"birth": "C"}
    other = "Giấy phép xây dựng (trường hợp không khai thác được thông tin)"
    assert letters("Cấp giấy phép", "Giấy khai sinh", other) == {"birth": "A"}


def test_to_exploit_a_route_is_no_condition():
    """ "Khai thác" is also to run a route; that says nothing of data."""
    words = "Giấy đăng ký xe; hợp đồng không phải của đơn vị khai thác tuyến"
    assert letters("Đăng ký tuyến", words) == {"vehicle": "A"}


@pytest.mark.parametrize(
    ("name", "words", "paper"),
    [
        ("Cấp đổi giấy phép lái xe", "Bản sao giấy phép lái xe", "driving-licence"),
        ("Cấp lại thẻ bảo hiểm y tế", "Thẻ bảo hiểm y tế bị hỏng", "health-insurance"),
        ("Thủ tục đăng ký lại khai sinh", "Bản sao Giấy khai sinh được cấp trước đây", "birth"),
        ("Thay đổi nội dung đăng ký doanh nghiệp", "Giấy chứng nhận đăng ký doanh nghiệp", "enterprise"),
        ("Cấp giấy chứng nhận quyền sử dụng đất", "Giấy chứng nhận quyền sử dụng đất", "land"),
        ("Đăng ký biến động đất đai", "Sổ đỏ", "land"),
        ("Công nhận quyền sử dụng đất", "Sổ đỏ", "land"),
        ("Cấp đổi thẻ căn cước", "Thẻ căn cước", "id-card"),
        ("Đăng ký thường trú", "Sổ hộ khẩu", "residence"),
        ("Đăng ký lại kết hôn", "Giấy chứng nhận kết hôn", "marriage"),
        ("Cấp giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận tình trạng hôn nhân", "marital-status"),
        ("Đăng ký lại khai tử", "Giấy chứng tử", "death"),
        ("Cấp lại sổ bảo hiểm xã hội", "Sổ bảo hiểm xã hội", "social-insurance"),
        ("Cấp lại giấy chứng nhận đăng ký kinh doanh", "Giấy chứng nhận ĐKKD", "enterprise"),
        ("Đăng ký tạm ngừng hộ kinh doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", "household-business"),
        ("Cấp đổi giấy đăng ký hộ kinh doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", "household-business"),
        ("Đăng ký chuyển đổi hợp tác xã", "Giấy chứng nhận đăng ký hợp tác xã", "cooperative"),
        ("Cấp lại giấy đăng ký hợp tác xã", "Giấy chứng nhận đăng ký hợp tác xã", "cooperative"),
        ("Cấp biển số xe", "Giấy chứng nhận đăng ký xe", "vehicle"),
        ("Cấp Phiếu lý lịch tư pháp", "Phiếu lý lịch tư pháp đã cấp", "criminal-record"),
        ("Khám sức khỏe định kỳ", "Giấy khám sức khỏe", "health-exam"),
    ],
)
def test_the_procedures_own_paper_is_told_apart(name, words, paper):
    """S: what a procedure itself issues, renews or takes back cannot come from data."""
    assert letters(name, words) == {paper: "S"}


def test_another_paper_of_such_a_procedure_is_asked_for():
    """A procedure on licences asks for the health certificate like any other."""
    assert letters("Cấp đổi giấy phép lái xe", "Giấy khám sức khỏe") == {"health-exam": "A"}


@pytest.mark.parametrize(
    ("words", "paper"),
    [
        ("02 ảnh 3x4 kiểu chứng minh nhân dân", "id-card"),
        ("Danh sách nhân viên (họ tên, số căn cước công dân)", "id-card"),
        ("Đơn đề nghị cấp đổi giấy chứng nhận đăng ký doanh nghiệp theo mẫu", "enterprise"),
        ("Quyết định thành lập (trường hợp không có Giấy chứng nhận đăng ký doanh nghiệp)", "enterprise"),
        ("Giấy tờ chứng minh thay đổi nội dung trên Giấy chứng nhận đăng ký doanh nghiệp", "enterprise"),
        ("Giấy chứng nhận kết hôn do cơ quan có thẩm quyền của nước ngoài cấp", "marriage"),
        ("Giấy phép lái xe quốc tế", "driving-licence"),
        ("Giấy hẹn nhận giấy chứng nhận đăng ký xe", "vehicle"),
        ("Giấy tờ khác đủ điều kiện được cấp giấy chứng nhận quyền sử dụng đất", "land"),
        ("Biên nhận của cơ quan cấp giấy phép lái xe", "driving-licence"),
        ("Kê khai số định danh cá nhân/thẻ căn cước", "id-card"),
        ("Bản vẽ khớp với giấy chứng nhận quyền sử dụng đất", "land"),
        ("Biên bản thu hồi giấy phép lái xe", "driving-licence"),
        ("Giấy tờ thay thế chứng minh nhân dân", "id-card"),
        ("Tên chủ xe ghi trên giấy đăng ký xe", "vehicle"),
        ("Hợp đồng với chủ đứng tên trên giấy đăng ký xe", "vehicle"),
        ("Bản kê địa chỉ theo giấy chứng nhận đăng ký doanh nghiệp", "enterprise"),
        ("Phiếu lý lịch tư pháp của nước mà người đó là công dân", "criminal-record"),
        ("Giấy phép lái xe bị mất", "driving-licence"),
    ],
)
def test_a_paper_may_be_only_mentioned(words, paper):
    """M: photographs, numbers, forms, cases, what stands on another paper, what the state abroad issues."""
    assert letters("Cấp giấy phép hành nghề", words) == {paper: "M"}


@pytest.mark.parametrize(
    "words",
    [
        "Đơn đề nghị cấp giấy phép theo mẫu, bản sao căn cước công dân",
        "Đơn đề nghị kèm theo căn cước công dân",
        "Đơn vị nộp căn cước công dân của người đại diện",
        "Nếu người thuê đã chết thì phải có căn cước công dân của người thừa kế",
    ],
)
def test_what_comes_with_a_form_is_asked_for(words):
    """A form's own title hides no paper that comes with it; words like "thì", "có" are no "thi", "cỡ"."""
    assert letters("Cấp giấy phép hành nghề", words) == {"id-card": "A"}


def test_a_finding_says_where_and_what_and_by_which_law():
    """Part counted from one, the sentence as it is written, point and clause of Article 4, the database."""
    items = ("Đơn đề nghị", "Giấy tờ sau: Phiếu nộp tiền; Bản sao  Giấy khai sinh của con; ảnh")
    [found] = scan_papers([("1.000001", description(items=items))], DAY)
    assert (found.scan, found.rule, found.code, found.part) == (
        "papers",
        "papers.birth",
        "1.000001",
        "items.2",
    )
    assert found.words == "Bản sao  Giấy khai sinh của con"
    assert found.law == ("66.7/2025/NQ-CP", "4", "2", "a")
    assert (found.paper, found.database) == ("birth", "civil-status")


def test_words_that_were_not_understood_are_scanned_too():
    """Items that could not be told apart stand in `unread`, with papers in them."""
    unread = [{"part": "items", "words": "Giấy khai sinh"}, {"part": "bases", "words": "Sổ đỏ"}]
    [found] = scan_papers([("1.000001", description(unread=unread))], DAY)
    assert (found.part, found.paper) == ("unread.1", "birth")


@pytest.mark.parametrize(
    ("day", "count"), [("2025-12-31", 0), ("2026-01-01", 1), ("2027-02-28", 1), ("2027-03-01", 0)]
)
def test_the_resolution_is_not_applied_outside_its_days(day, count):
    """Resolution 66.7 holds from 1/1/2026 to the end of 28/2/2027 (Art. 10(1))."""
    assert len(scan_papers([("1.000001", description(items=["Giấy khai sinh"]))], day)) == count


def test_the_lowest_basis_is_the_text_to_amend():
    """A circular under a decree holds the requirement; fees and general texts do not."""
    bases = [
        basis("60/2014/QH13", "Luật Hộ tịch"),
        basis("123/2015/NĐ-CP", "Quy định chi tiết Luật Hộ tịch"),
        basis("04/2020/TT-BTP", "Hướng dẫn Luật Hộ tịch"),
        basis("281/2016/TT-BTC", "Mức thu, chế độ thu, nộp lệ phí"),
        basis("66.7/2025/NQ-CP", "Cắt giảm dựa trên dữ liệu"),
    ]
    [found] = scan_papers([("1.000001", description(items=["Giấy khai sinh"], bases=bases))], DAY)
    assert found.amend == ("04/2020/TT-BTP", "", "ministry")
    [unknown] = scan_papers([("1.000001", description(items=["Giấy khai sinh"]))], DAY)
    assert unknown.amend == ("", "", None)


ANNEX = """no,code,name,dossier_item,database,owner,document,place
7,1.000001,Cấp giấy phép,"Giấy khai sinh, sổ đỏ",CSDL hộ tịch,Bộ Tư pháp,Nghị định số 1/2020/NĐ-CP,Điểm b khoản 1 Điều 10
"""


def test_a_row_of_the_official_list_brings_its_own_text_and_place():
    """Annex I names text and place; the pair of code and paper finds its row, other papers do not."""
    rows = official_rows(ANNEX.splitlines())
    found = scan_papers([("1.000001", description(items=["Giấy khai sinh", "Thẻ BHYT"]))], DAY, rows)
    assert [one.official.no if one.official else None for one in found] == ["7", None]
    assert found[0].amend == ("Nghị định số 1/2020/NĐ-CP", "Điểm b khoản 1 Điều 10", "government")


def test_a_list_without_its_columns_is_refused():
    """An official list in another layout is told at once, with the columns that are missing."""
    with pytest.raises(ValueError, match="dossier_item"):
        official_rows(["no,code,database,document,place", "1,2,3,4,5"])


def test_annex_2_stands_in_the_program():
    """Annex II has eight rows; its papers are found for their procedures without any file."""
    assert [row.no for row in annex_2()] == [f"II.{number}" for number in range(1, 9)]
    [found] = scan_papers([("1.004251", description(items=["Bản sao căn cước công dân"]))], DAY)
    assert found.official.no == "II.1"
    assert found.amend.level == "assembly"


def test_a_case_heading_is_read_once():
    """The heading of a case stands over several items and governs like a note."""
    heading = "Trường hợp không khai thác được thông tin thì nộp giấy tờ sau"
    items = [item("Giấy khai sinh", case=heading), item("Sổ đỏ", case=heading)]
    assert letters("Cấp giấy phép", *items) == {"birth": "C", "land": "C"}


def test_each_paper_has_its_database_and_owner():
    """Sixteen papers of Article 4 in nine databases, each with the ministry that keeps it."""
    assert len(papers()) == 16
    databases = paper_databases()
    assert len(databases) == 9
    assert {paper.database for paper in papers()} == databases.keys()
    assert databases["land"].owner == "Bộ Nông nghiệp và Môi trường"
    assert databases["land"].name == "Cơ sở dữ liệu quốc gia về đất đai"
