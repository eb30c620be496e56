"""Files of entries: judged and stored by the evidence store of submissions."""

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import record
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.plan.registers import Files, Register
from phongtrao.registers import access
from phongtrao.registers.models import EntryFile
from phongtrao.submissions import evidence

KINDS = {
    "image": "image/jpeg",
    "pdf": "application/pdf",
    "docx": evidence.DOCX,
    "xlsx": evidence.XLSX,
}


def attach(
    *,
    entry_id: int,
    name: str,
    content: bytes,
    by: Post,
    review: str = "",
    period: Period | None = None,
) -> EntryFile:
    """Add a file to an entry or one of its reviews: file first, row second.

    Refusal `file.*` says why not; the same bytes twice are one file.
    """
    entry = access.entry_for(by, entry_id, "write")
    register = access.find(entry.register)
    rules = _rules(register, review)
    file = evidence.kept(name, content, {KINDS[kind] for kind in rules.kinds})
    place = {"review": review, "period": period.code if period else ""}
    with transaction.atomic():
        standing = EntryFile.objects.filter(entry=entry, removed=False, **place)
        known = standing.filter(sha256=file["sha256"]).first()
        if known:
            return known
        if standing.count() >= rules.max:
            raise _refused("file.many", f"Nhiều nhất {rules.max} tệp. Gỡ bớt một tệp rồi thêm.")
        found = EntryFile.objects.create(
            entry=entry, post_id=by.pk, at=timezone.now(), **file, **place
        )
        record(verb="register.attach", by=by, object=entry, data={"sha256": file["sha256"]})
    return found


def _rules(register: Register, review: str) -> Files:
    rules = register.evidence or (Files() if review and register.review(review).evidence else None)
    if rules is None:
        raise _refused("file.none", f"{register.title} không nhận tệp.")
    return rules


@transaction.atomic
def remove_file(*, file_id: int, by: Post) -> None:
    """Take a file out of the entry; versions that named it in the log keep it."""
    found = EntryFile.objects.filter(pk=file_id).first()
    if found is None:
        raise _refused("file.gone", "Không có tệp này.", 404)
    access.entry_for(by, found.entry_id, "write")
    found.removed = True
    found.save(update_fields=["removed"])
    record(verb="register.detach", by=by, object=found.entry, data={"sha256": found.sha256})


def _refused(code: str, message: str, status: int = 422) -> Refusal:
    english = "This file cannot be accepted here: see the kinds and number of files allowed."
    return Refusal(code=code, message=message, message_en=english, status=status)
