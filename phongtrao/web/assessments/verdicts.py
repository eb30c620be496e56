"""Grades against the 30 %, 50 % and none of the plan, in words; open while grades are missing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from phongtrao.assessments.figures import Counts
from phongtrao.rules.comparing import Share
from phongtrao.web.assessments.listing import state_cell
from phongtrao.web.assessments.words import grade_label
from phongtrao.web.figures.tables import Cell, text
from phongtrao.web.templatetags.phongtrao import percent as percent_words
from phongtrao.web.templatetags.phongtrao import vn


def goal(share: Share) -> str:
    """What the plan asks of a grade, '' where it asks nothing."""
    if share.goal is None:
        return ""
    return _("none") if share.grade == "weak" else f"≥ {share.goal} %"


def ungraded(shares: Sequence[Share], counts: Counts) -> int:
    """How many recognised units have no grade yet: shares are not final before it is 0."""
    return max(0, counts.recognised - sum(share.recognised for share in shares))


def is_open(share: Share, left: int) -> bool:
    """Whether a grade still to be given may change the result; a weak unit stays one."""
    return left > 0 and not (share.grade == "weak" and share.reached is False)


def reached(share: Share, left: int) -> Cell:
    """The tag of one grade; `left`: recognised units without a grade."""
    if share.reached is None:
        return text("")
    if is_open(share, left):
        return state_cell("not_enough_data")
    return state_cell("met" if share.reached else "missed")


def findings(shares: Sequence[Share], left: int) -> list[str]:
    """The findings in sentences; first of all, how many units have no grade yet."""
    found = []
    if left:
        words = _("%(count)s recognised units have no grade yet: the shares below are not final")
        found.append(words % {"count": vn(left)})
    for share in shares:
        if share.reached is None:
            continue
        verdict = _("met") if share.reached else _("not met")
        if is_open(share, left):
            verdict = _("not enough data yet")
        if share.grade == "weak":
            words = _("%(count)s weak units (the plan asks for none): %(verdict)s")
            found.append(words % {"count": vn(share.in_scope), "verdict": verdict})
            continue
        words = _(
            "%(grade)s %(share)s of recognised units (the plan asks %(goal)s %%): %(verdict)s"
        )
        values = {"grade": grade_label(share.grade), "share": percent_words(share.of_recognised)}
        found.append(words % {**values, "goal": share.goal, "verdict": verdict})
    return found
