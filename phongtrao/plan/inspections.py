"""Grammar of `inspections.yaml`: what the plan asks of inspections and where it is looked up.

Optional: a plan without the file has no inspections page of its own figures. `areas` and `units`
name the targets whose `applies` says what counts as an area and which kinds of unit are counted;
that is how the districts and what replaced them stay data.
"""

from __future__ import annotations

from typing import Literal

from phongtrao.plan.targets import Strict


class Reason(Strict):
    """A coded reason: why a drawn unit could not be visited."""

    id: str
    label: str
    label_en: str = ""


class Counted(Strict):
    """A target that counts visits, and the field in which units report them themselves."""

    target: str
    field: str


class Part(Strict):
    """Two fields of which one is a part of the other; `marks`: percents where figures heap up."""

    part: str
    whole: str
    label: str
    label_en: str = ""
    marks: tuple[int, ...] = (100,)


class InspectionPlan(Strict):
    """Everything inspections take from the plan.

    every: how often a round is due; sample: units to visit at least; also_check: fields looked at
    on a visit besides those that targets count; heaps: shares searched for heaped figures.
    """

    clause: str
    every: Literal["half", "year"] = "half"
    sample: int = 20
    areas: Counted
    units: Counted
    unknown_note: str = ""
    unknown_note_en: str = ""
    also_check: tuple[str, ...] = ()
    replacement_reasons: tuple[Reason, ...] = ()
    heaps: tuple[Part, ...] = ()
    law: str = ""
