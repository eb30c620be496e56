"""Write docs/reference/command-line.md from the commands themselves. With --check: only compare."""

import os
import sys
from pathlib import Path

import click
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
django.setup()

from phongtrao.config.cli import phongtrao  # noqa: E402

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "command-line.md"
HEAD = """# Dòng lệnh / Command line

Trang này do `scripts/build_reference.py` viết ra từ chính các lệnh.
Written by the script from the commands themselves.

Mã thoát / exit codes: `0` xong / done; `1` có lỗi cần sửa / findings; `2` lệnh sai / wrong usage.
"""


def sections(command: click.Command, context: click.Context) -> list[str]:
    """Return the help of a command and of everything below it."""
    found = [f"## `{context.command_path}`\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found += sections(below, click.Context(below, info_name=name, parent=context))
    return found


def main() -> None:
    """Write or compare the page."""
    root = click.Context(phongtrao, info_name="phongtrao", terminal_width=100)
    text = "\n".join([HEAD, *sections(phongtrao, root)])
    if "--check" in sys.argv:
        if PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/reference/command-line.md is stale: run scripts/build_reference.py")
        return
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
