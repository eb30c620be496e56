"""A sender in a process of its own: prints one line for each receipt it was handed.

usage: sender.py build | same KEYS | chain NAME COUNT | review COUNT
"""

import os
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from phongtrao.accounts.models import Post  # noqa: E402
from phongtrao.orgs.queries import find_unit  # noqa: E402
from phongtrao.programmes import queries as programmes  # noqa: E402
from phongtrao.submissions.actions import approve, submit, undo  # noqa: E402
from phongtrao.submissions.queries import submission_of  # noqa: E402
from tests import world  # noqa: E402

ON = date(2024, 6, 1)
HAMLET = "25363-01"
NEXT_HAMLET = "25363-02"


def send(key: str, households: int) -> str:
    """Hand in once; return the receipt's code."""
    form = programmes.package().forms["annual"]
    payload = {**world.complete(form, "hamlet"), "households": households}
    receipt = submit(
        unit_id=find_unit(HAMLET, ON).pk,
        form="annual",
        period=world.YEAR,
        payload=payload,
        client_key=key,
        by=Post.objects.get(code="hamlet_post"),
    )
    return receipt.code


def review(count: int) -> None:
    """Enter the next hamlet's report for it, then approve it and take that back, many times."""
    unit = find_unit(NEXT_HAMLET, ON).pk
    officer = Post.objects.get(code="officer")
    submit(
        unit_id=unit,
        form="annual",
        period=world.YEAR,
        payload=world.complete(programmes.package().forms["annual"], "hamlet"),
        client_key=f"review-{unit}",
        by=officer,
        on_behalf=True,
    )
    sent = submission_of(unit, "annual", world.YEAR).pk
    for _ in range(count):
        approve(submission_id=sent, by=officer)
        undo(submission_id=sent, by=officer)


def main(verb: str, *rest: str) -> None:
    """Build the world, or send."""
    if verb == "build":
        call_command("migrate", verbosity=0)
        world.build()
    elif verb == "same":
        for number in range(int(rest[0])):
            print(number, send(f"same-{number}", 100 + number), flush=True)
    elif verb == "review":
        review(int(rest[0]))
    else:
        for number in range(int(rest[1])):
            print(send(f"{rest[0]}-{number}", 100 + number), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
