"""The answers of a case in a few words each, for the cards on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from costing.case.shapes import Case
from costing.domain.estimate import Estimate
from costing.letters.parts import Letter
from costing.questions import Refused, check, estimate, read_case, safety
from costing.questions.letter import letter
from costing.questions.programs import programs
from costing.store.cases import SavedCase
from costing.web.figures import plan_year_name
from costing.web.shown import dollars
from costing.web.staff.answer_places import Entry, entries
from costing.web.staff.answer_readings import by_policy, counted
from payer_rules.findings import Eligibility, GateState, PolicyAnswer, ProgramAnswer, Required
from payer_rules.message import long_date
from payer_rules.safety import Level, ProductSafety

AUTHORIZATION = {
    Required.REQUIRED: "Authorization required",
    Required.NOT_REQUIRED: "No authorization required",
    Required.UNKNOWN: "Authorization: not known",
}
SAFETY = {
    Level.STOP: "Stop: contraindicated by what is known",
    Level.CAUTION: "Caution",
    Level.ASK: "Ask: the chart does not say all",
    Level.CLEAR: "Nothing stands against the product",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says: one leading line, a few more, and whether somebody has to act."""

    lead: str
    lines: tuple[str, ...]
    attention: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One answer, or, where the question was refused, what to enter."""

    title: str
    href: str
    said: Said | None
    to_enter: tuple[Entry, ...] = ()


def cards_for(saved: SavedCase) -> tuple[Card, ...]:
    """Estimate, policy, safety, help and letter of a saved case."""
    asked: tuple[tuple[str, str, Callable[[Case], Any], Callable[[Any], Said]], ...] = (
        ("Estimate", "answers.estimate", estimate, _of_estimate),
        ("Policy", "answers.policy", check, _of_policy),
        ("Safety", "answers.safety", safety, _of_safety),
        ("Help to pay", "answers.help", lambda case: programs(case, on=date.today()), _of_programs),
        ("Letter", "answers.letter", lambda case: letter(case, date.today()), _of_letter),
    )
    return tuple(_card(saved, *one) for one in asked)


def _card(
    saved: SavedCase, title: str, endpoint: str, question: Callable[[Case], Any], say: Callable[[Any], Said]
) -> Card:
    href = url_for(endpoint, case_id=saved.id)
    try:
        return Card(title, href, say(question(read_case(saved.document))))
    except Refused as refused:
        return Card(title, href, None, entries(saved.id, refused.messages))


def _of_estimate(found: Estimate) -> Said:
    years = tuple(f"Plan year {plan_year_name(year)}: {_dollars(year.totals.patient)}" for year in found.plan_years)
    cycle, day = found.cycles[0].totals.patient, found.visits[0].totals.patient
    lines = (f"First infusion day, {long_date(found.visits[0].on)}: {_dollars(day)}", *years)
    if not found.missing:
        return Said(f"Patient pays {_dollars(cycle)} for the first cycle", lines, attention=False)
    days = {day for missing in found.missing for day in missing.days}
    why = tuple(str(missing.why) for missing in found.missing[:2])
    return Said(f"{len(days)} of {len(found.visits)} infusion days not priced", (*why, *lines), attention=True)


def _dollars(value: Any) -> str:
    return "not known" if value is None else dollars(value)


def _of_policy(found: PolicyAnswer) -> Said:
    policies = by_policy(found.readings)
    lines = tuple(f"{own[0].title}: {count}" for own in policies if (count := counted(own)))
    silent = tuple(f"{own[0].title}: not loaded" for own in policies if any(reading.not_loaded for reading in own))
    required = found.authorization.required
    unsupported = found.gate is not None and found.gate.state is GateState.NOT_SUPPORTED
    gated = (str(found.gate.says),) if found.gate and unsupported else ()
    shown = (*gated, *lines[:2], *silent[:1]) or ("No loaded policy speaks of this case.",)
    return Said(AUTHORIZATION[required], shown, attention=unsupported or required is not Required.NOT_REQUIRED)


def _of_safety(found: tuple[ProductSafety, ...]) -> Said:
    counted = {level: [one for product in found for one in product.alerts if one.level is level] for level in Level}
    urgent = (*counted[Level.STOP], *counted[Level.CAUTION])
    asked = len(counted[Level.ASK])
    lines = [f"{one.title}: {one.level}" for one in urgent[:3]]
    if asked:
        lines.append(f"{asked} {'question' if asked == 1 else 'questions'} that the chart does not settle.")
    return Said(SAFETY[min((one.level for one in found), key=list(Level).index)], tuple(lines), attention=bool(urgent))


def _of_programs(found: tuple[ProgramAnswer, ...]) -> Said:
    by_kind = {kind: [one for one in found if one.eligibility is kind] for kind in Eligibility}
    fits, may = by_kind[Eligibility.ELIGIBLE], by_kind[Eligibility.MAY_BE] + by_kind[Eligibility.MORE_NEEDED]
    first = next((one for one in found if one.eligibility is not Eligibility.NOT_ELIGIBLE), None)
    lead = _counted(fits, "fits", "fit") if fits or not may else _counted(may, "may fit", "may fit")
    lines = [f"Try first: {first.name}."] if first else []
    if fits and may:
        lines.append(f"{_counted(may, 'may fit', 'may fit')}.")
    return Said(lead, (*lines, f"{_counted(by_kind[Eligibility.NOT_ELIGIBLE], 'does not fit', 'do not fit')}."), False)


def _counted(found: list[ProgramAnswer], one: str, several: str) -> str:
    return f"1 program {one}" if len(found) == 1 else f"{len(found) or 'No'} programs {several}"


def _of_letter(found: Letter) -> Said:
    if not found.is_draft:
        return Said("Ready to sign", (found.title,), attention=False)
    gaps = len(found.gaps)
    return Said(
        f"Draft with {gaps} {'gap' if gaps == 1 else 'gaps'}", (found.title, found.gaps[0].what), attention=True
    )
