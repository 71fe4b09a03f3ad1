"""The kinds of paper by whom they are for, each with its name and its purpose in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from costing.case.request_shapes import LetterKind


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind is called where it is chosen, and when it is the right one."""

    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds for one kind of reader."""

    title: str
    kinds: Mapping[LetterKind, KindWords]


REQUESTS = KindGroup(
    "Requests to the payer",
    {
        LetterKind.PRIOR_AUTHORIZATION: KindWords("Prior authorization", "The first request, before the first infusion."),
        LetterKind.RENEWAL: KindWords("Renewal", "An authorization runs out; baseline and follow-up stand side by side."),
        LetterKind.CHANGE: KindWords("Change of dose, product or site", "What is authorized differs from the order now."),
        LetterKind.STEP_THERAPY_EXCEPTION: KindWords("Step-therapy exception", "The plan wants another drug first."),
        LetterKind.SITE_OF_CARE_EXCEPTION: KindWords("Site-of-care exception", "The plan wants another place of infusion."),
        LetterKind.CONTINUITY_OF_CARE: KindWords("Continuity of care", "A new plan, and a treatment that has already begun."),
        LetterKind.NETWORK_GAP: KindWords("Network gap", "No provider of the plan's network can give the treatment."),
        LetterKind.PREDETERMINATION: KindWords("Predetermination", "A voluntary question where no authorization is required."),
        LetterKind.RETROACTIVE_AUTHORIZATION: KindWords("Retroactive authorization", "Infusions were given before it was asked."),
        LetterKind.PART_D_EXCEPTION: KindWords("Part D exception", "The supporting statement to a Medicare drug plan."),
    },
)  # fmt: skip
AFTER_A_DENIAL = KindGroup(
    "After a denial",
    {
        LetterKind.APPEAL: KindWords("Appeal", "Answers the reason of the denial, at its level."),
        LetterKind.PEER_TO_PEER: KindWords("Peer-to-peer sheet", "One page for the call: likely questions, the chart's answers."),
    },
)  # fmt: skip
OFFICE = KindGroup(
    "For the office and the chart",
    {
        LetterKind.MEDICAL_NECESSITY_RECORD: KindWords("Record of medical necessity", "Where no authorization exists."),
        LetterKind.FAX_COVER: KindWords("Fax cover", "The first sheet of a fax, without anything about the patient's health."),
        LetterKind.MISSING_DOCUMENTS: KindWords("Missing documents", "Asks the prescriber for what the chart does not say."),
    },
)  # fmt: skip
PATIENT = KindGroup(
    "For the patient",
    {
        LetterKind.PATIENT_ESTIMATE: KindWords("Estimate for the patient", "What an insured patient may owe, and when."),
        LetterKind.GOOD_FAITH_ESTIMATE: KindWords("Good Faith Estimate", "Required for patients who pay themselves; for nobody else."),
        LetterKind.MEDICARE_NOTICE: KindWords("Notice to a Medicare patient", "The facts for the official notice (CMS-R-131)."),
        LetterKind.HELP_SHEET: KindWords("Help to pay", "Programs to ask, in the order in which to try them."),
    },
)  # fmt: skip
GROUPS = (REQUESTS, AFTER_A_DENIAL, OFFICE, PATIENT)
KIND_WORDS: Mapping[LetterKind, KindWords] = {kind: words for group in GROUPS for kind, words in group.kinds.items()}
SPEAKS_SPANISH = frozenset({LetterKind.PATIENT_ESTIMATE, LetterKind.GOOD_FAITH_ESTIMATE, LetterKind.HELP_SHEET})
TO_PAYER = frozenset((*REQUESTS.kinds, LetterKind.APPEAL))
