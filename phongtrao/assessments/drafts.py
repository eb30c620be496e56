"""A self-assessment or a review begun and laid aside: kept per dossier, post and form, no step."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments import access, laws, stepping
from phongtrao.assessments.models import Dossier, Draft
from phongtrao.core.findings import Refusal
from phongtrao.core.opened import Opened
from phongtrao.rules.dossier_steps import require

LONGEST = 80
#: What the form of the review meeting asks beside the questions, and how long it may be.
MEETING = {
    "m.held_on": LONGEST,
    "m.chair": LONGEST,
    "m.invited": LONGEST,
    "m.present": LONGEST,
    "m.agreed": LONGEST,
    "verdict": LONGEST,
    "reason": 500,
    "document": LONGEST,
}
#: Free texts of that form, as a refusal names them.
_FREE = {"reason": "lý do", "document": "số văn bản"}


@transaction.atomic
def keep(
    *,
    dossier_id: int,
    typed: Mapping[str, str],
    by: Post,
    stage: str = "assess",
    opened: Opened | None = None,
    at: datetime | None = None,
) -> Draft:
    """Keep what was typed so far; names that are no question of the form are left out.

    stage: `assess` or `review`.
    Refusal `text.personal` (422) for a person's number, `dossier.order` (409) when the dossier is
    no longer at that form, `dossier.conflict`, `draft.conflict` (409) when it or the draft was
    changed elsewhere since the page was opened, `unit.forbidden` (403).
    """
    dossier = stepping.locked(access.dossier_for(by, dossier_id, "write").pk)
    page = opened or Opened()
    if page.base is not None and page.base != dossier.current:
        raise stepping.changed_elsewhere(dossier)
    require(dossier.state, stage, standard=dossier.about == "standard")
    _require_newest(of(dossier, by, stage), page)
    values = {
        "typed": _clean(dossier, stage, typed),
        "base": dossier.current,
        "page": page.key,
        "at": at or timezone.now(),
    }
    return Draft.objects.update_or_create(
        dossier=dossier, post_id=by.pk, stage=stage, defaults=values
    )[0]


def _clean(dossier: Dossier, stage: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What belongs to the form; no free text with a person's number."""
    parts = {part.id for part in laws.criteria(dossier.criteria).parts()}
    longest = MEETING if stage == "review" else {}
    kept = {}
    for name, text in typed.items():
        part = name.removeprefix("a.").partition(".")[0]
        if part in parts or name in longest:
            is_free = name.endswith(".document") or name in _FREE
            clean = stepping.require_clean(text, _FREE.get(name, part)) if is_free else text
            kept[name] = clean[: longest.get(name, LONGEST)]
    return kept


def mark_of(draft: Draft | None) -> str:
    """Return the name of a draft as it stands now; '' for none."""
    return draft.at.isoformat() if draft else ""


def _require_newest(known: Draft | None, page: Opened) -> None:
    """A page may replace its own draft and the one it showed."""
    if page.mark is None or known is None:
        return
    if known.page == page.key or mark_of(known) == page.mark:
        return
    raise Refusal(
        code="draft.conflict",
        message="Bản nháp đã đổi ở trang khác. Lưu lần nữa thì bản này thay bản đó.",
        message_en="The draft was changed on another page. Saving again replaces it by this one.",
    )


def of(dossier: Dossier, post: Post, stage: str = "assess") -> Draft | None:
    """Return the post's draft of a form, None when there is none or the dossier has moved on."""
    found = Draft.objects.filter(dossier=dossier, post_id=post.pk, stage=stage).first()
    return found if found is not None and found.base == dossier.current else None


def drop(*, dossier_id: int, by: Post, stage: str = "assess") -> None:
    """Forget the post's draft of a form: it was handed in."""
    Draft.objects.filter(dossier_id=dossier_id, post_id=by.pk, stage=stage).delete()
