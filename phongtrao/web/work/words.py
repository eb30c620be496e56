"""Long work in words: what it is, what it does now, what came of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from phongtrao.jobs.models import Work
from phongtrao.web.reports.links import builder_url

STATES = {
    "waiting": "run_running",
    "running": "run_running",
    "done": "run_done",
    "failed": "run_failed",
    "lost": "run_lost",
}


def title(work: Work) -> str:
    """What the work is."""
    args = work.args
    year = args.get("year", "")
    if work.kind == "workbook.import":
        words = _("Try the workbook %(name)s") if args["dry_run"] else _("Take in %(name)s")
        return words % {"name": args["name"]}
    if work.kind == "register.import":
        words = _("Try the book %(name)s") if args["dry_run"] else _("Write the book %(name)s")
        return words % {"name": args["name"]}
    return {
        "report.draft": _("Draft of the report of %(year)s, Word and PDF") % {"year": year},
        "report.freeze": _("Freeze the report of %(year)s") % {"year": year},
        "report.read": _("Read the figures of %(year)s again") % {"year": year},
        "reorganisation": _("Reorganisation %(code)s") % {"code": args.get("reform", "")},
        "rebuild": _("Rebuild the tables of figures"),
    }[work.kind]


def now(work: Work) -> str:
    """What it does at this moment."""
    known = {
        "figures": _("reading the figures"),
        "word": _("printing Word"),
        "pdf": _("printing PDF"),
        "keep": _("keeping the frozen copy"),
        "rows": _("looking at the rows"),
        "write": _("writing all rows in one go"),
        "write_lines": _("writing the lines"),
        "units": _("changing the units in one go"),
    }
    return known.get(work.words, work.words) or _("about to begin")


def target(work: Work) -> tuple[str, str]:
    """(address, words) of what a finished work leads to; ("", "") when its page says it all."""
    result = work.result
    if "report" in result:
        return reverse("figures:report", args=[result["report"]]), _("The frozen report")
    if "builder" in result:
        return builder_url(result["builder"]), _("To the report")
    if work.kind == "report.draft":
        return builder_url(work.args["year"]), _("To the report")
    if "register" in result:
        return reverse("registers:list", args=[result["register"]]), _("Open the register")
    if "reform" in result:
        return reverse("reorganisation:step", args=[result["reform"], 6]), _("The reorganisation")
    return "", ""


def brought_at(work: Work) -> str:
    """The page a corrected file is brought in at; "" for other kinds of work."""
    if work.kind == "workbook.import":
        return reverse("work:workbook")
    if work.kind == "register.import":
        return reverse("registers:import", args=[work.args["register"]])
    return ""
