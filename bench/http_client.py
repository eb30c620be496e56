"""One client process: waits for the start, posts drafts, then sends them one by one.

The contacts are signed in beforehand (their sessions are stored as a sign-in stores them): signing
in is made slow on purpose and is not part of handing in.

usage: http_client.py PORT NUMBER CLIENTS COUNT; prints "ready", reads "go", prints one JSON line.
"""

import http.client
import json
import re
import sys
import time
import urllib.parse
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402

from phongtrao.accounts.models import Holding, Post, Role, User  # noqa: E402
from phongtrao.core.periods import Period  # noqa: E402
from phongtrao.demo.answers import payload_of  # noqa: E402
from phongtrao.demo.chance import seeded  # noqa: E402
from phongtrao.demo.facts import Case  # noqa: E402
from phongtrao.orgs import queries as orgs  # noqa: E402
from phongtrao.plan.definitions import Form  # noqa: E402
from phongtrao.programmes import queries as programmes  # noqa: E402
from phongtrao.submissions import queries as said  # noqa: E402

PERIOD = Period(2026)
SIGN_IN = "/dang-nhap/"
FORM = "annual"


class Browser:
    """Keeps a connection, cookies and the CSRF token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def request(self, method: str, path: str, data: Any = None) -> tuple[int, str, str]:
        """Return (status, body, location)."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
            headers["Referer"] = "http://127.0.0.1/"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, text, answer.headers.get("Location", "")

    def become(self, session: str) -> None:
        """Go on as the holder of another session, from a phone (a connection) of its own.

        A kept connection would stay with one worker, and four of them with one worker or two by
        the luck of the kernel's hash.
        """
        self.connection.close()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.cookies["sessionid"] = session


def fields_of(form: Form, row: dict[str, Any]) -> list[tuple[str, str]]:
    """The POST of a filled form: `f.<field>` answers, `w.<field>` reasons."""
    case = Case(
        rng=seeded(f"http/{row['unit_id']}"), root=f"http/{row['unit_id']}", group=row["grp"],
        kind=row["kind"], subkind=row["subkind"], year=PERIOD.year, is_half=False, quality=0.7,
        size=80, hamlets=6, scoped=40,
    )  # fmt: skip
    pairs: list[tuple[str, str]] = []
    asked = {field.id: field for field in form.fields_for(row["grp"], row["subkind"])}
    for name, answer in payload_of(case, list(asked.values())).items():
        if isinstance(answer, dict):
            number = asked[name].type == "integer"
            pairs.append(
                (f"w.{name}", answer["why"]) if number else (f"f.{name}", f"why:{answer['why']}")
            )
        elif isinstance(answer, list):
            pairs += [(f"f.{name}", code) for code in answer]
        else:
            pairs.append((f"f.{name}", str(answer)))
    return pairs


@dataclass(frozen=True)
class Task:
    """One unit's report: its address, the session of its contact, the POST of its form."""

    address: str
    session: str
    pairs: list[tuple[str, str]]


def tasks(number: int, clients: int, count: int) -> list[Task]:
    """The client's share of the units that owe the report, each with a signed-in contact."""
    form = programmes.package().forms[FORM]
    groups = {"hamlet", "agency", "enterprise", "school"}
    due = [
        row
        for row in said.rows(FORM, PERIOD)
        if row["state"] == "due" and row["grp"] in groups and not row["subkind"].startswith("body")
    ]
    mine = due[number::clients][:count]
    states = orgs.states_of(row["unit_id"] for row in mine)
    posts = {
        post.unit_id: post
        for post in Post.objects.filter(role=Role.UNIT_CONTACT, unit_id__in=list(states))
    }
    return [
        Task(
            f"/don-vi/{states[row['unit_id']].code}/bao-cao/{PERIOD.url}/",
            signed_in(posts[row["unit_id"]]),
            fields_of(form, row),
        )
        for row in mine
    ]


def signed_in(post: Post) -> str:
    """The session of a contact of the post, as a phone keeps it for a fortnight."""
    person, _ = User.objects.get_or_create(username=f"bench-{post.code}"[:150])
    Holding.objects.get_or_create(post=post, person=person, from_date=date(2022, 1, 1))
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def run(browser: Browser, work: list[Task]) -> dict[str, Any]:
    """Post every draft, then send every draft; return times in ms and what was refused."""
    found: dict[str, Any] = {"draft_ms": [], "send_ms": [], "refused": []}
    started = time.perf_counter()
    for task in work:
        browser.become(task.session)
        begun = time.perf_counter()
        data: Any = [*task.pairs, ("do", "check")]
        status, text, _ = browser.request("POST", f"{task.address}nhap/", data)
        found["draft_ms"].append((time.perf_counter() - begun) * 1e3)
        if status != 302:
            found["refused"].append(f"draft {status} {_words(text)}")
    found["draft_s"] = time.perf_counter() - started
    started = time.perf_counter()
    for task in work:
        browser.become(task.session)
        begun = time.perf_counter()
        data = {"client_key": str(uuid.uuid4()), "base": "0", "note": ""}
        status, text, where = browser.request("POST", f"{task.address}kiem-tra/", data)
        if status == 302 and where.endswith("da-gui/"):
            found["send_ms"].append((time.perf_counter() - begun) * 1e3)
        else:
            found["refused"].append(f"send {status} {_words(text)}")
    found["send_s"] = time.perf_counter() - started
    return found


def _words(page: str) -> str:
    """The first words of an error page, for the note."""
    body = re.sub(r"<[^>]+>", " ", page.partition("error-summary")[2] or page.partition("<main")[2])
    return " ".join(body.split())[:200]


def main() -> None:
    """Prepare, wait for the start, run, report."""
    port, number, clients, count = (int(word) for word in sys.argv[1:5])
    work = tasks(number, clients, count)
    connection.close()
    browser = Browser(port)
    status, _, _ = browser.request("GET", SIGN_IN)
    if status != 200 or "csrftoken" not in browser.cookies:
        raise RuntimeError(f"the sign-in page answered {status}")
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(run(browser, work)), flush=True)


if __name__ == "__main__":
    main()
