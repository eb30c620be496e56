"""Questions about reorganisations and their drafts."""

from __future__ import annotations

from django.db.models import QuerySet

from phongtrao.accounts.models import Post
from phongtrao.core.findings import Finding, Refusal
from phongtrao.programmes.models import Round
from phongtrao.reorganisations import checking, effects, handing, planning
from phongtrao.reorganisations.checking import Fixed
from phongtrao.reorganisations.effects import Column, Effect
from phongtrao.reorganisations.handing import Desk
from phongtrao.reorganisations.models import Reform
from phongtrao.reorganisations.planning import Place
from phongtrao.rules.reorganising import Landing

__all__ = ["Column", "Desk", "Effect", "Fixed", "Place"]


def reforms() -> QuerySet[Reform]:
    """Return all reorganisations that were not put aside, newest first, without their journals."""
    return Reform.objects.exclude(state=Reform.State.DROPPED).defer("journal")


def reform_of(code: str) -> Reform:
    """Return the reorganisation with this code; Refusal `reorganisation.unknown` (404)."""
    found = Reform.objects.filter(code=code).first()
    if found is None:
        raise Refusal(
            "reorganisation.unknown",
            f"Không có bản sắp xếp “{code}”. Xem danh sách sắp xếp đơn vị.",
            f"There is no reorganisation “{code}”. See the list.",
            status=404,
        )
    return found


def title_of(reform: Reform, *, english: bool = False) -> str:
    """Return a reorganisation in one line; once done, as it was done."""
    if reform.is_draft:
        return planning.title_of(reform, english=english)
    return str(reform.journal.get("title", reform.code))


def waiting_rounds(reform: Reform) -> list[Round]:
    """Return the rounds in which reports of the units concerned wait for a decision."""
    return checking.waiting_rounds(reform)


def fixed_by(reform: Reform) -> Fixed | None:
    """Return the frozen report or closed round that forbids the day of effect, if any does."""
    return checking.fixed_by(reform)


def day_problems(reform: Reform) -> list[Finding]:
    """Return what blocks the day of effect itself, whatever else is still missing."""
    return checking.day_problems(reform)


def drafts_in(year: int) -> QuerySet[Reform]:
    """Return the drafts that take effect in a year, the first day first."""
    return reforms().filter(state=Reform.State.DRAFT, on__year=year).order_by("on", "code")


def places(reform: Reform) -> list[Place]:
    """Return where units below and posts can go."""
    return planning.places(reform)


def landings(reform: Reform) -> list[Landing]:
    """Return what becomes of every unit directly below."""
    return planning.landings(reform)


def desks(reform: Reform) -> list[Desk]:
    """Return the posts to hand over, each with the choice made or proposed."""
    return handing.desks(reform)


def problems(reform: Reform) -> list[Finding]:
    """Return what blocks or should be looked at, without trying it."""
    return checking.problems(reform)


def dry_run(reform: Reform, by: Post | None) -> Effect:
    """Return what carrying a draft out would do; nothing of it stays in the database."""
    return effects.effect(reform, by)


def why_final(reform: Reform) -> Refusal | None:
    """Return why what was carried out can no longer be undone, None when it can."""
    count = checking.said_since(reform)
    if count or checking.spoken_of(reform.founded.values()):
        return Refusal(
            "reorganisation.used",
            f"Không còn hoàn tác được: đã có {count} báo cáo trên bản đồ mới."
            if count
            else "Không còn hoàn tác được: đã có hồ sơ, sổ hoặc kỳ báo cáo của đơn vị mới.",
            f"It can no longer be undone: {count} reports came in on the new map."
            if count
            else "It can no longer be undone: other records speak of the new unit.",
        )
    return None
