"""What must still be entered before a letter can be sent: identifiers, then open criteria."""

from collections.abc import Iterator

from costing.case.request_shapes import LetterKind
from costing.case.shapes import Case, Order
from costing.domain.coverage import PlanKind
from costing.domain.therapy import DoseUnit
from costing.letters.consulted import answered
from costing.letters.kind_groups import TO_PAYER
from costing.letters.parts import Gap
from costing.letters.people import callback_phone
from costing.letters.said import question_for
from costing.letters.standing import causes, open_findings, open_leaves, status_word
from payer_rules.findings import Finding, PolicyAnswer
from payer_rules.verdict import Cause

PRACTICE, PATIENT, COVERAGE, CHART, POLICIES = "Practice", "Patient", "Coverage", "Chart", "Policies"
CASE = "Case"
MOST_SIGNS = 5
ELSEWHERE = frozenset({LetterKind.APPEAL, LetterKind.PART_D_EXCEPTION})  # they go to another place than requests
NUMBERS = {"phone": "phone number", "fax": "fax number", "npi": "NPI"}


def find_gaps(case: Case, order: Order, answer: PolicyAnswer, kind: LetterKind) -> tuple[Gap, ...]:
    """Everything missing, in the order of the pages where it is entered."""
    asks = kind in TO_PAYER
    found = [
        *_practice(case),
        *_patient(case, order),
        *_coverage(case, asks, asks and kind not in ELSEWHERE),
        *_diagnosis(case),
    ]
    found += _criteria(answer, asks and _has_policy(case, kind))
    return tuple(found)


def _has_policy(case: Case, kind: LetterKind) -> bool:
    """Whether a plan of the case writes a policy of its own for this paper: Original Medicare and a drug plan's exception know none."""
    plan = case.coverage.primary if case.coverage else None
    is_original = plan is not None and plan.kind is PlanKind.MEDICARE_PART_B
    return kind is not LetterKind.PART_D_EXCEPTION and not is_original


def unprintable(signs: tuple[str, ...]) -> tuple[Gap, ...]:
    """What to do about signs that no font of ours has; they are named by code, since they cannot be printed."""
    if not signs:
        return ()
    named = ", ".join(f"U+{ord(sign):04X}" for sign in signs[:MOST_SIGNS])
    more = " and others" if len(signs) > MOST_SIGNS else ""
    what = f"Replace the signs that cannot be printed ({named}{more}): write Latin letters, as on the insurance card."
    return (Gap(what, CASE),)


def _practice(case: Case) -> Iterator[Gap]:
    practice = case.practice
    if practice is None:
        yield Gap("Enter the practice: name, address, phone, fax and NPI.", PRACTICE, "practice")
        yield Gap("Enter the prescriber who signs: name and NPI.", PRACTICE, "practice.prescriber")
        return
    if practice.address is None:
        yield Gap("Enter the address of the practice.", PRACTICE, "practice.address")
    numbers = {"phone": callback_phone(practice), "fax": practice.fax, "npi": practice.npi}
    for name, value in numbers.items():
        if not value:
            yield Gap(f"Enter the {NUMBERS[name]} of the practice.", PRACTICE, f"practice.{name}")
    if practice.prescriber is None:
        yield Gap("Enter the prescriber who signs: name and NPI.", PRACTICE, "practice.prescriber")
    elif not practice.prescriber.npi:
        yield Gap("Enter the NPI of the prescriber.", PRACTICE, "practice.prescriber.npi")


def _patient(case: Case, order: Order) -> Iterator[Gap]:
    patient = case.patient
    if patient is None or not patient.given_name:
        yield Gap("Enter the given name of the patient.", PATIENT, "patient.given_name")
    if patient is None or not patient.family_name:
        yield Gap("Enter the family name of the patient.", PATIENT, "patient.family_name")
    if patient is None or patient.birth_date is None:
        yield Gap("Enter the date of birth.", PATIENT, "patient.birth_date")
    if order.dose_unit is DoseUnit.G_PER_CYCLE:
        return
    if patient is None or patient.weight is None:
        yield Gap("Enter the weight: the dose is per kilogram.", PATIENT, "patient.weight")
    elif patient.weight.on is None:
        yield Gap("Enter the date on which the weight was taken.", PATIENT, "patient.weight.on")


def _coverage(case: Case, asks: bool, needs_fax: bool) -> Iterator[Gap]:
    plan = case.coverage.primary if case.coverage else None
    if plan is None:
        yield Gap("Enter the plan: payer, member ID and fax.", COVERAGE, "coverage")
        return
    if not plan.member_id and plan.kind is not PlanKind.SELF_PAY:
        yield Gap("Enter the member ID from the card.", COVERAGE, "coverage.primary.member_id")
    if asks and not plan.payer:
        yield Gap("Enter the name of the payer.", COVERAGE, "coverage.primary.payer")
    if needs_fax and not plan.fax:
        yield Gap("Enter the payer's fax number for authorization requests.", COVERAGE, "coverage.primary.fax")


def _diagnosis(case: Case) -> Iterator[Gap]:
    if not case.chart.values("diagnosis"):
        yield Gap("Enter the diagnosis code and the note that documents it.", CHART, "chart.facts")


def _criteria(answer: PolicyAnswer, asks: bool) -> Iterator[Gap]:
    if asks:
        yield from _plans_policy(answer)
    for reading in answered(answer.readings):
        if reading.finding:
            for finding in open_findings(reading.finding):
                yield _open(finding, reading.title)


def _plans_policy(answer: PolicyAnswer) -> Iterator[Gap]:
    """What of the plan's own policy is not loaded."""
    unread = [reading for reading in answer.readings if reading.layer == "plan" and reading.not_loaded]
    for reading in unread:
        asked = reading.tree.replace("_", " ")
        yield Gap(f"Obtain the {asked} criteria of {reading.title} ({reading.payer}): they are not loaded.", POLICIES)
    if not unread and not any(reading.layer == "plan" for reading in answered(answer.readings)):
        yield Gap("Obtain the plan's policy: none of its criteria could be read for this request.", POLICIES)


def _open(finding: Finding, title: str) -> Gap:
    """One open criterion: what settles it, and where; a text that is not loaded is never the chart's fault."""
    name = f"{title}, {finding.cite}" if finding.cite else title
    lead = f"{status_word(finding)}: {finding.text} ({name})."
    asked = " ".join(dict.fromkeys(_questions(finding)))
    found = causes(finding)
    if Cause.CONFLICT in found:
        return Gap(f"{lead} {finding.reason} Keep the value that holds, or ask the prescriber.", CHART, "chart.facts")
    if asked:
        return Gap(f"{lead} {asked}", CHART, "chart.facts")
    if found == {Cause.NOT_LOADED}:
        return Gap(f"{lead} Obtain this part of the policy.", POLICIES)
    if Cause.JUDGMENT in found:
        return Gap(f"{lead} The prescriber decides, and the chart has to say so.", CHART, "chart.facts")
    return Gap(f"{lead} Enter what the chart says, with note, date and page.", CHART, "chart.facts")


def _questions(finding: Finding) -> Iterator[str]:
    for leaf in (finding, *open_leaves(finding)):
        yield from filter(None, map(question_for, leaf.needs))
