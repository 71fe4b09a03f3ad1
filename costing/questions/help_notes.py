"""What a reader should know of help: programs whose limit is not known, and what the Medicare Savings Programs leave as it is."""

from collections.abc import Iterator

from costing.case.help_shapes import Help, LimitKnown, PremiumProgram
from costing.domain.coverage import PlanKind
from payer_rules.message import Message, say

MEDICARE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE})
UP_TO_UNKNOWN = "up to the program's limit, which we do not know"
PREMIUM_WORDS = {PremiumProgram.SLMB: "SLMB", PremiumProgram.QI: "QI"}


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
