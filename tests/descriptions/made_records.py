"""Makes small records of each form, in the style of the portal's, of one invented procedure."""

from __future__ import annotations

DOSSIER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
CHANNELS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
BASES = "Tên văn bản pháp lýMã văn bản"


def portal_text(**fields):
    """A record of the form `portal-text`; fields that are not given say nothing."""
    record = {
        "ma_thu_tuc": "1.000001",
        "ten_thu_tuc": "Cấp thẻ đọc sách",
        "so_quyet_dinh": "1/QĐ-BTP",
        "cap_thuc_hien": "Cấp tỉnh, Cấp xã",
        "loai_thu_tuc": "Loại khác",
        "linh_vuc": "Thư viện",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "co_quan_thuc_hien": "Thư viện tỉnh",
        "trinh_tu_thuc_hien": "Bước 1: Nộp hồ sơ.",
        "cach_thuc_thuc_hien": f"{CHANNELS}Trực tiếp5 Ngày làm việc20,000 VNĐ(/thẻ)Tại thư viện.",
        "thanh_phan_ho_so": f"--{DOSSIER}Đơn đề nghị theo mẫuMau 01.docx1 bản chínhẢnh 3x4 cm0 bản chính,2 bản sao",
        "can_cu_phap_ly": f"{BASES}Nghị định về thư viện93/2020/NĐ-CP",
        "ket_qua_xu_ly": "Thẻ đọc sáchMã: KQ.G01.000001Từ khóaKhông có thông tin",
        "yeu_cau_dieu_kien": "Không có thông tin",
    }
    return record | fields


def portal_lists():
    """The same procedure as a record of the form `portal-lists`."""
    return {
        "thu_tuc_id": "1.000001",
        "metadata": {
            "mã_thủ_tục": "1.000001",
            "tên_thủ_tục": "Cấp thẻ đọc sách",
            "số_quyết_định": "1/QĐ-BTP",
            "cấp_thực_hiện": "Cấp Tỉnh, Cấp Xã",
            "loại_thủ_tục": "Loại khác",
            "lĩnh_vực": "Thư viện",
        },
        "content": {
            "trình_tự_thực_hiện": "Bước 1: Nộp hồ sơ.",
            "đối_tượng_thực_hiện": "Công dân Việt Nam",
            "cơ_quan_thực_hiện": "Thư viện tỉnh",
            "kết_quả_thực_hiện": "Thẻ đọc sách",
            "yêu_cầu_điều_kiện_thực_hiện": "Không có thông tin",
        },
        "tables": {
            "hinh_thuc_nop": [
                {
                    "hinh_thuc": "Trực tiếp",
                    "thoi_han_giai_quyet": "05 Ngày làm việc",
                    "phi_le_phi": "Phí : 20.000 Đồng (/thẻ)",
                    "mo_ta": "Tại thư viện.",
                }
            ],
            "thanh_phan_ho_so": [
                {
                    "ten_giay_to": "Đơn đề nghị theo mẫu",
                    "so_luong": "Mau 01.docx",
                    "ghi_chu": "Bản chính: 1\nBản sao: 0",
                },
                {"ten_giay_to": "Ảnh 3x4 cm", "so_luong": "", "ghi_chu": "Bản chính: 0\nBản sao: 2"},
            ],
            "can_cu_phap_ly": [
                {
                    "so_ky_hieu": "93/2020/NĐ-CP",
                    "trich_yeu": "Nghị định về thư viện",
                    "ngay_ban_hanh": "18-08-2020",
                }
            ],
        },
    }


def portal_2021():
    """The same procedure as a record of the form `portal-2021`."""
    return {
        "title": "Cấp thẻ đọc sách",
        "Trình tự thực hiện": "Bước 1: Nộp hồ sơ.</p>",
        "Cách thức thực hiện": [
            {
                "Hình thức nộp": "Trực tiếp",
                "Thời hạn giải quyết": "05 Ngày làm việc",
                "Phí, lệ phí": "Phí: 20000 ĐồngXem chi tiết",
                "Mô tả": "Tại thư viện.",
            }
        ],
        "Thành phần hồ sơ": [
            {
                "Tên giấy tờ": "Đơn đề nghị theo mẫu",
                "Mẫu đơn, tờ khai": "https://example.org/f.jsp?ma=1",
                "Số lượng - bản chính": "Bản chính: 1 - Bản sao: 0",
            },
            {
                "Tên giấy tờ": "Ảnh 3x4 cm",
                "Mẫu đơn, tờ khai": "https://example.org/f.jsp?ma=",
                "Số lượng - bản chính": "Bản chính: 0 - Bản sao: 2",
            },
        ],
        "Cơ quan thực hiện": "Thư viện tỉnh",
    }
