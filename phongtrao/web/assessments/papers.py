"""The printed papers of recognition: who issues, what they list; trees of `documents` filled in.

Wording that offices change (bases, recipients, who signs) is a first text: the Word file is edited
before it is signed. Offices sign; no name of a person is ever filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from phongtrao.assessments import queries
from phongtrao.core.dates import TZ
from phongtrao.core.kinds import KINDS, full_name
from phongtrao.documents import recognition
from phongtrao.documents.certificate import Certificate
from phongtrao.documents.recognition import Issuing, Listed
from phongtrao.documents.tree import Document, Proof, Signature
from phongtrao.orgs import queries as orgs
from phongtrao.plan.criteria import CriteriaSet
from phongtrao.rules.recognition import OUTCOMES, judge
from phongtrao.web.figures.scope import today

TITLE = "đạt tiêu chuẩn “An toàn về an ninh, trật tự”"
STANDARD = "đạt tiêu chí 19.2 về an ninh, trật tự trong xây dựng nông thôn mới"
COMMITTEE = ("Ban Chỉ đạo phòng, chống", "tội phạm, TNXH và xây dựng", "PTTD BVANTQ")
FORM_NOTE = (
    "Mẫu trình bày do cơ quan cấu hình: văn bản pháp luật có trong hệ thống chưa quy định mẫu "
    "giấy công nhận."
)
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def honour(year: int, about: str = "title") -> str:
    """What is recognised, with the year; it stands after a noun."""
    return f"{STANDARD if about == 'standard' else TITLE} năm\u00a0{year}"


def stamp_of(day: date | None) -> int:
    """Unix seconds at noon of a day in Vietnam: the time the printers may write."""
    return int(datetime.combine(day or today(), time(12), TZ).timestamp())


def listed(unit_ids: Sequence[int], day: date, notes: dict[int, str] | None = None) -> list[Listed]:
    """Units as a list of a paper names them, as they were on a day, in the given order."""
    states = orgs.states_of(unit_ids, day)
    parents = orgs.states_of({s.parent_id for s in states.values() if s.parent_id}, day)
    found = []
    for unit_id in unit_ids:
        state = states[unit_id]
        above = parents.get(state.parent_id) if state.parent_id else None
        place = full_name(above.kind, above.name) if above else ""
        found.append(
            Listed(
                full_name(state.kind, state.name) if state.group == "commune" else state.name,
                KINDS[state.kind].label,
                place,
                state.code,
                (notes or {}).get(unit_id, ""),
            )
        )
    return found


def _up(unit_id: int, day: date) -> list[Any]:
    """The units above a unit on a day, nearest first."""
    return list(reversed(orgs.ancestors(unit_id, day)))


def place_words(unit_id: int, day: date) -> str:
    """Where a unit lies, nearest first: "xã Lộc An, huyện Lộc Ninh, tỉnh Bình Phước"."""
    above = _up(unit_id, day)
    return ", ".join(full_name(s.kind, s.name) for s in above if s.group != "nation")


def _above(unit_id: int, day: date) -> str:
    """The body over a committee's level, "" at the top."""
    found = [s for s in _up(unit_id, day) if s.group in ("province", "district")]
    return f"Ủy ban nhân dân {full_name(found[0].kind, found[0].name)}" if found else ""


def committee_of(state: Any) -> str:
    """The People's Committee of an area; the Ministry above the provinces."""
    if state.group == "nation":
        return "Bộ Công an"
    return f"Ủy ban nhân dân {full_name(state.kind, state.name)}"


def deciding(
    unit_id: int, named: date, number: str = "", day: date | None = None, signer: str = ""
) -> Issuing:
    """The People's Committee of an area as issuer of a decision.

    `number`: as recorded, "15/QĐ-UBND"; `signer`: the option of the criteria set: `committee`
    (Art. 10) or its chairman (Art. 9). Above the province the Ministry decides (Art. 10 cl. 4).
    """
    state = orgs.state_of(unit_id, named)
    bare, _, symbol = number.partition("/")
    if state.group == "nation":
        return _ministry(bare.strip(), symbol.strip(), day)
    name, collective = full_name(state.kind, state.name), signer == "committee"
    return Issuing(
        superior=_above(unit_id, named),
        agency=("Ủy ban nhân dân", name),
        issuer=f"Ủy ban nhân dân {name}" if collective else f"Chủ tịch Ủy ban nhân dân {name}",
        symbol=symbol.strip() or "QĐ-UBND",
        place=state.name,
        signature=Signature(("TM. Ủy ban nhân dân",) if collective else (), ("Chủ tịch",)),
        recipients=("Như Điều 3", f"Thường trực Ban Chỉ đạo {name}", "Lưu: VT"),
        number=bare.strip(),
        day=day,
    )


def _ministry(number: str, symbol: str, day: date | None) -> Issuing:
    """The Minister as issuer, for units the Ministry's own bureaus follow."""
    return Issuing(
        superior="",
        agency=("Bộ Công an",),
        issuer="Bộ trưởng Bộ Công an",
        symbol=symbol or "QĐ-BCA",
        place="Hà Nội",
        signature=Signature((), ("Bộ trưởng",)),
        recipients=("Như Điều 3", "Lưu: VT, V05"),
        number=number,
        day=day,
    )


def proposing(unit_id: int, named: date) -> Issuing:
    """The steering committee of an area as author of a proposal; its name is configurable."""
    state = orgs.state_of(unit_id, named)
    name = full_name(state.kind, state.name)
    return Issuing(
        superior=f"UBND {name}",
        agency=COMMITTEE,
        issuer=f"Ban Chỉ đạo {name}",
        symbol="TTr-BCĐ",
        place=state.name,
        signature=Signature(("TM. Ban Chỉ đạo",), ("Phó Trưởng ban Thường trực",)),
        recipients=("Như trên", f"Công an {name}", "Lưu: VT"),
    )


def meeting(unit_id: int, named: date) -> Issuing:
    """The unit itself as keeper of the minutes of its review meeting."""
    state = orgs.state_of(unit_id, named)
    above = _up(unit_id, named)
    superior = full_name(above[0].kind, above[0].name) if above else ""
    return Issuing(
        superior=superior,
        agency=(full_name(state.kind, state.name) if state.group == "commune" else state.name,),
        issuer=state.name,
        symbol="BB",
        place=above[0].name if above else state.name,
        signature=Signature((), ()),
        recipients=(),
    )


def bases_of(sets: Iterable[CriteriaSet], asked_by: str = "") -> list[str]:
    """The legal bases of the sets used, each once, then on whose proposal."""
    laws = dict.fromkeys(law for item in sets for law in item.bases or item.legal)
    bases = [law if law.startswith("Căn cứ") else f"Căn cứ {law}" for law in laws]
    return bases + ([f"Theo đề nghị của {asked_by}"] if asked_by else [])


def standing_of(unit_id: int, named: date) -> str:
    """The standing office of the steering committee that asks for a decision."""
    state = orgs.state_of(unit_id, named)
    return f"Thường trực Ban Chỉ đạo {full_name(state.kind, state.name)}"


def executors_of(unit_id: int, named: date) -> str:
    """Who carries a decision out, in words of Art. 3 of it."""
    state = orgs.state_of(unit_id, named)
    name = full_name(state.kind, state.name)
    return f"Văn phòng Ủy ban nhân dân {name}, Công an {name}"


def decision_paper(
    issuing: Issuing,
    *,
    year: int,
    about: str,
    bases: Sequence[str],
    units: Sequence[Listed],
    executors: str,
) -> Document:
    """The decision on these units as a tree; a draft while it has no number or no day."""
    return recognition.decision(
        issuing,
        honour=honour(year, about),
        bases=bases,
        units=units,
        executors=executors,
        stamp=stamp_of(issuing.day),
    )


def minutes_paper(desk: Any, sides: Iterable[Any]) -> Document:
    """The minutes of the review meeting: prefilled from the dossier, dotted where it is silent."""
    said = {side.stage: side.content for side in sides}
    options = queries.options_of(desk.criteria.id)
    claimed = _outcomes(desk.criteria, said.get("assess"), options)
    found = _outcomes(desk.criteria, said.get("review"), options)
    held = said.get("review", {}).get("minutes", {})
    chairs = {chair.id: chair.label for chair in desk.criteria.meeting.chairs}
    first = next(iter(chairs.values()), "")
    issuing = meeting(desk.unit_id, queries.law_day(desk.year))
    return recognition.minutes(
        issuing,
        recognition.Meeting(
            unit=issuing.agency[0],
            honour=honour(desk.year, desk.about),
            chair=chairs.get(held.get("chair", ""), first),
            secretary="Thư ký cuộc họp",
            attended=tuple(desk.criteria.meeting.present.split(", ")),
            criteria=tuple(
                recognition.Judged(
                    item.id, item.label, claimed.get(item.id, ""), found.get(item.id, "")
                )
                for item in desk.criteria.criteria
            ),
            present=held.get("present"),
            agreed=held.get("agreed"),
            result=_conclusion(desk),
            held=date.fromisoformat(held["held_on"]) if held else None,
        ),
        stamp=stamp_of(date.fromisoformat(held["held_on"]) if held else None),
    )


def _outcomes(
    criteria: CriteriaSet, content: Mapping[str, Any] | None, options: Mapping[str, str]
) -> dict[str, str]:
    """Criterion → its outcome in words on one side; {} when that side is silent."""
    if content is None:
        return {}
    verdict = judge(criteria, content["answers"], options)
    return {found.criterion.id: OUTCOMES[found.outcome][0] for found in verdict.criteria}


def _conclusion(desk: Any) -> str:
    """What the meeting concluded, "" before it."""
    verdict = desk.dossier.reviewed_verdict if desk.dossier else ""
    if verdict == "met":
        return f"Đề nghị công nhận {desk.unit.name} {honour(desk.year, desk.about)}"
    return f"{desk.unit.name} chưa đủ điều kiện đề nghị công nhận" if verdict else ""


def certificate_paper(
    unit_id: int,
    *,
    year: int,
    about: str,
    issuing: Issuing,
    code: str,
    address: str,
    check: str,
) -> Certificate:
    """The certificate of a unit under a decision.

    `address`: its proof page, in the square code; `check`: the page where the code is typed.
    """
    day = issuing.day or today()
    state = orgs.state_of(unit_id, min(day, date(year, 12, 31)))
    own = full_name(state.kind, state.name) if state.group == "commune" else state.name
    words = honour(year, about)
    return Certificate(
        issuer=issuing.issuer,
        unit=own,
        place=place_words(unit_id, day),
        honour=words[0].upper() + words[1:],
        basis=f"Quyết định số {issuing.mark} {recognition.day_words(issuing.day)}",
        place_date=f"{issuing.place}, {recognition.day_words(issuing.day)}",
        signature=issuing.signature,
        proof=Proof(code, address, f"Kiểm tra giấy này: quét mã, hoặc mở {check} rồi nhập mã."),
        register="",
        note=FORM_NOTE,
        stamp=stamp_of(issuing.day),
    )
