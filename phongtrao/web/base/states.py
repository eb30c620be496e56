"""Words, tone and shape of every state shown to people (ux.md 2.1, 5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class State:
    """`tone` is the suffix of the tag class, `icon` a drawing of `icons.py` or ''."""

    label: str | Promise
    tone: str
    icon: str


STATES: dict[str, State] = {
    # reports of units
    "due": State(_("Not started"), "todo", "todo"),
    "never_sent": State(_("Never sent"), "missed", "missed"),
    "draft": State(_("In progress"), "waiting", "waiting"),
    "submitted": State(_("Waiting for commune review"), "waiting", "waiting"),
    "returned": State(_("To be corrected"), "missed", "back"),
    "approved": State(_("Approved"), "done", "done"),
    "accepted": State(_("Accepted by the province"), "done", "done"),
    "late": State(_("Late"), "missed", "missed"),
    "sent_late": State(_("Sent late"), "near", "near"),
    "on_behalf": State(_("Entered on behalf"), "todo", "people"),
    "out_of_scope": State(_("Not in scope"), "todo", "none"),
    # verdicts of targets
    "exceeded": State(_("Exceeded"), "met", "met"),
    "met": State(_("Met"), "met", "met"),
    "near": State(_("Nearly met"), "near", "near"),
    "missed": State(_("Not met"), "missed", "missed"),
    "not_enough_data": State(_("Not enough data"), "todo", "todo"),
    "not_judged": State(_("Not judged"), "todo", "none"),
    # figures
    "provisional": State(_("Provisional"), "provisional", "provisional"),
    "locked": State(_("Locked"), "locked", "locked"),
    # runs of jobs, deliveries of messages, campaigns
    "run_done": State(_("ran"), "met", "met"),
    "run_failed": State(_("failed"), "missed", "missed"),
    "run_running": State(_("running"), "waiting", "waiting"),
    "run_lost": State(_("broken off"), "near", "near"),
    "delivery_waiting": State(_("waiting to be sent"), "waiting", "waiting"),
    "delivery_sending": State(_("being sent"), "waiting", "waiting"),
    "delivery_sent": State(_("sent"), "met", "met"),
    "delivery_dead": State(_("not delivered"), "missed", "missed"),
    "delivery_unsure": State(_("not known whether sent"), "near", "near"),
    "campaign_draft": State(_("draft"), "todo", "todo"),
    "campaign_sent": State(_("sent"), "done", "done"),
    "dispatch_sent": State(_("sent"), "waiting", "waiting"),
    "dispatch_received": State(_("received"), "met", "met"),
    "dispatch_refused": State(_("sent back"), "missed", "missed"),
    "dispatch_none": State(_("not sent yet"), "todo", "todo"),
    # rounds
    "open": State(_("Open"), "waiting", "waiting"),
    "closed": State(_("Closed"), "locked", "locked"),
    "not_open": State(_("Not open yet"), "todo", "todo"),
    # assessment of units
    "unanswered": State(_("Not answered"), "todo", "todo"),
    "not_applicable": State(_("Not applicable"), "todo", "none"),
    "dossier_open": State(_("Not registered"), "todo", "todo"),
    "dossier_registered": State(_("Registered"), "waiting", "waiting"),
    "dossier_assessed": State(_("Waiting for the review"), "waiting", "waiting"),
    "dossier_reviewed": State(_("Reviewed"), "done", "done"),
    "dossier_filed": State(_("File sent up"), "waiting", "waiting"),
    "recognised": State(_("Recognised"), "met", "met"),
    "refused": State(_("Not recognised"), "missed", "missed"),
    "grade_excellent": State(_("Excellent"), "met", "met"),
    "grade_good": State(_("Good"), "done", "done"),
    "grade_average": State(_("Average"), "near", "near"),
    "grade_weak": State(_("Weak"), "missed", "missed"),
    "book_confirmed": State(_("Confirmed"), "met", "met"),
    "book_sample": State(_("Sample only"), "provisional", "provisional"),
    "book_locked": State(_("Locked"), "locked", "locked"),
    "certificate_valid": State(_("Valid"), "met", "met"),
    "certificate_void": State(_("Withdrawn"), "missed", "missed"),
    # duties of the bodies and the documents they send
    "duty_none": State(_("No plan yet"), "todo", "todo"),
    "duty_planned": State(_("Planned"), "todo", "plan"),
    "duty_doing": State(_("Under way"), "waiting", "waiting"),
    "duty_reported": State(_("Reported"), "done", "done"),
    "duty_open": State(_("Reported, not finished"), "near", "near"),
    "duty_late": State(_("Behind"), "missed", "missed"),
    "duty_moved": State(_("Passed to another body"), "locked", "none"),
    "paper_due": State(_("Not sent yet"), "todo", "todo"),
    "paper_late": State(_("Not sent, late"), "missed", "missed"),
    "paper_optional": State(_("Not required this year"), "todo", "none"),
    "paper_sent": State(_("Waiting to be received"), "waiting", "waiting"),
    "paper_received": State(_("Received"), "done", "done"),
    "paper_returned": State(_("Returned"), "missed", "back"),
    # what an inspection found and must be put right
    "follow_open": State(_("To be put right"), "waiting", "waiting"),
    "follow_late": State(_("To be put right, late"), "missed", "missed"),
    "follow_reported": State(_("Waiting for the inspectors"), "near", "near"),
    "follow_closed": State(_("Put right, closed"), "done", "done"),
    "follow_withdrawn": State(_("No longer needed"), "todo", "none"),
    # what a visit found for one answer
    "confirmed": State(_("Found right"), "met", "met"),
    "differs": State(_("Differs"), "missed", "missed"),
    "unchecked": State(_("Not seen"), "todo", "none"),
}
