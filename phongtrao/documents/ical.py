"""Calendars as other programs read them (RFC 5545), written by the `icalendar` library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

MIME = "text/calendar; charset=utf-8"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """A thing of whole days, both included. `uid` stays the same for ever; alarms: days before."""

    uid: str
    title: str
    text: str
    first: date
    last: date
    changed: datetime
    alarms: Sequence[int] = ()


def render(name: str, events: Sequence[Event]) -> bytes:
    """The calendar as UTF-8; the same events give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Phong Trao//obligations//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    for event in events:
        calendar.add_component(_entry(event))
    return bytes(calendar.to_ical())


def _entry(event: Event) -> Entry:
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", event.changed)
    entry.add("dtstart", event.first)
    entry.add("dtend", event.last + DAY)
    entry.add("summary", event.title)
    entry.add("description", event.text)
    entry.add("transp", "TRANSPARENT")
    for days in event.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.title)
        alarm.add("trigger", timedelta(days=-days))
        entry.add_component(alarm)
    return entry
