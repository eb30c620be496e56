"""Sign-in, session length by role, rate limits, sign-out, role switch, security headers."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from phongtrao.accounts import actions as accounts
from phongtrao.audit.models import Event
from phongtrao.web.base.forms import OFFICE_SESSION, PHONE_SESSION
from tests.web.scene import PASSWORD
from tests.web.scene import scene as build_scene


@pytest.fixture
def scene(db):
    cache.clear()
    made = build_scene()
    made.person("commune_officer")
    yield made
    cache.clear()


def sign_in(client, login="unit_contact", password=PASSWORD, **more):
    return client.post("/dang-nhap/", {"login": login, "password": password}, **more)


def test_the_page_is_vietnamese_and_its_twin_english(client, scene):
    page = client.get("/dang-nhap/").content.decode()
    assert '<html lang="vi">' in page and "Tên đăng nhập hoặc thư điện tử" in page
    page = client.get("/en/dang-nhap/").content.decode()
    assert '<html lang="en">' in page and "Sign-in name or e-mail" in page


def test_home_sends_to_sign_in_and_sign_in_leads_back(client, scene):
    answer = client.get("/tro-giup/?x=1")
    assert answer.status_code == 200
    answer = client.get("/viec/")
    assert answer["Location"] == "/dang-nhap/?next=/viec/"
    answer = client.post(
        answer["Location"], {"login": "unit_contact", "password": PASSWORD, "next": "/viec/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/viec/")
    assert Event.objects.filter(verb="person.sign_in").count() == 1


@pytest.mark.parametrize(
    ("login", "seconds"), [("unit_contact", PHONE_SESSION), ("commune_officer", OFFICE_SESSION)]
)
def test_the_session_is_as_long_as_the_role_allows(client, scene, login, seconds):
    sign_in(client, login)
    assert client.session.get_expiry_age() in range(seconds - 5, seconds + 1)


def test_the_session_changes_at_sign_in(client, scene):
    client.get("/dang-nhap/")
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    assert client.cookies["sessionid"]["httponly"] and client.cookies["sessionid"]["samesite"]


@pytest.mark.parametrize("login", ["unit_contact", "khong-co-tai-khoan", "ai-do@tinh.gov.vn"])
def test_a_wrong_password_never_says_whether_the_account_exists(client, scene, login):
    answer = sign_in(client, login, "sai-mat-khau")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page
    assert "error-summary" in page and "sai-mat-khau" not in page


def test_sign_in_by_email_and_decomposed_name(client, scene):
    person = accounts.create_person(
        username="trưởng-ấp", password=PASSWORD, email="Ap3@Tinh.gov.vn"
    )
    assert person.email == "ap3@tinh.gov.vn"
    assert sign_in(client, "trưởng-ấp").status_code == 302
    client.logout()
    assert sign_in(client, "ap3@tinh.gov.vn").status_code == 302


def test_many_wrong_attempts_are_stopped_in_words(client, scene):
    answers = [sign_in(client, password="sai") for _ in range(6)]
    assert "Đã nhập sai nhiều lần" in answers[-1].content.decode()
    assert "Đã nhập sai nhiều lần" in sign_in(client).content.decode()


@pytest.mark.django_db
def test_there_is_no_sign_up(client):
    for path in ("/signup/", "/dang-ky/", "/accounts/signup/"):
        assert client.get(path).status_code in (404,)


def test_closed_account_cannot_sign_in_or_go_on(client, scene):
    sign_in(client)
    person = scene.person("unit_contact")
    accounts.disable_person(person=person)
    assert client.get("/")["Location"].startswith("/dang-nhap/")
    assert sign_in(client)["Location"] == "/tai-khoan/da-dong/"
    assert "Tài khoản này đã đóng" in client.get("/tai-khoan/da-dong/").content.decode()
    assert client.get("/")["Location"].startswith("/dang-nhap/")


def test_sign_out_is_a_post(client, scene):
    sign_in(client)
    assert client.get("/dang-xuat/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert client.get("/").status_code == 302


def test_role_switch_changes_what_may_be_opened(client, scene):
    person = scene.person("unit_contact")
    accounts.hold(post=scene.posts["administrator"], person=person)
    client.force_login(person)
    first = client.get("/").content.decode()
    assert "Đang làm với vai trò" in first and first.count("<option") == 2
    chosen = {"post": scene.posts["administrator"].pk}
    assert client.post("/vai-tro/", chosen)["Location"] == "/"
    assert client.get("/tai-khoan/").status_code == 200
    client.post("/vai-tro/", {"post": scene.posts["unit_contact"].pk})
    assert client.get("/tai-khoan/").status_code == 403
    foreign = client.post("/vai-tro/", {"post": scene.posts["leader"].pk})
    assert foreign.status_code == 403
    assert client.post("/vai-tro/", {"post": "x"}).status_code == 403
    away = client.post("/vai-tro/", {**chosen, "next": "https://example.org/"})
    assert away["Location"] == "/"


def test_password_change(client, scene):
    sign_in(client)
    url = reverse("account_change_password")
    wrong = client.post(url, {"oldpassword": "x", "password1": "123", "password2": "456"})
    page = wrong.content.decode()
    assert "Mật khẩu hiện tại không đúng" in page and "Mật khẩu quá ngắn" in page
    fresh = "song-xa-mua-dong"
    answer = client.post(url, {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert answer.status_code == 302
    assert sign_in(Client(), password=fresh).status_code == 302


def test_security_headers_on_every_kind_of_answer(client, scene):
    client.force_login(scene.person("commune_officer"))
    for path in ("/", "/khong-co/", "/tai-khoan/", "/tro-giup/"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"], path


def test_forms_are_refused_without_their_token(scene):
    strict = Client(enforce_csrf_checks=True)
    answer = sign_in(strict)
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()


def test_an_auditor_is_recorded_and_told(client, scene):
    client.force_login(scene.person("auditor"))
    page = client.get("/tro-giup/").content.decode()
    assert "Việc xem trang này được ghi vào nhật ký" in page
    client.get("/")
    assert Event.objects.filter(verb="page.view", data__path="/").count() == 1
