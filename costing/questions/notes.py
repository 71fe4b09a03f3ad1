"""What a reader should know beside the figures of an estimate."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from costing.case.fields import plain
from costing.case.plan_shapes import Funding
from costing.case.shapes import FeeKind, Order
from costing.domain.coverage import PlanKind, Supplement, Terms
from costing.domain.edits import over_edits
from costing.domain.estimate import Estimate
from costing.domain.help import Treatment
from costing.domain.sites import DrugFrom, SiteKind
from costing.domain.therapy import GivenBy
from costing.questions.daily import ADDED_VISIT_HOUR, FIRST_VISIT, PER_DIEM, has_entered
from costing.questions.payer_order import payer_order_notes
from costing.questions.shop import Shop, has_daily_limit, pays_medicare_rates, sent_by_part_d
from payer_rules.dated import NotInEffect, Status
from payer_rules.message import Message, say

WITH_YEARLY_LIMIT, WITH_VISIT_COPAYS = frozenset("KL"), "N"
CONTRACTOR_DIGITS = 5  # of a locality such as 11502-00
FIRST_HOUR_FROM_MINUTES = 16  # the label of 96365: 16 to 60 minutes and more


def notes(shop: Shop, terms: Terms, days: tuple[date, ...], minutes: Decimal) -> Iterator[Message]:
    """Notes that follow from the order, the plan and what is loaded."""
    if not shop.product.labelled_for_dm:
        yield say("{product} is not labeled for dermatomyositis: the order is off label.", product=shop.product.name)
    if shop.order.given_by is GivenBy.SELF:
        yield say(
            "The patient infuses without staff: no time of staff is billed, only the drug by whoever dispenses it."
        )
    elif minutes < FIRST_HOUR_FROM_MINUTES:
        yield say(
            "An infusion of less than {minutes} minutes is not billed as a first hour: check the dose and the minutes.",
            minutes=FIRST_HOUR_FROM_MINUTES,
        )
    if pays_medicare_rates(shop):
        yield from _absent_from_file(shop, days)
        yield from _carried_indicator(shop, days)
    if shop.plan.kind is PlanKind.MEDICARE_PART_B and _has_unused_rates(shop):
        yield say("Original Medicare pays its own amounts: the contract rates that are entered are not used.")
    if shop.order.drug_from is DrugFrom.PHARMACY:
        yield say(
            "A pharmacy sends the drug and bills the plan for whole vials; the practice bills only giving it, and no leftovers. Expect two "
            "authorizations and two bills, perhaps another deductible: ask the plan which benefit pays for the drug."
        )
    yield from _of_site(shop)
    if sent_by_part_d(shop):
        yield say(
            "Part D pays for a use that is on the label or in a compendium, without nursing or pump (told from memory). The price of the "
            "drug is the one entered as a contract rate."
        )
    yield from _of_conversion(shop.case.order)
    if shop.case.coverage:
        yield from payer_order_notes(shop.case.coverage, shop.known.secondary_payer, days[0])
        yield from _of_second(shop)
    yield from _of_plan(shop, terms)
    yield from _of_help(shop, terms)
    yield from _already_met(terms, days)


def _of_site(shop: Shop) -> Iterator[Message]:
    """Who bills what at the site."""
    if shop.order.site is SiteKind.HOME:
        yield say(
            "At home the infusion pharmacy bills the drug and a per diem ({per_diem}), and the nurse's visit ({visit}, {hour} for each "
            "added hour): all by the rates that are entered. What is not entered is unknown.",
            per_diem=PER_DIEM,
            visit=FIRST_VISIT,
            hour=ADDED_VISIT_HOUR,
        )
        if shop.order.given_by is GivenBy.SELF and not has_entered(shop, PER_DIEM):
            yield say(
                "Whether the plan pays a per diem for an infusion without a nurse is not known: none is in this estimate."
            )
    if shop.order.site is SiteKind.HOSPITAL_OUTPATIENT:
        yield say("The hospital bills the infusion. A physician is not paid for these infusion codes in a hospital.")


def _has_unused_rates(shop: Shop) -> bool:
    """Contract rates that Original Medicare leaves aside; the one of a drug under Part D is used."""
    used = shop.product.hcpcs if sent_by_part_d(shop) else None
    return any(fee.kind is FeeKind.CONTRACT and fee.code != used for fee in shop.case.fees)


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


def _of_conversion(order: Order | None) -> Iterator[Message]:
    if order and order.conversion:
        yield say(
            "The dose under the skin is converted from the IV dose with the factor {factor}, which was entered and is not ours.",
            factor=plain(order.conversion.factor),
        )


def after_pricing(shop: Shop, estimate: Estimate) -> Iterator[Message]:
    """Notes that need the priced days: unlikely edits, whether a day's coinsurance reaches Medicare's limit, or could not be limited."""
    yield from _claims(shop, estimate)
    if has_daily_limit(shop):
        yield from _daily_limit(shop, estimate)


def _daily_limit(shop: Shop, estimate: Estimate) -> Iterator[Message]:
    lines = [line for visit in estimate.visits for line in visit.lines]
    limited = [line for line in lines if line.line.coinsurance_limit in line.share_basis]
    if limited and (limit := limited[0].line.coinsurance_limit):
        yield say(
            "From {day} on the coinsurance of an infusion day reaches Medicare's daily limit of ${limit}: the rest is Medicare's. "
            "An office has no such limit, so compare the sites.",
            day=limited[0].line.on,
            limit=f"{limit.value:,}",
        )
    if without := [line for line in lines if line.coinsurance and line.line.coinsurance_limit is None]:
        yield say(
            "No {name} is loaded for {day}, so the coinsurance of that day is not limited to it.",
            name=shop.known.part_a_inpatient_deductible.name,
            day=without[0].line.on,
        )


def _claims(shop: Shop, estimate: Estimate) -> Iterator[Message]:
    """What Medicare's claim systems will stop at, and who decides the claim."""
    if shop.plan.kind not in (PlanKind.MEDICARE_PART_B, PlanKind.MEDICARE_ADVANTAGE):
        return
    lines = [line.line for visit in estimate.visits for line in visit.lines]
    in_hospital = shop.order.site is SiteKind.HOSPITAL_OUTPATIENT
    first = {one.code: one for one in reversed(tuple(over_edits(lines, shop.known.unlikely_edits, in_hospital)))}
    for over in first.values():
        yield say(
            "{units} units of {code} on {day} are more than Medicare's claim systems expect in a day ({limit}, table of {starts}). "
            "Ask the prescriber whether the dose is right. Bill what was given, document why it was needed, and appeal a denial "
            "(adjudication indicator {indicator}).",
            units=over.units,
            code=over.code,
            day=over.on,
            limit=over.limit,
            starts=over.edit.starts,
            indicator=over.edit.value.indicator,
        )
    if shop.plan.kind is PlanKind.MEDICARE_PART_B and shop.order.locality:
        decides = shop.known.contractors[shop.order.locality[:CONTRACTOR_DIGITS]].newest().value
        yield say(
            "Claims from this locality are decided by {contractor} ({jurisdiction}): its local coverage article applies.",
            contractor=decides.name,
            jurisdiction=decides.jurisdiction,
        )


def _absent_from_file(shop: Shop, days: tuple[date, ...]) -> Iterator[Message]:
    """A quarter whose file is loaded and does not list the code: no limit was published, so none can be loaded."""
    own = shop.known.limits.get(shop.product.hcpcs)
    if own is None:
        return
    quarters = {(entry.starts, entry.ends) for limits in shop.known.limits.values() for entry in limits.entries}
    for starts, ends in sorted((starts, ends) for starts, ends in quarters if ends):
        if any(starts <= day <= ends for day in days) and not any(entry.covers(starts) for entry in own.entries):
            yield say(
                "Medicare's payment limit file for {starts} to {ends} is loaded and does not list {code}: "
                "no limit was published for those days.",
                starts=starts,
                ends=ends,
                code=shop.product.hcpcs,
            )


def _carried_indicator(shop: Shop, days: tuple[date, ...]) -> Iterator[Message]:
    indicators = shop.known.drug_indicators.get(shop.product.hcpcs)
    if shop.order.site is not SiteKind.HOSPITAL_OUTPATIENT or indicators is None:
        return
    newest = indicators.newest()
    seen = [entry for entry in indicators.entries if entry.provenance.status is Status.PUBLISHED]
    if newest.provenance.status is Status.ASSUMED and seen and days[-1] >= newest.starts:
        yield say(
            "How a hospital is paid for {code} (indicator {indicator}) is carried over from {year}: "
            "the indicator of {newest} was not seen.",
            code=shop.product.hcpcs,
            indicator=newest.value,
            year=str(seen[-1].starts.year),
            newest=str(newest.starts.year),
        )


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
    if shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        yield from _advantage_maximum(shop, terms)


def _of_help(shop: Shop, terms: Terms) -> Iterator[Message]:
    """What a state's law says of plans that do not count a program's payments; self-funded plans are out of its reach."""
    state = shop.case.patient.state if shop.case.patient else None
    if not terms.programs or shop.plan.help_treatment in (None, Treatment.COUNTS):
        return
    if shop.plan.funding is Funding.SELF_FUNDED:
        yield say("State law on copay accumulators does not reach a self-funded plan.")
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
