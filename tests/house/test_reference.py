"""The command-line page says what the commands say."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_command_line_page_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/build_reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
