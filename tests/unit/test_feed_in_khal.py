"""The calendar feed in a calendar program of others: khal imports it and lists every day."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from phongtrao.documents import ical

CONFIG = """
[calendars]
[[feed]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Ho_Chi_Minh
default_timezone = Asia/Ho_Chi_Minh
[default]
default_calendar = feed
"""


def khal(folder: Path, *words: str) -> str:
    """Run khal with a configuration of its own; everything stays in the folder."""
    command = [str(Path(sys.executable).with_name("khal")), "-c", str(folder / "config"), *words]
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LC_ALL": "C.UTF-8", "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, env=home, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_khal_reads_days_titles_and_a_change_of_the_same_entry(tmp_path):
    made = datetime(2026, 1, 1, tzinfo=UTC)
    day, later = date(2026, 11, 14), date(2026, 11, 15)
    title = "Báo cáo năm 2026, trước ngày 15/11"
    due = ical.Event("a@thu", title, "Dòng 1\nDòng 2; 3", day, day, made, (7, 1))
    festival = ical.Event(
        "b@thu", "Ngày hội “19/8”", "Ba ngày", date(2026, 8, 17), date(2026, 8, 19), made
    )
    (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "calendar").mkdir()
    feed = tmp_path / "lich.ics"
    feed.write_bytes(ical.render("Lịch của xã", [due, festival]))
    khal(tmp_path, "import", "--batch", "-a", "feed", str(feed))
    listed = ["list", "--format", "{start-date}|{end-date}|{title}|{description}", "--day-format",
              "", "--once", "2026-01-01", "366d"]  # fmt: skip
    seen = khal(tmp_path, *listed)
    assert "2026-11-14|2026-11-14|Báo cáo năm 2026, trước ngày 15/11|Dòng 1" in seen
    assert "Dòng 2; 3" in seen
    assert "2026-08-17|2026-08-19|Ngày hội “19/8”|Ba ngày" in seen
    moved = replace(due, first=later, last=later, changed=datetime(2026, 2, 1, tzinfo=UTC))
    feed.write_bytes(ical.render("Lịch của xã", [moved, festival]))
    khal(tmp_path, "import", "--batch", "-a", "feed", str(feed))
    again = khal(tmp_path, *listed)
    assert again.count("Báo cáo năm 2026") == 1 and "2026-11-15|2026-11-15|Báo cáo" in again
