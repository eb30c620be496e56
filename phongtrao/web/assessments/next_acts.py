"""Whose act comes next in a dossier, as the criteria set of its year names the offices."""

from __future__ import annotations

from django.utils.translation import gettext as _

from phongtrao.web.assessments.desk import Desk
from phongtrao.web.assessments.words import label_of
from phongtrao.web.figures.present import said


def next_act(desk: Desk) -> str:
    """The next act and who does it; "" once it is decided."""
    if desk.state == "assessed":
        chairs = ", ".join(label_of(chair) for chair in desk.criteria.meeting.chairs)
        words = _("the review meeting, chaired by: %(chair)s. %(unit)s records it.")
        return words % {"chair": chairs, "unit": desk.name}
    if desk.state == "filed":
        return _("decision by: %(office)s") % {"office": _office(desk)}
    found = {
        "open": _("%(unit)s registers"),
        "registered": _("%(unit)s assesses itself"),
        "returned": _("%(unit)s completes the dossier"),
        "reviewed": _("%(unit)s sends the file up"),
    }
    return found.get(desk.state, "") % {"unit": desk.name}


def _office(desk: Desk) -> str:
    level = desk.dossier.level if desk.dossier else ""
    for one in desk.criteria.authorities:
        if one.level == level:
            return said(one.office, one.office_en)
    return _("the competent level")
