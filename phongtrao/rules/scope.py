"""Who is subject to the title "An toàn về an ninh, trật tự".

Circular 124/2021/TT-BCA, articles 1 and 2: residential areas, communes, agencies, enterprises and
educational institutions; not armed-forces units, small and micro enterprises, primary schools,
preschools and nurseries.
"""

from dataclasses import dataclass

from phongtrao.core.kinds import scope_rule


@dataclass(frozen=True)
class ScopeRule:
    """Why a unit is out of scope; `code` is what the projection keeps."""

    code: str
    label: str
    label_en: str
    law: str


_ARTICLE_1 = "TT 124/2021/TT-BCA Điều 1"
RULES: dict[str, ScopeRule] = {
    rule.code: rule
    for rule in (
        ScopeRule(
            "armed_forces",
            "Không thuộc diện xét danh hiệu: cơ quan, đơn vị lực lượng vũ trang",
            "Out of scope: armed forces",
            _ARTICLE_1,
        ),
        ScopeRule(
            "small_enterprise",
            "Không thuộc diện xét danh hiệu: doanh nghiệp nhỏ, siêu nhỏ",
            "Out of scope: small or micro enterprise",
            _ARTICLE_1,
        ),
        ScopeRule(
            "primary_school",
            "Không thuộc diện xét danh hiệu: trường tiểu học",
            "Out of scope: primary school",
            _ARTICLE_1,
        ),
        ScopeRule(
            "preschool",
            "Không thuộc diện xét danh hiệu: trường mầm non, nhà trẻ",
            "Out of scope: preschool or nursery",
            _ARTICLE_1,
        ),
        ScopeRule(
            "not_subject",
            "Không thuộc đối tượng của thông tư",
            "Not a subject of the circular",
            "TT 124/2021/TT-BCA Điều 2",
        ),
    )
}


def in_scope(group: str, kind: str, subkind: str) -> tuple[bool, str]:
    """Return (in scope, code of the rule that leaves the unit out or '')."""
    rule = scope_rule(group, subkind)
    return not rule, rule
