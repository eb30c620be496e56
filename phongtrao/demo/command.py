"""Command `demo`: build the labelled demonstration data."""

import sys
import time

import click

from phongtrao.core.findings import Refusal
from phongtrao.demo import actions


@click.command()
@click.option(
    "--size", type=click.Choice(actions.SIZES), default="small", show_default=True,
    help="Cỡ dữ liệu. / How much data.",
)  # fmt: skip
@click.option("--seed", type=int, default=2022, show_default=True, help="Số gieo. / Seed.")
@click.option("--communes", type=int, help="Số xã minh hoạ tối đa (nation). / At most so many.")
def demo(size: str, seed: int, communes: int | None) -> None:
    """Nạp dữ liệu minh hoạ vào cơ sở dữ liệu trống. / Build labelled demonstration data."""
    started = time.monotonic()
    try:
        built = actions.build(size=size, seed=seed, communes=communes, say=click.echo)
    except Refusal as refusal:
        click.echo(f"{refusal.message}\n{refusal.message_en}", err=True)
        sys.exit(1)
    click.echo(
        f"Xong / done: {built.units} đơn vị minh hoạ / units, {built.rounds} kỳ / rounds, "
        f"{built.submissions} bản nộp / submissions, {time.monotonic() - started:.1f} s."
    )
    for label, username, password in actions.accounts():
        click.echo(f"  {label}: {username} / {password}")
