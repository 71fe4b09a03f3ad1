"""The patient page's questions in plain words: the treatment first, then only what that kind of insurance needs."""

from costing.case.coverage_schema import MEDIGAP_PLANS
from costing.domain.coverage import PlanKind
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit
from costing.questions.assumptions import ADDED_HOUR_RULE, ADVANTAGE_AT_MEDICARE_RATES, MIDDLE_STEP
from costing.reference.load import reference
from costing.reference.shapes import Product
from costing.web.forms import Field, Group, Option
from costing.web.patient.words import ASSUMED, MONTHS

KIND, PRODUCT, ASSUMPTIONS = "coverage.primary.kind", "order.product", "assumptions"
SECOND, DAY_PRICE, FOR_DERMATOMYOSITIS = "told.second_insurance", "told.day_price", "told.dermatomyositis"
NO_SECOND, OTHER_SECOND = "none", "other"
MEDICARE_PRICED = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})
YES_NO = (Option("yes", "Yes"), Option("no", "No"))

INSURANCE = Field(
    KIND,
    "What insurance pays first for your infusions?",
    "radios",
    options=(
        Option(
            PlanKind.MEDICARE_PART_B,
            "Original Medicare",
            "The government’s own plan, with or without a Medigap policy.",
        ),
        Option(
            PlanKind.MEDICARE_ADVANTAGE,
            "Medicare Advantage (Part C)",
            "A private plan that takes the place of Original Medicare.",
        ),
        Option(
            PlanKind.COMMERCIAL, "Insurance from a job, or that you buy yourself", "Marketplace plans belong here too."
        ),
        Option(
            PlanKind.HDHP,
            "A high-deductible plan with a health savings account (HSA)",
            "You pay for most care yourself until you reach a high deductible.",
        ),
        Option(PlanKind.SELF_PAY, "No insurance, or I pay myself", "No plan will be billed."),
    ),
    hint="Medicaid is not on this list: we cannot work out Medicaid yet. If you have it, ask your Medicaid plan what you pay.",
)


def infused_products() -> tuple[Product, ...]:
    """What can be priced: given into a vein, with known package sizes, by name."""
    found = (one for one in reference().products.values() if "IV" in one.routes and one.packages)
    return tuple(sorted(found, key=lambda product: product.name))


def treatment_groups() -> tuple[Group, ...]:
    """The first page."""
    products = tuple(Option(product.id, product.name) for product in infused_products())
    return (
        Group((INSURANCE,)),
        Group(
            (
                Field(PRODUCT, "Which medicine?", "select", "The name is on your order or on the bag.", products),
                Field("patient.weight.value", "Your weight", "number", "Such as 154.", width=5),
                Field("patient.weight.unit", "Pounds or kilograms?", "radios", options=_WEIGHT_UNITS),
            ),
            "The medicine",
        ),
        Group(
            _DOSE,
            "The dose",
            "Copy these from the doctor’s order. A “cycle” is one set of infusion days: 2 days in a row every 4 weeks is "
            "one cycle every 4 weeks. If the order says “2 g/kg over 2 days every 4 weeks”, the dose is 2 grams per kilogram "
            "for the whole cycle, the days are 2, and the weeks are 4.",
        ),
        Group(_WHEN_AND_WHERE, "When and where"),
    )


_WEIGHT_UNITS = (Option("lb", "Pounds (lb)"), Option("kg", "Kilograms (kg)"))
_DOSE = (
    Field("order.dose", "Dose", "number", "The number only, such as 2 or 0.4.", width=5),
    Field(
        "order.dose_unit",
        "What does that number mean?",
        "radios",
        options=(
            Option(DoseUnit.G_PER_KG_PER_CYCLE, "Grams per kilogram (g/kg) for the whole cycle"),
            Option(DoseUnit.G_PER_KG_PER_DAY, "Grams per kilogram (g/kg) on each infusion day"),
            Option(DoseUnit.G_PER_CYCLE, "Grams (g) for the whole cycle", "Your weight is not part of the order."),
        ),
    ),
    Field("order.days_per_cycle", "Infusion days in each cycle", "number", "Such as 2.", width=3),
    Field(
        "order.interval.every",
        "Weeks from the start of one cycle to the start of the next",
        "number",
        "Such as 4.",
        suffix="weeks",
        width=3,
    ),
)
_WHEN_AND_WHERE = (
    Field("order.first_infusion", "Date of the first infusion", "date", "Month, day, year, such as 1/5/2026."),
    Field(
        "order.site",
        "Where will you get it?",
        "radios",
        options=(
            Option(SiteKind.OFFICE, "A doctor’s office or infusion center"),
            Option(SiteKind.HOSPITAL_OUTPATIENT, "A hospital, without staying the night"),
        ),
        hint="Infusions at home are not on this list: we cannot work them out yet.",
    ),
)


def plan_groups(kind: PlanKind, product: Product) -> tuple[Group, ...]:
    """The second page: the plan's numbers, the price that was told, and what we will assume."""
    return tuple(group for group in (_plan(kind), _price(kind), _time(kind, product), _assumed(kind, product)) if group)


def _plan(kind: PlanKind) -> Group | None:
    if kind is PlanKind.SELF_PAY:
        return None
    if kind is PlanKind.MEDICARE_PART_B:
        return Group((_SECOND, *_MET_MEDICARE), "Your Medicare")
    own = "Use the numbers for one person in the plan’s network. They are in your plan’s summary of benefits."
    return Group((*_PLAN_NUMBERS, *_MET), "Your plan’s numbers", own)


_SECOND = Field(
    SECOND,
    "Second insurance",
    "select",
    "A Medigap policy (Medicare supplement) has its letter on the card.",
    (
        Option(NO_SECOND, "I have none"),
        *(Option(letter, f"Medigap Plan {letter}") for letter in MEDIGAP_PLANS),
        Option(OTHER_SECOND, "Another one, such as from a job or Medicaid"),
    ),
)
_AS_OF = Field(
    "coverage.primary.met_as_of", "On what date was that?", "date", "Such as 3/31/2026. Needed only with an amount."
)
_MET_DEDUCTIBLE = Field(
    "coverage.primary.deductible_met",
    "Deductible you have paid so far this year (optional)",
    "money",
    "If you leave this empty, we count $0 as paid.",
)
_MET_MEDICARE = (_MET_DEDUCTIBLE, _AS_OF)
_MET = (
    _MET_DEDUCTIBLE,
    Field(
        "coverage.primary.out_of_pocket_met",
        "All you have paid so far this year toward the yearly maximum (optional)",
        "money",
        "If you leave this empty, we count only the deductible you have paid.",
    ),
    _AS_OF,
)
_PLAN_NUMBERS = (
    Field(
        "coverage.primary.deductible",
        "Yearly deductible",
        "money",
        "What you pay yourself before the plan starts to pay. Enter 0 if there is none.",
    ),
    Field(
        "coverage.primary.coinsurance_percent",
        "Your share after the deductible",
        "number",
        "Your percent for infusions (“coinsurance”), such as 20.",
        suffix="%",
        width=5,
    ),
    Field(
        "coverage.primary.out_of_pocket_maximum",
        "Yearly out-of-pocket maximum",
        "money",
        "The most you pay in one plan year for covered care.",
    ),
    Field(
        "coverage.primary.year_starts",
        "When does your plan year start?",
        "select",
        "On this day, what you have paid goes back to zero.",
        tuple(Option(f"{month:02}-01", f"{name} 1") for month, name in enumerate(MONTHS, 1)),
    ),
)


def _price(kind: PlanKind) -> Group | None:
    if kind is PlanKind.MEDICARE_PART_B:
        return None
    label = "Price of one infusion day, as your provider told you (optional)"
    if kind is PlanKind.SELF_PAY:
        hint = "All together, medicine and infusion. Without it, we cannot say what you owe: each provider sets its own price."
    elif kind is PlanKind.MEDICARE_ADVANTAGE:
        hint = "All together, medicine and infusion: the price your plan has agreed to. If you have none, we can use Medicare’s prices."
    else:
        hint = "All together, medicine and infusion: the price your plan has agreed to. Without it, we cannot say what you owe."
    return Group((Field(DAY_PRICE, label, "money", hint),), "The price")


def _time(kind: PlanKind, product: Product) -> Group | None:
    if kind not in MEDICARE_PRICED:
        return None
    label, hint = "Minutes of one infusion day", "Ask your clinic. 5 hours are 300 minutes."
    if product.ramp:
        label, hint = f"{label} (optional)", "If you leave this empty, we use the speed on the label."
    elif kind is PlanKind.MEDICARE_ADVANTAGE:
        hint = f"{hint} You can leave this empty if you entered a price."
    return Group(
        (Field("order.infusion_minutes", label, "number", hint, suffix="minutes", width=5),), "How long it takes"
    )


def _assumed(kind: PlanKind, product: Product) -> Group | None:
    names = assumptions_for(kind, product)
    if not names:
        return None
    options = tuple(Option(name, str(ASSUMED[name].sentence), str(ASSUMED[name].trust)) for name in names)
    hint = "We do not know everything. Untick what we should not assume: where it is needed, the answer will say “unknown”, or we will ask."
    return Group((Field(ASSUMPTIONS, "What we will assume", "checks", hint, options),))


def assumptions_for(kind: PlanKind, product: Product) -> tuple[str, ...]:
    """The assumptions that can touch an estimate of this kind; a price that was told needs none."""
    if kind not in MEDICARE_PRICED:
        return ()
    names = [NEWEST_LOADED_VALUE, ADDED_HOUR_RULE]
    if product.ramp:
        names.append(MIDDLE_STEP)
    if kind is PlanKind.MEDICARE_ADVANTAGE:
        names.append(ADVANTAGE_AT_MEDICARE_RATES)
    return tuple(names)


def offered(kind: PlanKind, product: Product) -> str:
    """Names the set of assumptions that a page showed, so that boxes come ticked only when that set is first seen."""
    return " ".join(assumptions_for(kind, product))
