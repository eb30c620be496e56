"""Long work asked for by a person: started after the answer, told step by step, come back to.

A work runs in a thread of the process that took it. Ends the process, the work is `lost` and can be
started again: every kind does the same thing twice without harm (`kinds`).
"""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from phongtrao.accounts.models import Post
from phongtrao.audit.canonical import canonical
from phongtrao.core.findings import Refusal
from phongtrao.jobs import kinds
from phongtrao.jobs.models import Work, WorkFile
from phongtrao.programmes import queries as programmes

log = logging.getLogger("phongtrao.jobs")
#: A work that waits so long was taken by nobody.
UNTAKEN = timedelta(seconds=30)
#: On another machine nobody can be asked; so long without a word is the end.
SILENT = timedelta(minutes=15)
KEPT = timedelta(days=7)
ACTIVE = (Work.State.WAITING, Work.State.RUNNING)
AGAIN = (Work.State.FAILED, Work.State.LOST)


def start(*, kind: str, by: Post, args: dict[str, Any], data: bytes | None = None) -> Work:
    """Ask for a work; the one already running with the same arguments is given back."""
    wanted = kinds.kind(kind)
    same_as = {name: value for name, value in args.items() if name != "at"}
    digest = hashlib.sha256(canonical(same_as).encode() + (data or b"")).hexdigest()
    settle([by.pk])
    forget(timezone.now() - KEPT)
    same = Work.objects.filter(kind=kind, post_id=by.pk, key=digest, state__in=ACTIVE)
    try:
        with transaction.atomic():
            made = Work.objects.create(
                kind=kind, post_id=by.pk, plan=programmes.asked_code(),
                args=args, key=digest, input=data, total=len(wanted.steps), made=timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        return same.get()
    transaction.on_commit(lambda: launch(made.pk))
    return made


def forget(before: datetime) -> None:
    """Let go of files that works made, or keep from a trial, since before that moment."""
    WorkFile.objects.filter(work__made__lt=before).delete()
    done = Work.objects.filter(state=Work.State.DONE, made__lt=before)
    done.filter(input__isnull=False).update(input=None)


def kept_input(work: Work) -> bytes:
    """The file a finished work keeps; b"" when it keeps none any more."""
    found = Work.objects.filter(pk=work.pk, state=Work.State.DONE)
    return bytes(found.values_list("input", flat=True).first() or b"")


def let_go(work: Work) -> None:
    """Forget the file a finished work keeps: it was handed on."""
    Work.objects.filter(pk=work.pk, state=Work.State.DONE).update(input=None)


def again(work: Work, by: Post) -> Work:
    """Start a lost or failed work again. Refusal `work.not_again` (409)."""
    moved = Work.objects.filter(pk=work.pk, state__in=AGAIN).update(
        state=Work.State.WAITING, made=timezone.now(), done=0, words="", holder="", ended=None
    )
    if not moved:
        raise Refusal(
            "work.not_again",
            "Việc này đang chạy hoặc đã xong.",
            "This work is running or done.",
        )
    transaction.on_commit(lambda: launch(work.pk))
    return Work.objects.get(pk=work.pk)


def launch(work_id: int) -> None:
    """Run a work beside the answer."""
    threading.Thread(target=_beside, args=(work_id,), name=f"work-{work_id}", daemon=True).start()


def _beside(work_id: int) -> None:
    try:
        run(work_id)
    finally:
        connection.close()


def run(work_id: int) -> None:
    """Do a waiting work here and now; whoever takes it first does it."""
    now = timezone.now()
    taken = Work.objects.filter(pk=work_id, state=Work.State.WAITING).update(
        state=Work.State.RUNNING, holder=holder(), started=now
    )
    if not taken:
        return
    work = Work.objects.get(pk=work_id)
    work.attempt += 1
    Work.objects.filter(pk=work_id).update(attempt=work.attempt)
    try:
        with programmes.running(work.plan):
            result, files = kinds.kind(work.kind).do(work, _Told(work).say)
    except Refusal as refusal:
        _end(work, Work.State.FAILED, {"vi": refusal.message, "en": refusal.message_en})
    except Exception:
        log.exception("work %s %s failed", work.kind, work.pk)
        _end(work, Work.State.FAILED, {"code": f"V-{work.pk}"})
    else:
        _end(work, Work.State.DONE, result, files)


class _Told:
    """Writes down how far a work is; inside somebody's transaction it keeps silent."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def say(self, done: int, words: str, total: int = 0) -> None:
        """`done` steps of `total` are behind; `words`: what comes now."""
        if connection.in_atomic_block:
            return
        told: dict[str, Any] = {"done": done, "words": words}
        if total:
            told["total"] = total
        Work.objects.filter(pk=self.work.pk).update(**told)


def _end(
    work: Work, state: str, result: dict[str, Any], files: Iterable[tuple[str, str, bytes]] = ()
) -> None:
    """Write the end down: result, files, state together."""
    with transaction.atomic():
        for name, kind, content in files:
            kept = {"name": name, "content": content}
            WorkFile.objects.update_or_create(work=work, kind=kind, defaults=kept)
        found = Work.objects.filter(pk=work.pk)
        found.update(state=state, result=result, ended=timezone.now(), words="")
        if state == Work.State.DONE and not result.get("keeps_input"):
            found.update(input=None)


def settle(post_ids: Iterable[int]) -> None:
    """Say `lost` of the works of these posts whose process has ended."""
    now = timezone.now()
    for work in Work.objects.filter(post_id__in=list(post_ids), state__in=ACTIVE).defer("input"):
        since = now - (work.started or work.made)
        waiting = work.state == Work.State.WAITING
        gone = now - work.made > UNTAKEN if waiting else not is_alive(work.holder, since)
        if gone:
            Work.objects.filter(pk=work.pk, state=work.state).update(
                state=Work.State.LOST, ended=now
            )


def holder() -> str:
    """The present process: machine, number, when it began (numbers are used again)."""
    return f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}"


def is_alive(name: str, since: timedelta) -> bool:
    """Whether the process of this name still runs; of another machine: by the time gone."""
    machine, _, rest = name.rpartition(":")[0].rpartition(":")
    if machine != socket.gethostname():
        return since < SILENT
    began = _began(int(rest))
    return bool(began) and began == name.rpartition(":")[2]


def _began(process: int) -> str:
    """When a process began, in ticks since the machine did; '' when it is gone."""
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return words.rpartition(")")[2].split()[19]


def of_posts(post_ids: Iterable[int]) -> list[Work]:
    """Works of these posts, newest first, as they stand now."""
    ids = list(post_ids)
    settle(ids)
    return list(Work.objects.filter(post_id__in=ids).defer("input")[:100])


def work_for(post_ids: Iterable[int], work_id: int) -> Work:
    """A work of one of these posts. Refusal `work.unknown` (404)."""
    ids = list(post_ids)
    settle(ids)
    found = Work.objects.filter(post_id__in=ids, pk=work_id).defer("input").first()
    if found is None:
        raise Refusal(
            "work.unknown",
            "Không có việc này trong danh sách của anh/chị.",
            "There is no such work in your list.",
            status=404,
        )
    return found
