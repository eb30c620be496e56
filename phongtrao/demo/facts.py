"""What one made-up unit did in one period, as answers by field id; every check of the form holds.

The unit's quality (0 weak – 1 strong) drives everything, so that a weak unit is weak throughout and
the same units stay near the same place from year to year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from phongtrao.core.periods import Period
from phongtrao.demo import calibration as cal
from phongtrao.demo.chance import fixed, seeded
from phongtrao.demo.model_lives import counted, lives_of
from phongtrao.demo.oddities import COPIED_SHARE, story_seed
from phongtrao.demo.sentences import narrative, story

Facts = dict[str, Any]
NONE = {"why": "none"}
NA = {"why": "na"}
UNAVAILABLE = {"why": "unavailable"}


@dataclass(frozen=True)
class Case:
    """One unit in one period.

    root: the unit's own text, the same every year; quality: 0–1, its place among its peers;
    size: households or staff; hamlets, scoped: counts below a commune; duties: given to a body.
    """

    rng: Random
    root: str
    group: str
    kind: str
    subkind: str
    year: int
    is_half: bool
    quality: float
    size: int
    hamlets: int = 0
    scoped: int = 0
    duties: int = 0

    def between(self, low: float, high: float) -> int:
        """A whole number between two ends, both included."""
        return self.rng.randint(int(low), int(high))

    def chance(self, share: float) -> bool:
        """True in about `share` of the cases."""
        return self.rng.random() < share

    def draw(self, name: str) -> float:
        """A number from 0 to 1 that this unit keeps all its life under this name."""
        return fixed(f"{self.root}/{name}")

    def steady(self, name: str, low: float, high: float) -> int:
        """A whole number the unit keeps from year to year, give or take a few percent."""
        middle = low + (high - low) * self.draw(name)
        return round(middle * (0.94 + 0.12 * self.rng.random()))

    def yes(self, share: float) -> str:
        """'yes' in about `share` of the cases, else 'no'."""
        return "yes" if self.rng.random() < share else "no"

    @property
    def audience(self) -> str:
        """The unit's group, 'body' for bodies of part IV."""
        return "body" if self.subkind.startswith("body") else self.group


def facts_of(case: Case) -> Facts:
    """All answers this unit could give; the form picks those it asks for."""
    found: Facts = {}
    both = case.subkind == "body"
    for part in (*(PARTS[case.group] if both else ()), *PARTS.get(case.audience, ())):
        found.update(part(case))
    return found


def _leadership(case: Case) -> Facts:
    resolution: Any = case.yes(0.9 + 0.1 * case.quality)
    if case.group == "enterprise" and case.draw("party") < 0.55:
        resolution = NA
    return {"resolution": resolution, "plan_issued": case.yes(0.92 + 0.08 * case.quality)}


def _documents(case: Case) -> Facts:
    issued = case.between(2, 9) // (2 if case.is_half else 1)
    return {"documents_issued": issued, "meetings": case.between(2, 12)}


def _part_of(case: Case, total: int, low: float, high: float) -> int:
    """A number not above `total`: a share between `low` and `high`, nearer the top when strong."""
    share = low + (high - low) * (0.35 * case.rng.random() + 0.65 * case.quality)
    return min(total, round(total * share))


def _household_commitment(case: Case) -> Facts:
    return {
        "households": case.size,
        "households_signed": _part_of(case, case.size, 0.82, 1.01),
    }


def _staff_commitment(case: Case) -> Facts:
    signed = _part_of(case, case.size, 0.78, 1.02)
    found: Facts = {"staff": case.size, "staff_signed": signed or NONE}
    if case.group == "school":
        pupils = round(case.size * (11 + 8 * case.draw("pupils")))
        found["pupils"] = pupils
        found["pupils_signed"] = _part_of(case, pupils, 0.84, 1.01)
    return found


def _outreach(case: Case) -> Facts:
    low, high = cal.SESSIONS[case.audience]
    sessions = case.steady("sessions", low, low + (high - low) * (0.3 + 0.7 * case.quality))
    if case.is_half:
        sessions = max(sessions // 2, 0 if case.quality < 0.1 else 1)
    if sessions == 0:
        return {"sessions": NONE, "attendees": NONE}
    least, most = cal.ATTENDEES[case.audience]
    each = case.steady("attendees", least, most)
    return {
        "sessions": sessions,
        "attendees": sessions * each + case.between(0, each // 8),
        "news_items": case.steady("news", 2, 40),
        "leaflets": case.steady("leaflets", 20, 900) if case.draw("prints") < 0.7 else NONE,
    }


def _tips(case: Case) -> Facts:
    total = case.steady("tips", 8, 60) // (2 if case.is_half else 1)
    low, high = cal.TIPS_VALUABLE
    valuable = round(total * (low + (high - low) * case.rng.random()))
    return {"tips_total": total, "tips_valuable": valuable}


def _models(case: Case) -> Facts:
    period = Period(case.year, 1 if case.is_half else None)
    lives = lives_of(case.root, case.group)
    counts = counted(lives, period.start, period.end)
    working = counts.kept + counts.new
    found: Facts = {
        "models_registered": counts.new or NONE,
        "models_new": counts.new or NONE,
        "models_kept": counts.kept or NONE,
        "models_strengthened": counts.strengthened or NONE,
        "models_weak": counts.weak or NONE,
        "models_dissolved": counts.dissolved or NONE,
        "models_replicated": counts.replicated or NONE,
        "model_members": counts.members or NONE,
    }
    if working:
        found["model_kinds"] = _kinds(case, working)
    return found


_MODEL_KINDS = {
    "commune": ("people_security_group", "security_camera", "mediation_group", "mobile_team",
                "crime_prevention_club"),
    "agency": ("security_camera", "youth_team", "other"),
    "enterprise": ("worker_team", "boarding_group", "security_camera"),
    "school": ("safe_school", "youth_team", "security_camera"),
}  # fmt: skip


def _kinds(case: Case, working: int) -> list[str]:
    pool = _MODEL_KINDS.get(case.group, ("other",))
    return sorted(case.rng.sample(pool, min(working, len(pool))))


def _title(case: Case) -> Facts:
    """Registration, criteria, recognition and grade, in agreement with each other."""
    grade = _grade(case)
    threshold = 1 - cal.share(cal.RECOGNISED[case.group], case.year)
    safe = case.quality >= threshold and grade != "weak"
    criteria = {f"criterion_{number}": "met" for number in range(1, 7)}
    found: Facts = {"safe_registered": "yes" if safe else case.yes(0.8), **criteria}
    if case.group in ("agency", "enterprise") and case.chance(0.15):
        found["criterion_5"] = NA
    if safe:
        found["safe_decision"] = f"{case.between(10, 890)}/QĐ-UBND"
    else:
        failing = case.between(1, 5)
        found[f"criterion_{failing}"] = "not_met"
        if failing == (2 if case.group == "commune" else 3):
            found["criterion_document"] = f"{case.between(3, 240)}/BC-UBND"
    found["safe"] = "recognised" if safe else "not_recognised"
    found["grade"] = grade
    if case.year >= 2025 and case.chance(0.05):
        found.update(safe=UNAVAILABLE, grade=UNAVAILABLE)
        found.pop("safe_decision", None)
    return found


def _grade(case: Case) -> str:
    """The grade by the unit's place among its peers, counted from the top."""
    excellent, good, average = cal.GRADES[case.group]
    place = 1 - case.quality
    if place < excellent * 0.85:
        return "excellent"
    if place < excellent * 1.15 and case.chance(0.5):
        return "excellent"
    if place < good:
        return "good"
    return "average" if place < average else "weak"


def _agrees(case: Case, found: Facts) -> Facts:
    """A criterion met needs its proof: a resolution, and all households (a few forget some)."""
    if found.get("criterion_1") == "met":
        if found.get("resolution") == "no":
            found["resolution"] = "yes"
        if case.draw(f"all{case.year}") >= 0.05:
            found["households_signed"] = case.size
    return found


def _hamlet_title(case: Case) -> Facts:
    return _agrees(case, {**_leadership(case), **_title(case)})


def _commune(case: Case) -> Facts:
    registered = case.scoped if case.chance(0.7) else _part_of(case, case.scoped, 0.9, 1.0)
    recognised = _part_of(case, registered, 0.8, 0.99)
    ntm: Any = NA
    if case.kind == "xa":
        ntm = "yes" if case.draw("ntm") < cal.share(cal.NTM_19_2, case.year) else "no"
    return {
        "subordinate_units": case.scoped,
        "subordinate_registered": registered or NONE,
        "subordinate_recognised": recognised or NONE,
        "ntm_19_2": ntm,
    }


def _core_force(case: Case) -> Facts:
    teams = max(case.hamlets, 3)
    low, high = cal.TEAM
    norm = round(teams * (low + (high - low) * 0.35))
    members = round(norm * (0.975 + 0.05 * case.quality + 0.02 * case.rng.random()))
    rating = "good" if case.chance(0.62) else "excellent"
    if case.quality < 0.12:
        rating = "completed" if case.chance(0.8) else "not_completed"
    return {
        "core_teams": teams,
        "core_norm": norm,
        "core_members": members,
        "core_trained": _part_of(case, members, 0.7, 1.02),
        "core_rating": rating,
    }


def _training(case: Case) -> Facts:
    share = {"commune": 0.25, "district": 0.8, "province": 1.0}[case.group]
    classes = case.between(1, 2) if case.chance(share) else 0
    if not classes or (case.is_half and case.group != "province"):
        return {"training_classes": NONE, "trainees": NONE}
    audiences = ["party_cell", "hamlet_head", "self_managed", "guards"]
    return {
        "training_classes": classes,
        "trainees": classes * case.between(70, 180),
        "training_audiences": audiences if case.chance(0.7) else audiences[:3],
    }


def _guards(case: Case) -> Facts:
    guards = case.steady("guards", 1, max(1, case.size // 60 + 2)) or 1
    if case.subkind in ("small", "preschool") and case.draw("unguarded") < 0.6:
        return {"guards": NA, "guards_trained": NA, "guards_sufficient": NA}
    return {
        "guards": guards,
        "guards_trained": _part_of(case, guards, 0.4, 1.05) or NONE,
        "guards_sufficient": case.yes(0.86 + 0.14 * case.quality),
    }


def _festival(case: Case) -> Facts:
    if not case.chance(0.55 + 0.4 * case.quality):
        return {"festival": "not_held"}
    held = "own" if case.group in ("commune", "district") or case.chance(0.4) else "joint"
    return {"festival": held, "festival_attendees": case.steady("festival", 40, 420)}


def _inspection(case: Case) -> Facts:
    if case.group in ("district", "province") or case.audience == "body":
        visited: Any = 1 if case.chance(0.97) else NONE
        organised = case.between(1, 4)
        return {
            "inspection_rounds": visited,
            "inspections_organised": organised,
            "inspections_received": 1 if case.chance(0.2) else NONE,
        }
    received = case.between(1, 2) if case.chance(0.06) else 0
    rounds: Any = NONE
    if case.group == "commune" and (case.year, case.is_half) >= (2025, False):
        rounds = 1 if case.chance(0.9) else NONE
    return {"inspections_received": received or NONE, "inspection_rounds": rounds}


def _awards(case: Case) -> Facts:
    strong = case.quality > 0.7
    return {
        "awards_collective": case.between(1, 3) if strong else NONE,
        "awards_individual": case.between(1, 6) if strong or case.chance(0.3) else NONE,
        "awards_proposed": case.between(0, 5),
        "exemplary": "yes" if case.quality > 0.93 else "no",
    }


def _cameras(case: Case) -> Facts:
    most = {"commune": 90, "enterprise": 24, "school": 14}.get(case.group, 8)
    installed = round((most // 6 + most * case.draw("cameras")) * (1 + 0.04 * (case.year - 2022)))
    low, high = cal.CAMERAS_WORKING
    working = round(installed * (low + (high - low) * case.rng.random()))
    return {
        "cameras_installed": installed or NONE,
        "cameras_working": working or NONE,
        "channels": ["loudspeaker", "social"] if case.group == "commune" else ["social"],
    }


def _budget(case: Case) -> Facts:
    scale = {"commune": 1, "district": 6}.get(case.group, 4)
    estimate = case.steady("budget", 20, 120) * scale
    allocated = round(estimate * (0.7 + 0.3 * case.rng.random()))
    return {
        "budget_estimate": estimate,
        "budget_allocated": allocated,
        "budget_spent": round(allocated * (0.8 + 0.2 * case.rng.random())),
        "budget_social": case.steady("social", 5, 60),
    }


def _duties(case: Case) -> Facts:
    given = case.duties or 4
    behind = 0 if case.quality > 0.4 else case.between(0, min(2, given))
    return {
        "implementation_plan": case.yes(0.96),
        "duties_assigned": given,
        "duties_done": given - behind or NONE,
    }


def _difficulties(case: Case) -> Facts:
    pool = ["core_force", "budget", "coordination", "formal_models", "mobile_people"]
    if case.year in (2025, 2026):
        pool.append("reorganised")
    count = case.between(0, 2 if case.quality > 0.5 else 3)
    return {"difficulties": sorted(case.rng.sample(pool, count))} if count else {}


def _narratives(case: Case) -> Facts:
    names = ("results", "limits", "causes", "lessons", "tasks", "proposals")
    kinds = ("good", "limit", "cause", "good", "next", "propos")
    found: Facts = {
        f"narrative_{name}": narrative(case.rng, kind, case.quality)
        for name, kind in zip(names, kinds, strict=True)
    }
    for name in ("narrative_results", "narrative_lessons"):
        draw = case.draw(name)
        told = story(seeded(story_seed(f"{case.root}/{name}", draw, case.year, case.is_half)))
        found[name] = told if draw < COPIED_SHARE else f"{found[name]} {told}"
    return found


Part = Callable[[Case], Facts]
_UNIT: tuple[Part, ...] = (
    _leadership, _staff_commitment, _outreach, _models, _title, _festival, _guards, _inspection,
    _awards, _cameras, _difficulties,
)  # fmt: skip
_ABOVE: tuple[Part, ...] = (_documents, _outreach, _inspection, _awards, _budget, _narratives)
PARTS: dict[str, tuple[Part, ...]] = {
    "hamlet": (_household_commitment, _outreach, _models, _hamlet_title, _festival, _difficulties),
    "commune": (
        _leadership, _documents, _outreach, _tips, _models, _title, _commune, _festival,
        _core_force, _training, _inspection, _awards, _cameras, _budget, _difficulties, _narratives,
    ),
    "agency": _UNIT,
    "enterprise": _UNIT,
    "school": _UNIT,
    "district": (*_ABOVE, _training, _festival, _duties),
    "province": (*_ABOVE, _training),
    "body": (*_ABOVE, _duties),
}  # fmt: skip
