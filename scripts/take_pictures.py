"""Take pictures of the running product, as each role sees it, for the README and for looking.

usage: take_pictures.py ADDRESS FOLDER [--all]
The product at ADDRESS must hold the demonstration data of this installation.
"""

import os
import sys
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
django.setup()

from phongtrao.demo.actions import accounts  # noqa: E402

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1366, "height": 768}
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
README = (
    ("plan", "thuong-truc", LAPTOP, "/ke-hoach/binh-phuoc-2022-2025/?ky=2024-nam"),
    ("todo-phone", "don-vi", PHONE, "/viec/"),
    ("one-page", "lanh-dao", LAPTOP, "/mot-trang/?ky=2024-nam"),
)
MORE = (
    ("home", "can-bo-xa", "/"),
    ("home", "thuong-truc", "/"),
    ("home", "so-nganh", "/"),
    ("home", "kiem-tra", "/"),
    ("home", "quan-tri", "/"),
    ("home", "don-vi", "/"),
    ("todo", "don-vi", "/viec/"),
    ("plan", "thuong-truc", "/ke-hoach/binh-phuoc-2022-2025/"),
    ("targets", "thuong-truc", "/chi-tieu/?ky=2024-nam"),
    ("target", "thuong-truc", "/chi-tieu/T1.2/?ky=2024-nam"),
    ("proof", "thuong-truc", "/chi-tieu/T1.2/nguon/?ky=2024-nam"),
    ("onepage", "lanh-dao", "/mot-trang/?ky=2024-nam"),
    ("queue", "can-bo-xa", "/duyet/"),
    ("chase", "can-bo-xa", "/don-doc/"),
    ("units", "thuong-truc", "/don-vi/"),
    ("rounds", "thuong-truc", "/ky-bao-cao/"),
    ("reports", "thuong-truc", "/bao-cao/"),
    ("log", "kiem-tra", "/nhat-ky/"),
    ("accept", "thuong-truc", "/tiep-nhan/"),
)


PASSWORDS: dict[str, str] = {}


def signed_in(browser: Browser, address: str, who: str, **look: Any) -> Page:
    """Return a page of a role that has signed in."""
    password = PASSWORDS[who]
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **look)
    page = context.new_page()
    page.goto(f"{address}/dang-nhap/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", password)
    page.click("main form .button")
    page.wait_for_load_state()
    return page


def main(address: str, folder: str, *more: str) -> None:
    """Save the pictures."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    PASSWORDS.update({name: secret for _, name, secret in accounts()})
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if not more:
            for name, who, size, path in README:
                page = signed_in(browser, address, who, viewport=size)
                page.goto(address + path)
                page.screenshot(path=out / f"{name}.png")
        else:
            for label, size in (("360", PHONE), ("1366", LAPTOP)):
                _everything(browser, address, out, label, size)
        browser.close()


def _everything(browser: Browser, address: str, out: Path, label: str, size: Any) -> None:
    pages: dict[str, Page] = {}
    for name, who, path in MORE:
        if who not in pages:
            pages[who] = signed_in(browser, address, who, viewport=size)
        answer = pages[who].goto(address + path)
        status = answer.status if answer else 0
        wide = pages[who].evaluate("document.documentElement.scrollWidth - innerWidth")
        print(label, who, path, status, f"sideways {wide}" if wide > 0 else "")
        pages[who].screenshot(path=out / f"{name}-{who}-{label}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
