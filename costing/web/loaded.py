"""What is loaded, as rows for a page: each collection with its periods, the gaps between them, how sure it is and where it was read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from costing.letters.deadlines import clocks
from costing.letters.evidence import entries
from costing.letters.good_faith import terms
from costing.letters.laws import laws
from costing.letters.measures import measures
from costing.reference.load import reference
from costing.reference.shapes import Product, Reference
from costing.reference.spans import Span, gaps, joined
from payer_rules.dated import Dated, History, Provenance, Source, Status
from payer_rules.message import Message, say
from payer_rules.policies import Policy, policies
from payer_rules.policies.articles import articles
from payer_rules.programs import programs

MEANINGS: Mapping[Status, Message] = {
    Status.PUBLISHED: say("Seen in the official document, or in a faithful copy of it."),
    Status.SECONDARY: say("Seen only in what somebody else wrote about it."),
    Status.DERIVED: say("Worked out by us from values that were seen."),
    Status.PROJECTED: say("Somebody’s forecast."),
    Status.PROPOSED: say("In a draft rule, not final."),
    Status.ASSUMED: say("Chosen by us, for the reason that stands beside it."),
    Status.MEMORY: say("Told from memory. Nobody has looked it up yet."),
    Status.ENTERED: say("Typed in by the practice or the patient."),
}


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of record: how many, for which periods, and who vouches for them. Reasons stand where nobody published a value."""

    name: Message
    records: int
    periods: tuple[Span, ...]
    gaps: tuple[Span, ...]
    statuses: tuple[tuple[Status, int], ...]
    sources: tuple[Source, ...]
    reasons: tuple[str, ...]


def loaded() -> tuple[Collection, ...]:
    """Every collection, in the order of the page."""
    held = tuple((one.id, one.starts, one.provenance) for one in policies().all())
    return _collections(reference().content_hash, held)


@lru_cache(maxsize=1)
def _collections(_: str, __: tuple[object, ...]) -> tuple[Collection, ...]:
    """They stay as they are while the reference data has the same hash, and the policies are the same."""
    known = reference()
    return (
        *_prices(known),
        *_lists(known),
        *_constants(known),
        _products(known.products.values()),
        _policies(),
        _articles(),
        _programs(),
        *_letters(),
    )


def _prices(known: Reference) -> Iterator[Collection]:
    yield _of(say("Medicare Part B payment limits for medicines"), known.limits)
    yield _of(say("National physician fees for the infusion (doctor’s office)"), known.office_fees)
    yield _of(say("Geographic cost indices of Medicare’s payment localities"), known.localities)
    yield _of(say("Medicare’s contractors for Part B claims"), known.contractors)
    yield _of(say("Most units of a code that Medicare expects on one day"), known.unlikely_edits)
    yield _dated(say("What plans pay hospitals, by their price files"), tuple(known.negotiated.values()))
    yield _of(say("Hospital outpatient rates for the infusion"), known.hospital_fees)
    yield _of(say("Whether a hospital is paid for a medicine apart from the infusion"), known.drug_indicators)


def _constants(known: Reference) -> Iterator[Collection]:
    yield _dated(say("Medicare Part B deductible"), known.part_b_deductible.entries)
    yield _dated(say("Medicare Part B coinsurance"), known.part_b_coinsurance.entries)
    yield _dated(say("Medicare Part A inpatient deductible"), known.part_a_inpatient_deductible.entries)
    yield _dated(
        say("What off-campus hospital departments are paid for the infusion"), known.off_campus_percent.entries
    )
    yield _dated(
        say("Highest out-of-pocket maximum of Medicare Advantage plans"), known.medicare_advantage_maximum.entries
    )
    yield _dated(say("What is taken from Medicare’s own payments (sequestration)"), known.sequestration_percent.entries)
    yield _dated(
        say("Who pays first, Medicare or a plan from a job"),
        (*known.secondary_payer.aged_employees.entries, *known.secondary_payer.disabled_employees.entries),
    )
    yield _dated(say("Limits of high-deductible health plans"), known.hdhp.entries)
    yield _dated(say("Medigap plans A to N"), tuple(known.medigap.values()))
    design = known.part_d
    yield _dated(say("Part D standard design: deductible"), design.deductible.entries)
    yield _dated(say("Part D standard design: coinsurance"), design.coinsurance_percent.entries)
    yield _dated(say("Part D yearly maximum"), design.maximum.entries)
    yield _of(say("Yearly limits of Medigap plans K and L"), known.medigap_maxima)
    yield _dated(say("States that ban copay accumulators (an incomplete list)"), tuple(known.accumulator_bans.values()))
    yield _dated(
        say("What the adjustment codes of a remittance mean (our words)"), tuple(known.adjustment_codes.values())
    )
    yield _of(say("Federal poverty guidelines"), known.poverty)
    savings = known.medicare_savings
    limits = (*savings.percents.values(), savings.disregard, savings.resources_one, savings.resources_couple)
    yield _dated(say("Limits of the Medicare Savings Programs"), tuple(one for each in limits for one in each.entries))
    yield _dated(say("States that do not ask about savings for them, or may not"), tuple(savings.asks_savings.values()))


def _lists(known: Reference) -> Iterator[Collection]:
    """What ships empty, once something of it is loaded."""
    lists = known.lists
    named: tuple[tuple[Message, Mapping[Any, History[Any]]], ...] = (
        (say("Physician fees as Medicare lists them by locality"), lists.locality_fees),
        (say("Packages of immune globulins in Medicare’s crosswalk to billing codes"), lists.crosswalk),
        (say("Medicare Part B payment limits for medicines without a code"), lists.noc_limits),
        (say("Medicines that Medicare Part B does not pay"), lists.not_payable),
        (say("Medicare’s fees for infusion pumps and supplies at home"), lists.dmepos_fees),
    )
    for name, histories in named:
        if histories:
            yield _of(name, histories)


def _of(name: Message, histories: Mapping[Any, History[Any]]) -> Collection:
    return _dated(name, tuple(entry for history in histories.values() for entry in history.entries))


def _dated(name: Message, entries: Sequence[Dated[Any]]) -> Collection:
    spans = sorted(
        {Span(entry.starts, entry.ends) for entry in entries}, key=lambda span: (span.starts, span.ends or date.max)
    )
    return _collection(name, [entry.provenance for entry in entries], tuple(spans))


def _products(products: Iterable[Product]) -> Collection:
    """Products have no period of their own; what a label says and who said so is counted one by one."""
    return _collection(
        say("Immune globulin products: labels and packages"), [one for p in products for one in _vouched(p)]
    )


def _vouched(product: Product) -> Iterator[Provenance]:
    yield product.dm_label
    yield product.packages_from.provenance
    yield from (attribute.provenance for attribute in product.attributes.values())
    yield from product.ramp.provenances if product.ramp else ()


def _policies() -> Collection:
    known = policies()
    return _collection(
        say("Payer policies: versions that can be read, and documents that are only known"),
        [*(policy.provenance for policy in known.all()), *(entry.provenance for entry in known.entries)],
    )


def _articles() -> Collection:
    """One contractor's list of codes a record; each revision has a start and, until the next is loaded, no end."""
    spans = sorted({Span(one.starts, one.ends) for one in articles()}, key=lambda span: span.starts)
    return _collection(
        say("Medicare contractors’ lists of diagnosis codes for immune globulin"),
        [one.provenance for one in articles()],
        tuple(spans),
    )


def missing_trees() -> tuple[tuple[Policy, tuple[str, ...]], ...]:
    """Policies of which a part could not be read, with the names of those parts."""
    return tuple((policy, policy.not_loaded) for policy in policies().all() if policy.not_loaded)


def _programs() -> Collection:
    return _collection(say("Assistance programs"), [program.provenance for program in programs()])


def _letters() -> Iterator[Collection]:
    """What letters rest on besides the case and the policies."""
    limits = sorted({Span(one.starts, one.ends) for one in clocks()}, key=lambda span: span.starts)
    yield _collection(say("Time limits of decisions and appeals"), [one.provenance for one in clocks()], tuple(limits))
    yield _collection(say("Laws that letters lean on"), [one.provenance for one in laws()])
    yield _collection(
        say("What a Good Faith Estimate says about disputes"), [one.provenance for one in terms().values()]
    )
    yield _collection(say("Published evidence that letters cite"), [one.provenance for one in entries()])
    yield _collection(
        say("Which way measures of disease activity get better"), [one.provenance for one in measures().values()]
    )


def _collection(name: Message, provenances: Sequence[Provenance], spans: tuple[Span, ...] = ()) -> Collection:
    counted = Counter(one.status for one in provenances)
    return Collection(
        name=name,
        records=len(provenances),
        periods=joined(spans),
        gaps=gaps(joined(spans)),
        statuses=tuple((status, counted[status]) for status in Status if counted[status]),
        sources=tuple(dict.fromkeys(one.source for one in provenances if one.source)),
        reasons=tuple(dict.fromkeys(one.reason for one in provenances if one.reason)),
    )
