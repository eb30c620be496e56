"""A world with one signed-in person for each role and an address parameter for each object."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from phongtrao.accounts import actions as accounts
from phongtrao.accounts import entrance
from phongtrao.accounts.models import Post, User
from phongtrao.duties import actions as duties
from phongtrao.inspections import actions as inspections
from phongtrao.inspections.models import FollowUp, Visit
from phongtrao.jobs.models import Work
from phongtrao.orgs import queries as orgs
from phongtrao.reorganisations import actions as reforms
from phongtrao.rules.reorganising import Steps
from phongtrao.submissions.models import Submission
from phongtrao.web.figures.addresses import slug
from tests import world as worlds
from tests.web import dossiers, register_lines
from tests.web.mailbox import told
from tests.world import YEAR, World, build

#: Roles the shared world has no post for, and the unit of each.
MORE_POSTS = (
    ("department", "department", "school"),
    ("auditor", "auditor", "province"),
    ("administrator", "administrator", None),
)

PASSWORD = "nuoc-chay-da-mon"


@dataclass
class Scene:
    """`values`: parameter name → value of an object that exists (or a plausible one)."""

    world: World
    posts: dict[str, Post]
    values: dict[str, Any] = field(default_factory=dict)

    def person(self, role: str | None) -> User:
        """A person holding the post of this role (None: no post)."""
        name = role or "nobody"
        found = User.objects.filter(username=name).first()
        if found:
            return found
        person = accounts.create_person(
            username=name, password=PASSWORD, full_name=f"Người thử {name}"
        )
        if role:
            accounts.hold(post=self.posts[role], person=person)
        return person


#: Parameters whose value is the same in every scene.
FIXED: dict[str, Any] = {
    "period": "2024-nam",
    "form": "annual",
    "plan": "binh-phuoc-2022-2025",
    "clause": "ii-1",
    "duty": "IV.2.b-1_2024_home_affairs",
    "body": "home_affairs-so-noi-vu",
    "doc": "bao-cao",
    "number": 1,
    "code": "T1.2",
    "file": 1,
    "year": 2024,
    "kind": "docx",
    "report": "2024",
    "register": "luc-luong-nong-cot",
    "review": "rating",
    "criteria": "tt124-hamlet-2022",
    "rubric": "qd510-hamlet",
    "step": 1,
    "guide": "don-vi",
    "view": 1,
}


def scene() -> Scene:
    """Build the scene in the current test database."""
    world = build()
    posts = {post.role: post for post in reversed(list(world.posts.values()))}
    posts["unit_contact"] = world.posts["hamlet_post"]
    posts["commune_officer"] = world.posts["officer"]
    for code, role, unit in MORE_POSTS:
        unit_id = world.units[unit] if unit else None
        title = f"Đầu mối {code}"
        posts[role] = accounts.create_post(code=code, title=title, role=role, unit_id=unit_id)
    made = Scene(world, posts)
    duties.seat(body="home_affairs", unit_id=world.units["school"], by=None)
    duties.open_year(year=2024, by=None)
    submission = Submission.objects.filter(unit_id=world.units["hamlet"]).first()
    hamlet = orgs.state_of(world.units["hamlet"])
    commune = orgs.state_of(world.units["commune"])
    _dossier, decision, paper = dossiers.recognised(world, "hamlet2")
    dossiers.assessed(world)
    team = register_lines.team(world, "hamlet")
    draft = worlds.amendment_draft(world.posts["standing"])
    made.values = {
        **FIXED,
        "unit": slug(hamlet.code, hamlet.name),
        "slug": slug(commune.code, commune.name),
        "submission": submission.pk if submission else 1,
        "draft": draft.pk,
        "reform": reforms.start(steps=Steps(), by=world.posts["standing"]).code,
        "entry": team.pk,
        "work": worked(world.posts["standing"]),
        "decision": decision.pk,
        "certificate": paper.code,
        "person_id": made.person("unit_contact").pk,
        "entry_link": entry_link(made),
        **inspected(made),
        **told(world, world.posts["standing"]),
    }
    return made


def worked(by: Post) -> int:
    """A long work that is done, with one file."""
    made = Work.objects.create(
        kind="report.draft", post_id=by.pk, args={"year": 2024}, key="-", made=timezone.now(),
        state=Work.State.DONE, ended=timezone.now(), result={"year": 2024},
    )  # fmt: skip
    made.files.create(name="bao-cao-2024-nhap.docx", kind="docx", content=b"PK")
    return int(made.pk)


def entry_link(made: Scene) -> str:
    """The secret part of a living link for the hamlet's contact."""
    standing, contact = made.posts["standing_office"], made.posts["unit_contact"]
    link, _code = entrance.give_link(post=contact, by=standing, at=timezone.now())
    return entrance.written_out(entrance.mark_of(link, "")).split("/")[2]


def inspected(made: Scene) -> dict[str, Any]:
    """A round that visited the hamlet, with something to put right."""
    standing, unit_id = made.posts["standing_office"], made.world.units["hamlet"]
    starts = timezone.localdate()
    plan = inspections.Plan(
        period=YEAR, title="Kiểm tra năm 2024", starts=starts, ends=starts, method="listed"
    )
    round_ = inspections.plan_round(plan=plan, by=standing)
    inspections.add_units(round_=round_, unit_ids=[unit_id], by=standing)
    inspections.record_visit(
        round_=round_,
        unit_id=unit_id,
        report=inspections.Report(day=starts, note="Đã xem hồ sơ."),
        client_key="5c0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f00",
        by=standing,
    )
    visit = Visit.objects.get(round=round_, unit_id=unit_id)
    task = FollowUp.objects.create(
        visit=visit, field="safe", task="Bổ sung quyết định.", due=starts + timedelta(days=30)
    )
    return {"round": round_.code, "follow_up": task.pk}
