"""The console script `phongtrao`: one group; each room brings its own commands."""

import os
from importlib import import_module

import click
import django
from django.conf import settings
from django.db.utils import OperationalError, ProgrammingError
from django.utils import translation

from phongtrao.core.findings import Refusal

USAGE = 2
NO_DATABASE = (
    "Không dùng được cơ sở dữ liệu. Chạy “phongtrao setup” rồi thử lại. / "
    "The database cannot be used. Run “phongtrao setup”, then try again."
)
COMMANDS = {
    "assess": "phongtrao.assessments.command:assess",
    "demo": "phongtrao.demo.command:demo",
    "duties": "phongtrao.duties.command:duties",
    "export": "phongtrao.workbooks.command:export_group",
    "figures": "phongtrao.analytics.command:figures",
    "import": "phongtrao.workbooks.command:import_group",
    "inspect": "phongtrao.inspections.command:inspect",
    "job": "phongtrao.jobs.command:job",
    "plan": "phongtrao.analytics.plan_command:plan",
    "rebuild": "phongtrao.registers.command:rebuild",
    "register": "phongtrao.workbooks.register_command:register",
    "receipts": "phongtrao.submissions.command:receipts",
    "report": "phongtrao.reports.command:report",
    "rows": "phongtrao.analytics.command:rows",
    "serve": "phongtrao.config.serving:serve",
    "setup": "phongtrao.config.serving:setup",
    "trace": "phongtrao.analytics.command:trace",
    "units": "phongtrao.orgs.command:units",
    "verify": "phongtrao.registers.command:verify",
}


class Rooms(click.Group):
    """Loads a room's command only when it is asked for, after Django is ready."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, or None."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Rooms)
@click.option("--plan", "code", default="", help="Mã kế hoạch khi chạy nhiều. / Which plan.")
@click.pass_context
def phongtrao(ctx: click.Context, code: str) -> None:
    """Chạy và theo dõi kế hoạch của cơ quan nhà nước. / Run and follow a signed plan.

    Mã thoát / exit codes: 0 xong / done; 1 có lỗi cần sửa / findings; 2 lệnh sai / wrong usage.
    """
    if code:
        programmes = import_module("phongtrao.programmes.queries")
        ctx.with_resource(programmes.running(code))


def main() -> None:
    """Prepare Django and hand over to the command line; a refusal is a sentence, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
    django.setup()
    translation.activate(settings.LANGUAGE_CODE)
    try:
        phongtrao(prog_name="phongtrao")
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        raise SystemExit(USAGE) from refusal
    except (OperationalError, ProgrammingError) as problem:
        click.echo(f"{NO_DATABASE}\n({problem})", err=True)
        raise SystemExit(USAGE) from problem
