"""Nouns of the reports room: frozen reports, their files, printing again, what changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from phongtrao.core.findings import Refusal
from phongtrao.reports.actions import facts_of, print_files, seal_of, sha256
from phongtrao.reports.facts import Facts
from phongtrao.reports.models import Snapshot
from phongtrao.reports.outline import Outline

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class Reproduction:
    """What printing a frozen report again gave; `differences` names what is not the same."""

    snapshot: Snapshot
    docx: bytes
    pdf: bytes
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every byte is the same."""
        return not self.differences


@dataclass(frozen=True)
class Change:
    """A figure that is different now: its code, label, value then and now ("" = no data)."""

    code: str
    label: str
    then: str
    now: str


def snapshots(year: int | None = None) -> QuerySet[Snapshot]:
    """Frozen reports without their long texts, newest first."""
    found = Snapshot.objects.defer("facts", "outline")
    return found.filter(year=year) if year else found


def snapshot(code: str) -> Snapshot:
    """The frozen report with this code (or row id). Refusal `report.unknown` (404)."""
    wanted = code.strip().upper()
    found = Snapshot.objects.filter(code=wanted).first()
    if found is None and wanted.isdecimal():
        found = Snapshot.objects.filter(pk=int(wanted)).first()
    if found is None:
        raise Refusal(
            "report.unknown",
            f"Không có báo cáo đã chốt mang mã “{code}”. Xem: phongtrao report list",
            f"No frozen report has the code “{code}”. See: phongtrao report list",
            status=404,
        )
    return found


def content(found: Snapshot, kind: str) -> bytes:
    """The stored file, kind "docx" or "pdf". Refusal `report.damaged` when its hash is wrong."""
    blob = found.docx if kind == "docx" else found.pdf
    stored = bytes(blob.content)
    if sha256(stored) != blob.sha256:
        raise Refusal(
            "report.damaged",
            f"Tệp {kind} của báo cáo {found.code} đã bị thay đổi trong kho.",
            f"The {kind} file of report {found.code} has been altered in the store.",
            status=500,
        )
    return stored


def facts(found: Snapshot) -> Facts:
    """The facts as frozen."""
    return Facts.model_validate_json(found.facts)


def reproduce(code: str) -> Reproduction:
    """Print a frozen report again from its stored data and compare every byte."""
    found = snapshot(code)
    frozen, outline = facts(found), Outline.model_validate_json(found.outline)
    template = bytes(found.template.content)
    seal = seal_of(frozen)
    printed = print_files(frozen, outline, template, seal)
    checks = {
        "số liệu / facts": (sha256(found.facts.encode()), found.facts_sha256),
        "mã / code": (seal.code, found.code),
        "mẫu Word / template": (sha256(template), found.template_id),
        "DOCX": (sha256(printed.docx), found.docx_id),
        "PDF": (sha256(printed.pdf), found.pdf_id),
        "kho DOCX / stored DOCX": (sha256(bytes(found.docx.content)), found.docx_id),
        "kho PDF / stored PDF": (sha256(bytes(found.pdf.content)), found.pdf_id),
    }
    wrong = tuple(name for name, (got, stored) in checks.items() if got != stored)
    return Reproduction(found, printed.docx, printed.pdf, wrong)


def changes_since(found: Snapshot, live: Facts | None = None) -> list[Change]:
    """Figures that are different now (in `live`) from when the report was frozen, by code."""
    then = facts(found).flat()
    now = (live or facts_of(found.year)[0]).flat()
    changes = []
    for code in sorted(then.keys() | now.keys()):
        label = (now.get(code) or then[code])[0]
        before, after = then.get(code, ("", ""))[1], now.get(code, ("", ""))[1]
        if before != after:
            changes.append(Change(code, label, before, after))
    return changes
