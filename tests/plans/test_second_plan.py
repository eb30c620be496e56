"""A second plan, only files, beside the first: from the command line to figures and pages."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from phongtrao.accounts import actions as accounts
from phongtrao.accounts.models import Post, User
from phongtrao.analytics.queries import figures, rollup
from phongtrao.config.cli import phongtrao
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.checking import check_package
from phongtrao.programmes import actions, areas
from phongtrao.programmes import queries as programmes
from phongtrao.submissions import projections, rebuilding
from phongtrao.submissions.actions import accept, approve, submit
from phongtrao.submissions.models import Submission
from phongtrao.submissions.queries import to_do
from phongtrao.submissions.rounds import open_round
from phongtrao.web.permissions import PERMISSIONS, SIGNED_IN
from tests.web.test_permissions import routes
from tests.world import World

pytestmark = pytest.mark.django_db
CODE = "tinh-mau-2026"
FOLDER = f"plans/{CODE}"
YEAR = Period(2026)


def run(*words: str) -> str:
    """Run the command line; returns what it said."""
    result = CliRunner().invoke(phongtrao, [*words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def second(world: World) -> World:
    """The second plan beside the first: units, package and round, from the command line alone."""
    assert "Kế hoạch mới, phiên bản 1" in run("plan", "publish", FOLDER)
    assert "12 đơn vị phải gửi" in run("--plan", CODE, "plan", "open", "ket_qua", "2026")
    return world


def unit(code: str) -> int:
    """A unit of the second province."""
    return orgs.find_unit(code, YEAR.end).pk


def post(role: str, code: str) -> Post:
    """A post of the second province."""
    return accounts.create_post(
        code=f"{role}-{code}", title=f"Đầu mối {code}", role=role, unit_id=unit(code)
    )


def client_of(held: Post) -> Client:
    """A browser signed in as the holder of a post."""
    person = accounts.create_person(username=held.code, password=None, full_name="Người thử")
    accounts.hold(post=held, person=person)
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def hand_in(code: str, by: Post, **payload: object) -> Submission:
    """A unit's report through the door, in the second plan."""
    with programmes.running(CODE):
        submit(
            unit_id=unit(code),
            form="ket_qua",
            period=YEAR,
            payload=payload,
            client_key=str(uuid4()),
            by=by,
            on_behalf=by.unit_id != unit(code),
            note="Nhập thay",
        )
    return Submission.objects.get(unit_id=unit(code), round__programme__code=CODE)


def test_the_package_is_only_files_and_checks_clean() -> None:
    assert check_package(FOLDER) == []


def test_each_plan_asks_its_own_units(second: World) -> None:
    with programmes.running(CODE):
        own = set(programmes.owed(programmes.round_of("ket_qua", YEAR)).values_list("unit_id"))
        assert areas.top_unit(YEAR.end) == unit("99")
    open_round(form="annual", period=YEAR, by=None)
    first = set(programmes.owed(programmes.round_of("annual", YEAR)).values_list("unit_id"))
    assert len(own) == 12
    assert not own & first
    assert (second.units["hamlet"],) in first
    assert areas.top_unit(YEAR.end) == second.units["province"]


def test_rows_of_the_plans_lie_in_tables_apart(second: World) -> None:
    with programmes.running(CODE):
        table = projections.table_name(programmes.package().forms["ket_qua"])
    assert re.fullmatch(r"proj_p\d+_ket_qua", table)
    assert projections.table_name(programmes.package().forms["annual"]) == "proj_annual"
    assert {form.id for form in programmes.all_forms()} == {"annual", "midyear", "ket_qua"}
    for form in programmes.all_forms():
        if projections.exists(form):
            assert rebuilding.differences(form) == []
    assert "ket_qua" in run("rebuild")


def test_from_hand_in_to_figure(second: World) -> None:
    officer = post("commune_officer", "99001")
    for code in ("99001-01", "99001-02"):
        sent = hand_in(code, officer, registered="yes", recognised="yes", graded="good")
        approve(submission_id=sent.pk, by=officer)
    accept(submission_ids=[sent.pk], by=second.posts["standing"])
    commune = unit("99001")
    with programmes.running(CODE):
        found = {f.target: f for f in figures((), [YEAR], commune, readings=False)}
        assert found["M3"].numerator == found["M3"].denominator == 2
        assert found["M3"].verdict == "exceeded"
        assert (found["M1"].numerator, found["M1"].expected) == (2, 3)
        assert {code for code, *_ in rollup([YEAR]).rows()} == {"M1", "M2", "M3", "M4"}
    assert all(code.startswith("T") for code, *_ in rollup().rows())
    with programmes.running(CODE):
        for form in programmes.package().forms.values():
            assert rebuilding.differences(form) == []


def test_the_applied_target_of_the_second_plan_names_its_document(second: World) -> None:
    with programmes.running(CODE):
        goal = programmes.package().targets["M2"].in_year(2026)
    assert goal.value == 60
    assert goal.applied and "88/UBND-NC" in goal.applied.document


def test_closing_a_round_of_one_plan_leaves_the_other_open(second: World) -> None:
    with programmes.running(CODE):
        closed = actions.close_round(round_=programmes.round_of("ket_qua", YEAR), by=None)
    assert closed.package_number == 1
    assert programmes.rounds().filter(state="open").exists()


def test_a_unit_sends_and_the_commune_approves_in_the_browser(second: World) -> None:
    contact, officer = post("unit_contact", "99001-01"), post("commune_officer", "99001")
    hamlet = client_of(contact)
    todo = hamlet.get("/viec/").content.decode()
    address = re.search(r'href="(/don-vi/[^"]*/bao-cao/2026-nam~tinh-mau-2026/)"', todo)
    assert address, todo
    assert len(to_do(unit("99001-01"))) == 1
    assert "Danh hiệu và xếp loại" in hamlet.get(address[1]).content.decode()
    typed = {"f.registered": "yes", "f.recognised": "yes", "f.graded": "excellent"}
    hamlet.post(f"{address[1]}nhap/", {**typed, "do": "check"})
    page = hamlet.get(f"{address[1]}kiem-tra/").content.decode()
    hidden = dict(re.findall(r'name="(client_key|base)" value="([^"]*)"', page))
    sent = hamlet.post(f"{address[1]}kiem-tra/", {**hidden, "note": ""})
    assert sent.status_code == 302, sent.content.decode()
    assert sent["Location"].startswith(address[1])
    assert "PT-" in hamlet.get(sent["Location"]).content.decode()
    assert hamlet.get(address[1].replace("~tinh-mau-2026", "")).status_code == 404
    found = Submission.objects.get(unit_id=unit("99001-01"))
    commune = client_of(officer)
    case = commune.get(f"/duyet/{found.pk}/")
    assert "Xếp loại phong trào" in case.content.decode()
    approved = commune.post(
        f"/duyet/{found.pk}/", {"do": "approve", "version": "1", "state": "submitted"}
    )
    assert approved.status_code == 302
    source = commune.get(f"/bao-cao-goc/{found.pk}/").content.decode()
    assert "Xuất sắc" in source and "Kết quả phong trào năm" in source


def test_pages_show_both_plans_and_follow_the_chosen_one(second: World) -> None:
    officer = post("commune_officer", "99001")
    hand_in("99001-01", officer, registered="yes", recognised="yes", graded="good")
    standing = client_of(second.posts["standing"])
    plans = standing.get("/ke-hoach/").content.decode()
    assert f"/ke-hoach/{CODE}/" in plans and "/ke-hoach/binh-phuoc-2022-2025/" in plans
    page = standing.get(f"/ke-hoach/{CODE}/?ky=2026-nam").content.decode()
    assert "Kế hoạch đang xem:" in page and "88/UBND-NC" in page and "tỉnh Mẫu" in page
    targets = standing.get("/chi-tieu/").content.decode()
    assert "M4" in targets and "T1.2" not in targets, "the session keeps the chosen plan"
    one = standing.get(f"/chi-tieu/M1/?chuong-trinh={CODE}").content.decode()
    assert f"chuong-trinh={CODE}" in one
    proof = standing.get("/chi-tieu/M1/nguon/?ky=2026-nam").content.decode()
    assert "Thôn Suối Trong" in proof
    for address in ("/ky-bao-cao/", "/mot-trang/", "/", "/don-vi/", f"/ke-hoach/{CODE}/phien-ban/"):
        assert standing.get(address).status_code == 200, address
    assert standing.get(f"/ke-hoach/{CODE}/ap-dung/").status_code == 200
    back = standing.get("/ke-hoach/binh-phuoc-2022-2025/").content.decode()
    assert "Kế hoạch đang xem:" not in back
    assert "T1.2" in standing.get("/chi-tieu/").content.decode()
    assert standing.get("/chi-tieu/?chuong-trinh=khong-co").status_code == 200


def test_the_command_line_speaks_of_the_chosen_plan(second: World) -> None:
    assert CODE in run("plan", "list") and "binh-phuoc-2022-2025" in run("plan", "list")
    assert "M1" in run("--plan", CODE, "figures", "--period", "2026", "--format", "csv")
    result = CliRunner().invoke(phongtrao, ["--plan", "nowhere", "plan", "list"])
    assert result.exit_code != 0


@pytest.mark.parametrize("role", ["standing", "leader", "officer"])
def test_no_page_breaks_while_the_second_plan_is_chosen(second: World, role: str) -> None:
    client = client_of(second.posts[role])
    client.raise_request_exception = False
    client.get(f"/ke-hoach/{CODE}/")
    broken = []
    for name, parameters in routes():
        allowed = second.posts[role].role in PERMISSIONS[name] or SIGNED_IN in PERMISSIONS[name]
        if parameters or not allowed or name.startswith("account_"):
            continue
        answer = client.get(reverse(name))
        if answer.status_code >= 500:
            broken.append(f"{name}: {answer.status_code}")
    assert not broken, "\n".join(broken)
