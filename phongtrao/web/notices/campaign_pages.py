"""`/tin-nhan/`: messages of legal education and crime prevention (clause III.7)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Refusal
from phongtrao.core.kinds import REPORTING_GROUPS, full_name
from phongtrao.jobs.audience import area_for, audience_of
from phongtrao.notices import access, actions, queries
from phongtrao.orgs import queries as orgs
from phongtrao.plan.message_checks import check_template
from phongtrao.plan.messages import PURPOSES, sms_parts, without_marks
from phongtrao.plan.standard import standard_notices, steps_of, subjects_of
from phongtrao.programmes import queries as programmes
from phongtrao.web.base.states import STATES
from phongtrao.web.base.tongue import vietnamese
from phongtrao.web.figures import exports
from phongtrao.web.figures.paging import links_of
from phongtrao.web.figures.present import group_label
from phongtrao.web.figures.tables import (
    PAGE_ROWS,
    Column,
    Slice,
    Table,
    number,
    state,
    text,
    written,
)
from phongtrao.web.notices.subscriber_pages import link_of
from phongtrao.web.notices.wording import channel_words, moment, purpose_words
from phongtrao.web.templatetags.phongtrao import vn

CHANNELS = ("email", "sms", "zalo")
LIMIT = 20_000
UNIT = "{unit}"


@require_safe
def campaigns(request: Any) -> HttpResponse:
    """All messages of the programme, newest first, and how many people subscribed."""
    purpose = request.GET.get("muc-dich", "")
    purpose = purpose if purpose in PURPOSES else ""
    found = queries.campaigns()
    if request.post.role == "commune_officer":
        found = found.filter(post_id=request.post.pk)
    if purpose:
        found = found.filter(purpose=purpose)
    total = found.count()
    words = _("%(n)s outreach messages") % {"n": vn(total)}
    sentence = " · ".join([words, *([purpose_words(purpose)] if purpose else [])])
    if exports.asked(request):
        return exports.answer(request, _list(found[:LIMIT]), sentence, "tin-nhan")
    page: Any = Paginator(found, PAGE_ROWS).get_page(request.GET.get("trang"))
    part = Slice(_list(page.object_list), page.number, page.paginator.num_pages, total)
    context = {
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
        "purposes": [(c, purpose_words(c), c == purpose) for c in PURPOSES],
        "may_write": request.post.role in access.WRITERS,
        "subscribers": [
            (channel_words(row["channel"]), row) for row in queries.subscription_counts()
        ],
    }
    return render(request, "notices/campaigns.html", context)


def _list(rows: Any) -> Table:
    listed = list(rows)
    titles = accounts.titles_of({row.post_id for row in listed if row.post_id})
    columns = [
        Column(_("Subject")),
        Column(_("Purpose")),
        Column(_("State")),
        Column(_("Sent at")),
        Column(_("Units told"), "number"),
        Column(_("Subscribers told"), "number"),
        Column(_("By")),
    ]
    cells = [
        [
            written(row.subject, reverse("notices:campaign", args=[row.pk])),
            text(purpose_words(row.purpose)),
            state(f"campaign_{row.state}", str(STATES[f"campaign_{row.state}"].label)),
            text(moment(row.sent_at)),
            number(row.units),
            number(row.subscribers),
            text(titles.get(row.post_id or 0, "")),
        ]
        for row in listed
    ]
    empty = _("No message has been composed yet.")
    return Table("campaigns", _("Outreach messages"), columns, cells, empty)


def compose(request: Any) -> HttpResponse:
    """Write a message from a template or freely; its findings are shown beside the fields."""
    steps = steps_of(programmes.package())
    findings: list[Any] = []
    draft = _typed(request) if request.method == "POST" else _begun(request)
    if request.method == "POST":
        findings = queries.findings_of(draft, steps)
        if not findings:
            made = actions.compose(draft=draft, steps=steps, by=request.post, at=timezone.now())
            return redirect("notices:campaign", made.pk)
    context = {
        "draft": draft,
        "findings": findings,
        "steps": steps,
        "templates": subjects_of(programmes.package()),
        "purposes": [(code, purpose_words(code)) for code in PURPOSES],
        "groups": [(g, group_label(g), g in draft.groups) for g in REPORTING_GROUPS],
        "channels": [
            (c, channel_words(c), c in draft.channels)
            for c, way in queries.ways().items()
            if way != "off"
        ],
        "areas": _areas(request.post, draft.area_id),
        "crumbs": _crumbs(_("Compose")),
    }
    return render(request, "notices/compose.html", context, status=422 if findings else 200)


def _areas(post: Any, chosen: int | None) -> list[tuple[int, str, bool]]:
    """Communes the standing office may choose; none for a commune, which writes to its own."""
    if post.role != "standing_office":
        return []
    return [
        (state_.unit_id, full_name(state_.kind, state_.name), state_.unit_id == chosen)
        for state_ in orgs.units_on(accounts.today(), "commune")
    ]


def _typed(request: Any) -> queries.Draft:
    post = request.POST
    area = post.get("area", "")
    wanted = int(area) if area.isdecimal() else None
    return queries.Draft(
        purpose=post.get("purpose", ""),
        subject=post.get("subject", "").strip(),
        body=post.get("body", "").replace("\r\n", "\n").strip(),
        sms=post.get("sms", "").strip(),
        template=post.get("template", "")[:60],
        groups=tuple(g for g in post.getlist("groups") if g in REPORTING_GROUPS),
        channels=tuple(c for c in post.getlist("channels") if c in CHANNELS),
        area_id=area_for(request.post, wanted),
    )


def _begun(request: Any) -> queries.Draft:
    """An empty draft, one from a template (`mau`) or from an own campaign (`tu`)."""
    begun = request.GET.get("tu", "")
    if begun.isdecimal():
        old = access.campaign_for(request.post, int(begun))
        return queries.Draft(
            purpose=old.purpose,
            subject=old.subject,
            body=old.body,
            sms=old.sms,
            template=old.template,
            groups=tuple(old.groups),
            area_id=old.area_id,
            channels=tuple(old.channels),
        )
    wanted = request.GET.get("mau", "")
    found = next((t for t in subjects_of(programmes.package()) if t.id == wanted), None)
    if found is None:
        return queries.Draft(purpose="", subject="", body="")
    return queries.Draft(
        purpose=found.purpose,
        subject=found.subject,
        body=found.body.strip(),
        sms=found.sms,
        zalo=found.zalo,
        template=found.id,
        zalo_approval=found.zalo_approval,
    )


def _crumbs(last: str) -> list[tuple[str, str]]:
    """The path to a page of the outreach messages."""
    return [(_("Outreach messages"), reverse("notices:campaigns")), (last, "")]


@require_safe
def campaign(request: Any, campaign: int) -> HttpResponse:
    """A draft with its audience, or a sent message with its record."""
    found = access.campaign_for(request.post, campaign)
    titles = accounts.titles_of({found.post_id} if found.post_id else set())
    marks = steps_of(programmes.package()).sms_marks
    sms = found.sms if marks else without_marks(found.sms)
    sms = sms.replace(UNIT, f"[{_('name of the unit')}]")
    context: dict[str, Any] = {
        "campaign": found,
        "body": found.body.replace(UNIT, f"[{_('name of the unit')}]"),
        "mark": f"campaign_{found.state}",
        "purpose": purpose_words(found.purpose),
        "by": titles.get(found.post_id or 0, ""),
        "sms": sms,
        "sms_parts": sms_parts(sms),
        "crumbs": _crumbs(vietnamese(found.subject)),
    }
    if found.state == "draft":
        context["audience"] = audience_of(found, accounts.today())
        context["where"] = _where(found)
        own = found.post_id == request.post.pk
        context["may_send"] = own and request.post.role in access.WRITERS
        return render(request, "notices/campaign.html", context)
    told = queries.told_in(found)
    total = told.count()
    sentence = _("%(n)s told") % {"n": vn(total)}
    if exports.asked(request):
        return exports.answer(request, _told(told[:LIMIT]), sentence, f"tin-nhan-{found.pk}")
    page: Any = Paginator(told, PAGE_ROWS).get_page(request.GET.get("trang"))
    part = Slice(_told(page.object_list), page.number, page.paginator.num_pages, total)
    context |= {
        "record": queries.record_of(found),
        "table": part.table,
        "slice": part,
        "page_links": links_of(request, part),
        "sentence": sentence,
        "exports": exports.links(request),
    }
    return render(request, "notices/campaign.html", context)


def _where(found: Any) -> str:
    area = orgs.state_of(found.area_id) if found.area_id else None
    place = full_name(area.kind, area.name) if area else _("Whole province")
    return " · ".join([place, *(group_label(group) for group in found.groups)])


def _told(rows: Any) -> Table:
    listed = list(rows)
    titles = accounts.titles_of({row.post_id for row in listed if row.post_id})
    columns = [
        Column(_("To")),
        Column(_("Written")),
        Column(_("Seen at")),
        Column(_("Sent outside")),
    ]
    cells = [
        [
            text(titles.get(row.post_id or 0, _("subscriber"))),
            text(moment(row.at)),
            text(moment(row.read_at)),
            text("; ".join(_outside(one) for one in row.deliveries.all()) or _outward(row)),
        ]
        for row in listed
    ]
    return Table("told", _("Record of delivery"), columns, cells, _("Nobody was told."))


def _outside(delivery: Any) -> str:
    """One way out: "E-mail da…@x.vn: đã gửi"."""
    words = STATES[f"delivery_{delivery.state}"].label
    shown = queries.masked(delivery.address)
    return f"{channel_words(delivery.channel)} {shown}: {words}"


def _outward(row: Any) -> str:
    return _("with the digest") if row.outward == "digest" else _("in the product only")


@require_POST
def send(request: Any, campaign: int) -> HttpResponse:
    """Send a draft to its audience of now, once."""
    found = access.campaign_for(request.post, campaign, "send")
    area_for(request.post, found.area_id)
    try:
        made = actions.send(
            campaign=found,
            audience=audience_of(found, accounts.today()),
            stop_link=lambda one: link_of(request, one),
            by=request.post,
            at=timezone.now(),
            sms_marks=steps_of(programmes.package()).sms_marks,
        )
    except Refusal as refusal:
        if refusal.code != "campaign.nobody":
            raise
        messages.error(request, str(refusal))
        return redirect("notices:campaign", found.pk)
    words = _("Sent to %(n)s units and %(m)s subscribers.")
    messages.success(request, words % {"n": vn(made.units), "m": vn(made.subscribers)})
    return redirect("notices:campaign", made.pk)


@require_safe
def templates(request: Any) -> HttpResponse:
    """Every template with what the rules say about it."""
    package = programmes.package()
    steps = steps_of(package)
    own = package.notices.templates if package.notices else ()
    taken = {one.id for one in own}
    every = [(one, True) for one in own]
    every += [(one, False) for one in standard_notices().templates if one.id not in taken]
    listed = [(one, list(check_template(one, steps)), mine) for one, mine in every]
    sentence = _("%(n)s templates") % {"n": vn(len(listed))}
    if exports.asked(request):
        return exports.answer(request, _templates(listed), sentence, "mau-thong-bao")
    context = {
        "templates": listed,
        "sentence": sentence,
        "exports": exports.links(request),
        "crumbs": _crumbs(_("Templates")),
    }
    return render(request, "notices/templates.html", context)


def _templates(listed: Any) -> Table:
    columns = [
        Column(_("Template")),
        Column(_("Subject")),
        Column(_("Text")),
        Column(_("Findings"), "number"),
    ]
    cells = [
        [text(one.id), written(one.subject), written(one.body.strip()), number(len(findings))]
        for one, findings, _mine in listed
    ]
    return Table("templates", _("Templates"), columns, cells)
