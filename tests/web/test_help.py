"""Help says what the product does: steps quote their pages, links lead to chapters."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from phongtrao.accounts.models import Role
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.navigation import BARS
from phongtrao.web.help import glossary
from phongtrao.web.help.guides import Guide, Step, anchors_of, guide_of, guides
from phongtrao.web.permissions import PERMISSIONS, PUBLIC, SIGNED_IN, allows
from scripts import build_locale
from tests.web.scene import Scene
from tests.web.scene import scene as build_scene
from tests.web.test_permissions import addresses

PICTURES = Path(settings.BASE_DIR) / "phongtrao" / "web" / "static" / "help" / "pictures"
QUOTED = re.compile(r"“([^”]+)”")
RUDE = re.compile(r"vui lòng|xin lỗi|lỗi hệ thống|\bbạn\b|!", re.IGNORECASE)
TIENG = 28


def steps() -> list[tuple[Guide, Step]]:
    """Every step of every guide with its guide."""
    return [
        (guide, step)
        for guide in guides().values()
        for chapter in guide.chapters
        for step in chapter.steps
    ]


def sentences() -> list[str]:
    """Every Vietnamese sentence of the guides."""
    texts: list[str] = []
    for guide in guides().values():
        texts.append(guide.lead)
        for chapter in guide.chapters:
            texts += [chapter.title, chapter.lead, chapter.note]
            texts += [part for step in chapter.steps for part in (step.text, step.when)]
            texts += [step.picture.alt for step in chapter.steps if step.picture]
    return [one for text in texts for one in re.split(r"(?<=[.?;])\s+", text) if one]


def read(html: str) -> str:
    """What a person reads of a page, placeholders and labels of pictures included."""
    said = re.findall(r'(?:aria-label|placeholder|alt)="([^"]*)"', html)
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(f"{text} {' '.join(said)}").split())


def test_every_role_has_a_guide_in_both_languages() -> None:
    assert {guide.role for guide in guides().values()} == set(Role.values)
    for guide, step in steps():
        shot = step.picture
        spoken = [guide.title_en, guide.lead_en, step.text, step.text_en]
        spoken += [shot.alt, shot.alt_en] if shot else []
        spoken += [step.when_en] if step.when else []
        assert all(spoken), (guide.slug, step.text)
    for guide in guides().values():
        ids = [chapter.id for chapter in guide.chapters]
        assert len(set(ids)) == len(ids), guide.slug
        assert all(bool(c.lead) == bool(c.lead_en) for c in guide.chapters)
        assert all(bool(c.note) == bool(c.note_en) for c in guide.chapters)


def test_guides_are_easy_to_read() -> None:
    long = [one for one in sentences() if len(re.findall(r"[^\W\d_]+", one)) > TIENG]
    assert not long, long
    assert not [one for one in sentences() if RUDE.search(one)]


@pytest.mark.django_db
def test_words_in_quotes_stand_on_the_page_of_their_step() -> None:
    scene = build_scene()
    pages = addresses(scene.values)
    messages = {m.id: m.string for m in build_locale.merged() if isinstance(m.id, str)}
    seen: dict[tuple[str, str], str] = {}
    wrong = []
    for guide, step in steps():
        quoted = QUOTED.findall(step.text)
        wrong += [
            f"{guide.slug}: en “{w}”" for w in QUOTED.findall(step.text_en) if w not in messages
        ]
        if not quoted:
            continue
        text = _text(scene, guide.role, pages[step.on], step.query, seen) if step.on else ""
        known = set(messages.values()) if step.when else set()
        wrong += [
            f"{guide.slug} {step.on}: “{w}”" for w in quoted if w not in text and w not in known
        ]
    assert not wrong, "\n".join(wrong)


def _text(scene: Scene, role: str, url: str, query: str, seen: dict[Any, str]) -> str:
    """The page as this role reads it; the sign-in page as nobody does."""
    if (role, url) not in seen:
        client = Client()
        if not url.startswith("/dang-nhap/"):
            client.force_login(scene.person(role))
        answer = client.get(f"{url}?{query}" if query else url, follow=True)
        seen[role, url] = read(answer.content.decode())
    return seen[role, url]


@pytest.mark.parametrize("role", Role.values)
def test_pages_lead_to_chapters_that_exist(role: str) -> None:
    guide = guide_of(role)
    assert guide is not None
    routes = [route for chapter in guide.chapters for route in chapter.pages]
    assert len(set(routes)) == len(routes)
    assert not [route for route in routes if route not in PERMISSIONS or not allows(route, role)]
    bar = {item.route for item in BARS[role]} - {"help:index"}
    assert bar | {"base:home"} <= set(anchors_of(role)), bar - set(anchors_of(role))


@pytest.mark.django_db
def test_every_home_links_to_its_chapter() -> None:
    scene = build_scene()
    for guide in guides().values():
        client = Client()
        client.force_login(scene.person(guide.role))
        home = client.get("/", follow=True)
        anchor = anchors_of(guide.role)[home.resolver_match.view_name]
        assert f'href="/tro-giup/{guide.slug}/#{anchor}"' in home.content.decode(), guide.slug
        for language in ("", "/en"):
            page = client.get(f"{language}/tro-giup/{guide.slug}/").content.decode()
            assert all(f'id="{chapter.id}"' in page for chapter in guide.chapters)
        assert guide.chapters[0].title in client.get("/tro-giup/").content.decode()


def test_pictures_are_there_and_small() -> None:
    named = {step.picture.id for _, step in steps() if step.picture}
    for language in ("vi", "en"):
        files = {path.stem: path.stat().st_size for path in (PICTURES / language).glob("*.webp")}
        assert files.keys() == named, sorted(files.keys() ^ named)
        assert max(files.values()) <= 60_000
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.webp")) <= 2_500_000


def test_glossary_is_whole_and_found_without_marks() -> None:
    rows = glossary.rows()
    assert len(rows) > 80
    assert not [row for row in rows if len(row) != glossary.CELLS or not all(row)]
    assert glossary.find("bien nhan")[0].english.startswith("receipt")
    assert glossary.find("ĐỘ  PHỦ")[0].english == "coverage"
    assert not glossary.find("khong co tu nay")


@pytest.mark.django_db
def test_every_target_says_how_it_is_computed() -> None:
    scene = build_scene()
    client = Client()
    client.force_login(scene.person("standing_office"))
    page = client.get("/tro-giup/cach-tinh/").content.decode()
    package = programmes.package()
    for target in package.targets.values():
        entry = page.split(f'id="{target.id}"')[1].split("</section>")[0]
        assert entry.count('class="example"') == len(target.examples) > 0
        assert unescape(target.formula_words) in unescape(entry)
    text = read(page)
    assert "3 / 4 = 75,0 %" in text
    assert "Doanh nghiệp nhỏ, siêu nhỏ (TT 124/2021 Đ1; NĐ 80/2021/NĐ-CP Đ5)" in text
    found = read(client.get("/tro-giup/cach-tinh/", {"q": "nguoi du ngay hoi"}).content.decode())
    assert "S5.2" in found and "S8.1" not in found
    assert 'href="/tro-giup/cach-tinh/#T1.2"' in client.get("/chi-tieu/T1.2/").content.decode()


def test_public_pages_of_help_need_no_sign_in() -> None:
    open_to_all = {name for name, roles in PERMISSIONS.items() if PUBLIC in roles}
    assert {"help:index", "help:guide", "help:hamlet", "help:words"} <= open_to_all
    assert PERMISSIONS["help:figures"] == {SIGNED_IN}
