"""The district's own post decides while the law names the district, and no longer."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from phongtrao.accounts.models import Post
from phongtrao.assessments import access, actions, deciding
from phongtrao.assessments.deciding import Outcome
from phongtrao.assessments.models import Certificate, Decision, Dossier
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import KINDS
from phongtrao.orgs.actions import rebuild_maps
from phongtrao.orgs.models import OrgUnit, UnitState
from tests.web import dossiers
from tests.web.desks import client_of, hidden, text_of
from tests.world import START, build

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 11, 18, 3, tzinfo=UTC)
ENDED = date(2025, 7, 1)
DECIDE = "/danh-gia/2024-nam/cong-nhan/"


def district(world, key, name, communes):
    """A district with a desk, above some communes until districts ended."""
    unit = OrgUnit.objects.create(uid=f"test-{key}")
    UnitState.objects.create(
        unit=unit,
        code=key,
        name=name,
        kind="huyen",
        group=KINDS["huyen"].group,
        parent_id=world.units["province"],
        valid_from=START,
        valid_to=ENDED,
        search_key=name.lower(),
        sort_key=name.lower(),
    )
    for commune in communes:
        state = UnitState.objects.get(unit_id=world.units[commune])
        state.parent_id, state.valid_to = unit.pk, ENDED
        state.save()
        state.pk, state.valid_from, state.valid_to = None, ENDED, None
        state.parent_id = world.units["province"]
        state.save()
    world.units[key] = unit.pk
    world.posts[key] = Post.objects.create(
        code=key, title=f"Đầu mối {name}", role="department", unit_id=unit.pk
    )


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        made = build()
        district(made, "692", "Đồng Phú", ["commune"])
        district(made, "697", "Bù Đốp", ["neighbour"])
        rebuild_maps()
        yield made


def filed(world) -> Dossier:
    """The commune's own dossier, sent up to the district."""
    officer = world.posts["officer"]
    dossier = actions.register(
        unit_id=world.units["commune"],
        year=2024,
        on=date(2024, 2, 15),
        items={"resolution": "02/NQ-ĐU", "plan": "9/KH-UBND", "registration": "01/ĐK-UBND"},
        by=officer,
    )
    answers = dossiers.answers("met", "commune", "xa")
    actions.assess(dossier_id=dossier.pk, answers=answers, by=officer)
    minutes = {**dossiers.MINUTES, "chair": "standing"}
    actions.review(dossier_id=dossier.pk, answers={}, minutes=minutes, by=officer)
    actions.file_up(
        dossier_ids=[dossier.pk], number="03/TTr-BCĐ", on=date(2024, 11, 16), by=officer
    )
    dossier.refresh_from_db()
    return dossier


def test_the_districts_own_post_recognises_its_communes(world):
    dossier = filed(world)
    desk = client_of(world, "692")
    assert DECIDE in text_of(desk.get("/"))
    form = text_of(desk.get(DECIDE))
    assert "Ủy ban nhân dân huyện Đồng Phú" in form and "Tân Lập" in form
    sent = {"nhom": hidden(form, "nhom"), "number": "5/QĐ-UBND", "signed_on": "18/11/2024"}
    sent |= {f"c.{dossier.pk}": "yes"}
    assert (
        "Chủ tịch Ủy ban nhân dân huyện Đồng Phú".upper()
        in text_of(desk.post(DECIDE, {**sent, "do": "preview"})).upper()
    )
    assert desk.post(DECIDE, {**sent, "do": "confirm"}).status_code == 302
    made = Decision.objects.get()
    assert (made.level, made.unit_id, made.post_id) == (
        "district",
        world.units["692"],
        world.posts["692"].pk,
    )
    # As Decree 30 writes numbers, on screen and on paper alike.
    assert made.number == "05/QĐ-UBND"
    assert client_of(world, "697").get(f"/danh-gia/quyet-dinh/{made.pk}/").status_code == 403
    assert desk.post(f"/danh-gia/quyet-dinh/{made.pk}/", {"reason": "Ghi nhầm"}).status_code == 302
    assert Certificate.objects.get().void


def test_neither_the_commune_nor_another_district_decides(world):
    dossier = filed(world)
    for who in ("officer", "697", "far_officer"):
        assert not access.may_decide(world.posts[who], dossier)
    hamlet = dossiers.filed(world)
    assert hamlet.level == "commune"
    assert not access.may_decide(world.posts["692"], hamlet)
    assert access.may_decide(world.posts["officer"], hamlet)
    assert "Tân Lập" not in text_of(client_of(world, "697").get(DECIDE))


def test_a_district_that_ended_signs_nothing_more(world):
    dossier = filed(world)
    with time_machine.travel(datetime(2025, 11, 18, 3, tzinfo=UTC), tick=False):
        late = {"outcomes": [Outcome(dossier.pk, True)], "by": world.posts["standing"]}
        with pytest.raises(Refusal) as refusal:
            deciding.decide(**late, number="15/QĐ-UBND", signed_on=date(2025, 7, 1))
        assert refusal.value.code == "decision.office_gone"
        made = deciding.decide(**late, number="15/QĐ-UBND", signed_on=date(2025, 6, 30))
    assert made.unit_id == world.units["692"] and made.late


def test_a_department_keeps_the_dossier_of_its_own_agency(world):
    unit = OrgUnit.objects.create(uid="test-so")
    UnitState.objects.create(
        unit=unit,
        code="70-S1",
        name="Sở Nội vụ",
        kind="co_quan",
        group="agency",
        parent_id=world.units["province"],
        valid_from=START,
        search_key="so noi vu",
        sort_key="so noi vu",
    )
    rebuild_maps()
    world.posts["so"] = Post.objects.create(
        code="so", title="Đầu mối Sở Nội vụ", role="department", unit_id=unit.pk
    )
    desk = client_of(world, "so")
    dossier = desk.get("/danh-gia/2024-nam/")["Location"]
    assert "70-S1" in dossier and desk.get(f"{dossier}dang-ky/").status_code == 200
    assert "/danh-gia/2024-nam/70-s1" in text_of(desk.get("/")).lower()
