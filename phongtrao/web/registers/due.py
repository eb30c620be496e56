"""What the registers of this year lack after their day, as things to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.plan.registers import Register
from phongtrao.registers import access, expecting
from phongtrao.web.assessments.entrance import current_year
from phongtrao.web.base.task import Task
from phongtrao.web.figures.scope import today
from phongtrao.web.figures.unit_gaps import gap_url
from phongtrao.web.permissions import allows
from phongtrao.web.registers.words import noun
from phongtrao.web.templatetags.phongtrao import vn


def steps(post: Any) -> Iterator[Task]:
    """Registers the post writes in that lack their lines of this year; none before a round."""
    year = today().year
    if current_year() != year:
        return
    for register in access.registers_for(post):
        day = expecting.late_since(register, year)
        if day is not None and post.role in register.writers:
            yield from _step(post, register, year, day)


def _step(post: Any, register: Register, year: int, day: date) -> Iterator[Task]:
    """The one line the whole plan lacks (the standing office's), or the units without one."""
    given: dict[str, object] = {"noun": noun(register), "year": year}
    add = reverse("registers:add", args=[register.url])
    before = day + timedelta(days=1)
    if register.expected and register.expected.of == "one":
        if post.role == "standing_office" and not expecting.has_one(register, year):
            yield Task(_("Nothing recorded in %(year)s: %(noun)s") % given, add, _("Add"), before)
        return
    count = expecting.lacking(register, year, access.reach_of(post, register)).count()
    if count and not allows("figures:units", post.role):
        yield Task(_("Nothing recorded in %(year)s: %(noun)s") % given, add, _("Add"), before)
    elif count:
        words = _("%(n)s units have recorded nothing in %(year)s: %(noun)s")
        said = words % {**given, "n": vn(count)}
        yield Task(said, gap_url(register, year), _("See"), before)
