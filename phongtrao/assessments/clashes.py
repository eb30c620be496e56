"""Contradictions between what units claim and what data says, for many dossiers at once."""

import json
from collections.abc import Sequence
from typing import Any

from phongtrao.assessments import laws, sources
from phongtrao.assessments.models import Dossier, Step
from phongtrao.core.findings import Finding
from phongtrao.rules.criteria_answers import contradictions

STAGES = ("review", "assess")  # the unit's own claim is read last and counts


def clashes_of(dossiers: Sequence[Dossier]) -> dict[int, list[Finding]]:
    """Return dossier → its contradictions, as its own page shows them; others are absent."""
    answers = _claims([one.pk for one in dossiers])
    by_law: dict[tuple[str, int], list[Dossier]] = {}
    for one in dossiers:
        if one.pk in answers:
            by_law.setdefault((one.criteria, one.year), []).append(one)
    found = {}
    for (code, year), listed in by_law.items():
        law, options = laws.criteria(code), laws.options_of(code)
        facts = sources.facts_of([one.unit_id for one in listed], year, law)
        for one in listed:
            data = sources.answered(law, facts[one.unit_id])
            findings = contradictions(law, answers[one.pk], data, options)
            if findings:
                found[one.pk] = findings
    return found


def _claims(dossier_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Dossier → the unit's answers in force, the meeting's where the unit gave none."""
    found: dict[int, dict[str, Any]] = {}
    for stage in STAGES:
        steps = Step.objects.filter(dossier_id__in=dossier_ids, undone=False, stage=stage)
        for step in steps.order_by("number"):
            if answers := json.loads(step.content).get("answers"):
                found[step.dossier_id] = dict(answers)
    return found
