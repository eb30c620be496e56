"""Every route × every role: the table says who may, the answer agrees, nothing is unlisted."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from phongtrao.accounts.models import Role
from phongtrao.web.permissions import PERMISSIONS, PUBLIC, SIGNED_IN
from tests.web.scene import scene as build_scene

JSON = {"HTTP_ACCEPT": "application/json"}
NO_ROLE = "(no post)"


def routes() -> Iterator[tuple[str, list[str]]]:
    """Route names of the resolver with the names of their parameters."""
    yield from _walk(get_resolver().url_patterns, "", [])


def _walk(patterns, space: str, names: list[str]) -> Iterator[tuple[str, list[str]]]:
    for pattern in patterns:
        converters = getattr(pattern.pattern, "converters", {})
        inner = names + list(converters)
        if isinstance(pattern, URLResolver):
            nested = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, nested, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", inner


def test_every_route_is_in_the_table_and_the_table_has_no_other():
    found = {name for name, _parameters in routes()}
    assert found == set(PERMISSIONS), sorted(found ^ set(PERMISSIONS))


def test_the_table_names_only_known_roles():
    known = set(Role.values) | {PUBLIC, SIGNED_IN}
    assert {role for roles in PERMISSIONS.values() for role in roles} <= known


def addresses(values: dict[str, object]) -> dict[str, str]:
    """Route name → an address with objects that exist."""
    return {
        name: reverse(name, kwargs={parameter: values[parameter] for parameter in parameters})
        for name, parameters in routes()
    }


def code_of(response) -> str:
    """The stable code of a JSON refusal, '' for anything else."""
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return response.json().get("code", "") if is_json else ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*Role.values, NO_ROLE])
def test_role(role):
    scene = build_scene()
    client = Client(raise_request_exception=False)
    client.force_login(scene.person(None if role == NO_ROLE else role))
    wrong = []
    for name, url in addresses(scene.values).items():
        allowed = bool(PERMISSIONS[name] & {role, PUBLIC, SIGNED_IN})
        if name == "account_logout":
            continue
        for method in (client.get,) if allowed else (client.get, client.post):
            answer = method(url, **JSON)
            refused = answer.status_code == 403 and code_of(answer) == "route.forbidden"
            if refused == allowed or answer.status_code >= 500:
                wrong.append(f"{method.__name__} {name} {url}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_anonymous_is_sent_to_the_sign_in_page():
    scene = build_scene()
    client = Client(raise_request_exception=False)
    wrong = []
    for name, url in addresses(scene.values).items():
        public = PUBLIC in PERMISSIONS[name]
        for method in (client.get,) if public else (client.get, client.post):
            answer = method(url)
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/")
            if to_sign_in == public and name != "account_logout":
                wrong.append(f"{method.__name__} {name} {url}: {answer.status_code}")
        if not public and client.get(url, **JSON).status_code != 401:
            wrong.append(f"json {name}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_english_twins_have_the_same_rights():
    scene = build_scene()
    client = Client(raise_request_exception=False)
    client.force_login(scene.person("unit_contact"))
    for name, url in addresses(scene.values).items():
        if "unit_contact" not in PERMISSIONS[name] and not PERMISSIONS[name] & {PUBLIC, SIGNED_IN}:
            assert client.get(f"/en{url}").status_code == 403, name
