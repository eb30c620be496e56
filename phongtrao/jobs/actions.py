"""Verbs of the jobs room: run hands, remind by hand, extend deadlines."""

from phongtrao.jobs.clockwork import run_due, run_forever, run_once
from phongtrao.jobs.extending import extend
from phongtrao.jobs.reminding import remind_by_hand

__all__ = ["extend", "remind_by_hand", "run_due", "run_forever", "run_once"]
