"""A few dozen hand-written Vietnamese sentences for the narrative fields of demonstration data.

They speak of work, never of a person. Three shelves (`good`, `weak`, `next`) let a narrative agree
with the grade of its unit; some units copy the same sentence every year on purpose, because the
formalism signals of the product have to find such copies.
"""

from random import Random

GOOD = (
    "Đã quán triệt kế hoạch của tỉnh trong quý I và giao nhiệm vụ bằng văn bản cho từng bộ phận.",
    "Duy trì giao ban hằng tháng với Công an xã, thông báo lại trong sinh hoạt chi bộ.",
    "Mô hình tự quản hoạt động đều, có sổ theo dõi và phân công trực theo tuần.",
    "Tuyên truyền qua loa truyền thanh vào thứ ba và thứ sáu, mỗi lần khoảng mười phút.",
    "Ngày hội 19/8 tổ chức ngắn gọn, phần hội có thi tìm hiểu pháp luật và bóng chuyền.",
    "Hộ dân, người lao động ký cam kết đầu năm; cuối năm rà soát lại việc thực hiện.",
    "Camera do nhân dân đóng góp được kiểm tra hai lần trong năm, hư hỏng nhỏ sửa trong tuần.",
    "Phối hợp hòa giải kịp thời các mâu thuẫn nhỏ, không để kéo dài hoặc vượt cấp.",
    "Lực lượng nòng cốt được tập huấn một ngày, có tài liệu và bài kiểm tra cuối buổi.",
    "Đơn vị tự chấm điểm công khai, có biên bản họp và ý kiến của tập thể.",
    "Phối hợp giữa nhà trường và Công an xã đi vào nề nếp, có đội tự quản cổng trường.",
    "Doanh nghiệp bố trí đủ bảo vệ theo ca, thay hệ thống chiếu sáng bãi xe.",
    "Nhân rộng mô hình từ một điểm sang hai điểm, cả hai đều có quyết định thành lập.",
    "Không có vụ việc phức tạp về an ninh, trật tự; tin báo của nhân dân được xử lý đúng hạn.",
    "Văn bản chỉ đạo ban hành đúng thời gian, phù hợp tình hình của đơn vị.",
)  # fmt: skip
WEAK = (
    "Một số buổi tuyên truyền ít người dự do trùng mùa thu hoạch điều.",
    "Mô hình tự quản thành lập đã lâu, sinh hoạt chưa đều; đang củng cố lại.",
    "Kinh phí còn hạn chế, camera hỏng chưa có nguồn sửa chữa.",
    "Lực lượng bảo vệ còn kiêm nhiệm, chưa qua lớp tập huấn trong năm.",
    "Sổ sách theo dõi chưa đầy đủ, số liệu sáu tháng đầu năm phải rà soát lại.",
    "Địa bàn rộng, dân cư phân tán, sóng điện thoại yếu ở hai cụm dân cư.",
    "Việc ký cam kết của công nhân thời vụ chưa đạt yêu cầu.",
    "Sau sắp xếp đơn vị hành chính, đầu mối phối hợp thay đổi, một số việc chậm tiến độ.",
    "Phong trào ở một vài nơi còn hình thức, chưa gắn với việc cụ thể.",
    "Người phụ trách thay đổi giữa năm, hồ sơ bàn giao chưa đủ.",
)  # fmt: skip
NEXT = (
    "Năm tới tập trung củng cố mô hình đã có, không thành lập thêm khi chưa đủ điều kiện.",
    "Đề nghị cấp trên hỗ trợ tài liệu tuyên truyền bằng tiếng S'tiêng.",
    "Đề nghị bố trí kinh phí sửa chữa camera hư hỏng trong dự toán năm sau.",
    "Tổ chức lớp tập huấn cho lực lượng nòng cốt ngay trong quý I.",
    "Tiếp tục giao chỉ tiêu cụ thể cho từng chi hội, kiểm tra vào cuối mỗi quý.",
    "Đề nghị hướng dẫn thống nhất cách đếm mô hình và điểm mô hình.",
    "Rà soát lại danh sách lực lượng nòng cốt sau khi sắp xếp đơn vị hành chính.",
    "Duy trì giao ban liên tịch, mời thêm các doanh nghiệp đóng trên địa bàn.",
)  # fmt: skip
OWN_WHO = (
    "Chi hội phụ nữ", "Đoàn thanh niên", "Hội cựu chiến binh", "Tổ bảo vệ an ninh, trật tự",
    "Ban công tác mặt trận", "Người có uy tín", "Công đoàn", "Hội nông dân", "Tổ tự quản",
)  # fmt: skip
OWN_WHAT = (
    "tuần tra ban đêm", "hòa giải mâu thuẫn đất đai", "lắp thêm đèn chiếu sáng", "thay camera hỏng",
    "vận động giao nộp vũ khí tự chế", "rà soát nơi cho thuê trọ", "tập huấn chữa cháy",
    "phát tờ rơi phòng lừa đảo", "giúp người lầm lỗi có việc làm", "nói chuyện với học sinh",
    "gác chốt mùa thu hoạch điều", "dọn điểm tập kết rác", "ký quy ước không đốt pháo",
)  # fmt: skip
OWN_WHERE = (
    "ở đường liên ấp", "quanh chợ", "tại khu nhà trọ", "tại ngã ba trung tâm", "ở xóm mới",
    "dọc bờ suối", "ở khu rẫy điều", "trước cổng trường", "ở khu giãn dân", "tại nhà văn hóa",
    "quanh sân bóng", "ở lô cao su",
)  # fmt: skip
OWN_HOW = (
    "mỗi tháng một lần", "vào tối thứ bảy", "trong ba tuần liền", "khi mưa lớn kéo dài",
    "theo đề nghị của bà con", "cùng với Công an xã", "bằng tiền đóng góp", "được bà con khen",
    "hai tháng giữa năm phải tạm nghỉ", "chưa đều vì ít người", "sau một vụ mất trộm xe",
)  # fmt: skip
RETURNED = (
    "Số hộ ký cam kết chưa khớp với biên bản ký đầu năm; đề nghị kiểm tra lại.",
    "Số người dự tập huấn cao hơn danh sách đã gửi; đề nghị đối chiếu.",
    "Chưa có minh chứng cho mô hình khai là duy trì có hiệu quả.",
    "Số liệu tăng nhiều so với năm trước; đề nghị xác nhận hoặc sửa.",
    "Ô này ghi số của cả năm trước; đề nghị nhập số của kỳ này.",
)  # fmt: skip
ON_BEHALF = "Đơn vị gửi bản giấy, cấp xã nhập thay theo bản giấy."


def narrative(rng: Random, field_id: str, quality: float) -> str:
    """One to three sentences for a text field.

    rng: the unit's generator for the period; quality: 0 (weak) to 1 (strong), so that a weak unit
    writes about its weakness; field_id steers fields that ask for difficulties or proposals.
    """
    if any(word in field_id for word in ("difficult", "weak", "limit", "shortcoming", "cause")):
        return rng.choice(WEAK)
    if any(word in field_id for word in ("next", "propos", "recommend", "request", "plan_for")):
        return rng.choice(NEXT)
    first = rng.choice(GOOD if rng.random() < 0.3 + 0.7 * quality else WEAK)
    if rng.random() < 0.35:
        return f"{first} {rng.choice(NEXT)}"
    return first


def story(rng: Random) -> str:
    """Two to four sentences that are a unit's own: who did what, how often, where and how."""
    lines = [
        f"{rng.choice(OWN_WHO)} {rng.choice(OWN_WHAT)} {rng.randint(2, 30)} lần "
        f"{rng.choice(OWN_WHERE)}, {rng.choice(OWN_HOW)}."
        for _ in range(rng.randint(3, 4))
    ]
    return " ".join(lines)
