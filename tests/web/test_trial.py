"""What people stumbled on when each row of the plan was tried by hand."""

from html import unescape
from re import findall

import pytest
from django.conf import settings
from django.test import Client

from phongtrao.assessments.models import Step
from phongtrao.registers.models import Version
from phongtrao.rules.comparing import distribution
from phongtrao.web.assessments.verdicts import findings, ungraded
from phongtrao.web.figures.log_words import verb_words
from tests.web.scene import scene as build_scene

pytestmark = pytest.mark.django_db


def test_a_contact_is_not_led_to_places_above_that_it_may_not_open():
    scene = build_scene()
    client = Client()
    client.force_login(scene.person("unit_contact"))
    home = client.get("/").content.decode()
    own = findall(r'href="(/don-vi/[^"/]+/)"', home)[0]
    page = unescape(client.get(own).content.decode())
    line = page.split("</h1>", 1)[1].split("</p>", 1)[0]
    assert "phường" in line or "xã" in line
    assert "<a " not in line


def test_a_department_reads_the_sum_of_a_target_but_not_its_rows():
    client = Client()
    client.force_login(build_scene().person("department"))
    shown = client.get("/chi-tieu/?ky=2024-nam").content.decode()
    proofs = findall(r'href="(/chi-tieu/[^"]+/nguon/[^"]+)"', unescape(shown))
    assert proofs
    answer = client.get(proofs[0])
    assert answer.status_code == 200
    assert "chỉ mở cho" in unescape(answer.content.decode())
    assert "/bao-cao-goc/" not in answer.content.decode()
    assert client.get(proofs[0] + "&tt=chua").status_code == 403
    assert client.get(proofs[0] + "&xuat=csv").status_code == 403


class _Counts:
    recognised = 4


def test_shares_of_grades_are_no_verdict_before_every_unit_has_a_grade():
    some = distribution([("good", True), ("weak", True)], 4, 4)
    assert ungraded(some, _Counts()) == 2
    words = findings(some, 2)
    assert "2" in words[0]
    assert "chưa đạt" not in " ".join(one for one in words if "Khá" in one)
    assert any("yếu" in one and "chưa đạt" in one for one in words)
    every = distribution([("good", True)] * 4, 4, 4)
    assert ungraded(every, _Counts()) == 0
    assert any("Khá" in one and ": đạt" in one for one in findings(every, 0))


@pytest.mark.parametrize(("code", "says"), [("T4.1", True), ("T4.2", True), ("T1.2", False)])
def test_targets_of_visits_count_records_and_show_what_units_say_beside(code, says):
    client = Client()
    client.force_login(build_scene().person("standing_office"))
    page = unescape(client.get(f"/chi-tieu/{code}/?ky=2024-nam").content.decode())
    assert ("theo biên bản kiểm tra" in page) is says
    assert ("để đối chiếu" in page) is says
    assert ('href="/kiem-tra/?nam=2024"' in page) is says
    proof = unescape(client.get(f"/chi-tieu/{code}/nguon/?ky=2024-nam").content.decode())
    assert ("biên bản" in proof.casefold()) is says


def test_every_act_of_the_log_is_said_in_words():
    source = (settings.BASE_DIR / "phongtrao").rglob("*.py")
    acting = (file for file in source if "style" not in file.parts)
    verbs = {verb for file in acting for verb in findall(r'verb="([a-z_.]+)"', file.read_text())}
    verbs |= {f"assessment.{stage}" for stage in Step.Stage.values}
    verbs |= {f"register.{act}" for act in Version.Verb.values}
    verbs |= {"unit.merge", "unit.split"}
    assert len(verbs) > 50
    assert sorted(verb for verb in verbs if verb_words(verb) == verb) == []
