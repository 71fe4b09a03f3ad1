"""Builders of what a letter is made from: a complete fictional case, findings, readings, an answer."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from costing.case.plan_shapes import Coverage, Plan
from costing.case.request_shapes import Request, RequestKind
from costing.case.shapes import Address, Case, Order, Patient, Practice, Prescriber, Weight
from costing.domain.coverage import PlanKind
from costing.domain.estimate import Estimate
from costing.domain.pricing import price
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, Interval, IntervalUnit, Regimen
from costing.letters.document import build_letter
from costing.letters.parts import Letter, Sentence
from costing.reference.load import reference
from costing.reference.shapes import Product
from payer_rules.chart import Chart, Evidence, Fact, Outcome, Trial
from payer_rules.dated import Provenance, Source, Status
from payer_rules.findings import Authorization, Finding, PolicyAnswer, Reading, Required
from payer_rules.message import say
from payer_rules.verdict import Cause, Verdict
from tests.domain.builders import a_course

TODAY = date(2026, 11, 24)
NOTE = Evidence("Rheumatology note", date(2025, 12, 11), "2")
LABORATORY = Evidence("Laboratory report", date(2025, 12, 10), "1")
FROM_ORDER = Evidence("From the order")
READ = Provenance(
    Status.PUBLISHED,
    Source("Immune Globulins criteria", date(2026, 11, 22), "https://plan.example/criteria", "page 1"),
)
SECONDARY = Provenance(Status.SECONDARY, Source("Label guide", date(2026, 11, 22), "https://label.example/guide"))

PRESCRIBER = Prescriber("Ada Okafor", "MD", "Rheumatology", "1234567893", "919-555-0142")
PRACTICE = Practice(
    "Piney Ridge Rheumatology",
    Address("400 Longleaf Avenue", "Durham", "NC", "27701", "Suite 210"),
    "919-555-0140",
    "919-555-0141",
    "1987654325",
    "00-0000000",
    PRESCRIBER,
)
PATIENT = Patient(
    "Maria", "Fictional", date(1962, 3, 14), Weight(Decimal(70), Decimal(70), "kg", date(2025, 12, 11)), "NC"
)
PLAN = Plan(
    PlanKind.MEDICARE_ADVANTAGE,
    payer="Blue Cross NC",
    payer_id="bcbsnc",
    plan_name="Blue Medicare HMO",
    member_id="YPPW00000001",
    group="000123",
    utilization_department="Utilization Management",
    fax="919-555-0199",
)
ORDER = Order(
    product="octagam_10",
    dose=Decimal(2),
    dose_unit=DoseUnit.G_PER_KG_PER_CYCLE,
    days_per_cycle=2,
    interval=Interval(4, IntervalUnit.WEEKS),
    cycles=13,
    first_infusion=date(2027, 1, 4),
    site=SiteKind.OFFICE,
)
FACTS = (
    Fact("diagnosis", "M33.10", NOTE, on=date(2025, 12, 11)),
    Fact("ck", Decimal(4200), LABORATORY, "U/L", date(2025, 12, 10)),
    Fact("labelled_contraindication", False, Evidence("Rheumatology note", date(2025, 12, 11), "3")),
)
TRIALS = (
    Trial(
        "Prednisone",
        "corticosteroid",
        Outcome.INADEQUATE,
        NOTE,
        dose="60 mg daily",
        route="by mouth",
        starts=date(2025, 5, 2),
        ends=date(2025, 10, 30),
        reason="weakness persisted",
    ),
    Trial(
        "Methotrexate",
        "immunosuppressant",
        Outcome.INTOLERANT,
        Evidence("Rheumatology note", date(2025, 10, 30), "1"),
        dose="20 mg weekly",
        route="by mouth",
        starts=date(2025, 6, 10),
        ends=date(2025, 9, 15),
        reason="liver enzymes rose",
    ),
)
CHART = Chart(FACTS, TRIALS, NOTE)


def a_case(**changes: Any) -> Case:
    """A complete fictional case; `changes` replace its parts."""
    case = Case(
        label="Medicare Advantage",
        practice=PRACTICE,
        patient=PATIENT,
        coverage=Coverage(PLAN),
        request=Request(RequestKind.INITIAL, TODAY, "PA-778123"),
        order=ORDER,
        chart=CHART,
    )
    return replace(case, **changes)


def a_finding(text: str, verdict: Verdict = Verdict.MET, **changes: Any) -> Finding:
    """One leaf criterion."""
    reason = changes.pop("reason", say("This is documented."))
    if verdict is Verdict.OPEN:
        changes.setdefault("causes", (Cause.NOT_DOCUMENTED,))
    return Finding(text, changes.pop("cite", None), verdict, reason, **changes)


def a_group(combination: str, verdict: Verdict, *parts: Finding, text: str = "", cite: str | None = None) -> Finding:
    """A combination of criteria; its causes are those of its open parts."""
    causes = tuple(dict.fromkeys(cause for part in parts for cause in part.causes)) if verdict is Verdict.OPEN else ()
    return Finding(text, cite, verdict, say(""), combination, parts, causes)


LABELED = a_finding(
    "The indication is on the label of the requested product",
    cite="Initial 1.A",
    reason=say("The label of Octagam 10% names dermatomyositis in adults."),
    facts=(Fact("indication_labelled", True, FROM_ORDER),),
)
COMPENDIUM = a_finding(
    "The indication is supported in a compendium that CMS recognizes",
    Verdict.OPEN,
    cite="Initial 1.B",
    reason=say("No compendium is loaded."),
    causes=(Cause.NOT_LOADED,),
)
NO_CONTRAINDICATION = a_finding(
    "No contraindication on the label of the requested product",
    cite="Initial 2",
    reason=say("No labeled contraindication is documented as present."),
    facts=(FACTS[2],),
)
DOSE = a_finding(
    "The dose is within the label or a compendium for that indication",
    cite="Initial 3",
    reason=say("2 g/kg on 2 days every 4 weeks is within the label."),
    facts=(Fact("dose_in_label_or_compendia", True, FROM_ORDER),),
)
INDICATION = a_group("any_one", Verdict.MET, LABELED, COMPENDIUM, text="Indication", cite="Initial 1")


def a_reading(*parts: Finding, verdict: Verdict = Verdict.MET, **changes: Any) -> Reading:
    """The plan's reading; without parts its three criteria, all met."""
    root = a_group("every", verdict, *(parts or (INDICATION, NO_CONTRAINDICATION, DOSE)), text="Initial criteria")
    reading = Reading(
        policy_id="bcbsnc-part-b",
        title="Immune Globulins Medicare Part B: Prior Authorization",
        payer="Blue Cross NC",
        layer="plan",
        tree="initial",
        applies=True,
        finding=root,
        starts=date(2023, 8, 28),
        provenance=READ,
    )
    return replace(reading, **changes)


NATIONAL = a_reading(
    title="NCD 250.3, intravenous immune globulin for autoimmune mucocutaneous blistering diseases",
    payer="Medicare",
    layer="national",
    applies=False,
    finding=None,
    why_not=say("It is about blistering diseases, not dermatomyositis."),
)
REQUIRED = Authorization(
    Required.REQUIRED,
    say("The plan requires prior authorization."),
    say("Send the request before the first infusion."),
    "bcbsnc-part-b",
    "Notes",
    READ,
)
NONE_EXISTS = Authorization(
    Required.NOT_REQUIRED,
    say("Original Medicare has no prior authorization for immune globulin."),
    say("Keep the record in the chart."),
    provenance=READ,
)


def an_answer(*readings: Reading, authorization: Authorization = REQUIRED) -> PolicyAnswer:
    """The policy side of the case; without readings the plan's criteria, all met, and a policy that does not apply."""
    return PolicyAnswer(authorization, readings or (a_reading(), NATIONAL))


def a_product(product_id: str = "octagam_10") -> Product:
    """A product of the shipped reference."""
    return reference().products[product_id]


def an_estimate(**changes: Any) -> Estimate:
    """The order of `a_case` priced; `changes` alter the priced course, not the order."""
    regimen = Regimen(
        ORDER.dose, ORDER.dose_unit, ORDER.days_per_cycle, ORDER.interval, ORDER.cycles, ORDER.first_infusion
    )
    return price(a_course(**({"regimen": regimen} | changes)))


def a_letter(answer: PolicyAnswer | None = None, **changes: Any) -> Letter:
    """The letter of a complete case; `changes` replace parts of the case."""
    return build_letter(a_case(**changes), answer or an_answer(), None, a_product(), TODAY)


def sentences_of(part: object) -> Iterator[Sentence]:
    """Every sentence at or below a part of a letter."""
    if isinstance(part, Sentence):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from sentences_of(item)
    elif is_dataclass(part):
        for each in fields(part):
            yield from sentences_of(getattr(part, each.name))


def words_of(part: object) -> str:
    """Every text at or below a part of a letter, joined."""
    if isinstance(part, str):
        return part
    if isinstance(part, tuple):
        return "\n".join(words_of(item) for item in part)
    if is_dataclass(part):
        return "\n".join(words_of(getattr(part, each.name)) for each in fields(part))
    return ""


def pdf_text(pdf: bytes) -> str:
    """The text of all pages, as a reader program finds it."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Text without white space: lines break where they like."""
    return "".join(text.split())
