"""From what a patient typed to a case: one year of treatment, with the one price that a provider told.

Nothing is taken silently. A choice that would change the answer is asked for, or is a ticked box on the page that is posted
with the numbers: the boxes come ticked because a patient cannot know a billing rule, but they stand in view before the answer,
each can be unticked, and the server assumes only what the posted form says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from costing.case.fields import ExactNumber
from costing.case.plan_shapes import Coverage
from costing.case.shapes import Case, Fee, FeeKind, Order
from costing.domain.coverage import PlanKind
from costing.domain.therapy import DAYS_PER_WEEK
from costing.questions import Refused, read_case
from costing.questions.assumptions import ADDED_HOUR_RULE
from costing.questions.prices import ADDED_HOUR, FIRST_HOUR
from costing.reference.load import reference
from costing.reference.shapes import Product
from costing.web.forms import Document, Field, document_from, fields_of, value_at
from costing.web.patient import asked
from costing.web.patient.household import household_groups
from payer_rules.chart import Chart, Evidence, Fact

DAYS_OF_TREATMENT_YEAR = 52 * DAYS_PER_WEEK
ONE_HOUR = 60
OWN_ANSWER = Evidence("Your own answer on this page")
DERMATOMYOSITIS = "M33.90"  # ICD-10-CM: dermatomyositis, unspecified, organ involvement unspecified
NEEDED = {
    asked.KIND: "Choose the insurance that pays first.",
    asked.PRODUCT: "Choose the medicine.",
    "patient.weight.value": "Enter your weight, such as 154.",
    "patient.weight.unit": "Choose pounds or kilograms.",
    "order.dose": "Enter the dose as on the order, such as 2 or 0.4.",
    "order.dose_unit": "Choose what the number of the dose means.",
    "order.days_per_cycle": "Enter the infusion days in each cycle, such as 2.",
    "order.interval.every": "Enter the weeks from one cycle to the next, such as 4.",
    "order.first_infusion": "Enter the date of the first infusion, such as 1/5/2026.",
    "order.site": "Choose where you will get the infusion.",
    asked.SECOND: "Choose your second insurance, or that you have none.",
    "coverage.primary.deductible": "Enter the yearly deductible, such as 1700, or 0.",
    "coverage.primary.coinsurance_percent": "Enter your percent of each infusion, such as 20, or 0.",
    "coverage.primary.out_of_pocket_maximum": "Enter the plan’s yearly out-of-pocket maximum, such as 8500.",
    "coverage.primary.year_starts": "Choose the day on which your plan year starts, such as January 1.",
}
PRICE = ExactNumber(what="the price of one infusion day", example="6750", above=True, high="1000000")


@dataclass(frozen=True, slots=True)
class Told:
    """A case that can be priced, and what the case document has no words for."""

    case: Case
    order: Order
    kind: PlanKind
    product: Product
    day_price: Decimal | None
    second_insurance: str

    @property
    def by_medicare_prices(self) -> bool:
        """Whether Medicare's schedules stand behind the figures."""
        return self.kind in asked.MEDICARE_PRICED and self.day_price is None


def read_treatment(form: MultiDict[str, str]) -> Told:
    """The first page's answers. Raises Refused."""
    return _read(form, fields_of(asked.treatment_groups()))


def read_plan(form: MultiDict[str, str], first: Told) -> Told:
    """Both pages' answers, given the first page's. Raises Refused."""
    return _read(form, fields_of((*asked.treatment_groups(), *asked.plan_groups(first.kind, first.product))))


def read_household(form: MultiDict[str, str], kind: PlanKind) -> Told:
    """The treatment with the household's answers, as programs ask for them. Raises Refused."""
    return _read(form, fields_of((*asked.treatment_groups(), *household_groups(kind))))


def _read(form: MultiDict[str, str], fields: Iterable[Field]) -> Told:
    """Read the fields, and say everything that is missing or wrong at once."""
    fields = tuple(fields)
    document = document_from(form, fields, {})
    extra = document.get("told", {})
    wrong: dict[str, list[str]] = {}
    day_price = _day_price(extra, wrong)
    case = _case(document, extra, wrong)
    unoffered = {
        field.path
        for field in fields
        if field.kind == "radios" and value_at(document, field.path) not in {one.value for one in field.options}
    }
    missing = {
        field.path: [NEEDED[field.path]]
        for field in fields
        if field.path in NEEDED and (not value_at(document, field.path) or field.path in unoffered - set(wrong))
    }
    if wrong or missing or case is None:
        raise Refused({**wrong, **missing})
    return _told(case, day_price, extra)


def _day_price(extra: Document, wrong: dict[str, list[str]]) -> Decimal | None:
    try:
        return PRICE.deserialize(extra["day_price"]) if "day_price" in extra else None
    except ValidationError as error:
        wrong[asked.DAY_PRICE] = [str(sentence) for sentence in error.messages]
        return None


def _case(document: Document, extra: Document, wrong: dict[str, list[str]]) -> Case | None:
    try:
        return read_case(_completed(document, extra))
    except Refused as refused:
        wrong |= refused.messages
        return None


def _completed(document: Document, extra: Document) -> Document:
    """The document with the blocks that hold required fields, weeks as the interval's unit, and a Medigap letter."""
    order, patient, coverage = (document.get(name, {}) for name in ("order", "patient", "coverage"))
    order = {**order, "interval": {**order.get("interval", {}), "unit": "weeks"}, "cycles": 1}
    patient = {**patient, "weight": patient.get("weight", {})}
    coverage = {"primary": coverage.get("primary", {})}
    second = extra.get("second_insurance", "")
    if second not in ("", asked.NO_SECOND, asked.OTHER_SECOND):
        coverage["medigap_plan"] = second
    kept: Document = {name: document[name] for name in ("help", "assumptions") if name in document}
    return {"order": order, "patient": patient, "coverage": coverage, **kept}


def _told(case: Case, day_price: Decimal | None, extra: Document) -> Told:
    """Order and coverage are there: `_completed` gives both blocks, and their schemas need what is in them."""
    order, kind = _for_a_year(cast("Order", case.order)), cast("Coverage", case.coverage).primary.kind
    case = replace(case, order=order, chart=_chart(extra))
    told = Told(case, order, kind, reference().products[order.product], day_price, extra.get("second_insurance", ""))
    return told if told.by_medicare_prices else _at_one_price(told)


def _for_a_year(order: Order) -> Order:
    """As many cycles as start within 52 weeks."""
    return replace(order, cycles=-(-DAYS_OF_TREATMENT_YEAR // order.interval.shortest_days))


def _at_one_price(told: Told) -> Told:
    """Put a price for the whole day on the one line that every day has exactly once, so that it is never divided or rounded.

    One hour is given as the time, since an all-in price has no added hours: the rule for them cannot matter, but must be named.
    Without a price the lines stay unknown.
    """
    order = replace(told.order, infusion_minutes=ONE_HOUR)
    assumptions = (*told.case.assumptions, ADDED_HOUR_RULE)
    case = replace(told.case, order=order, fees=tuple(_fees(told)), assumptions=assumptions)
    return replace(told, case=case, order=order)


def _fees(told: Told) -> Iterable[Fee]:
    if told.day_price is None:
        return
    kind = FeeKind.CASH if told.kind is PlanKind.SELF_PAY else FeeKind.CONTRACT
    for code, dollars in ((told.product.hcpcs, Decimal(0)), (FIRST_HOUR, told.day_price), (ADDED_HOUR, Decimal(0))):
        yield Fee(code, kind, dollars, told.order.first_infusion)


def _chart(extra: Document) -> Chart:
    """The diagnosis, when the patient says that it is dermatomyositis."""
    if extra.get("dermatomyositis") != "yes":
        return Chart()
    return Chart((Fact("diagnosis", DERMATOMYOSITIS, OWN_ANSWER),))
