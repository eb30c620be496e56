"""Verbs of the inspections room: plan, draw, replace, visit, follow up, explain a signal."""

from phongtrao.inspections.answering import answer_signal
from phongtrao.inspections.checking import Found, Report
from phongtrao.inspections.planning import Plan, add_units, draw, plan_round, replace
from phongtrao.inspections.spot_checks import draw_reports
from phongtrao.inspections.visiting import (
    attach,
    close,
    record_visit,
    reopen,
    report_done,
)

__all__ = [
    "Found",
    "Plan",
    "Report",
    "add_units",
    "answer_signal",
    "attach",
    "close",
    "draw",
    "draw_reports",
    "plan_round",
    "record_visit",
    "reopen",
    "replace",
    "report_done",
]
