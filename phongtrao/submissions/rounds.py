"""Rounds as the submissions room sees them: every owed unit has its row from the first day."""

from datetime import date

from django.db import transaction

from phongtrao.accounts.models import Post
from phongtrao.core.periods import Period
from phongtrao.plan.definitions import Form
from phongtrao.programmes import actions, queries
from phongtrao.programmes.models import Round
from phongtrao.submissions import projections


@transaction.atomic
def open_round(*, form: str, period: Period, by: Post | None, opens: date | None = None) -> Round:
    """Open a round and show each unit that owes it as a row in state `due`."""
    round_ = actions.open_round(form=form, period=period, by=by, opens=opens)
    fill_due(round_)
    return round_


def fill_due(round_: Round) -> int:
    """Write a row for each unit that owes the round and has none yet; return how many."""
    package = queries.package_of(round_)
    for definition in package.forms.values():
        _stand(definition)
    form = package.forms[round_.form]
    known = {row[0] for row in projections.read(form, "WHERE period = %s", [round_.period])}
    rows = [
        projections.due_row(form, owed, round_.period)
        for owed in queries.owed(round_)
        if owed.unit_id not in known
    ]
    projections.write(form, rows)
    return len(rows)


def _stand(form: Form) -> None:
    if not projections.exists(form):
        projections.create(form)
