"""The kinds of request as data: what each asks, what it rests on, and what only the prescriber can say."""

from collections.abc import Mapping

from costing.case.request_shapes import LetterKind
from costing.letters.kinds import compared, given, grounds, response
from costing.letters.kinds.request import Ask
from costing.letters.own_words import Asked

REASON = "reason"
SITE_REASON = Asked(
    REASON,
    "Why this site",
    "Why is the plan's preferred site not right for this patient? Say what the chart supports.",
    "Say why the plan's preferred site is not right for this patient.",
)
ASKS: Mapping[LetterKind, Ask] = {
    LetterKind.PRIOR_AUTHORIZATION: Ask("Prior authorization request", "prior authorization of"),
    LetterKind.RENEWAL: Ask("Renewal of prior authorization", "renewal of the authorization of", response.response),
    LetterKind.CHANGE: Ask(
        "Change of an authorization",
        "a change of the authorization of",
        compared.changes,
        (Asked(REASON, "Why it changes", "Why does the order change?", "Say why the order changes."),),
        compared.change_gaps,
    ),
    LetterKind.STEP_THERAPY_EXCEPTION: Ask(
        "Step-therapy exception request",
        "an exception from step therapy for",
        grounds.steps,
        (
            Asked(
                REASON, "Why the required drug is not right", "What speaks against the drug that the plan wants first?"
            ),
        ),
        grounds.step_gaps,
        advice=grounds.step_advice,
    ),
    LetterKind.SITE_OF_CARE_EXCEPTION: Ask(
        "Site-of-care exception request",
        "an exception from the plan's site-of-care rule for",
        grounds.site_asked,
        (SITE_REASON,),
    ),
    LetterKind.CONTINUITY_OF_CARE: Ask(
        "Continuity-of-care request",
        "continuation without interruption of",
        grounds.continuing,
        (
            Asked(
                REASON,
                "Why it must go on",
                "What would an interruption mean for this patient? Say what the chart supports.",
            ),
        ),
        grounds.continuing_gaps,
    ),
    LetterKind.NETWORK_GAP: Ask(
        "Network gap exception request",
        "an in-network exception for",
        grounds.provider,
        (
            Asked(
                REASON,
                "Search of the network",
                "Which providers of the network were asked, on which day, and what did each answer? How far are they from the patient?",
                "Say which providers of the network were asked, and what they answered.",
            ),
        ),
        grounds.network_gaps,
        remark="I ask that it be covered at the patient's share of the network; the search of the network is set out below.",
    ),
    LetterKind.PREDETERMINATION: Ask(
        "Predetermination request",
        "a written predetermination of benefits for",
        remark="This question is voluntary; please answer whether the treatment is covered and by which criteria.",
    ),
    LetterKind.RETROACTIVE_AUTHORIZATION: Ask(
        "Retroactive authorization request",
        "retroactive authorization of",
        given.days_given,
        (
            Asked(
                REASON,
                "Why it was not asked before",
                "Why could authorization not be asked for before the infusion? Such as an emergency, coverage granted later, "
                "or a wrong answer of the payer: name its day, person and reference number.",
                "Say why authorization was not asked for before the infusion.",
            ),
        ),
        given.given_gaps,
        opening=given.asked,
    ),
    LetterKind.PART_D_EXCEPTION: Ask(
        "Part D exception request, prescriber's supporting statement",
        "an exception to the plan's formulary or rules for",
        grounds.steps,
        (
            Asked(
                REASON,
                "Prescriber's supporting statement",
                "Which of the drugs that the plan covers, or wants first, were or would be less effective, or would harm this "
                "patient, and why? Or why is the limited number of doses not enough?",
                "State why the drugs that the plan covers, or wants first, are not right for this patient.",
            ),
        ),
        grounds.part_d_gaps,
    ),
}
