"""What a reader should know of help: programs whose limit is not known, and what the Medicare Savings Programs leave as it is."""

from collections.abc import Iterator

from costing.case.help_shapes import Help, LimitKnown, PremiumProgram
from costing.case.plan_shapes import Plan
from costing.domain.coverage import PlanKind
from costing.domain.help import Treatment
from payer_rules.message import Message, say

TREATMENTS = {
    Treatment.COUNTS: say(
        "This plan counts what programs pay toward its deductible and maximum, as if the patient had paid it."
    ),
    Treatment.ACCUMULATOR: say(
        "This plan does not count what programs pay (an accumulator): when they run out, deductible and maximum are still to be paid."
    ),
    Treatment.MAXIMIZER: say(
        "This plan is a maximizer: it spreads the program's yearly benefit over the year as the drug's share, outside its limits."
    ),
}
HSA = say(
    "A plan that goes with a health savings account may not count a program's dollars before the minimum deductible is met, or the "
    "account is at risk (IRS INFO 2021-0014 and Notice 2004-50, Q&A-9, as cited elsewhere): ask the plan."
)
MEDICARE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})
UP_TO_UNKNOWN = "up to the program's limit, which we do not know"
PREMIUM_WORDS = {PremiumProgram.SLMB: "SLMB", PremiumProgram.QI: "QI"}


def treatment_note(help_: Help, plan: Plan) -> Iterator[Message]:
    """What the plan does with help, once a program is chosen and the plan has said."""
    if not help_.programs or plan.help_treatment is None:
        return
    yield TREATMENTS[plan.help_treatment]
    if plan.kind is PlanKind.HDHP and plan.help_treatment is Treatment.COUNTS:
        yield HSA


def help_notes(help_: Help, kind: PlanKind) -> Iterator[Message]:
    """Notes that follow from the household's answers and its programs."""
    for program in help_.programs:
        if program.limit is LimitKnown.UNKNOWN:
            yield say(
                "{name} pays {limit}. None of it is taken off here, so the patient may owe less: ask the program.",
                name=program.name,
                limit=UP_TO_UNKNOWN,
            )
    if kind not in MEDICARE:
        return
    if help_.qmb:
        yield say(
            "The patient is a Qualified Medicare Beneficiary: the share of what Part A and Part B cover is zero, and the practice "
            "may not bill the patient for it."
        )
    if help_.premium_program in PREMIUM_WORDS:
        yield say(
            "{program} pays the Part B premium only: the patient's share of each infusion, such as Medicare's 20%, stays.",
            program=PREMIUM_WORDS[help_.premium_program],
        )
    if help_.extra_help or help_.qmb or help_.premium_program in PREMIUM_WORDS:
        yield say(
            "Extra Help does not touch what Part B pays for: it helps only where a Part D plan pays for the drug, and its lower "
            "shares are not part of this estimate."
        )
