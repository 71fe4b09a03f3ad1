"""What a reader should know of the plan: its limits against the law's, what stands behind it, and what was met already."""

from collections.abc import Iterator
from datetime import date

from costing.case.plan_shapes import Funding
from costing.domain.coverage import PlanKind, Supplement, Terms
from costing.domain.help import Treatment
from costing.questions.help_notes import help_notes
from costing.questions.payer_order import payer_order_notes
from costing.questions.shop import Shop
from payer_rules.dated import NotInEffect
from payer_rules.message import Message, say

WITH_YEARLY_LIMIT, WITH_VISIT_COPAYS = frozenset("KL"), "N"


def plan_notes(shop: Shop, terms: Terms, days: tuple[date, ...]) -> Iterator[Message]:
    """Notes that follow from the coverage alone."""
    if shop.case.coverage:
        yield from payer_order_notes(shop.case.coverage, shop.known.secondary_payer, days[0])
        yield from _of_second(shop)
    if shop.case.coverage and shop.case.coverage.part_d and shop.case.coverage.part_d.payment_plan:
        yield say(
            "The Part D shares are billed month by month over the year (Medicare Prescription Payment Plan): the same in total, "
            "by its formula as told from memory."
        )
    yield from _of_plan(shop, terms)
    yield from _of_help(shop, terms)
    if shop.case.help:
        yield from help_notes(shop.case.help, shop.plan.kind)
    yield from _already_met(terms, days)


def _of_plan(shop: Shop, terms: Terms) -> Iterator[Message]:
    if shop.plan.kind is PlanKind.MEDICARE_PART_B:
        yield say("Original Medicare has no yearly maximum on what a patient pays.")
    if shop.plan.kind is PlanKind.MEDICAID:
        yield say(
            "Medicaid's payment is payment in full: beyond its own copay and spend-down nothing may be billed (told from memory). "
            "Whether the state covers this use, and by which amounts, is for the state to say."
        )
    if isinstance(terms.second, Supplement) and shop.case.coverage:
        yield from _of_medigap(shop.case.coverage.medigap_plan or "", terms)
    if shop.plan.kind is PlanKind.HDHP:
        yield from _hdhp_limits(shop)
    if shop.plan.funding in (Funding.TRICARE, Funding.CHAMPVA):
        yield say(
            "TRICARE and CHAMPVA pay by allowed amounts of their own (told from memory), and none of them is loaded: "
            "enter the rates that you are paid."
        )
    if shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        yield from _advantage_maximum(shop, terms)


def _of_help(shop: Shop, terms: Terms) -> Iterator[Message]:
    """What a state's law says of plans that do not count a program's payments; self-funded plans are out of its reach."""
    state = shop.case.patient.state if shop.case.patient else None
    if not terms.programs or shop.plan.help_treatment in (None, Treatment.COUNTS):
        return
    if shop.plan.funding is Funding.SELF_FUNDED:
        yield say("State law on copay accumulators does not reach a self-funded plan.")
    elif shop.plan.funding not in (None, Funding.INSURED):
        yield say("State law on copay accumulators is about insured plans; this one stands under federal rules.")
    elif state in shop.known.accumulator_bans:
        yield say(
            "{state} is on a list, as of summer 2023, of states that make insured plans count what a program pays (wording: {wording}; "
            "seen in secondary sources only). Ask the plan which law it follows.",
            state=state or "",
            wording=shop.known.accumulator_bans[state or ""].value,
        )
    else:
        yield say(
            "Whether the law of the patient's state makes the plan count what a program pays is not known here: the list is incomplete."
        )


def _of_medigap(letter: str, terms: Terms) -> Iterator[Message]:
    """What is not part of the estimate: Plan N's visit copays, and a yearly limit of Plan K or L that is not loaded."""
    if letter == WITH_VISIT_COPAYS:
        yield say("Medigap Plan N asks up to $20 for some office visits, which is not part of this estimate.")
    if letter in WITH_YEARLY_LIMIT and isinstance(terms.second, Supplement):
        for first in terms.years:
            if first not in terms.second.limits:
                yield say(
                    "The yearly limit of Medigap Plan {letter} in {year} is not loaded, so the patient's share is not limited to it.",
                    letter=letter,
                    year=str(first.year),
                )


def _advantage_maximum(shop: Shop, terms: Terms) -> Iterator[Message]:
    """The plan's own maximum against the highest that the law allows, for every calendar year of the course."""
    own = shop.plan.out_of_pocket_maximum
    for first in terms.years:
        try:
            highest = shop.known.medicare_advantage_maximum.on(first).value
        except NotInEffect as absent:
            yield say(
                "No {name} is loaded for {year}, so the plan's maximum was not checked.",
                name=absent.name,
                year=str(first.year),
            )
            continue
        if own is not None and own > highest:
            yield say(
                "The maximum is above the highest in-network maximum that a Medicare Advantage plan may have in {year} "
                "(${highest}): check the plan.",
                year=str(first.year),
                highest=f"{highest:,}",
            )


def _hdhp_limits(shop: Shop) -> Iterator[Message]:
    """Terms that a high-deductible health plan cannot have in the year of the first infusion."""
    try:
        limits = shop.known.hdhp.on(shop.order.first_infusion).value
    except NotInEffect:
        return
    if shop.plan.deductible is not None and shop.plan.deductible < limits.deductible_self:
        yield say(
            "The deductible is below the lowest that a high-deductible health plan may have (${limit}): check the plan.",
            limit=f"{limits.deductible_self:,}",
        )
    if shop.plan.out_of_pocket_maximum is not None and shop.plan.out_of_pocket_maximum > limits.maximum_family:
        yield say(
            "The maximum is above the highest that a high-deductible health plan may have (${limit}): check the plan.",
            limit=f"{limits.maximum_family:,}",
        )


def _already_met(terms: Terms, days: tuple[date, ...]) -> Iterator[Message]:
    """Amounts met that fall outside the course's plan years, or that stand in the midst of its infusions."""
    met = terms.met_as_of
    if met is None:
        return
    if terms.year_of(met) not in terms.years:
        yield say(
            "The amounts already met are as of {day}, in a plan year without any of these infusions: they are not used.",
            day=met,
        )
    elif any(day <= met and terms.year_of(day) == terms.year_of(met) for day in days):
        yield say(
            "The amounts already met are as of {day} and hold from the next day on. Infusions up to that day are shared as if "
            "nothing else had been met: enter what was met before the first infusion to see their true shares.",
            day=met,
        )


def _of_second(shop: Shop) -> Iterator[Message]:
    """What a second plan's own amounts are taken to be."""
    if shop.second is None:
        return
    if shop.second.kind is PlanKind.MEDICARE_PART_B:
        yield say(
            "Medicare as the second payer is reckoned by its own amounts, and pays no more than the first plan left."
        )
    else:
        yield say(
            "What the second plan itself allows is not known: it is reckoned with the first plan's allowed amounts."
        )
