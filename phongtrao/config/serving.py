"""Commands that make an installation ready and serve it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from phongtrao.demo.actions import accounts, build
from phongtrao.plan.reader import read_package
from phongtrao.programmes.actions import publish, with_known_amendments
from phongtrao.programmes.queries import is_demo, programmes
from phongtrao.submissions.publishing import put_in_force

DEMO_SIZES = ("none", "small", "province", "nation")


def _put_plan_in_force() -> None:
    """Publish the plan of the folder; where it runs already, open rounds follow a new version."""
    package = with_known_amendments(read_package(settings.PLAN_FOLDER))
    if package.id in {item.code for item in programmes()}:
        version = put_in_force(package=package, by=None)
        _step(f"Kế hoạch: phiên bản {version.number}. / Plan: version {version.number}.")
    else:
        publish(folder=settings.PLAN_FOLDER, by=None)


def _step(text: str) -> None:
    click.echo(f"[{time.strftime('%H:%M:%S')}] {text}")


@click.command()
@click.option("--demo", type=click.Choice(DEMO_SIZES), default="none", show_default=True)
@click.option("--seed", default=2022, show_default=True, help="Hạt giống dữ liệu minh hoạ / seed.")
def setup(demo: str, seed: int) -> None:
    """Chuẩn bị cơ sở dữ liệu, kế hoạch, dữ liệu minh hoạ. / Prepare database, plan, demo data."""
    _step("Cơ sở dữ liệu… / Database…")
    call_command("migrate", verbosity=0, interactive=False)
    _step("Tệp tĩnh… / Static files…")
    call_command("collectstatic", verbosity=0, interactive=False)
    if demo == "none":
        _put_plan_in_force()
    elif is_demo():
        _step("Dữ liệu minh hoạ đã có. / Demonstration data is already there.")
        _put_plan_in_force()
    else:
        _step(f"Dữ liệu minh hoạ ({demo})… / Demonstration data ({demo})…")
        build(size=demo, seed=seed, say=_step)
    _step("Xong. / Ready.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--jobs/--no-jobs", default=True, help="Kèm việc tự động. / With automatic jobs.")
def serve(host: str, port: int, workers: int, jobs: bool) -> None:
    """Phục vụ sản phẩm trên máy này. / Serve the product on this machine."""
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            click.echo(f"Cổng {port} đang bận; thêm --port. / Port {port} is busy.", err=True)
            raise SystemExit(2)
    _print_accounts()
    click.echo(f"\n  http://{host}:{port}\n\n  Dừng: Ctrl+C / Stop: Ctrl+C\n")
    with _hands(jobs):
        _serve(host, port, workers)


@contextmanager
def _hands(wanted: bool) -> Iterator[None]:
    """The automatic jobs in a process of their own, for as long as the server lives."""
    if not wanted:
        yield
        return
    code = "from phongtrao.config.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", code, "job", "run", "--with-parent"]) as process:  # noqa: S603
        try:
            yield
        finally:
            process.terminate()


def _serve(host: str, port: int, workers: int) -> None:
    Granian(
        "phongtrao.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def _print_accounts() -> None:
    shown = accounts()
    if not shown:
        return
    click.echo("\n  DỮ LIỆU MINH HOẠ: tài khoản để thử / DEMONSTRATION sign-ins\n")
    for label, username, password in shown:
        click.echo(f"    {label:<44} {username:<14} {password}")
