"""What the bodies report on their duties stands in the province's report, with its source."""

from datetime import datetime

import pytest

from phongtrao.core.dates import TZ
from phongtrao.duties import actions as duties
from phongtrao.duties import queries
from phongtrao.duties.models import Desk
from phongtrao.reports import actions, composing
from phongtrao.reports import queries as reports
from tests.duty_bodies import found_bodies

AT = datetime(2024, 11, 19, 9, tzinfo=TZ)
EMPTY = "Chưa nhận được nội dung này trong báo cáo của các đơn vị."


@pytest.fixture
def posts(world):
    made = found_bodies(world)
    duties.open_year(year=2024, by=None)
    return made


def words_of(document) -> str:
    """All words of the body of a document."""
    listed = (getattr(block, "content", ()) for block in document.blocks)
    return "\n".join("".join(getattr(one, "text", "") for one in inner) for inner in listed)


def report(desk: Desk, by, text: str) -> None:
    boxes = {box.duty: text for box in queries.boxes_of(desk, 2024)}
    content = duties.Content(boxes=boxes)
    key = "5f0d2f0e-54c1-4a0e-9a53-1f5b3f0c8f77"
    duties.send(desk=desk, kind="report", year=2024, content=content, client_key=key, by=by, at=AT)


def test_a_report_without_bodies_says_nothing_of_them(world, posts):
    facts, outline = actions.facts_of(2024, AT)
    assert not [one for one in facts.opinions if one.field.startswith("duties")]
    words = words_of(composing.document(facts, outline))
    assert words.count(EMPTY.rstrip(".")) == len(outline.narrative_fields)


def test_words_of_a_body_stand_under_the_clause_they_serve_with_their_source(world, posts):
    report(Desk.objects.get(code="education"), posts["education"], "Đã làm đủ ở 120 trường.")
    facts, outline = actions.facts_of(2024, AT)
    told = {one.field for one in facts.opinions}
    assert {"duties.III.1", "duties.III.2", "duties.III.5", "duties.III.6", "duties.V"} <= told
    words = words_of(composing.document(facts, outline))
    sentence = "Tuyên truyền trong nhà trường: Đã làm đủ ở 120 trường"
    assert f"{sentence} (theo báo cáo của Sở Giáo dục và Đào tạo)." in words


def test_a_frozen_report_keeps_the_words_of_its_day(world, posts):
    report(Desk.objects.get(code="education"), posts["education"], "Đã làm đủ ở 120 trường.")
    frozen = actions.freeze(year=2024, by=None, at=AT)
    paper = queries.paper_of(Desk.objects.get(code="education"), "report", 2024)
    duties.give_back(paper=paper, sentence="Bổ sung số liệu từng mục.", by=world.posts["standing"])
    assert reports.reproduce(frozen.code).same
    assert "120 trường" in frozen.facts
    assert "120 trường" not in actions.facts_of(2024, AT)[0].text()
