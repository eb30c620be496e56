"""The closed list of kinds of units.

Administrative kinds: Law on Organisation of Local Government 77/2015/QH13 art. 2 (three levels,
until 30/6/2025) and 72/2025/QH15 art. 1 (two levels, from 1/7/2025). Reporting kinds: the five
groups of Circular 124/2021/TT-BCA art. 2.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One legal kind of unit; `group` is its level or reporting group."""

    code: str
    label: str
    label_en: str
    group: str

    @property
    def rank(self) -> int:
        """Return the depth of the group: nation 0, province 1, district 2, commune 3, below 4."""
        return min(GROUPS.index(self.group), 4)


GROUPS: tuple[str, ...] = (
    "nation",
    "province",
    "district",
    "commune",
    "hamlet",
    "agency",
    "enterprise",
    "school",
)
REPORTING_GROUPS: tuple[str, ...] = ("hamlet", "commune", "agency", "enterprise", "school")
MAP_GROUPS: tuple[str, ...] = ("nation", "province", "district", "commune")
LEAF_GROUPS: tuple[str, ...] = ("hamlet", "agency", "enterprise", "school")

GROUP_LABELS: dict[str, str] = {
    "nation": "Toàn quốc",
    "province": "Cấp tỉnh",
    "district": "Cấp huyện",
    "commune": "Xã, phường, thị trấn",
    "hamlet": "Khu dân cư",
    "agency": "Cơ quan",
    "enterprise": "Doanh nghiệp",
    "school": "Cơ sở giáo dục",
}
GROUP_LABELS_EN: dict[str, str] = {
    "nation": "Nation",
    "province": "Province level",
    "district": "District level",
    "commune": "Communes, wards, townships",
    "hamlet": "Residential areas",
    "agency": "Agencies",
    "enterprise": "Enterprises",
    "school": "Educational institutions",
}

_ALL = (
    Kind("quoc_gia", "quốc gia", "nation", "nation"),
    Kind("tinh", "tỉnh", "province", "province"),
    Kind("thanh_pho_tw", "thành phố", "centrally-run city", "province"),
    Kind("huyen", "huyện", "rural district", "district"),
    Kind("thi_xa", "thị xã", "town", "district"),
    Kind("thanh_pho", "thành phố", "provincial city", "district"),
    Kind("xa", "xã", "commune", "commune"),
    Kind("phuong", "phường", "ward", "commune"),
    Kind("thi_tran", "thị trấn", "township", "commune"),
    Kind("khu_dan_cu", "khu dân cư", "residential area", "hamlet"),
    Kind("co_quan", "cơ quan", "agency", "agency"),
    Kind("doanh_nghiep", "doanh nghiệp", "enterprise", "enterprise"),
    Kind("truong_hoc", "cơ sở giáo dục", "educational institution", "school"),
)
KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}


def group_of(kind: str) -> str:
    """Return the group of a kind code; KeyError for a code outside the list."""
    return KINDS[kind].group


def full_name(kind: str, name: str) -> str:
    """Return the name as people say it: `xã Lộc An`, `thành phố Đồng Xoài`, `Ấp 1`.

    Units of the reporting groups below communes carry their own full name already.
    """
    listed = KINDS[kind]
    if listed.group in LEAF_GROUPS or listed.group == "nation":
        return name
    return f"{listed.label} {name}"


@dataclass(frozen=True)
class Subkind:
    """A mark on a unit of a group ('' any); `scope_rule` names why it is out of scope ('' in)."""

    code: str
    label: str
    label_en: str
    scope_rule: str = ""
    group: str = ""


_SUBKINDS = (
    Subkind("", "", ""),
    Subkind("armed", "lực lượng vũ trang", "armed forces", "armed_forces", "agency"),
    Subkind(
        "small", "doanh nghiệp nhỏ, siêu nhỏ", "small enterprise", "small_enterprise", "enterprise"
    ),
    Subkind("primary", "trường tiểu học", "primary school", "primary_school", "school"),
    Subkind("preschool", "trường mầm non, nhà trẻ", "preschool", "preschool", "school"),
    Subkind("body", "cơ quan, đoàn thể cấp tỉnh", "provincial body"),
    Subkind("body_armed", "cơ quan lực lượng vũ trang", "armed body", "armed_forces", "agency"),
    Subkind("outside", "ngoài địa bàn kế hoạch", "outside the plan's area", "not_subject"),
)
SUBKINDS: dict[str, Subkind] = {subkind.code: subkind for subkind in _SUBKINDS}


def scope_rule(group: str, subkind: str) -> str:
    """Return why a unit is out of scope: a rule code, '' when in scope.

    Circular 124/2021/TT-BCA art. 2: armed-forces agencies, small and micro enterprises, primary
    schools and preschools are left out; other groups than the five do not report at all.
    """
    if group not in REPORTING_GROUPS:
        return "not_subject"
    mark = SUBKINDS.get(subkind)
    if mark is None:
        return "not_subject"
    return mark.scope_rule if mark.group in ("", group) else ""
