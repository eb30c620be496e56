"""How one act on an entry is stored: version, event, log entry and projection in one commit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.actions import append, record
from phongtrao.audit.canonical import canonical
from phongtrao.core.dates import local_day
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.core.text import looks_like_person_id
from phongtrao.plan.registers import Register
from phongtrao.programmes import queries as programmes
from phongtrao.registers import access, projections
from phongtrao.registers.models import Entry, EntryFile, Version
from phongtrao.registers.replay import Act, Life, replay, standing

LONGEST_NOTE = 1_000


@dataclass(frozen=True)
class Said:
    """One act before it is stored."""

    verb: str
    payload: Mapping[str, Any]
    client_key: str
    by: Post | None
    note: str = ""
    at: datetime | None = None
    state: str = ""
    review: str = ""
    period: str = ""
    on: date | None = None
    undoes: int | None = None

    def on_day(self, day: date) -> "Said":
        """The act, holding from a day on."""
        return replace(self, on=day)

    def in_period(self, period: Period) -> "Said":
        """The act, about a period."""
        return replace(self, period=period.code)

    def in_state(self, state: str) -> "Said":
        """The act, leaving the entry in a state."""
        return replace(self, state=state)

    def about(self, review: str, period: Period) -> "Said":
        """The act, a review of one kind about a period."""
        return replace(self, review=review, period=period.code)

    def taking_back(self, number: int) -> "Said":
        """The act, undoing the version with this number."""
        return replace(self, undoes=number)

    @property
    def text(self) -> str:
        """The canonical payload."""
        return canonical(self.payload)


def replayed(said: Said, **where: Any) -> Version | None:
    """Return the version this key already made; Refusal `key.reused` (422) for other content.

    `where`: `entry_id`, or `unit_id` and `register` of a new entry.
    """
    require_clean(said.note)
    known = Version.objects.select_related("entry").filter(client_key=said.client_key).first()
    if known is None:
        return None
    same = all(
        getattr(known if name == "entry_id" else known.entry, name) == value
        for name, value in where.items()
    )
    if same and known.verb == said.verb and known.payload == said.text and known.note == said.note:
        return known
    raise Refusal(
        code="key.reused",
        message="Mã gửi này đã dùng cho nội dung khác. Mở lại trang và ghi lại.",
        message_en="This key was already used for other content.",
        status=422,
    )


def require_clean(note: str) -> None:
    """Refusal `entry.note` (422) for a reason that names a person or is too long."""
    if looks_like_person_id(note):
        raise Refusal(
            code="entry.note",
            message="Lý do có số điện thoại hoặc số định danh cá nhân. Bỏ số đó rồi ghi lại.",
            message_en="The reason holds a telephone or identity number. Remove it.",
            status=422,
        )
    if len(note) > LONGEST_NOTE:
        raise Refusal(
            code="entry.note",
            message=f"Lý do dài {len(note)} ký tự, nhiều nhất {LONGEST_NOTE}. Rút gọn lại.",
            message_en=f"The reason is longer than {LONGEST_NOTE} characters.",
            status=422,
        )


def require_base(entry: Entry, base_version: int | None) -> None:
    """Refusal `entry.conflict` (409) when what the entry says changed since it was read.

    Reviews change nothing it says: the version its row shows is as good as the newest one.
    """
    if base_version is None or base_version == entry.current:
        return
    content = [act.number for act in standing_acts(entry) if act.verb != "review"]
    if base_version != content[-1]:
        raise conflict(entry.current)


def conflict(current: int) -> Refusal:
    """Return the refusal of an act on a version that is no longer the newest."""
    return Refusal(
        code="entry.conflict",
        message="Dòng này vừa được sửa ở nơi khác. Mở lại để xem nội dung mới.",
        message_en="This entry was changed elsewhere. Open it again.",
        status=409,
        data={"current": current},
    )


def acts_of(entry: Entry) -> list[Act]:
    """Return every act on an entry, oldest first."""
    register = access.find(entry.register)
    return [projections.act_of(register, version) for version in entry.versions.order_by("number")]


def standing_acts(entry: Entry) -> list[Act]:
    """Return the acts that count, without reviews' replacements being resolved."""
    return standing(acts_of(entry))


def store(
    register: Register,
    entry: Entry,
    said: Said,
    guard: Callable[[], None] | None = None,
    **where: Any,
) -> Version:
    """Commit one act. A race of two equal keys gives the first one's version to both.

    guard: raises a refusal; asked once nobody else can write in this register any more.
    """
    try:
        with transaction.atomic():
            projections.ready(register)
            if guard is not None:
                projections.lock(register)
                guard()
            return _store(register, entry, said)
    except IntegrityError:
        known = replayed(said, **(where or {"entry_id": entry.pk}))
        if known:
            return known
        raise


def _store(register: Register, entry: Entry, said: Said) -> Version:
    if entry.pk is None:
        entry.programme = programmes.programme()
        entry.save()
    else:
        locked = Entry.objects.select_for_update().get(pk=entry.pk)
        if locked.current != entry.current:
            raise conflict(locked.current)
    version = build_version(entry, said, programmes.package_version().number)
    files = EntryFile.objects.filter(entry=entry, removed=False).values_list("sha256", flat=True)
    entry_ = append(log_payload(entry, version, sorted(files)))
    version.log_index, version.entry_hash = entry_.index, entry_.leaf_hash
    version.save()
    life = replay(acts_of(entry), register.day)
    show(register, entry, life, version)
    record(
        verb=f"register.{said.verb}",
        by=said.by,
        object=entry,
        reason=said.note,
        data={"register": entry.register, "version": version.number},
    )
    return version


def build_version(entry: Entry, said: Said, package_number: int) -> Version:
    """Return the next version of an entry, not yet saved."""
    text, at = said.text, said.at or timezone.now()
    return Version(
        entry=entry,
        number=entry.current + 1,
        verb=said.verb,
        on=said.on or local_day(at),
        state=said.state,
        payload=text,
        digest=sha256(text.encode()).hexdigest(),
        client_key=said.client_key,
        review=said.review,
        period=said.period,
        undoes=said.undoes,
        note=said.note,
        at=at,
        post_id=said.by.pk if said.by else None,
        package_number=package_number,
    )


def log_payload(entry: Entry, version: Version, files: list[str]) -> dict[str, Any]:
    """Return the log entry of a version: what was said only by its hash."""
    return {
        "type": f"register.{version.verb}",
        "register": entry.register,
        "entry": entry.pk,
        "unit": entry.unit_id,
        "number": version.number,
        "state": version.state,
        "on": version.on.isoformat(),
        "digest": version.digest,
        "evidence": files,
        "post": version.post_id,
        "at": version.at.isoformat(),
    }


def show(register: Register, entry: Entry, life: Life, version: Version) -> None:
    """Bring the entry's own columns and its projection rows in line with its life."""
    settle(register, entry, life, version.number)
    entry.save()
    projections.write(register, [(entry, life)])


def settle(register: Register, entry: Entry, life: Life, current: int) -> None:
    """Set the derived columns of an entry, not yet saved."""
    entry.current = current
    entry.withdrawn = life.withdrawn
    if life.now:
        entry.state = life.now.act.state
        entry.heading = projections.heading_of(register, life.now.act.values)
