"""Every component the design names (ux.md §4.7), where it is drawn and what shows its states."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Component:
    """One component: its name, the part that draws it, a piece of HTML for each of its states."""

    slug: str
    name: str | Promise
    part: str
    states: tuple[str, ...]


def _all(part: str, *found: tuple[str, str | Promise, tuple[str, ...]]) -> list[Component]:
    return [Component(slug, name, part, states) for slug, name, states in found]


SHARED = _all(
    "chung",
    ("skip_link", _("Skip link, in focus"), ('class="skip-link"',)),
    ("top_bar", _("Top bar with the language switch"), ('class="page-head"', "hreflang=")),
    ("bar", _("Bar of the role"), ('aria-current="page"', "icon")),
    ("button", _("Button"), ("button--quiet", "button--warn", " disabled", "aria-disabled")),
    ("status_tag", _("Status tag"), ("tag--met", "tag--near", "tag--missed", "tag--waiting",
     "tag--todo", "tag--provisional", "tag--locked")),
    ("late_flag", _("Late flag"), ("todo-when--late", "todo-when--soon", "class=\"todo-when\"")),
    ("strip", _("Strip"), ("strip--met", "strip--near", "strip--missed")),
    ("todo_card", _("To-do card"), ('class="todo"', "<blockquote>", "button--quiet",
     "card--late", "card--soon")),
    ("empty_state", _("Empty state"), ('class="panel"', "Mốc tiếp theo")),
    ("funnel", _("Round, funnel"), ('class="funnel"', "<rect")),
    ("dates", _("Dates"), ('class="past"', 'class="next"')),
    ("errors", _("Error summary, field error"), ("error-summary", "field-error", "aria-invalid")),
    ("choices", _("Choices"), ('type="radio"', 'type="checkbox"')),
    ("help_contact", _("Help contact"), ('class="page-foot"', "Công an xã")),
    ("error_page", _("Error page"), ("<h1>", "9F3A62C1")),
)  # fmt: skip
ENTERING = _all(
    "nhap",
    ("save_strip", _("Save strip"), ("data-strip", "data-saving=", "data-server=", "data-local=",
     "data-conflict=", "data-signin=")),
    ("offline", _("Offline banner and queue"), ("works-offline", "data-no-network", "data-outbox",
     "data-refused=", "data-rescue=", "data-sent=")),
    ("conflict", _("Two copies that differ"), ("error-summary", "212", "215")),
    ("task_list", _("Task list"), ("tag--done", "tag--waiting", "tag--missed", "tag--todo")),
    ("question", _("Question block"), ("q-last", "pick", "q-date", "<textarea", "field-error",
     "tag--provisional", 'class="returned"')),
    ("uploader", _("Photo uploader"), ('type="file"', "data-files", "field-error", "data-remove")),
    ("summary_list", _("Summary list with links to change"), ("answer--wrong", "answer--look",
     'class="missing"', 'class="returned"', 'class="change"')),
    ("receipt", _("Confirmation"), ('class="receipt-code"', "đúng hạn", "gửi chậm")),
)  # fmt: skip
REVIEWING = _all(
    "duyet",
    ("queue", _("Table of the queue: choose, warnings, cards"), ("table--cards", 'type="checkbox"',
     'class="why"', "tag--near")),
    ("bulk", _("Bulk bar with its preview"), ('class="actions bulk"', 'class="chosen"')),
    ("split", _("Split pane of the review"), ('class="split review"', "review-list",
     'aria-current="page"')),
    ("comment_pin", _("Comment pinned to an item"), ('class="send-back" open',
     'aria-invalid="true"', 'class="look"', 'class="long"')),
    ("diff", _("Difference, old → new"), ("→",)),
    ("undo", _("Row to undo"), ("strip--met", 'class="decided"', "button--quiet")),
    ("timeline", _("Timeline"), ('class="timeline"',)),
    ("reminder", _("Reminder composer"), ("message-text", "<button", 'class="summary"')),
)  # fmt: skip
FIGURES = _all(
    "so-lieu",
    ("filter", _("Filter form, filter sentence"), ('class="filter"', "filter-line")),
    ("table", _("Data table"), ("table--cards", "rel=\"next\"", "Chưa có báo cáo đã duyệt.")),
    ("figure_link", _("Figure that links to its source"), ("data-so=", "figure--provisional")),
    ("tally", _("Tally"), ("tag--met", "tag--near", "tag--missed", "tag--todo")),
    ("source_panel", _("Source panel"), ("source-card", "big-figure", 'class="facts"')),
    ("seal", _("Snapshot seal"), ("tag--locked", "tag--provisional", "SHA-256")),
    ("bullet", _("Bullet rows"), ('class="live"', "chart-bullet", "tag--met", "tag--missed")),
    ("clause", _("Clause with its live status"), ()),
    ("gap", _("Gap bars"), ("<svg",)),
    ("sparkline", _("Sparkline"), ("chart-spark", "hollow")),
    ("years", _("Five years"), ("<svg", 'class="break"')),
    ("stacked", _("Stacked bar"), ("p-1", "p-4")),
    ("tile_map", _("Tile map"), ('class="tile-map', "t-met", "t-near", "t-missed", "t-waiting",
     "t-k4", 'class="tile-key"')),
    ("month_ruler", _("Month ruler"), ("duties-months", "✓", "■", "○")),
)  # fmt: skip
MOVING = _all(
    "sap-xep",
    ("wizard", _("Wizard head"), ('aria-current="step"', 'class="done"', 'class="wrong"')),
    ("checks", _("Check list"), ("tag--missed", "tag--near", "icon")),
)
COMPONENTS = (*SHARED, *ENTERING, *REVIEWING, *FIGURES, *MOVING)
