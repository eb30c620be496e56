"""Templates every installation has (reminders, returns, digests) unless its plan has others."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from phongtrao.plan.definitions import Package
from phongtrao.plan.messages import MessageTemplate, Notices, Reminding
from phongtrao.plan.reader import Source, _load

FILE = Path(__file__).parent / "standard_notices.yaml"


@lru_cache(maxsize=1)
def standard_notices() -> Notices:
    """The shipped templates and steps."""
    source = Source(FILE.parent)
    return Notices.model_validate_json(json.dumps(_load(source, FILE, ("notices",))))


def template_of(package: Package, code: str) -> MessageTemplate:
    """The plan's own template with this id, else the shipped one; KeyError when neither has it."""
    own = package.notices.template(code) if package.notices else None
    found = own or standard_notices().template(code)
    if found is None:
        raise KeyError(code)
    return found


def steps_of(package: Package) -> Reminding:
    """The plan's own steps of reminding, else the shipped ones."""
    return package.notices.reminding if package.notices else standard_notices().reminding


def subjects_of(package: Package) -> list[MessageTemplate]:
    """Templates with a purpose: what may be sent to units and subscribers (clause III.7)."""
    own = package.notices.templates if package.notices else ()
    return [one for one in own if one.purpose]
