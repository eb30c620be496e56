"""Names of demonstration units: administrative words only, never a person's name.

Every made-up agency, enterprise and school carries "(minh hoạ)" in its name, so that nobody can
take a demonstration unit for a real one. Hamlets carry plain administrative names ("Ấp 3").
"""

from random import Random

LABEL = "(minh hoạ)"

_THON_DISTRICTS = frozenset({"688", "691", "696", "698"})
_HAMLET_WORDS = (
    "Bù Tam", "Sóc Nê", "Suối Thôn", "K'Liêu", "Sóc Lớn", "Bù Kroai", "Bình Giai", "Mười Mẫu",
    "Cần Dực", "Bù Núi", "Bù Dinh", "Sóc Rul", "Thạch Màng", "Bù Xia", "Đắk Á", "Bù Rên",
    "Phú Thuận", "Phú Lâm", "Tân Hòa", "Thuận Tiến", "Hưng Phát", "Suối Nhung", "Cây Chặt",
    "Đồng Tâm", "Bàu Nghé", "Sơn Hà", "Bù Ka", "Phu Mang", "Trảng Tranh", "Chà Là",
)  # fmt: skip
_QUARTER_WORDS = (
    "Phú Nghĩa", "Bình Giang", "Phú Thanh", "Hưng Thịnh", "Tân An", "Thanh Bình", "Xuân Lộc",
    "Phước An", "Suối Đồng", "Long Điền", "Ninh Thịnh", "Trung Lợi", "Phú Cường", "Sơn Long",
)  # fmt: skip
_COMMUNE_AGENCIES = (
    "Trạm Y tế", "Bưu điện văn hóa", "Quỹ Tín dụng nhân dân", "Trung tâm Văn hóa - Thể thao",
    "Trạm Khuyến nông", "Hợp tác xã Dịch vụ nông nghiệp", "Ban Quản lý chợ",
    "Trạm Bảo vệ thực vật", "Tổ Quản lý bến xe", "Trung tâm Học tập cộng đồng",
    "Trạm Thủy nông", "Ban Quản lý rừng", "Trạm Cấp nước", "Phòng Giao dịch ngân hàng chính sách",
)  # fmt: skip
_ARMED_AGENCIES = ("Ban Chỉ huy Quân sự", "Đồn Biên phòng khu vực")
DISTRICT_AGENCIES = (
    "Phòng Nội vụ", "Phòng Tư pháp", "Phòng Tài chính - Kế hoạch", "Phòng Văn hóa và Thông tin",
    "Phòng Giáo dục và Đào tạo", "Phòng Y tế", "Thanh tra", "Trung tâm Y tế",
    "Chi cục Thuế khu vực", "Hạt Kiểm lâm",
    "Chi cục Thi hành án dân sự", "Điện lực", "Bảo hiểm xã hội",
)  # fmt: skip
PROVINCE_AGENCIES = (
    "Sở Kế hoạch và Đầu tư", "Sở Xây dựng", "Sở Giao thông vận tải", "Sở Y tế",
    "Sở Tài nguyên và Môi trường", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Công Thương",
    "Thanh tra tỉnh", "Cục Thống kê tỉnh", "Kho bạc Nhà nước tỉnh", "Bảo hiểm xã hội tỉnh",
    "Bệnh viện Đa khoa tỉnh", "Trung tâm Kiểm soát bệnh tật tỉnh", "Ban Quản lý Khu kinh tế",
)  # fmt: skip
_TRADES = (
    "Chế biến hạt điều", "Chế biến mủ cao su", "May mặc", "Giày da", "Gỗ và nội thất",
    "Vật liệu xây dựng", "Bao bì", "Thức ăn chăn nuôi", "Cơ khí", "Điện tử", "Vận tải",
    "Xăng dầu", "Thương mại tổng hợp", "Xây dựng cầu đường", "Nông sản", "Hồ tiêu", "Dệt sợi",
    "Linh kiện nhựa", "Năng lượng mặt trời", "Chăn nuôi", "Phân bón", "Khai thác đá",
)  # fmt: skip
_FORMS = ("Công ty TNHH", "Công ty Cổ phần", "Doanh nghiệp tư nhân")
_SCHOOLS = {
    "preschool": "Trường Mầm non",
    "primary": "Trường Tiểu học",
    "lower": "Trường THCS",
    "upper": "Trường THPT",
}


def place(name: str, kind: str) -> str:
    """The commune as people write it inside another name: "xã Lộc Tấn", "phường Phú Đức"."""
    words = {"xa": "xã", "phuong": "phường", "thi_tran": "thị trấn"}
    return f"{words.get(kind, 'xã')} {name}"


def hamlets(rng: Random, kind: str, district_code: str, count: int) -> list[str]:
    """Names of the hamlets of one commune, all different.

    kind: the commune's kind (phường and thị trấn have khu phố, xã have ấp or thôn by custom of
    the district); count: how many names are wanted.
    """
    urban = kind in {"phuong", "thi_tran"}
    noun = "Khu phố" if urban else ("Thôn" if district_code in _THON_DISTRICTS else "Ấp")
    pool = list(_QUARTER_WORDS if urban else _HAMLET_WORDS)
    rng.shuffle(pool)
    named = rng.randint(0, min(len(pool), 1 + count // 3))
    numbers = [f"{noun} {i}" for i in range(1, count - named + 1)]
    words = [f"{noun} {word}" for word in pool[:named]]
    if urban and named:
        words[0] = f"{words[0]} 2"
    return numbers + words


def agencies(rng: Random, where: str, count: int) -> list[tuple[str, str]]:
    """Pairs (name, subkind) of the agencies of one commune; one in twelve is an armed one."""
    pool = list(_COMMUNE_AGENCIES)
    rng.shuffle(pool)
    found: list[tuple[str, str]] = []
    for number in range(count):
        if number and rng.random() < 1 / 12:
            found.append((f"{rng.choice(_ARMED_AGENCIES)} {where} {LABEL}", "armed"))
        else:
            again = "" if number < len(pool) else f" số {number // len(pool) + 1}"
            found.append((f"{pool[number % len(pool)]}{again} {where} {LABEL}", ""))
    return _distinct(found)


def enterprises(rng: Random, where: str, count: int, small_share: float) -> list[tuple[str, str]]:
    """Pairs (name, subkind) of enterprises; `small_share` of them are small or micro."""
    found = []
    for number in range(1, count + 1):
        small = rng.random() < small_share
        form = _FORMS[2] if small and rng.random() < 0.5 else rng.choice(_FORMS[:2])
        name = f"{form} {rng.choice(_TRADES)} {where} {number} {LABEL}"
        found.append((name, "small" if small else ""))
    return found


def schools(rng: Random, where: str, count: int) -> list[tuple[str, str]]:
    """Pairs (name, subkind) of schools; primary and preschool are outside Circular 124."""
    order = ["lower", "primary", "preschool", "preschool", "primary", "upper", "lower", "primary"]
    found = []
    for number in range(count):
        level = order[number % len(order)]
        again = 1 + order[: number % len(order)].count(level) + 3 * (number // len(order))
        tail = f" {again}" if again > 1 else ""
        subkind = level if level in {"primary", "preschool"} else ""
        found.append((f"{_SCHOOLS[level]} {where}{tail} {LABEL}", subkind))
    if rng.random() < 0.05:
        found[0] = (f"Trường PTDT Nội trú {where} {LABEL}", "")
    return found


def _distinct(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    seen: dict[str, int] = {}
    result = []
    for name, subkind in pairs:
        seen[name] = seen.get(name, 0) + 1
        again = seen[name]
        label = name if again == 1 else name.replace(LABEL, f"số {again} {LABEL}")
        result.append((label, subkind))
    return result
