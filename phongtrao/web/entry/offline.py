"""What a phone needs without a network: its worker, the page it shows, who is signed in."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

#: Scripts of the form: all are asked for at once, not one after the other as each is read.
MODULES = (
    "entry/fill.js",
    "entry/files.js",
    "entry/keeping.js",
    "entry/outbox.js",
    "entry/photos.js",
    "entry/send.js",
    "entry/steps.js",
    "entry/store.js",
    "entry/turn.js",
    "vendor/idb.js",
)
#: Styles and scripts of the form: everything it loads, nothing more (ux.md G4).
SHELL = (
    "base/tokens.css",
    "base/app.css",
    "base/components.css",
    "base/print.css",
    "base/mark.svg",
    "entry/entry.css",
    "entry/waiting.js",
    *MODULES,
)
WORKER = "entry/worker.js"


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: the worker with the list of what it keeps; a changed file makes a new version."""
    shell = {
        "version": _version(),
        "shell": [static(name) for name in SHELL],
        "offline": reverse("entry:offline"),
    }
    text = f"self.SHELL = {json.dumps(shell)};\n{_source(WORKER)}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@lru_cache
def _version() -> str:
    content = "".join(_source(name) for name in (*SHELL, WORKER))
    return sha256(content.encode()).hexdigest()[:12]


def _source(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), f"{name} is not among the static files"
    with open(found, encoding="utf-8") as file:
        return file.read()


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """`/ngoai-tuyen/`: shown where a page needs the network; lists what waits on the device."""
    return render(request, "entry/offline.html")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """`/gui-lai/`: a fresh token and who is signed in, asked before waiting reports are sent.

    401 when nobody is; the device then keeps what it has until its own person signs in again.
    """
    return JsonResponse({"token": get_token(request), "person": str(request.user.pk)})
