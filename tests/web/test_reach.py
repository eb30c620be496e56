"""Nobody reaches another commune's units: every route with an object, every list, by two roles."""

import pytest
from django.test import Client
from django.urls import reverse

from phongtrao.orgs import queries as orgs
from phongtrao.submissions.actions import submit
from phongtrao.submissions.models import Submission
from phongtrao.web.figures.addresses import slug
from phongtrao.web.permissions import PERMISSIONS
from tests.web import register_lines
from tests.web.scene import scene as build_scene
from tests.web.test_permissions import routes
from tests.world import YEAR

FOREIGN_CODE = "25366-01"
#: Parameters that name an object of a unit.
OBJECTS = {"unit", "slug", "submission", "file", "entry"}


@pytest.fixture
def scene(db):
    made = build_scene()
    submit(
        unit_id=made.world.units["far_hamlet"],
        form="annual",
        period=YEAR,
        payload=made.world.payload("far_hamlet"),
        client_key="1e0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f22",
        by=made.world.posts["far_officer"],
        on_behalf=True,
    )
    hamlet = orgs.state_of(made.world.units["far_hamlet"])
    commune = orgs.state_of(made.world.units["neighbour"])
    made.values["unit"] = slug(hamlet.code, hamlet.name)
    made.values["slug"] = slug(commune.code, commune.name)
    made.values["entry"] = register_lines.team(made.world, "far_hamlet").pk
    made.values["submission"] = Submission.objects.get(unit_id=hamlet.unit_id).pk
    return made


@pytest.mark.parametrize("role", ["unit_contact", "commune_officer"])
def test_objects_of_another_commune_are_refused(scene, role):
    client = Client(raise_request_exception=False)
    client.force_login(scene.person(role))
    before = Submission.objects.values_list("pk", "state", "current").order_by("pk")
    before = list(before)
    wrong = []
    for name, parameters in routes():
        if role not in PERMISSIONS[name] or not OBJECTS & set(parameters):
            continue
        url = reverse(name, kwargs={key: scene.values[key] for key in parameters})
        for method in (client.get, client.post):
            answer = method(url)
            if answer.status_code not in (403, 404, 405):
                wrong.append(f"{method.__name__} {name} {url}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert list(Submission.objects.values_list("pk", "state", "current").order_by("pk")) == before


@pytest.mark.parametrize("role", ["unit_contact", "commune_officer"])
def test_lists_show_nothing_of_another_commune(scene, role):
    client = Client()
    client.force_login(scene.person(role))
    wrong = []
    for name, parameters in routes():
        if role not in PERMISSIONS[name] or parameters:
            continue
        answer = client.get(reverse(name))
        if answer.status_code == 200 and FOREIGN_CODE in answer.content.decode(errors="replace"):
            wrong.append(name)
    assert not wrong
