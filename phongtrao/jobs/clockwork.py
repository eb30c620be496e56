"""Runs hands when their time has come: one at a time for each hand, every run written down.

Safe with two runners at once (a turn in the database) and when a runner dies (the turn ends by
itself, the slot is run again; what a hand did before is recognised by its keys).
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit import actions as audit
from phongtrao.core.findings import Refusal
from phongtrao.jobs.hands import HANDS, Hand, Outcome
from phongtrao.jobs.models import Run, Turn

TURN = timedelta(minutes=10)
AFTER_FAILURE = timedelta(minutes=5)
KEPT = timedelta(days=400)
LONGEST_PROBLEM = 500
Clock = Callable[[], datetime]


def hand_of(name: str) -> Hand:
    """The hand with this name; Refusal `job.unknown` (404)."""
    found = next((hand for hand in HANDS if hand.name == name), None)
    if found is None:
        known = ", ".join(hand.name for hand in HANDS)
        raise Refusal(
            "job.unknown",
            f"Không có công việc “{name}”. Có: {known}.",
            f"There is no job “{name}”. Known: {known}.",
            status=404,
        )
    return found


def run_due(*, clock: Clock = timezone.now) -> list[Run]:
    """Run every hand whose slot has come and is not done yet; return the runs made."""
    made = []
    for hand in HANDS:
        now = clock()
        slot = hand.slot(now)
        if not slot or Run.objects.filter(job=hand.name, slot=slot, state=Run.State.DONE).exists():
            continue
        if _failed_lately(hand, slot, now):
            continue
        run = run_once(name=hand.name, clock=clock, slot=slot)
        if run is not None:
            made.append(run)
    return made


def _failed_lately(hand: Hand, slot: str, now: datetime) -> bool:
    return Run.objects.filter(
        job=hand.name, slot=slot, state=Run.State.FAILED, started__gt=now - AFTER_FAILURE
    ).exists()


def run_once(
    *, name: str, clock: Clock = timezone.now, slot: str = "", by: Post | None = None
) -> Run | None:
    """Run one hand now; None when another runner holds it. `slot` "": outside its clock."""
    hand = hand_of(name)
    now = clock()
    holder = f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(4)}"
    if not _take(hand, holder, now):
        return None
    try:
        if slot and Run.objects.filter(job=name, slot=slot, state=Run.State.DONE).exists():
            return None
        Run.objects.filter(job=name, state=Run.State.RUNNING).update(
            state=Run.State.LOST, ended=now
        )
        if by is not None:
            audit.record(verb="job.run", by=by, data={"job": name})
        since = _since(hand, now)
        written = slot or f"tay {now:%m%d%H%M%S}"
        run = Run.objects.create(job=name, slot=written, started=now, holder=holder)
        return _finish(run, hand, clock, since)
    finally:
        Turn.objects.filter(job=name, holder=holder).update(holder="", until=None)


def _take(hand: Hand, holder: str, now: datetime) -> bool:
    """Take the turn of a hand if it is free or its holder has died."""
    Turn.objects.get_or_create(job=hand.name)
    free = Q(holder="") | Q(until__lt=now) | Q(until__isnull=True)
    taken = Turn.objects.filter(free, job=hand.name).update(holder=holder, until=now + TURN)
    return taken == 1


def _since(hand: Hand, now: datetime) -> datetime:
    """When the hand last finished; a day ago before its first time."""
    last = Run.objects.filter(job=hand.name, state=Run.State.DONE).first()
    return last.started if last else now - timedelta(days=1)


def _finish(run: Run, hand: Hand, clock: Clock, since: datetime) -> Run:
    try:
        outcome = hand.work(clock, since)
        state = Run.State.DONE
    except Exception as problem:
        outcome = Outcome(0, f"{type(problem).__name__}: {problem}"[:LONGEST_PROBLEM])
        state = Run.State.FAILED
    run.state, run.ended = state, clock()
    run.done, run.result = outcome.done, outcome.words
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:  # another runner finished the slot after this one lost its turn
        Run.objects.filter(pk=run.pk).update(state=Run.State.LOST, ended=run.ended)
        run.refresh_from_db()
    _tidy(run, hand)
    return run


def _tidy(run: Run, hand: Hand) -> None:
    """Of a hand that runs every few minutes only the runs that did something are kept."""
    older = Run.objects.filter(job=hand.name, state=Run.State.DONE, pk__lt=run.pk)
    if hand.minutes:
        older.filter(done=0).delete()
    older.filter(started__lt=run.started - KEPT).delete()


def run_forever(*, pause: float = 15.0, stop: Callable[[], bool] = lambda: False) -> None:
    """Run what is due, sleep, again; a failing database is waited for."""
    while not stop():
        try:
            run_due()
        except Exception as problem:  # the next turn tries again; the watcher sees silence
            print(f"job: {type(problem).__name__}: {problem}", flush=True)
        close_old_connections()
        time.sleep(pause)
