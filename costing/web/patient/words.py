"""Sentences of the patient page that depend on the answer: assumptions in plain words, and what to ask whom."""

from calendar import month_name
from dataclasses import dataclass

from costing.domain.coverage import PlanKind
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.questions.assumptions import ADDED_HOUR_RULE, ADVANTAGE_AT_MEDICARE_RATES, MIDDLE_STEP
from payer_rules.message import Message, say

MONTHS = tuple(month_name)[1:]


@dataclass(frozen=True, slots=True)
class PlainAssumption:
    """What we take as given, and how far it can be trusted."""

    sentence: Message
    trust: Message


ASSUMED = {
    NEWEST_LOADED_VALUE: PlainAssumption(
        say("Where we have no price for a date, the newest price we have is used."),
        say("Medicare changes its prices during the year. The real price may be higher or lower."),
    ),
    MIDDLE_STEP: PlainAssumption(
        say(
            "The infusion starts slowly and speeds up in steps, with a middle step of 30 minutes at 2 mg/kg per minute."
        ),
        say("The middle step is told from memory: we have not seen it on the label."),
    ),
    ADDED_HOUR_RULE: PlainAssumption(
        say("The clinic bills one more hour when the infusion runs more than 30 minutes past a full hour."),
        say("This billing rule is told from memory. Your clinic can check it."),
    ),
    ADVANTAGE_AT_MEDICARE_RATES: PlainAssumption(
        say("Your plan pays the same prices as Original Medicare."),
        say("Each plan makes its own contracts. Its prices may be different."),
    ),
    "added_hours_as_one_line": PlainAssumption(
        say("All extra hours of one day are billed together."),
        say("Billed another way, the total can change by a cent."),
    ),
    "national_fees": PlainAssumption(
        say("The infusion itself is priced at Medicare’s national fee."),
        say("The fee is a little different from place to place."),
    ),
    "participating": PlainAssumption(
        say("Your clinic takes part in Medicare and accepts Medicare’s price as full payment."),
        say("We did not ask the clinic. Ask it whether it “accepts assignment”."),
    ),
    "on_campus": PlainAssumption(
        say("The hospital’s infusion department is on its main campus."),
        say("Departments elsewhere are paid less for the infusion."),
    ),
    "daily_coinsurance_limit": PlainAssumption(
        say("In a hospital, your share of one infusion day is limited to what Medicare asks for a hospital stay."),
        say("Told from memory."),
    ),
    "waste_as_in_medicare": PlainAssumption(
        say("Medicine that is left over in an opened vial is billed too, as in Medicare."),
        say("Told from memory. Your plan sets its own rule."),
    ),
}

STILL_TO_TELL: dict[str, Message] = {
    "qmb_enrolled": say("whether you are in the QMB program"),
    "diagnosis": say("which disease the medicine is for"),
    "us_resident": say("whether you live in the United States"),
    "income_percent_of_poverty": say("your household’s size, income and state"),
    "medicare_savings_level": say("your household’s size, income and state"),
    "medicare_savings_resources": say("how much you have in savings"),
    "premium_program": say("whether you are in the SLMB or QI program"),
    "extra_help_enrolled": say("whether you have Extra Help"),
    "medicaid_enrolled": say("whether you have Medicaid"),
    "other_government_program": say("whether you are in Medicaid, TRICARE, VA or another government program"),
    "insurer_denied": say("whether your insurance refused to pay for the medicine"),
    "maximizer_plan": say(
        "whether your plan sets your share by the help you can get (ask your plan about a “maximizer”)"
    ),
    "alternative_funding_plan": say("whether your plan sends you to outside help for this medicine"),
    "indication_labelled": say("whether the medicine’s label names your disease"),
    "age_years": say("your age"),
    "household_size": say("how many people are in your household"),
    "state": say("the state you live in"),
}
_COVERED = say("Your plan covers this treatment, and the clinic or hospital is in its network.")
_PLAN_NUMBERS = say("The numbers of your plan are as you entered them.")
RESTS_ON: dict[PlanKind, tuple[Message, ...]] = {
    PlanKind.MEDICARE_PART_B: (say("Medicare covers this treatment, and your second insurance is as you chose."),),
    PlanKind.MEDICARE_ADVANTAGE: (_COVERED, _PLAN_NUMBERS),
    PlanKind.COMMERCIAL: (_COVERED, _PLAN_NUMBERS),
    PlanKind.HDHP: (_COVERED, _PLAN_NUMBERS),
    PlanKind.SELF_PAY: (),
}
_ANY_PLAN = (
    say("Is an authorization needed before the first infusion, and who asks for it?"),
    say("Is this medicine covered for my diagnosis, at this clinic or hospital?"),
    say("Are the clinic, the doctor and the hospital in my plan’s network?"),
    say("How much have I paid so far toward my deductible and my yearly maximum?"),
)
_CLINIC_PRICE = (
    say("What price has my plan agreed to for one infusion day, all together?"),
    say("How many vials will you open, and will you bill what is left over?"),
)
_CLINIC_HELP = say("Do you have financial help, and can I pay in parts?")
ASK_PLAN: dict[PlanKind, tuple[Message, ...]] = {
    PlanKind.MEDICARE_PART_B: (
        say("What do Medicare and my second insurance pay for these infusions, and how much of my deductible is paid?"),
        say("Can my state’s Medicaid office help with Medicare’s costs, such as through the QMB program?"),
    ),
    PlanKind.MEDICARE_ADVANTAGE: (
        *_ANY_PLAN,
        say("Do I pay a percent or a fixed amount for each infusion day? Does it count toward my yearly maximum?"),
    ),
    PlanKind.COMMERCIAL: (
        *_ANY_PLAN,
        say("If a drug company’s program pays for me, does that count toward my deductible and maximum?"),
    ),
    PlanKind.HDHP: (
        *_ANY_PLAN,
        say("If a drug company’s program pays for me, does that count toward my deductible and maximum?"),
    ),
    PlanKind.SELF_PAY: (),
}
ASK_CLINIC: dict[PlanKind, tuple[Message, ...]] = {
    PlanKind.MEDICARE_PART_B: (
        say("Do you accept Medicare’s price as full payment (“accept assignment”)?"),
        say("Do you expect Medicare to pay for this? If not, will you tell me in writing before the infusion?"),
        _CLINIC_HELP,
    ),
    PlanKind.MEDICARE_ADVANTAGE: (*_CLINIC_PRICE, _CLINIC_HELP),
    PlanKind.COMMERCIAL: (*_CLINIC_PRICE, _CLINIC_HELP),
    PlanKind.HDHP: (*_CLINIC_PRICE, _CLINIC_HELP),
    PlanKind.SELF_PAY: (
        say(
            "What is your price for one infusion day, all together, when I pay myself? Please give it to me in writing."
        ),
        say("How many infusion days do you expect in one year?"),
        _CLINIC_HELP,
        say("Does the maker of the medicine give it for free to people without insurance?"),
    ),
}
