"""The frame of every page: tags, deadline words, languages, errors with a code, trace box."""

import datetime as dt
from fractions import Fraction

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from phongtrao.core.figures import Figure
from phongtrao.core.findings import Refusal
from phongtrao.core.periods import Period
from phongtrao.web.base import errors
from phongtrao.web.base.icons import ICONS
from phongtrao.web.base.navigation import BARS
from phongtrao.web.base.states import STATES
from phongtrao.web.base.tracing import FIGURE_CODE
from phongtrao.web.context import twin_url
from tests.web.scene import scene as build_scene

NOON = dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC)  # 12:00 in Vietnam


def draw(text: str, language: str = "vi", **context: object) -> str:
    with translation.override(language):
        return Template("{% load phongtrao %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (
            dt.date(2026, 11, 15),
            "trước ngày 15/11 (hết ngày 14/11)",
            "before 15/11 (until the end of 14/11)",
        ),
        (
            dt.date(2025, 3, 1),
            "trước ngày 1/3/2025 (hết ngày 28/2/2025)",
            "before 1/3/2025 (until the end of 28/2/2025)",
        ),
        (
            dt.date(2027, 1, 1),
            "trước ngày 1/1/2027 (hết ngày 31/12)",
            "before 1/1/2027 (until the end of 31/12)",
        ),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_deadlines_are_said_in_both_forms(day, vi, en):
    assert draw("{{ d|deadline }}", d=day) == vi
    assert draw("{{ d|deadline }}", "en", d=day) == en


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-10T12:00+07:00", "còn 4 ngày"),
        ("2026-11-14T23:59:59+07:00", "hôm nay là ngày cuối"),
        ("2026-11-15T00:00+07:00", "quá hạn 1 ngày"),
        ("2026-11-17T00:00+07:00", "quá hạn 3 ngày"),
    ],
)
def test_time_left_turns_at_midnight_in_vietnam(now, words):
    with time_machine.travel(dt.datetime.fromisoformat(now), tick=False):
        assert words in draw("{% time_left d %}", d=dt.date(2026, 11, 15))


@pytest.mark.parametrize(
    ("text", "value", "vi", "en"),
    [
        ("{{ v|vn }}", 1234567, "1.234.567", "1,234,567"),
        ("{{ v|vn:1 }}", Fraction(2469, 2), "1.234,5", "1,234.5"),
        ("{{ v|vn }}", None, "–", "–"),
        ("{{ v|percent }}", Fraction(9, 10), "90,0", "90.0"),
        ("{{ v|percent }}", None, "–", "–"),
        ("{{ v|vndate }}", dt.date(2026, 8, 5), "05/08/2026", "05/08/2026"),
        (
            "{{ v|vntime }}",
            dt.datetime(2026, 8, 4, 18, 5, tzinfo=dt.UTC),
            "01:05 05/08/2026",
            "01:05 05/08/2026",
        ),
    ],
)
def test_numbers_and_dates(text, value, vi, en):
    assert draw(text, v=value).startswith(vi)
    assert draw(text, "en", v=value).startswith(en)


def figure(**changes: object) -> Figure:
    values = {
        "target": "T1.2", "reading": "", "node_id": 1, "node_code": "70", "group": "",
        "period": Period(2024), "numerator": 3, "denominator": 4, "reported": 4, "expected": 4,
        "approved": 4, "unavailable": 0, "value": Fraction(3, 4), "verdict": "missed",
        "provisional": False,
    }  # fmt: skip
    return Figure(**{**values, **changes})


def test_a_figure_is_a_link_to_its_proof():
    drawn = draw("{% figure f %}", f=figure())
    assert 'href="/chi-tieu/T1.2/nguon/?ky=2024-nam&amp;don-vi=70"' in drawn and "75,0" in drawn
    counted = draw("{% figure f %}", f=figure(denominator=None, value=Fraction(3)))
    assert ">3<" in counted
    assert "tạm tính" in draw("{% figure f %}", f=figure(provisional=True))
    assert "chưa có số liệu" in draw("{% figure f %}", f=figure(value=None))


def test_every_state_and_bar_has_its_drawing():
    for name, state in STATES.items():
        assert state.icon in ICONS or state.icon == "", name
        assert draw("{% status s %}", s=name)
    for items in BARS.values():
        assert all(item.icon in ICONS for item in items)


@pytest.mark.parametrize(
    ("path", "twin"),
    [
        ("/", "/en/"),
        ("/en/", "/"),
        ("/en", "/"),
        ("/chi-tieu/?ky=2024-nam", "/en/chi-tieu/?ky=2024-nam"),
        ("/en/chi-tieu/?ky=2024-nam", "/chi-tieu/?ky=2024-nam"),
        ("/enx/", "/en/enx/"),
    ],
)
def test_twin_addresses(path, twin):
    assert twin_url(path) == twin


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_not_found_has_words_and_a_code(client, language):
    answer = client.get("/khong-co/" if language == "vi" else "/en/khong-co/")
    page = answer.content.decode()
    assert answer.status_code == 404
    words = "Không có trang này" if language == "vi" else "There is no page here"
    assert words in page and f'<html lang="{language}">' in page
    assert "Mã tra cứu" in page or "Reference code" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Chưa hiển thị được trang này"), ("en", "The page could not be shown")],
)
def test_a_fault_is_shown_without_database_and_logged_with_its_code(caplog, language, words):
    with translation.override(language):
        answer = errors.server_error(RequestFactory().get("/viec/"))
    page = answer.content.decode()
    code = caplog.records[-1].args[0]
    assert answer.status_code == 500 and words in page and code in page
    assert "Traceback" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 503])
def test_refusals_keep_their_status_as_page_and_as_json(client, status, monkeypatch):
    def refuse():
        raise Refusal("test.refused", "Không làm được.", "Cannot be done.", status=status)

    monkeypatch.setattr("phongtrao.web.base.views.programmes.is_demo", refuse)
    monkeypatch.setattr("phongtrao.web.context._is_demo", lambda: False)
    page = client.get("/suc-khoe/")
    assert page.status_code == status and "Không làm được." in page.content.decode()
    english = client.get("/en/suc-khoe/")
    assert "Cannot be done." in english.content.decode()
    body = client.get("/suc-khoe/", headers={"accept": "application/json"})
    assert (body.status_code, body.json()["code"]) == (status, "test.refused")
    assert ("Retry-After" in body.headers) == (status == 503)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("T1.2|70|2024|reported", True),
        ("T5.1|25363|2024-H1|2025-07-01", True),
        ("T1.2|70|2024|reported|plan_wide|hamlet", True),
        ("T1.2@70/2024", True),
        ("T1.2@70/2024/school", True),
        ("hello", False),
        ("T1.2|70|2024|<script>", False),
    ],
)
def test_figure_codes(code, known):
    assert bool(FIGURE_CODE.match(code)) is known


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status", "place"),
    [
        ("T1.2|70|2024|reported", 302, "/chi-tieu/T1.2/nguon/?ky=2024-nam&don-vi=70"),
        ("http://127.0.0.1:8000/chi-tieu/?ky=2024-nam", 302, "/chi-tieu/?ky=2024-nam"),
        ("https://example.org/chi-tieu/", 302, "/chi-tieu/"),
        ("//example.org/x", 404, ""),
        ("T1.2/2024", 302, "/chi-tieu/T1.2/nguon/?ky=2024-nam"),
        ("s5.2/2024", 302, "/so/ngay-hoi/?ky=2024-nam&so-do=attendees&dv=70&ban-do=2024-11-19"),
        ("S4.1 2024", 302, "/bao-cao/2024/nguon/S4.1/"),
        ("S1.3/2024", 302, "/bao-cao/2024/nguon/S1.3/"),
        ("S10.2/2024", 302, "/bao-cao/2024/nguon/S10.2/"),
        ("N4.3/2024", 302, "/bao-cao/2024/nguon/N4.3/"),
        ("Z9.9/2024", 404, ""),
        ("linh tinh", 404, ""),
        ("", 302, "/"),
    ],
)
def test_trace_box(client, asked, status, place):
    client.force_login(build_scene().person("auditor"))
    answer = client.get("/truy-nguon/", {"q": asked})
    assert answer.status_code == status
    assert answer.headers.get("Location", "") == place
