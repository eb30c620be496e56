"""Commands of the jobs room: run the hands, list them, run one once."""

from __future__ import annotations

import os

import click
from django.utils import timezone

from phongtrao.core.dates import TZ
from phongtrao.jobs import actions, queries


@click.group()
def job() -> None:
    """Công việc tự động: nhắc, gửi thông báo. / Automatic jobs: reminders, deliveries."""


@job.command()
@click.option(
    "--pause", default=15.0, show_default=True, help="Giây nghỉ. / Seconds between turns."
)
@click.option("--once", "one_turn", is_flag=True, help="Chỉ một lượt. / One turn only.")
@click.option("--with-parent", is_flag=True, hidden=True)
def run(pause: float, one_turn: bool, with_parent: bool) -> None:
    """Chạy các việc đến giờ, cho đến khi dừng. / Run what is due, until stopped."""
    if not one_turn:
        parent = os.getppid()
        actions.run_forever(pause=pause, stop=lambda: with_parent and os.getppid() != parent)
        return
    made = actions.run_due()
    for one in made:
        click.echo(f"{one.job}  {one.state}  {one.result}")
    if not made:
        click.echo("Chưa có việc đến giờ. / Nothing is due.")


@job.command("list")
def list_() -> None:
    """Liệt kê công việc và lần chạy cuối. / List the jobs with their last run."""
    for state in queries.hands(timezone.now()):
        last = state.last
        when = f"{last.started.astimezone(TZ):%d/%m/%Y %H:%M} {last.state}" if last else "–"
        said = last.result if last else ""
        hand = state.hand
        click.echo(
            f"{hand.name:<10} {hand.when:<6} {when:<24} {said}  ({hand.label} / {hand.label_en})"
        )


@job.command()
@click.argument("name")
def once(name: str) -> None:
    """Chạy ngay việc NAME một lần. / Run the job NAME once, now.

    Mã thoát / exit codes: 0 xong / done; 1 hỏng hoặc đang chạy nơi khác / failed or held;
    2 không có việc này / unknown.
    """
    made = actions.run_once(name=name)
    if made is None:
        click.echo("Việc này đang chạy ở nơi khác. / Another runner holds this job.", err=True)
        raise SystemExit(1)
    click.echo(f"{made.job}  {made.state}  {made.result}")
    if made.state != "done":
        raise SystemExit(1)
