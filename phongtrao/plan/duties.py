"""Grammar of part IV: bodies, their duties, what proves progress, why a duty may be delayed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as declared

from phongtrao.plan.targets import Strict

EVERYONE = "*"
PROOF_KINDS = ("document", "register", "form", "act", "figure", "date")


class Body(Strict):
    """One of the bodies that part IV gives duties to. ``successor`` is who took over, from when.

    ``collective``: a name for many that exist on their own, not a unit: the ``members`` listed by
    id ("*": every body that is not collective), or all org units of ``group`` ("district").
    """

    id: str
    name: str
    name_en: str = ""
    clause: str
    armed: bool = False
    collective: bool = False
    members: tuple[str, ...] = ()
    group: str = ""
    successor: str = ""
    successor_from: str = ""


class Proof(Strict):
    """One thing that shows whether a duty is done; exactly one kind is given, any one is enough.

    ``document``: the body's implementing plan or yearly report was received. ``register`` with
    ``measure``, or ``form`` with ``field``: a figure of at least ``at_least``. ``act``: acts of
    this verb in the audit log of the period. ``figure``: a target, shown beside the duty.
    ``date``: an entry of the calendar, shown beside the duty.
    """

    document: Literal["", "plan", "report"] = ""
    register_: str = declared(alias="register", default="")
    measure: str = ""
    form: str = ""
    field: str = ""
    act: str = ""
    figure: str = ""
    date: str = ""
    at_least: int = 1
    label: str = ""
    label_en: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that are given; a good proof has exactly one."""
        given = {"register": self.register_} | {
            kind: getattr(self, kind) for kind in PROOF_KINDS if kind != "register"
        }
        return tuple(kind for kind in PROOF_KINDS if given[kind])

    @property
    def kind(self) -> str:
        """The kind that is given."""
        return self.kinds[0] if self.kinds else ""

    @property
    def counts(self) -> bool:
        """Whether it moves the state of the duty by itself; figures and dates are only shown."""
        return self.kind in ("document", "register", "form", "act")


class DutyExample(Strict):
    """In ``year`` the duty is asked for as often as there are days in ``due`` (ISO)."""

    year: int
    due: tuple[str, ...]


class DelayReason(Strict):
    """Why a duty is late: a coded reason, so that reasons can be counted."""

    id: str
    label: str
    label_en: str = ""


class Duty(Strict):
    """A duty of part IV or VI: who leads, who supports, how often, by when.

    ``product`` is the deliverable; ``proof`` says what shows progress without anybody declaring
    it. Without a proof the body declares its progress and the page says so.
    """

    id: str
    clause: str
    title: str
    title_en: str = ""
    lead: str
    support: tuple[str, ...] = ()
    kind: Literal["once", "recurring", "continuous"]
    every: Literal["", "year", "half", "quarter", "month"] = ""
    before: str = ""
    product: str = ""
    product_en: str = ""
    serves: tuple[str, ...] = ()
    proof: tuple[Proof, ...] = ()
    examples: tuple[DutyExample, ...] = ()

    @property
    def document(self) -> str:
        """Which document the duty is to send ("plan", "report"), else an empty text."""
        return next((item.document for item in self.proof if item.document), "")
