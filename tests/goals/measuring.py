"""How goals are measured: a thumb that counts, a scale for bytes, and one way to say the figure."""

from __future__ import annotations

import os
from typing import Any

from playwright.sync_api import Locator, Page

#: Set GOALS_FIGURES to a file to keep every figure that was measured.
FIGURES = os.environ.get("GOALS_FIGURES")


def say(goal: str, figure: str, threshold: str) -> None:
    """Print what was measured beside what was asked."""
    line = f"{goal} | {threshold} | {figure}"
    print(line)
    if FIGURES:
        with open(FIGURES, "a", encoding="utf-8") as file:
            file.write(f"{line}\n")


class Thumb:
    """One hand on a phone: counts taps and typed characters; taps in the camera are added."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.characters = 0

    def tap(self, target: Locator) -> None:
        """One tap."""
        self.taps += 1
        target.tap()

    def press(self, name: str) -> None:
        """Tap a button or link by its exact words."""
        button = self.page.get_by_role("button", name=name, exact=True)
        self.tap(button.or_(self.page.get_by_role("link", name=name, exact=True)).first)

    def type(self, target: Locator, text: str) -> None:
        """Tap a box and type over what stands in it."""
        self.tap(target)
        self.characters += len(text)
        target.fill(text)

    def answer(self, payload: dict[str, Any], form: Any) -> None:
        """Answer the visible, still unanswered questions that the payload answers."""
        for name, wanted in payload.items():
            question = self.page.locator(f'[data-field="{name}"]')
            if not question.count() or not question.is_visible():
                continue
            if form.field(name).type in ("yesno", "choice"):
                if not question.locator("input:checked").count():
                    self.tap(question.locator(f'label:has(input[value="{wanted}"])'))
            elif not (box := question.locator(f'[name="f.{name}"]')).input_value():
                self.type(box, str(wanted))


class Wire:
    """What a page cost: requests and bytes on the wire, by the browser's own count."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.asked: list[str] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)
        session.on("Network.requestWillBeSent", self._note)

    def _note(self, event: dict[str, Any]) -> None:
        """Keep an address; a HEAD of the page for its copy on the phone holds nobody up."""
        if event["request"]["method"] != "HEAD":
            self.asked.append(event["request"]["url"])

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def take(self) -> tuple[int, list[str]]:
        """Return (bytes, addresses) since the last time and begin again."""
        taken = (self.bytes, self.asked)
        self.bytes, self.asked = 0, []
        return taken
