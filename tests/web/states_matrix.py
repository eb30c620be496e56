"""Goal G38 as data: every address of the design with its empty, late and error states.

A state is shown by a page of one of two small worlds (`Page`), or proven by a test that stands
elsewhere (`Proof`: file::test).
"""

from __future__ import annotations

from dataclasses import dataclass

BARE = "bare"  # the plan is published; no round was ever opened
LATE = "late"  # the yearly round of 2024 is open, its days are over, nobody has sent

OFFICE = "standing_office"
COMMUNE = "commune_officer"
UNIT = "unit_contact"
HAMLET = "/don-vi/25363-01-ap-3/"
REPORT = f"{HAMLET}bao-cao/2024-nam/"


@dataclass(frozen=True)
class Page:
    """A page that shows the state: world, role, address, words a person reads, status."""

    world: str
    role: str
    address: str
    words: str
    status: int = 200


@dataclass(frozen=True)
class Proof:
    """A test elsewhere that proves the state."""

    test: str


State = Page | Proof
NO_ROUND_YET = "Chưa đến kỳ báo cáo đầu tiên."

#: Number of the row → states it must have (E empty, L late or blocked, X error) → where shown.
MATRIX: dict[int, dict[str, State]] = {
    1: {
        "E": Page(BARE, UNIT, "/", "Không còn việc nào đến hạn. Mốc tiếp theo của kế hoạch"),
        "L": Page(LATE, UNIT, "/", "quá hạn"),
        "X": Proof("test_homes.py::test_a_count_that_fails_leaves_the_home_standing"),
    },
    2: {"X": Proof("test_signin.py::test_many_wrong_attempts_are_stopped_in_words")},
    3: {
        "E": Page(BARE, UNIT, "/viec/", "Không còn việc nào đến hạn."),
        "L": Page(LATE, UNIT, "/viec/", "Quá hạn (2)"),
    },
    4: {"E": Page(LATE, OFFICE, "/don-vi/?q=khong+co+ten+nay", "Không có đơn vị nào khớp")},
    5: {
        "E": Page(BARE, OFFICE, HAMLET, "Đơn vị này không phải gửi báo cáo."),
        "L": Page(LATE, OFFICE, HAMLET, "Hệ thống ghi nhận gửi chậm."),
        "X": Page(LATE, OFFICE, "/don-vi/99999-khong-co/", "Kiểm tra lại mã hoặc ngày", 404),
    },
    6: {
        "E": Page(LATE, UNIT, REPORT, "Làm các phần theo thứ tự nào cũng được."),
        "L": Page(LATE, UNIT, REPORT, "Vẫn gửi được; hệ thống ghi nhận gửi chậm."),
        "X": Page(BARE, UNIT, REPORT, "Kỳ báo cáo Năm 2024 chưa mở.", 404),
    },
    7: {"X": Proof("test_entry.py::test_a_wrong_number_stays_on_the_page_with_its_error")},
    8: {"X": Page(LATE, UNIT, f"{REPORT}kiem-tra/", "Cần sửa trước khi gửi")},
    9: {"X": Page(LATE, UNIT, f"{REPORT}da-gui/", "chưa có biên nhận", 404)},
    10: {"E": Page(LATE, UNIT, f"{REPORT}in/", "khổ A4")},
    11: {"E": Page(BARE, UNIT, "/so/mo-hinh/", "Sổ chưa có dòng nào")},
    12: {
        "E": Page(BARE, UNIT, "/so/ngay-hoi/", "Sổ chưa có dòng nào"),
        "L": Page(BARE, UNIT, "/so/ngay-hoi/?ky=2024-nam", "Chậm: Ấp 3 chưa ghi ngày hội năm 2024"),
    },
    13: {"X": Proof("test_entry.py::test_bad_files_are_refused_in_words")},
    14: {"E": Page(BARE, OFFICE, HAMLET, "Đơn vị này chưa qua sắp xếp.")},
    15: {
        "E": Page(LATE, COMMUNE, "/duyet/", "Đã duyệt hết. 3 đơn vị chưa gửi: xem danh sách"),
    },
    16: {"X": Proof("test_verify.py::test_a_decision_on_an_older_page_is_not_taken")},
    17: {
        "E": Page(BARE, COMMUNE, "/don-doc/", "Hiện không có kỳ nào mở."),
        "L": Proof("test_notices.py::test_an_officer_previews_reminds_and_sees_the_last_contact"),
    },
    18: {
        "E": Page(BARE, COMMUNE, "/xa/25363-tan-lap/", NO_ROUND_YET),
        "L": Page(LATE, COMMUNE, "/xa/25363-tan-lap/", "chưa có 80% số báo cáo"),
    },
    19: {"X": Page(BARE, OFFICE, "/ke-hoach/khong-co/", "Không có kế hoạch", 404)},
    20: {
        "E": Page(
            LATE, OFFICE, "/ke-hoach/binh-phuoc-2022-2025/", "Nội dung định tính: xem nhiệm vụ"
        ),
    },
    21: {
        "E": Page(BARE, OFFICE, "/ke-hoach/binh-phuoc-2022-2025/i-3/", "Nội dung định tính"),
        "X": Page(BARE, OFFICE, "/ke-hoach/binh-phuoc-2022-2025/x-9/", "không có điều khoản", 404),
    },
    22: {"E": Page(BARE, OFFICE, "/chi-tieu/", NO_ROUND_YET)},
    23: {
        "E": Page(BARE, OFFICE, "/chi-tieu/T1.2/", "Kỳ này chưa có số liệu."),
        "L": Page(LATE, OFFICE, "/chi-tieu/T1.2/", "Chưa đủ số liệu đã có 0/6 báo cáo"),
        "X": Page(LATE, OFFICE, "/chi-tieu/T99/", "Không có chỉ tiêu", 404),
    },
    24: {"E": Page(BARE, OFFICE, "/chi-tieu/T1.2/nguon/", "không có số liệu kỳ", 404)},
    25: {
        "E": Page(BARE, OFFICE, "/mot-trang/", "2. Ở đâu chưa đạt? Kỳ này chưa có số liệu."),
        "L": Page(LATE, OFFICE, "/chi-tieu/T1.2/", "2 nơi chưa đủ số liệu"),
    },
    26: {
        "E": Page(BARE, OFFICE, "/nhiem-vu/", "Chưa giao nhiệm vụ nào cho năm"),
        "L": Proof("test_duty_pages.py::test_after_the_day_a_reason_is_asked_once"),
    },
    27: {"L": Proof("test_duty_pages.py::test_after_the_day_a_reason_is_asked_once")},
    28: {"E": Proof("test_duty_pages.py::test_bodies_that_have_not_sent_can_be_listed")},
    29: {"X": Proof("test_duty_pages.py::test_empty_boxes_keep_what_was_typed_and_are_named")},
    30: {
        "E": Page(BARE, OFFICE, "/ky-bao-cao/", "Chưa mở kỳ báo cáo nào."),
        "L": Proof(
            "test_late_states.py::test_a_round_about_to_open_without_its_scope_says_what_lacks"
        ),
    },
    31: {"L": Page(LATE, OFFICE, "/ky-bao-cao/annual/2024-nam/", "Đơn vị chưa gửi")},
    32: {
        "E": Page(BARE, COMMUNE, "/danh-gia/2024-nam/", "Chưa có đơn vị nào đăng ký năm 2024."),
        "L": Proof(
            "test_late_states.py"
            "::test_a_year_of_assessments_is_late_after_the_days_of_its_rule_sets"
        ),
    },
    33: {
        "X": Proof(
            "test_assessments.py::test_a_conclusion_other_than_the_rule_needs_reason_and_document"
        ),
    },
    34: {
        "L": Proof(
            "test_assessments.py::test_grading_is_locked_until_the_administrator_enters_the_rubric"
        ),
    },
    35: {
        "E": Page(BARE, OFFICE, "/kiem-tra/", "Năm này chưa có đợt kiểm tra nào."),
        "L": Page(BARE, OFFICE, "/kiem-tra/", "yêu cầu từ 20 đơn vị"),
    },
    36: {
        "E": Page(BARE, OFFICE, "/so/tap-huan/", "Sổ chưa có dòng nào"),
        "L": Page(
            BARE, OFFICE, "/so/tap-huan/?ky=2024-nam", "năm 2024 toàn tỉnh chưa có lớp tập huấn nào"
        ),
    },
    37: {"E": Page(BARE, OFFICE, "/bao-cao/", "Chưa có báo cáo nào.")},
    38: {"X": Proof("test_report_builder.py::test_what_cannot_be_printed_is_not_saved")},
    39: {"L": Proof("unit/test_reports.py::test_a_later_correction_is_listed_and_changes_nothing")},
    40: {"E": Proof("test_registers.py::test_the_short_list_gives_its_reasons")},
    41: {
        "E": Page(BARE, "leader", "/mot-trang/", NO_ROUND_YET),
        "L": Page(LATE, "leader", "/mot-trang/", "Đã hết hạn gửi, còn thiếu 7 báo cáo; "),
    },
    42: {"X": Proof("test_amendments.py::test_a_stale_draft_shows_why_it_cannot_be_published")},
    43: {
        "E": Page(BARE, OFFICE, "/sap-xep/", "Chưa có bản sắp xếp nào."),
        "X": Proof(
            "test_reorganisation_pages.py::test_a_blocked_draft_is_not_carried_out_by_a_forged_form"
        ),
    },
    44: {
        "E": Page(BARE, "administrator", "/tai-khoan/?q=zzzz", "Không có chức danh nào khớp"),
        "L": Page(BARE, "administrator", "/tai-khoan/?loc=trong", "Giao"),
    },
    45: {"E": Page(BARE, "auditor", "/nhat-ky/?viec=report.freeze", "Không có thao tác nào khớp")},
    46: {"E": Page(BARE, OFFICE, "/tim/?q=zzzz", "Không có kết quả cho “zzzz”")},
    47: {"X": Page(BARE, UNIT, "/tro-giup/khong-co/", "Không có trang này", 404)},
    48: {"L": Page(BARE, UNIT, "/ngoai-tuyen/", "Trang này cần có mạng.")},
    49: {"X": Page(BARE, UNIT, "/khong-co/", "Mã tra cứu", 404)},
}

#: What the third column of the design's list asks of each row; rows left out ask nothing.
ASKED: dict[int, str] = {
    1: "ELX", 2: "X", 3: "EL", 4: "E", 5: "L", 6: "ELX", 7: "X", 8: "X", 11: "E", 12: "EL",
    13: "X", 15: "E", 16: "X", 17: "EL", 18: "L", 20: "E", 22: "E", 23: "L", 24: "E", 26: "EL",
    27: "L", 28: "E", 29: "X", 30: "L", 32: "EL", 33: "X", 35: "EL", 36: "L", 37: "E", 38: "X",
    39: "L", 40: "E", 41: "L", 42: "X", 43: "X", 44: "L", 45: "E", 46: "E",
}  # fmt: skip
