"""Whoever holds a certificate checks it by its code, without signing in, and learns no more."""

import pytest
from django.core.cache import cache
from django.test import Client

from phongtrao.assessments import deciding, queries
from tests.web import dossiers
from tests.web.desks import client_of, text_of
from tests.world import build

pytestmark = pytest.mark.django_db
FORM = "/giay-cong-nhan/"


@pytest.fixture
def world():
    cache.clear()
    return build()


@pytest.fixture
def paper(world):
    return dossiers.recognised(world)[2]


def test_a_passer_by_sees_what_the_paper_proves_and_nothing_of_the_dossier(world, paper):
    answer = Client().get(f"{FORM}{paper.code}/")
    page = text_of(answer)
    assert answer.status_code == 200 and answer["X-Robots-Tag"] == "noindex, nofollow"
    for words in ("Ấp 3", "Còn giá trị", "năm\u00a02024", "15/QĐ-UBND"):
        assert words in page
    for secret in ("/danh-gia/", "tep.pdf", "Đầu mối", "Người thử"):
        assert secret not in page
    assert Client().get(f"{FORM}{paper.code}/tep.pdf").status_code == 302


def test_a_code_is_read_however_it_is_typed(world, paper):
    plain = paper.code.replace("-", " ").lower()
    for typed in (plain, plain.replace(" ", ""), paper.code.removeprefix("AT-")):
        answer = Client().get(FORM, {"ma": typed})
        assert (answer.status_code, answer["Location"]) == (302, f"{FORM}{paper.code}/")
    unknown = Client().get(FORM, {"ma": "AT-0000-0000-0000"})
    assert unknown.status_code == 404 and "AT-0000-0000-0000" in text_of(unknown)
    assert 'aria-invalid="true"' in text_of(unknown)
    assert Client().get(FORM).status_code == 200


def test_letters_that_look_like_digits_are_the_digits():
    assert queries.code_as_printed("at-10ff-oil0-abcd") == "AT-10FF-0110-ABCD"


def test_a_passer_by_learns_that_a_paper_is_void_but_not_why(world, paper):
    deciding.undo_decision(
        decision_id=paper.decision_id, reason="Ghi nhầm danh sách", by=world.posts["officer"]
    )
    address = f"{FORM}{paper.code}/"
    page = text_of(Client().get(address))
    assert "Đã thu hồi" in page and "Ghi nhầm danh sách" not in page
    assert "Ghi nhầm danh sách" in text_of(client_of(world, "officer").get(address))


def test_nobody_tries_codes_by_the_hundred(world, paper):
    stranger = Client()
    for _ in range(30):
        assert stranger.get(f"{FORM}AT-0000-0000-0000/").status_code == 404
    answer = stranger.get(f"{FORM}{paper.code}/")
    assert answer.status_code == 429 and answer["Retry-After"] == "60"
    assert "Còn giá trị" not in text_of(answer)
    assert client_of(world, "officer").get(f"{FORM}{paper.code}/").status_code == 200
