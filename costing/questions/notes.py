"""What a reader should know beside the figures of an estimate."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from costing.case.fields import plain
from costing.case.shapes import FeeKind, Order
from costing.domain.coverage import PlanKind, Terms
from costing.domain.edits import Setting, over_edits
from costing.domain.estimate import Estimate
from costing.domain.sites import DrugFrom, SiteKind
from costing.domain.therapy import GivenBy
from costing.questions.daily import ADDED_VISIT_HOUR, FIRST_VISIT, PER_DIEM, has_entered
from costing.questions.packages import list_notes
from costing.questions.plan_notes import plan_notes
from costing.questions.shop import Shop, has_daily_limit, pays_medicare_rates, sent_by_part_d
from payer_rules.dated import Status
from payer_rules.message import Message, say

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
    yield from list_notes(shop, days)
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
    yield from plan_notes(shop, terms, days)


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
    setting = Setting.HOSPITAL if shop.order.site is SiteKind.HOSPITAL_OUTPATIENT else Setting.OFFICE
    first = {one.code: one for one in reversed(tuple(over_edits(lines, shop.known.unlikely_edits, setting)))}
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
    carried = [
        entry for entry in indicators.entries if entry.provenance.status is Status.ASSUMED
        and (any(map(entry.covers, days)) or (entry is newest and days[-1] >= entry.starts))
    ]  # fmt: skip
    seen = [
        entry for entry in indicators.entries
        if carried and entry.provenance.status is Status.PUBLISHED and entry.ends and entry.ends < carried[-1].starts
    ]  # fmt: skip
    if carried and seen:
        yield say(
            "How a hospital is paid for {code} (indicator {indicator}) is carried over from {year}: "
            "the indicator of {newest} was not seen.",
            code=shop.product.hcpcs,
            indicator=carried[-1].value,
            year=str(seen[-1].starts.year),
            newest=str(carried[-1].starts.year),
        )
