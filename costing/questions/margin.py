"""What the practice keeps of the ordered course, for the practice alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from costing.case.fields import plain
from costing.case.phases import ordered_phases
from costing.case.plan_shapes import Coverage
from costing.case.shapes import Case, FeeKind, Order
from costing.domain.charges import in_force
from costing.domain.coverage import PlanKind
from costing.domain.estimate import Estimate
from costing.domain.margin import Dealings, Margin, is_underwater, margin_of
from costing.domain.sites import DrugFrom
from costing.questions.estimate import estimate
from costing.questions.fees import entered
from costing.questions.shop import Shop
from costing.questions.timeline import plan_held_on, stretches
from costing.reference.load import reference
from payer_rules.message import Message, say


def margin(case: Case) -> Margin:
    """Price the order and take off what the practice does not keep. Raises Refused where the estimate does."""
    return margin_of_estimate(case, estimate(case))


def margin_of_estimate(case: Case, priced: Estimate) -> Margin:
    """The same for an estimate of this very case."""
    dealings = _dealings(case)
    found = margin_of(priced.visits, dealings)
    return replace(found, notes=tuple(_notes(case, found, dealings)))


def _dealings(case: Case) -> dict[date, Dealings]:
    """Each infusion day's terms; the case was priced, so order and coverage are there."""
    found: dict[date, Dealings] = {}
    if case.order is None or case.coverage is None:
        return found
    held = stretches(case.coverage)
    for phase in ordered_phases(case.order, case.patient):
        own: dict[date, Dealings] = {}
        for on, _, _ in phase.phase.dates():
            starts, coverage = plan_held_on(held, on)
            if starts not in own:
                own[starts] = _terms(case, phase.order, coverage)
            found[on] = own[starts]
    return found


def _terms(case: Case, order: Order, coverage: Coverage) -> Dealings:
    known = reference()
    product = known.products[order.product]
    shop = Shop(case, order, coverage.primary, product, known)
    original_medicare = coverage.primary.kind is PlanKind.MEDICARE_PART_B
    return Dealings(
        purchase=entered(shop, product.hcpcs, FeeKind.ACQUISITION),
        billing_unit_mg=product.billing_unit_mg,
        sequestration=known.sequestration_percent if original_medicare else None,
        uncollected_percent=_uncollected(case) or Decimal(0),
        second_may_not_pay=_medicaid_behind(case, coverage),
        bought=order.drug_from is DrugFrom.PRACTICE,
    )


def _medicaid_behind(case: Case, coverage: Coverage) -> bool:
    return coverage.medicaid is not None or bool(case.help and case.help.qmb)


def _uncollected(case: Case) -> Decimal | None:
    return case.practice.uncollected_percent if case.practice else None


def _notes(case: Case, found: Margin, dealings: dict[date, Dealings]) -> Iterator[Message]:
    yield from _of_the_drug(found, dealings)
    yield from _of_sequestration(case, dealings)
    if percent := _uncollected(case):
        yield say("Of each patient share {percent}% is taken as not collected, as entered.", percent=plain(percent))
    else:
        yield say("Every dollar of the patient's share is taken as collected: enter another percent with the practice.")
    if found.course.at_risk:
        yield say(
            "${dollars} of what is kept would have to come from Medicaid. Told from memory: many states pay less or nothing of it, and "
            "a Qualified Medicare Beneficiary may not be billed for the rest.",
            dollars=f"{found.course.at_risk:,}",
        )


def _of_the_drug(found: Margin, dealings: dict[date, Dealings]) -> Iterator[Message]:
    if not all(one.bought for one in dealings.values()):
        yield say("Where a pharmacy sends the drug, it is neither revenue nor cost of the practice.")
    absent = [day.on for day in found.days if day.sums.drug_cost is None]
    if absent:
        yield say(
            "No purchase price holds on {day}, so no margin is known: enter what the practice pays for {mg} mg of the drug among the "
            "fees.",
            day=absent[0],
            mg=dealings[absent[0]].billing_unit_mg,
        )
    under = [day for day in found.days if is_underwater(day)]
    if under:
        worst = min(under, key=lambda day: day.sums.drug_margin or Decimal(0))
        yield say(
            "The drug is underwater on {days} of {all} infusion days, first on {first}: at worst its vials cost ${loss} a day more than "
            "is kept of them.",
            days=len(under),
            all=len(found.days),
            first=under[0].on,
            loss=f"{-(worst.sums.drug_margin or Decimal(0)):,}",
        )


def _of_sequestration(case: Case, dealings: dict[date, Dealings]) -> Iterator[Message]:
    taken = [on for on, one in dealings.items() if one.sequestration]
    if taken:
        percents = reference().sequestration_percent
        entry = in_force(percents, taken[0], stretch=True)
        yield say(
            "Sequestration takes {percent}% of what Medicare itself pays, from the practice and never from the patient "
            "({status}: {source}).",
            percent=plain(entry.value),
            status=entry.provenance.status.value,
            source=entry.provenance.source.title if entry.provenance.source else "",
        )
        if beyond := [on for on in taken if percents.find(on) is None]:
            yield say("For {day} and later the newest loaded percent of sequestration stands in.", day=beyond[0])
    if case.coverage and case.coverage.primary.kind is PlanKind.MEDICARE_ADVANTAGE:
        yield say(
            "Whether a Medicare Advantage plan takes sequestration is in its contract: nothing is taken off here."
        )
