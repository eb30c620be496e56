"""A self-assessment begun and laid aside: kept per dossier and post, no step, never judged."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.assessments import access, laws, stepping
from phongtrao.assessments.models import Dossier, Draft
from phongtrao.rules.dossier_steps import require

LONGEST = 80


@transaction.atomic
def keep(
    *, dossier_id: int, typed: Mapping[str, str], by: Post, at: datetime | None = None
) -> Draft:
    """Keep what was typed so far; names that are no question of the law are left out.

    Refusal `text.personal` (422) for a person's number, `dossier.order` (409) when the dossier is
    no longer to be assessed, `unit.forbidden` (403).
    """
    dossier = stepping.locked(access.dossier_for(by, dossier_id, "write").pk)
    require(dossier.state, "assess", standard=dossier.about == "standard")
    parts = {part.id for part in laws.criteria(dossier.criteria).parts()}
    kept = {}
    for name, text in typed.items():
        part = name.removeprefix("a.").partition(".")[0]
        if part in parts:
            is_document = name.endswith(".document")
            clean = stepping.require_clean(text, part) if is_document else text
            kept[name] = clean[:LONGEST]
    values = {"typed": kept, "base": dossier.current, "at": at or timezone.now()}
    return Draft.objects.update_or_create(dossier=dossier, post_id=by.pk, defaults=values)[0]


def of(dossier: Dossier, post: Post) -> Draft | None:
    """Return the post's draft, None when there is none or the dossier has moved on since."""
    found = Draft.objects.filter(dossier=dossier, post_id=post.pk).first()
    return found if found is not None and found.base == dossier.current else None


def drop(*, dossier_id: int, by: Post) -> None:
    """Forget the post's draft: it was handed in."""
    Draft.objects.filter(dossier_id=dossier_id, post_id=by.pk).delete()
