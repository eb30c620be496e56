"""The home of each role: what to do, by when, where to start."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from phongtrao.programmes.models import Round
from phongtrao.submissions.actions import submit
from phongtrao.web.base.todo_list import SHOWN
from phongtrao.web.figures import unit_parts
from tests.web.scene import Scene
from tests.web.scene import scene as build_scene
from tests.world import YEAR

BEFORE = dt.datetime(2024, 10, 25, 8, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def scene(db: None):
    with time_machine.travel(BEFORE, tick=True):
        yield build_scene()


def page_of(scene: Scene, role: str | None, path: str = "/") -> str:
    client = Client()
    client.force_login(scene.person(role))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def hand_in(scene: Scene) -> None:
    submit(
        unit_id=scene.world.units["hamlet"],
        form="annual",
        period=YEAR,
        payload=scene.world.payload("hamlet"),
        client_key="6f0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f11",
        by=scene.posts["unit_contact"],
    )


def test_contact_sees_the_report_with_both_forms_of_the_deadline(scene):
    page = page_of(scene, "unit_contact")
    assert "trước ngày 31/10 (hết ngày 30/10)" in page and "còn 5 ngày" in page
    assert "/don-vi/25363-01-ap-3/bao-cao/2024-nam/" in page
    assert "Báo cáo năm 2024" in page


def test_contact_sees_what_was_handed_in(scene):
    hand_in(scene)
    page = page_of(scene, "unit_contact")
    assert "Đã gửi" in page and "Chờ duyệt" in page and "Bắt đầu" not in page


def test_contact_of_another_unit_sees_nothing_of_it(scene):
    assert "25363-01" not in page_of(scene, "department")


def test_commune_sees_its_queue_and_progress(scene):
    hand_in(scene)
    page = page_of(scene, "commune_officer")
    assert "1 báo cáo chờ duyệt" in page and 'href="/duyet/"' in page
    assert '<p class="todo-when">lâu nhất 0 ngày' in page
    assert "đơn vị chưa có tài khoản đầu mối" in page
    assert "Tiến độ của các đơn vị" in page and "đơn vị chưa gửi" in page
    for days, group in ((7, "week"), (8, "late")):
        with time_machine.travel(BEFORE + dt.timedelta(days=days, hours=1)):
            page = page_of(scene, "commune_officer", "/viec/")
        listed = re.search(rf'id="g-{group}".*?</section>', page, re.S)[0]
        late = " todo-when--late" if group == "late" else ""
        assert f'class="todo-when{late}">lâu nhất {days} ngày' in listed
        said = re.search(r"(\d+) việc(?: · (\d+) quá hạn)?", page)
        assert int(said[2] or 0) == page.split('id="g-week"')[0].count('class="todo-title"')


def test_late_units_are_named_after_the_deadline(scene):
    with time_machine.travel(BEFORE + dt.timedelta(days=8)):
        page = page_of(scene, "commune_officer")
    assert "đơn vị quá hạn: Báo cáo năm 2024" in page and "/don-doc/?ky=2024-nam" in page


def test_the_home_counts_late_units_as_the_lists_do(scene):
    """The commune's own report is under "to do", never among the units it chases."""
    with time_machine.travel(BEFORE + dt.timedelta(days=8)):
        home = page_of(scene, "commune_officer")
        listed = page_of(scene, "commune_officer", "/don-doc/?ky=2024-nam")
        queue = page_of(scene, "commune_officer", "/duyet/")
    silent = re.search(r"(\d+) đơn vị chưa gửi", home)[1]
    assert f"{silent} trong {silent} đơn vị chưa gửi" in listed and f"{silent} chưa gửi" in queue
    assert f"{listed.count('quá hạn')} đơn vị quá hạn: Báo cáo năm 2024" in home
    assert 'value="nation"' not in listed and 'value="hamlet"' in listed


def test_units_without_contact_are_as_many_on_the_home_as_in_the_list_it_opens(scene):
    home = page_of(scene, "commune_officer")
    count = re.search(r"(\d+) đơn vị chưa có tài khoản đầu mối", home)[1]
    assert 'href="/don-vi/?dau-moi=chua"' in home
    listed = page_of(scene, "commune_officer", "/don-vi/?dau-moi=chua")
    assert f"{count} đơn vị · chưa có đầu mối" in listed and "/don-vi/25363-02" in listed
    assert "/don-vi/25363-01" not in listed and "/don-vi/25363-tan-lap" not in listed
    file = page_of(scene, "commune_officer", "/don-vi/?dau-moi=chua&xuat=csv")
    assert len(file.strip().splitlines()) >= int(count) and "25363-01" not in file


def test_a_search_without_result_says_what_was_searched(scene):
    page = page_of(scene, "commune_officer", "/tim/?q=xyz-khong-thay")
    assert "trong: các trang, đơn vị" in page and "Không tìm đơn vị ngoài" in page
    assert "không dấu" not in page
    assert "Không tìm đơn vị ngoài" not in page_of(scene, "standing_office", "/tim/?q=zzz")
    slip = page_of(scene, "standing_office", "/tim/?q=taans lajpx")
    assert "Thử tìm không dấu:" in slip and '<a href="?q=tan%20lap">tan lap</a>' in slip


def test_a_search_finds_reports_and_help_within_rights(scene):
    own = page_of(scene, "unit_contact", "/tim/?q=bao cao nam 2024")
    assert "/don-vi/25363-01-ap-3/bao-cao/2024-nam/" in own and "/ky-bao-cao/" not in own
    assert "/ky-bao-cao/annual/2024-nam/" in page_of(scene, "auditor", "/tim/?q=bao cao nam 2024")
    words = page_of(scene, "commune_officer", "/tim/?q=tra lai")
    assert "/tro-giup/can-bo-xa/#" in words and "/tro-giup/tu-ngu/?q=" in words


def test_standing_office_sees_dates_rounds_and_targets(scene):
    page = page_of(scene, "standing_office")
    assert "Kỳ báo cáo đang mở" in page and "Chỉ tiêu của tỉnh" in page
    assert "trước ngày 15/11 (hết ngày 14/11)" in page
    assert "Lập báo cáo năm" in page


COUNTED = re.compile(r"(\d+) việc(?: · (\d+) quá hạn)?(?=<)")


@pytest.mark.parametrize(
    "role",
    ["unit_contact", "commune_officer", "department", "standing_office", "administrator"],
)
def test_the_home_the_list_and_the_bell_count_the_same(scene, role):
    """One list of open jobs: the home shows its first ones, `/viec/` all, both one number."""
    with time_machine.travel(BEFORE + dt.timedelta(days=30)):
        home, whole, bell = (page_of(scene, role, path) for path in ("/", "/viec/", "/thong-bao/"))
    counted = COUNTED.search(home)
    assert counted and counted[0] == COUNTED.search(whole)[0] == COUNTED.search(bell)[0]
    listed = re.findall(r'<p class="todo-title">(.*?)</p>', whole, re.S)
    first = re.findall(r'<p class="todo-title">(.*?)</p>', home, re.S)
    assert len(listed) == int(counted[1]) and first == listed[:SHOWN] and first
    grouped = dict(re.findall(r'id="g-(late|week|later)">[^(]*\((\d+)\)', whole))
    assert sum(map(int, grouped.values())) == len(listed)
    assert grouped.get("late", "0") == (counted[2] or "0")
    titles = [re.search("<title>(.*?)</title>", page)[1] for page in (home, whole)]
    assert titles[0] != titles[1]


def test_who_sends_and_decides_nothing_has_nothing_to_do(scene):
    for role in ("leader", "auditor"):
        page = page_of(scene, role, "/viec/")
        assert "Không còn việc nào đến hạn" in page and "Đã xong" not in page


@pytest.mark.parametrize("part", ["todo_list.own_reports", "offices.rounds"])
def test_a_count_that_fails_leaves_the_home_standing(scene, part, monkeypatch):
    def broken(*_given: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(f"phongtrao.web.base.{part}", broken)
    page = page_of(scene, "commune_officer")
    assert "Chưa tải được số đếm" in page and "Cả danh sách" not in page
    assert "đơn vị chưa có tài khoản đầu mối" in page and "Chỉ tiêu của xã" in page


def test_leader_is_led_to_the_one_page(scene):
    client = Client()
    client.force_login(scene.person("leader"))
    assert client.get("/")["Location"] == "/mot-trang/"


def test_auditor_finds_the_box_and_the_log(scene):
    page = page_of(scene, "auditor")
    assert "Truy nguồn một con số" in page and "Nhật ký chống sửa đổi" in page


def test_administrator_counts_posts_nobody_holds(scene):
    page = page_of(scene, "administrator")
    assert "chức danh chưa có người giữ" in page and "/tai-khoan/?loc=trong" in page


def test_person_without_a_post_is_told_what_to_do(scene):
    page = page_of(scene, None)
    assert "hôm nay không giữ vai trò nào" in page and "<nav" not in page


@pytest.mark.parametrize("role", ["unit_contact", "commune_officer", "standing_office", "auditor"])
def test_homes_speak_english_too(scene, role):
    page = page_of(scene, role, "/en/")
    assert '<html lang="en">' in page and "Việc cần làm" not in page


def test_administrator_adds_an_account_and_closes_it(scene):
    client = Client()
    client.force_login(scene.person("administrator"))
    form = {"username": "ap-4", "full_name": "Trưởng ấp 4 (minh hoạ)", "post": "hamlet_post"}
    weak = client.post("/tai-khoan/them/", {**form, "password": "12345678", "second": "1"})
    assert weak.status_code == 422 and "Mật khẩu chưa đủ mạnh" in weak.content.decode()
    unknown = client.post("/tai-khoan/them/", {**form, "password": "x", "post": "khong-co"})
    assert "Không có chức danh nào mang mã này." in unknown.content.decode()
    form["password"] = "mua-lon-gio-to"
    warned = client.post("/tai-khoan/them/", form)
    assert warned.status_code == 422 and 'name="second"' in warned.content.decode()
    assert "đang giữ chức danh này" in warned.content.decode()
    english = client.post("/en/tai-khoan/them/", form).content.decode()
    assert "already holds this post" in english
    done = client.post("/tai-khoan/them/", {**form, "second": "1"})
    assert (done.status_code, done["Location"]) == (302, "/tai-khoan/")
    listed = client.get("/tai-khoan/?q=hamlet").content.decode()
    assert "Trưởng ấp 4 (minh hoạ)" in listed
    person = scene.posts["unit_contact"].holdings.latest("id").person
    assert client.post(f"/tai-khoan/{person.pk}/", {"close": "1"}).status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert "Trưởng ấp 4 (minh hoạ)" not in client.get("/tai-khoan/?q=hamlet").content.decode()


def test_strange_host_gets_a_plain_page(db):
    answer = Client(raise_request_exception=False).get("/", HTTP_HOST="example.org")
    assert answer.status_code == 400
    assert "Không đọc được yêu cầu" in answer.content.decode()


def test_a_unit_page_offers_the_officer_the_form_and_the_link(scene):
    page = page_of(scene, "commune_officer", "/don-vi/25363-02-ap-4/")
    form = "/don-vi/25363-02-ap-4/bao-cao/2024-nam/"
    assert "Nhập thay: Báo cáo năm 2024" in page and page.count(f'href="{form}"') == 2
    assert 'href="/don-vi/25363-02-ap-4/duong-dan/"' in page
    assert "Nhập thay" not in page_of(scene, "auditor", "/don-vi/25363-02-ap-4/")
    own = page_of(scene, "unit_contact", "/don-vi/25363-01-ap-3/")
    assert "Nhập thay" not in own and "/duong-dan/" not in own
    assert 'href="/don-vi/25363-01-ap-3/bao-cao/2024-nam/"' in own


def test_a_unit_page_shows_this_years_reports_and_folds_the_earlier(scene):
    unit_id = scene.world.units["hamlet"]
    page = page_of(scene, "unit_contact", "/don-vi/25363-01-ap-3/")
    table = unit_parts.reports_table(unit_id, {})
    newest, earlier = unit_parts.folded(table, unit_id)
    assert [*newest.rows, *earlier.rows] == table.rows and newest.rows
    assert ("báo cáo của các năm trước" in page) == bool(earlier.rows)


def test_a_closed_round_never_answered_says_so(scene):
    unit_id = scene.world.units["hamlet2"]
    before = {row[1].state for row in unit_parts.reports_table(unit_id, {}).rows}
    Round.objects.update(state=Round.State.CLOSED)
    after = {row[1].text for row in unit_parts.reports_table(unit_id, {}).rows}
    assert "due" in before and "Không gửi" in after and "Chưa bắt đầu" not in after
