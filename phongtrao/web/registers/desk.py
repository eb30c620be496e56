"""What every page of a register starts from: the register, the entry, and what this post may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phongtrao.accounts import queries as accounts
from phongtrao.core.findings import Finding, Refusal
from phongtrao.core.periods import Period
from phongtrao.orgs import queries as orgs
from phongtrao.plan.registers import Register
from phongtrao.registers import access, actions
from phongtrao.web.figures.addresses import unit_url
from phongtrao.web.figures.scope import today
from phongtrao.web.registers.words import noun, state_tag, title, unit_text

#: Refusals that end the act but not the page: they are shown above the form.
SHOWN = frozenset({409, 422})


@dataclass(frozen=True)
class Desk:
    """A register in the hands of a post; `entry` on pages of one entry."""

    post: Any
    register: Register
    entry: Any = None

    @property
    def title(self) -> str:
        """Name of the register."""
        return title(self.register)

    @property
    def noun(self) -> str:
        """What one line is called."""
        return noun(self.register)

    @property
    def may_add(self) -> bool:
        """Whether the role writes in this register at all."""
        return self.post.role in self.register.writers

    @property
    def may_write(self) -> bool:
        """Whether the post may change this entry."""
        return self.entry is not None and access.may_write(
            self.post, self.register, self.entry.unit_id
        )

    def url(self, name: str = "list", *args: Any) -> str:
        """Return the address of a page of the register, or of its entry."""
        own: tuple[Any, ...] = (self.register.url,)
        if self.entry is not None and name in ENTRY_PAGES:
            own = (self.register.url, self.entry.pk)
        return reverse(f"registers:{name}", args=[*own, *args])

    @property
    def list_url(self) -> str:
        """Address of the list."""
        return self.url("list")

    @property
    def entry_url(self) -> str:
        """Address of the entry."""
        return self.url("entry")

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way here, without the page itself."""
        found = [(_("Registers"), reverse("registers:index")), (self.title, self.list_url)]
        if self.entry is not None:
            found.append((self.entry.heading or self.noun, self.entry_url))
        return found

    @property
    def state(self) -> Any:
        """The entry's state as a tag."""
        return state_tag(self.register.state(self.entry.state))

    @property
    def unit(self) -> Any:
        """The unit of the entry today."""
        return orgs.state_of(self.entry.unit_id, today())

    @property
    def unit_name(self) -> str:
        """Its name with its kind."""
        return unit_text(self.unit)

    @property
    def unit_url(self) -> str:
        """Its page."""
        return unit_url(self.unit.code, self.unit.name)


ENTRY_PAGES = frozenset(
    {"entry", "change", "move", "review", "attach", "file", "detach", "undo", "withdraw"}
)


def open_register(request: Any, code: str, verb: str = "read") -> Desk:
    """Return the register of an address if the post may `verb` it; Refusal 404, 403."""
    return Desk(request.post, access.register_for(request.post, code, verb))


def open_entry(request: Any, code: str, entry_id: int, verb: str = "read") -> Desk:
    """Return an entry with its register if the post may `verb` it; Refusal 404, 403."""
    register = access.register_for(request.post, code)
    entry = access.entry_for(request.post, entry_id, verb)
    if entry.register != register.id:
        raise access.none()
    return Desk(request.post, register, entry)


@dataclass
class Attempt:
    """The outcome of an act: its result, or what to correct."""

    result: Any = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether the act went through."""
        return not self.findings


def attempt(act: Callable[[], Any]) -> Attempt:
    """Do an act; a refusal that the person can correct becomes findings of the page."""
    try:
        return Attempt(act())
    except Refusal as refusal:
        if refusal.status not in SHOWN:
            raise
        listed = refusal.data.get("findings")
        own = Finding(refusal.code, "", refusal.message, message_en=refusal.message_en)
        return Attempt(findings=list(listed) if listed else [own])


def keep_files(
    uploads: Iterable[Any], entry_id: int, post: Any, review: str = "", period: Period | None = None
) -> list[Finding]:
    """Attach files to an entry or its review; return why some could not be taken."""
    wrong: list[Finding] = []
    for upload in uploads:
        act = partial(
            actions.attach,
            entry_id=entry_id,
            name=upload.name,
            content=upload.read(),
            by=post,
            review=review,
            period=period,
        )
        wrong += attempt(act).findings
    return wrong


def new_key() -> str:
    """Return a key that makes sending twice harmless."""
    return str(uuid4())


def post_titles(ids: set[int]) -> dict[int, str]:
    """Return titles of posts by number."""
    return accounts.titles_of(ids)


def in_english() -> bool:
    """Whether the page is in English."""
    return get_language() == "en"
