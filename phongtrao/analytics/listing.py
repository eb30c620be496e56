"""Rows of a form for a spreadsheet: codes, places, every field, state and version."""

from __future__ import annotations

from typing import Any

from django.db import connection

from phongtrao.analytics.places import OnMap, codes_of, day_for, node_on
from phongtrao.analytics.sheets import ROW
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.definitions import Form
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import projections

PLACES = ("province", "district", "commune")
HEADS = {
    "target": "chỉ tiêu",
    "node_code": "mã đơn vị",
    "kind": "loại",
    "period": "kỳ",
    "value": "giá trị",
    "numerator": "tử số",
    "denominator": "mẫu số",
    "coverage": "tỷ lệ báo cáo",
    "verdict": "kết luận",
    "provisional": "tạm tính",
    "code": "mã",
    "name": "tên",
    "group": "nhóm",
    "state": "trạng thái",
    "version": "bản nộp",
    "adds": "góp tử số",
    "adds_below": "góp mẫu số",
    "sender": "nơi gửi",
    "verifier": "nơi duyệt",
    "evidence": "minh chứng",
}


def listing(
    form_id: str, period: Period, on_map: OnMap, node_id: int | None = None
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return (columns, rows by unit code) of a form and period, places on the chosen map.

    Columns: unit_code, kind, province_code, district_code, commune_code, every field (with its
    reason), state, version, then group, in_scope and scope_rule.
    """
    form = programmes.package().forms[form_id]
    fields = [name for name, _ in projections.columns(form) if name not in projections.KEY_NAMES]
    own = ["kind", *fields, "state", "version", "grp", "in_scope", "scope_rule"]
    day = day_for(period, on_map)
    found = _read(form, own, period, day, node_id)
    places = {row[at] for row in found for at in (1, 2, 3) if row[at] is not None}
    codes = codes_of([row[0] for row in found], period.end)
    codes_above = codes_of(sorted(places), day)
    columns = ["unit_code", "kind", *(f"{level}_code" for level in PLACES), *fields]
    columns += ["state", "version", "group", "in_scope", "scope_rule"]
    rows = []
    for unit_id, *rest in found:
        above, (kind, *values) = rest[:3], rest[3:]
        where = ("" if place is None else codes_above[place] for place in above)
        rows.append(dict(zip(columns, (codes[unit_id], kind, *where, *values), strict=True)))
    rows.sort(key=lambda row: str(row["unit_code"]))
    return columns, rows


def _read(
    form: Form, own: list[str], period: Period, day: Any, node_id: int | None
) -> list[tuple[Any, ...]]:
    listed = ", ".join(f'{ROW}."{name}"' for name in own)
    above = ", ".join(f"m.{level}_id" for level in PLACES)
    sql = (
        f"SELECT {ROW}.unit_id, {above}, {listed}"
        f" FROM {projections.table_name(form)} AS {ROW}"
        f" JOIN orgs_mapentry AS m ON m.map_id = %s AND m.unit_id = {ROW}.unit_id"
        f" WHERE {ROW}.period = %s"
    )
    params: list[Any] = [orgs.map_for(day).pk, period.code]
    if node_id is not None:
        node = node_on(node_id, day)
        condition, more = ("1 = 0", list[int]()) if node is None else node.where(ROW, "m")
        sql += f" AND {condition}"
        params += more
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
