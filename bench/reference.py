"""The reference design in PostgreSQL: a narrow value table and an analytics table made from it.

The shape follows what DHIS2 publishes of its SQL (datavalue with text values; per year an
analytics table with level columns, one index per column, swapped in after each rebuild; one query
per measure, conditions as a pivot per organisation unit). It is our own writing of that shape, not
DHIS2 itself: no Java server, no cache. It is given kindnesses the original lacks: the hierarchy of
each period, one value per unit that has reported, and plain sums fetched together.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

SCHEMA = "reference"
LEVELS = {"nation": 1, "province": 2, "district": 3, "commune": 4}
SYSTEM = ("grp", "kind", "subkind", "in_scope")
SPOKEN = "reported"
VISITED = "visits"
_DIMENSIONS = (
    ("dx", "varchar(80) not null"), ("co", "char(11) not null"), ("ao", "char(11) not null"),
    ("pestartdate", "date"), ("peenddate", "date"), ("year", "int not null"),
    ("pe", "text not null"), ("ou", "varchar(11) not null"), ("oulevel", "int"), ("id", "text"),
    ("grp", "text"), ("kind", "text"), ("subkind", "text"), ("in_scope", "int"),
    ("uidlevel1", "varchar(11)"), ("uidlevel2", "varchar(11)"), ("uidlevel3", "varchar(11)"),
    ("uidlevel4", "varchar(11)"),
)  # fmt: skip
_FACTS = (
    ("approvallevel", "int"), ("daysxvalue", "double precision"), ("daysno", "int not null"),
    ("value", "double precision"), ("textvalue", "text"),
)  # fmt: skip
_NUMBER = r"^(-?0|-?[1-9]\d*)(\.\d+)?(E(-)?\d+)?$"


@dataclass(frozen=True)
class Source:
    """One wide table to narrow: its form and its columns with their types."""

    form: str
    table: str
    columns: tuple[tuple[str, str], ...]

    def types(self) -> dict[str, str]:
        """Column → 'integer' or 'text', the visits of inspections included."""
        return {**dict(self.columns), VISITED: "integer"}


@dataclass(frozen=True)
class Measure:
    """One additive figure: its name, its SQL aggregate over field columns, its row filter.

    plain: the data element when the measure is a bare sum of one field, so that it can be
    fetched together with others.
    """

    name: str
    form: str
    periods: tuple[str, ...]
    aggregate: str
    where: str
    fields: tuple[str, ...]
    where_fields: tuple[str, ...]
    plain: str = ""


def element(form: str, field: str) -> str:
    """The identifier of a data element: a field of a form."""
    return f"{form}.{field}"


def load(connection: psycopg.Connection[Any], sources: Sequence[Source]) -> dict[str, float]:
    """Build the narrow table and its resource tables from the wide ones; return the seconds."""
    run = connection.execute
    started = time.perf_counter()
    run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    run(f"CREATE SCHEMA {SCHEMA}")
    run(f"SET search_path = {SCHEMA}, public")
    _resources(connection, sources)
    run(
        """CREATE TABLE datavalue (dataelementid bigint not null, periodid bigint not null,
        sourceid bigint not null, categoryoptioncomboid bigint not null,
        attributeoptioncomboid bigint not null, value varchar(50000), storedby varchar(255),
        created timestamp not null, lastupdated timestamp not null, comment varchar(50000),
        followup boolean, deleted boolean not null default false)"""
    )
    for source in sources:
        for name, _ in source.columns:
            _narrow(connection, source, name)
        _visits(connection, source)
    run(
        """ALTER TABLE datavalue ADD PRIMARY KEY (dataelementid, periodid, sourceid,
        categoryoptioncomboid, attributeoptioncomboid)"""
    )
    run("CREATE INDEX in_datavalue_lastupdated ON datavalue (lastupdated)")
    run("CREATE INDEX in_datavalue_deleted ON datavalue (deleted)")
    run("VACUUM ANALYZE datavalue")
    return {"load_s": time.perf_counter() - started}


def _resources(connection: psycopg.Connection[Any], sources: Sequence[Source]) -> None:
    run = connection.execute
    run(
        """CREATE TABLE rs_de (dataelementid bigserial primary key, dataelementuid varchar(80)
        unique, valuetype text, domaintype text)"""
    )
    for source in sources:
        for name, kind in (*source.types().items(), (SPOKEN, "integer")):
            value_type = "NUMBER" if kind == "integer" else "TEXT"
            run(
                "INSERT INTO rs_de (dataelementuid, valuetype, domaintype) "
                "VALUES (%s, %s, 'AGGREGATE')",
                [element(source.form, name), value_type],
            )
    run(
        """CREATE TABLE rs_pe (periodid bigserial primary key, form text, iso text,
        startdate date, enddate date, daysno int, year int, unique (form, iso))"""
    )
    run(
        """CREATE TABLE rs_ou (organisationunitid bigint, periodid bigint,
        organisationunituid varchar(11), level int, uidlevel1 varchar(11), uidlevel2 varchar(11),
        uidlevel3 varchar(11), uidlevel4 varchar(11), grp text, kind text, subkind text,
        in_scope int, primary key (organisationunitid, periodid))"""
    )
    run("CREATE TABLE rs_cat (categoryoptioncomboid bigint primary key, uid char(11))")
    run("INSERT INTO rs_cat VALUES (20, 'defaultcoc0')")
    for source in sources:
        _periods(connection, source)
        _units(connection, source)


def _periods(connection: psycopg.Connection[Any], source: Source) -> None:
    connection.execute(
        f"""INSERT INTO rs_pe (form, iso, startdate, enddate, daysno, year)
        SELECT %s, p, make_date(y, 1, 1), e, e - make_date(y, 1, 1) + 1, y FROM
        (SELECT period AS p, left(period, 4)::int AS y, CASE WHEN period LIKE '%%-H1'
         THEN make_date(left(period, 4)::int, 6, 30) ELSE make_date(left(period, 4)::int, 12, 31)
         END AS e FROM {source.table} GROUP BY period) s""",
        [source.form],
    )


def _units(connection: psycopg.Connection[Any], source: Source) -> None:
    """Level columns per unit and period, from the map in force on the last day of the period."""
    connection.execute(
        f"""INSERT INTO rs_ou SELECT w.unit_id, p.periodid, 'u' || w.unit_id, 5,
        'u' || m.nation_id, 'u' || m.province_id, 'u' || m.district_id, 'u' || m.commune_id,
        w.grp, w.kind, w.subkind, w.in_scope
        FROM {source.table} w JOIN rs_pe p ON p.form = %s AND p.iso = w.period
        JOIN public.orgs_mapentry m ON m.unit_id = w.unit_id AND m.map_id =
          (SELECT v.id FROM public.orgs_mapversion v WHERE v."on" <= p.enddate
           ORDER BY v."on" DESC LIMIT 1)""",
        [source.form],
    )


def _narrow(connection: psycopg.Connection[Any], source: Source, column: str) -> None:
    connection.execute(
        f"""INSERT INTO datavalue SELECT d.dataelementid, p.periodid, w.unit_id, 20, 20,
        w."{column}"::text, 'bench', now(), now(), null, null, false
        FROM {source.table} w JOIN rs_pe p ON p.form = %s AND p.iso = w.period
        JOIN rs_de d ON d.dataelementuid = %s WHERE w."{column}" IS NOT NULL""",
        [source.form, element(source.form, column)],
    )


def _visits(connection: psycopg.Connection[Any], source: Source) -> None:
    """How often inspections came in the period: one value per unit, 0 included."""
    connection.execute(
        f"""INSERT INTO datavalue SELECT d.dataelementid, p.periodid, w.unit_id, 20, 20,
        (SELECT count(*) FROM public.inspections_visit v WHERE v.unit_id = w.unit_id
         AND v.current > 0 AND v.day BETWEEN p.startdate AND p.enddate)::text,
        'bench', now(), now(), null, null, false
        FROM {source.table} w JOIN rs_pe p ON p.form = %s AND p.iso = w.period
        JOIN rs_de d ON d.dataelementuid = %s""",
        [source.form, element(source.form, VISITED)],
    )


def mark_spoken(connection: psycopg.Connection[Any], sources: Sequence[Source]) -> None:
    """Add one value per unit that has reported, so that units can be counted at all."""
    for source in sources:
        connection.execute(
            f"""INSERT INTO datavalue SELECT d.dataelementid, p.periodid, w.unit_id, 20, 20, '1',
            'bench', now(), now(), null, null, false FROM {source.table} w
            JOIN rs_pe p ON p.form = %s AND p.iso = w.period
            JOIN rs_de d ON d.dataelementuid = %s WHERE w.state <> 'due'""",
            [source.form, element(source.form, SPOKEN)],
        )


def rebuild(connection: psycopg.Connection[Any]) -> float:
    """Make the analytics tables anew, year by year, index every column, swap; return seconds."""
    run = connection.execute
    started = time.perf_counter()
    years = [row[0] for row in run("SELECT DISTINCT year FROM rs_pe ORDER BY 1").fetchall()]
    columns = ", ".join(f"{name} {kind}" for name, kind in (*_DIMENSIONS, *_FACTS))
    run("DROP TABLE IF EXISTS analytics_tmp CASCADE")
    run(f"CREATE TABLE analytics_tmp ({columns})")
    for year in years:
        run(f"CREATE TABLE analytics_tmp_{year} (CHECK (year = {year})) INHERITS (analytics_tmp)")
        _populate(connection, year)
        for name, _ in _DIMENSIONS:
            run(f"CREATE INDEX ON analytics_tmp_{year} ({name})")
        run(f"CREATE INDEX ON analytics_tmp_{year} (dx, co)")
        run(f"ANALYZE analytics_tmp_{year}")
    run("DROP TABLE IF EXISTS analytics CASCADE")
    run("ALTER TABLE analytics_tmp RENAME TO analytics")
    for year in years:
        run(f"ALTER TABLE analytics_tmp_{year} RENAME TO analytics_{year}")
    return time.perf_counter() - started


def _populate(connection: psycopg.Connection[Any], year: int) -> None:
    for value_type, value, text, test in (
        ("NUMBER", "cast(dv.value as double precision)", "null", f"and dv.value ~* '{_NUMBER}'"),
        ("TEXT", "null", "dv.value", ""),
    ):
        connection.execute(
            f"""INSERT INTO analytics_tmp_{year} SELECT d.dataelementuid, c.uid, a.uid,
            p.startdate, p.enddate, p.year, p.iso, o.organisationunituid, o.level,
            concat(d.dataelementuid, '-', p.iso, '-', o.organisationunituid, '-', c.uid, '-',
            a.uid),
            o.grp, o.kind, o.subkind, o.in_scope, o.uidlevel1, o.uidlevel2, o.uidlevel3,
            o.uidlevel4, 0, {value} * p.daysno, p.daysno, {value}, {text}
            FROM datavalue dv JOIN rs_pe p ON dv.periodid = p.periodid
            JOIN rs_de d ON dv.dataelementid = d.dataelementid
            JOIN rs_ou o ON dv.sourceid = o.organisationunitid AND dv.periodid = o.periodid
            JOIN rs_cat c ON dv.categoryoptioncomboid = c.categoryoptioncomboid
            JOIN rs_cat a ON dv.attributeoptioncomboid = a.categoryoptioncomboid
            WHERE d.valuetype = '{value_type}' AND d.domaintype = 'AGGREGATE' AND p.year = {year}
            AND dv.lastupdated < now() AND dv.value IS NOT NULL AND dv.deleted = false {test}"""
        )
