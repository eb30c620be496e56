"""The words formulas are said in, Vietnamese and English: sentences with `{}` for their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from phongtrao.core.kinds import GROUP_LABELS, GROUP_LABELS_EN, KINDS


@dataclass(frozen=True)
class Vocabulary:
    """One language; every text is a pattern for `str.format`."""

    compare: Mapping[str, str]
    own: Mapping[str, str]
    why: Mapping[str, str]
    answers: Mapping[str, str]
    groups: Mapping[str, str]
    kinds: Mapping[str, str]
    reason: str
    instead: str
    then: str
    emptied: str
    branch: str
    otherwise: str
    empty: str
    filled: str
    between: str
    one_of: str
    none_of: str
    negated: str
    both: str
    either: str
    in_scope: str
    out_of_scope: str
    equal_text: str
    equal_number: str
    units: str
    units_where: str
    different: str
    total: str
    plus: str
    thousands: str


VIETNAMESE = Vocabulary(
    compare={
        "<>": "{} khác {}",
        "<": "{} nhỏ hơn {}",
        "<=": "{} không quá {}",
        ">": "{} lớn hơn {}",
        ">=": "{} từ {} trở lên",
    },
    own={"grp": "loại đơn vị", "kind": "kiểu đơn vị"},
    why={"none": "không có", "na": "không áp dụng", "unavailable": "chưa có số liệu"},
    answers={"yes": "có", "no": "không"},
    groups={code: str(label).lower() for code, label in GROUP_LABELS.items()},
    kinds={code: kind.label.lower() for code, kind in KINDS.items()},
    reason="lý do trống của “{}”",
    instead="{} (nếu trống thì lấy {})",
    then=", rồi ",
    emptied="{} (bỏ trống khi bằng {})",
    branch="nếu {} thì {}",
    otherwise="còn lại {}",
    empty="{} để trống",
    filled="{} có số liệu",
    between="{} từ {} đến {}",
    one_of="{} là {}",
    none_of="{} không phải {}",
    negated="không phải ({})",
    both="và",
    either="hoặc",
    in_scope="đơn vị thuộc diện",
    out_of_scope="đơn vị không thuộc diện",
    equal_text="{} là {}",
    equal_number="{} bằng {}",
    units="số đơn vị",
    units_where="số đơn vị có {}",
    different="số {} khác nhau",
    total="tổng {}",
    plus=" cộng ",
    thousands=".",
)

ENGLISH = Vocabulary(
    compare={
        "<>": "{} is not {}",
        "<": "{} is less than {}",
        "<=": "{} is at most {}",
        ">": "{} is more than {}",
        ">=": "{} is {} or more",
    },
    own={"grp": "the group of the unit", "kind": "the kind of the unit"},
    why={"none": "none", "na": "not applicable", "unavailable": "not available"},
    answers={"yes": "yes", "no": "no"},
    groups={code: str(label).lower() for code, label in GROUP_LABELS_EN.items()},
    kinds={code: kind.label_en.lower() for code, kind in KINDS.items()},
    reason="the reason why “{}” is empty",
    instead="{} (where empty: {})",
    then=", then ",
    emptied="{} (left empty when it is {})",
    branch="if {} then {}",
    otherwise="otherwise {}",
    empty="{} is empty",
    filled="{} has a value",
    between="{} is from {} to {}",
    one_of="{} is {}",
    none_of="{} is not {}",
    negated="not ({})",
    both="and",
    either="or",
    in_scope="the unit is in scope",
    out_of_scope="the unit is not in scope",
    equal_text="{} is {}",
    equal_number="{} is {}",
    units="number of units",
    units_where="number of units where {}",
    different="number of different {}",
    total="total of {}",
    plus=" plus ",
    thousands=",",
)
