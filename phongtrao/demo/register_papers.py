"""Outlines and legal documents of the demonstration: real numbers of real documents, own words."""

from __future__ import annotations

Paper = tuple[str, str, str, str, str, str, str]

#: number, form, issuer, issued, subject, in force from, clauses and criteria it serves
DOCUMENTS: tuple[Paper, ...] = (
    ("124/2021/TT-BCA", "circular", "Bộ Công an", "2021-12-28",
     "Tiêu chuẩn “An toàn về an ninh, trật tự”", "2022-02-10", "II.1; III.3.a"),
    ("510/QĐ-BCA-V05", "decision", "Bộ Công an", "2022-01-20",
     "Tiêu chí đánh giá, phân loại phong trào", "2022-01-20", "II.1; III.3.a"),
    ("9745/QĐ-BCA-V05", "decision", "Bộ Công an", "2022-12-28",
     "Tiêu chí tạm thời xây dựng xã điển hình", "", "III.6"),
    ("22/HD-BCA-V05", "guide", "Bộ Công an", "2022-11-18",
     "Xây dựng, nhân rộng mô hình", "", "III.2"),
    ("30/2023/QH15", "law", "Quốc hội", "2023-11-28",
     "Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở", "2024-07-01", "II.6; III.5"),
    ("40/2024/NĐ-CP", "decree", "Chính phủ", "2024-04-16",
     "Quy định chi tiết Luật Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở", "2024-07-01",
     "III.5"),
    ("14/2024/TT-BCA", "circular", "Bộ Công an", "2024-04-22",
     "Hướng dẫn thành lập Tổ bảo vệ an ninh, trật tự", "2024-07-01", "III.5"),
    ("06/2013/NĐ-CP", "decree", "Chính phủ", "2013-01-09",
     "Bảo vệ cơ quan, doanh nghiệp", "", "II.6; III.5.b"),
    ("06/2014/NĐ-CP", "decree", "Chính phủ", "2014-01-21",
     "Biện pháp vận động quần chúng bảo vệ an ninh", "", "III.1"),
    ("06/2022/QH15", "law", "Quốc hội", "2022-06-15", "Thi đua, khen thưởng", "2024-01-01",
     "III.6"),
    ("152/2025/NĐ-CP", "decree", "Chính phủ", "2025-06-14",
     "Phân cấp và quy định chi tiết về thi đua, khen thưởng", "2025-07-01", "III.6"),
    ("521/QĐ-TTg", "decision", "Thủ tướng Chính phủ", "2005-06-13",
     "Ngày hội toàn dân bảo vệ an ninh Tổ quốc 19/8", "", "III.4"),
    ("318/QĐ-TTg", "decision", "Thủ tướng Chính phủ", "2022-03-08",
     "Bộ tiêu chí quốc gia về xã nông thôn mới", "", "II.1"),
    ("06/2011/QĐ-UBND", "decision", "Ủy ban nhân dân tỉnh Bình Phước", "2011-02-24",
     "Tổ An ninh nhân dân", "", "III.2.a"),
    ("2587/UBND-NC", "letter", "Ủy ban nhân dân tỉnh Bình Phước", "2018-09-07",
     "Mô hình Camera an ninh", "", "III.7.b"),
    ("2385/QĐ-UBND", "decision", "Ủy ban nhân dân tỉnh Bình Phước", "2019-11-07",
     "Công an chính quy đảm nhiệm chức danh Công an xã", "", "III.5.e"),
    ("09-CT/TW", "directive", "Ban Bí thư", "2011-12-01",
     "Tăng cường sự lãnh đạo của Đảng đối với phong trào", "", "I"),
    ("44-KL/TW", "directive", "Ban Bí thư", "2019-01-22", "Tiếp tục thực hiện Chỉ thị 09", "",
     "I"),
    ("386-KL/TU", "directive", "Ban Thường vụ Tỉnh ủy Bình Phước", "2022-06-25",
     "Nâng cao chất lượng phong trào giai đoạn 2021 - 2025", "", "I"),
)  # fmt: skip
#: number of a document → (relation, number of the earlier one)
RELATIONS = {
    "40/2024/NĐ-CP": ("guides", "30/2023/QH15"),
    "14/2024/TT-BCA": ("guides", "30/2023/QH15"),
    "152/2025/NĐ-CP": ("guides", "06/2022/QH15"),
    "44-KL/TW": ("guides", "09-CT/TW"),
}
#: title, topic, audiences, minutes, content
OUTLINES: tuple[tuple[str, str, tuple[str, ...], int, str], ...] = (
    ("Nhận biết cuộc gọi lừa đảo", "fraud", ("people", "pupils"), 10,
     "- Không chuyển tiền theo yêu cầu qua điện thoại.\n- Cơ quan nhà nước không làm việc qua "
     "mạng xã hội.\n- Nghi ngờ thì báo Công an xã."),
    ("Không thử dù một lần", "drugs", ("people", "workers", "pupils"), 15,
     "- Nhận biết chất lạ trong kẹo, thuốc lá điện tử.\n- Nói không và báo người lớn.\n- Nơi giúp "
     "cai nghiện."),
    ("Đi đúng đường, đội đúng mũ", "traffic", ("people", "pupils"), 8,
     "- Đội mũ bảo hiểm đúng cách.\n- Không chạy xe khi đã uống rượu."),
    ("Trường học không bạo lực", "school", ("pupils",), 12,
     "- Thấy bạn bị bắt nạt thì báo thầy cô.\n- Giải quyết mâu thuẫn bằng lời."),
    ("Tổ bảo vệ an ninh, trật tự làm gì", "core_force", ("people", "officials"), 12,
     "- Sáu nhóm việc hỗ trợ Công an xã.\n- Việc không được làm.\n- Khi nào gọi tổ."),
    ("Năm việc để khu dân cư an toàn", "safe_title", ("people", "officials"), 10,
     "- Đăng ký trong quý I.\n- Mỗi hộ ký cam kết.\n- Giữ ít nhất một mô hình."),
    ("Giữ đường biên, cột mốc", "border", ("border", "people"), 12,
     "- Không qua lại trái phép.\n- Thấy người lạ, việc lạ thì báo Đồn Biên phòng."),
    ("Phòng cháy từ bếp và dây điện", "fire", ("people", "traders", "lodgers"), 9,
     "- Tắt bếp, rút phích khi ra khỏi nhà.\n- Lối thoát thứ hai.\n- Số máy 114."),
)  # fmt: skip
