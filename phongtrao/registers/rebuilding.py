"""Projections of registers made again from the versions and compared; versions against the log."""

import json
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from phongtrao.audit import queries as audit
from phongtrao.core.findings import Finding
from phongtrao.plan.registers import Register
from phongtrao.registers import projections
from phongtrao.registers.models import EntryFile, Version
from phongtrao.registers.projections import act_of, entries_of
from phongtrao.registers.replay import replay
from phongtrao.submissions import evidence

SUFFIX = "_rebuilt"
SHOWN = 20
CHUNK = 2_000


def rebuild(register: Register) -> int:
    """Replace the tables of a register by fresh ones; return its entries. One transaction."""
    with transaction.atomic():
        return projections.rebuild(register)


def differences(register: Register) -> list[Finding]:
    """Return where the live tables differ from ones rebuilt now (first 20), bit for bit.

    Also entries whose own state or number differs from what their versions make.
    """
    if not projections.stands(register):
        if not entries_of(register).exists():
            return []
        projections.ready(register)
    try:
        with transaction.atomic():
            projections.rebuild(register, SUFFIX)
        wrong = [*_tables(register), *_entries(register)]
    finally:
        projections.drop(register, SUFFIX)
    return wrong[:SHOWN]


def _tables(register: Register) -> list[Finding]:
    found = []
    for review in ("", *(one.id for one in register.reviews)):
        table = projections.table_name(register, review)
        live, fresh = _read(table), _read(table + SUFFIX)
        for key in sorted({*live, *fresh}):
            if live.get(key) != fresh.get(key):
                found.append(
                    Finding(
                        code="projection.differs",
                        place=f"{table}:{key[0]}:{key[1]}",
                        message=f"{register.title}: dòng {key[0]} khác với các phiên bản đã ghi.",
                        hint="Chạy: phongtrao rebuild",
                    )
                )
    return found


def _read(table: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return {row[:2]: tuple(row) for row in cursor.fetchall()}


def _entries(register: Register) -> list[Finding]:
    found = []
    for entry in entries_of(register).prefetch_related("versions").iterator(chunk_size=CHUNK):
        versions = list(entry.versions.all())
        life = replay([act_of(register, version) for version in versions], register.day)
        state = life.now.act.state if life.now else entry.state
        said = (state, len(versions), life.withdrawn)
        if said != (entry.state, entry.current, entry.withdrawn):
            found.append(
                Finding(
                    code="entry.differs",
                    place=f"registers_entry:{entry.pk}",
                    message=f"{register.title}: trạng thái của dòng {entry.pk} khác phiên bản.",
                )
            )
    return found


def verify() -> list[Finding]:
    """Check every version against the log, and the files; return what does not fit."""
    found = []
    for version in Version.objects.order_by("log_index").iterator(chunk_size=CHUNK):
        problem = _problem(version)
        if problem:
            place = f"registers_version:{version.pk}"
            found.append(Finding(code="entry.mismatch", place=place, message=problem))
    return found + _files()


def _problem(version: Version) -> str:
    if sha256(version.payload.encode()).hexdigest() != version.digest:
        return f"Nội dung phiên bản {version.pk} của sổ đã bị sửa."
    entry = audit.entry(version.log_index)
    if entry is None or entry.leaf_hash != version.entry_hash:
        return f"Mục nhật ký của phiên bản {version.pk} mất hoặc đã bị thay."
    said = json.loads(entry.payload)
    stated = (version.entry_id, version.number, version.digest, version.state)
    if (said["entry"], said["number"], said["digest"], said["state"]) != stated:
        return f"Phiên bản {version.pk} của sổ không khớp với nhật ký."
    return ""


def _files() -> list[Finding]:
    found = []
    for digest in EntryFile.objects.values_list("sha256", flat=True).distinct():
        path = evidence.path_of(digest)
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != digest:
            text = f"Tệp của sổ {digest[:12]} mất hoặc đã bị sửa."
            found.append(Finding(code="evidence.changed", place=str(digest), message=text))
    return found
