"""The patient page's questions about the household: what programs ask, each optional, in plain words."""

from costing.case.part import STATES
from costing.domain.coverage import PlanKind
from costing.domain.help import Treatment
from costing.web.forms import Field, Group, Option
from costing.web.patient.asked import FOR_DERMATOMYOSITIS, YES_NO

MEDICARE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})
EMPLOYERS = frozenset({PlanKind.COMMERCIAL, PlanKind.HDHP})


def household_groups(kind: PlanKind) -> tuple[Group, ...]:
    """What this kind of insurance makes worth asking."""
    own = _MEDICARE if kind in MEDICARE else _PLAN if kind in EMPLOYERS else ()
    return (Group((*_HOUSEHOLD, *own, *_OTHERS)),)


_HOUSEHOLD = (
    Field("patient.state", "State you live in", "select", options=tuple(Option(one, one) for one in STATES)),
    Field(
        "help.household_size",
        "People in your household",
        "number",
        "You and those you live with and support, such as 2.",
        width=3,
    ),
    Field("help.annual_income", "Income of the household in one year", "money", "Before taxes, such as 30000."),
    Field("help.monthly_income", "Or the income in one month", "money", "Such as 1350. Fill in one of the two."),
    Field(
        "help.savings",
        "Savings (optional)",
        "money",
        "Money in the bank, stocks and bonds. Leave out your home and one car.",
    ),
    Field("help.us_resident", "Do you live in the United States?", "radios", options=YES_NO),
    Field(FOR_DERMATOMYOSITIS, "Is the medicine for dermatomyositis?", "radios", options=YES_NO),
)
_MEDICARE = (
    Field(
        "help.qmb",
        "Are you in the Qualified Medicare Beneficiary (QMB) program?",
        "radios",
        "Your state pays Medicare’s costs for people in it.",
        YES_NO,
    ),
    Field(
        "help.premium_program",
        "Does your state pay your Part B premium?",
        "radios",
        "Two programs do only that: SLMB and QI.",
        (Option("slmb", "Yes, through SLMB"), Option("qi", "Yes, through QI"), Option("none", "No")),
    ),
    Field(
        "help.extra_help",
        "Do you have Extra Help for drugs from a drug store?",
        "radios",
        "It comes from Social Security.",
        YES_NO,
    ),
)
_PLAN = (
    Field(
        "coverage.primary.help_treatment",
        "If a program pays for you, what does your plan do?",
        "radios",
        "Ask your plan. Leave it empty if you do not know.",
        (
            Option(Treatment.COUNTS, "It counts the money toward my deductible and maximum"),
            Option(Treatment.ACCUMULATOR, "It does not count the money (an “accumulator”)"),
            Option(Treatment.MAXIMIZER, "It sets my share by what the program pays (a “maximizer”)"),
        ),
    ),
    Field(
        "coverage.primary.alternative_funding",
        "Does your plan send you to outside help for this medicine?",
        "radios",
        "A company may call you and ask you to apply for free medicine.",
        YES_NO,
    ),
)
_OTHERS = (
    Field(
        "help.other_government_program",
        "Are you also in Medicaid, TRICARE, VA or another government health program?",
        "radios",
        "If you are, you may not use a drug company’s copay card.",
        YES_NO,
    ),
    Field("help.insurer_denied", "Did your insurance refuse to pay for this medicine?", "radios", options=YES_NO),
)
