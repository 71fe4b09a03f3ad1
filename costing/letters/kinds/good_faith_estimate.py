"""The Good Faith Estimate: for patients who pay themselves, with every element the rule requires, or refused with what is missing."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from costing.case.request_shapes import GoodFaith, OthersItem
from costing.case.shapes import Practice
from costing.domain.claim import ClaimLine
from costing.domain.estimate import Estimate
from costing.domain.money import cents
from costing.letters.backing import case_field
from costing.letters.course import FiguresDisagree, schedule_text
from costing.letters.diagnosis import codes
from costing.letters.figures import money, number
from costing.letters.good_faith import Term, due, terms
from costing.letters.kinds import good_faith_missing, patient
from costing.letters.kinds.patient import ESTIMATE, service
from costing.letters.matter import Matter
from costing.letters.parts import Backing, Block, Grid, Letter, Origin, Row, Section, Sentence
from costing.letters.people import letterhead
from costing.letters.refusal import CannotWrite
from costing.letters.tongue import Language, Tongue
from payer_rules.dated import Status
from payer_rules.message import long_date
from payer_rules.message import say as message

NONE = GoodFaith()


def build(matter: Matter) -> Letter:
    """Write the estimate. Raises CannotWrite with everything that is missing, FiguresDisagree when its sums do not add up."""
    missing = good_faith_missing.find(matter)
    if missing:
        raise CannotWrite(missing)
    say, given = Tongue(matter.language), _given(matter)
    sections = (
        _ours(matter, say),
        *_others(matter, given, say),
        _total(matter, given, say),
        _separate(matter, given, say),
        _notices(matter, say),
    )
    letter = patient.written(matter, say("Good Faith Estimate"), tuple(_opening(matter, given, say)), sections)
    return replace(letter, advice=tuple(_advice(matter, given)))


def _given(matter: Matter) -> GoodFaith:
    return (matter.request.good_faith if matter.request else None) or NONE


def _priced(matter: Matter) -> Estimate:
    if matter.estimate is None:
        raise ValueError("an estimate without prices")
    return matter.estimate


def _opening(matter: Matter, given: GoodFaith, say: Tongue) -> Iterator[Sentence]:
    field = (case_field(Origin.COVERAGE, "request.good_faith"),)
    if given.number:
        yield Sentence(say("Estimate number {number}.", number=given.number), field)
    if given.replaces_on:
        of = given.replaces_number or say("without a number")
        yield Sentence(say("It replaces the estimate of {day} ({number}).", day=given.replaces_on, number=of), field)
    yield Sentence(say("This is what the ordered treatment is expected to cost you without insurance."))
    order = matter.order
    often = say(
        "It is recurring care, {schedule}. It has {cycles} cycles with {days} infusion days, from {first} to {last}.",
        schedule=_schedule(matter, say),
        cycles=order.cycles,
        days=len(_priced(matter).visits),
        first=matter.course.first,
        last=matter.course.phases[-1].last,
    )
    yield Sentence(often, (case_field(Origin.ORDER, "order"), ESTIMATE))
    months = terms()["months"]
    yield Sentence(say("One estimate covers at most {months} months.", months=months.value), (months.backing,))


def _schedule(matter: Matter, say: Tongue) -> str:
    """How often, as ordered: in another language by its parts."""
    order = matter.order
    if say.language is Language.ENGLISH:
        return schedule_text(order)
    days, every = order.days_per_cycle, order.interval.every
    if order.days_per_cycle_to is not None:
        row = say("on {days} to {most} days in a row", days=days, most=order.days_per_cycle_to)
    else:
        row = say("on 1 day") if days == 1 else say("on {days} days in a row", days=days)
    unit = str(order.interval.unit)
    if order.interval_every_to is not None:
        return f"{row} {say('every {every} to {longest} {unit}', every=every, longest=order.interval_every_to, unit=say(unit))}"
    if every == 1:
        return f"{row} {say('every {unit}', unit=say(unit.removesuffix('s')))}"
    return f"{row} {say('every {every} {unit}', every=every, unit=say(unit))}"


def _ours(matter: Matter, say: Tongue) -> Section:
    practice, lines = (
        matter.case.practice,
        [settled.line for visit in _priced(matter).visits for settled in visit.lines],
    )
    rows = tuple(_rows(matter, lines, say))
    columns = (say("Item or service"), say("Code"), say("Diagnosis"), say("How many"), say("Expected charge"))
    total = (Sentence(say("Total of this provider")), *(Sentence("") for _ in range(3)), _sum(_ours_sum(matter)))
    grid = Grid(
        "charges",
        say("Expected charges of {provider}", provider=practice.name if practice else ""),
        columns,
        (*rows, total),
    )
    blocks = (Block(say("Provider"), tuple(_provider(practice, say))),) if practice else ()
    return Section(say("What we expect to charge"), "charges", blocks=blocks, grids=(grid,))


def _rows(matter: Matter, lines: list[ClaimLine], say: Tongue) -> Iterator[tuple[Sentence, ...]]:
    """One row an item: the sum of its lines. Raises FiguresDisagree when the rows do not make the course."""
    diagnoses = Sentence(", ".join(codes(matter.case)), (case_field(Origin.CHART, "chart.facts"),))
    summed = Decimal(0)
    for (_, code), same in groupby(sorted(lines, key=_item), key=_item):
        held = list(same)
        charge = sum((line.allowed or Decimal(0) for line in held), Decimal(0))
        summed += charge
        count = Sentence(number(sum(line.units for line in held)), (ESTIMATE,))
        yield (
            Sentence(service(held[0], matter, say), (ESTIMATE,)),
            Sentence(code, (ESTIMATE,)),
            diagnoses,
            count,
            _sum(charge),
        )
    if summed != _ours_sum(matter):
        raise FiguresDisagree(
            message(
                "The items add up to {items}, and the course to {course}. Price the order again.",
                items=money(summed),
                course=money(_ours_sum(matter)),
            )
        )


def _item(line: ClaimLine) -> tuple[str, str]:
    return str(list(type(line.kind)).index(line.kind)), line.code


def _ours_sum(matter: Matter) -> Decimal:
    return _priced(matter).course.allowed or Decimal(0)


def _sum(value: Decimal) -> Sentence:
    return Sentence(money(value), (ESTIMATE,))


def _provider(practice: Practice, say: Tongue) -> Iterator[Row]:
    backing = (case_field(Origin.PRACTICE, "practice"),)
    yield Row(say("Name"), Sentence(practice.name, backing))
    yield Row(say("NPI"), Sentence(practice.npi or "", backing))
    yield Row(say("Tax ID"), Sentence(practice.tin or "", backing))
    yield Row(say("Place of service"), Sentence(", ".join(letterhead(practice).address), backing))


def _others(matter: Matter, given: GoodFaith, say: Tongue) -> Iterator[Section]:
    """Each other provider with its items and total."""
    by_provider = sorted(given.items, key=_whose)
    for (name, npi, tin, location, state), same in groupby(by_provider, key=_whose):
        items, backing = list(same), (case_field(Origin.COVERAGE, "request.good_faith.items"),)
        rows = tuple(_other_row(item, matter, backing) for item in items)
        total = (
            Sentence(say("Total of this provider")),
            *(Sentence("") for _ in range(3)),
            Sentence(money(_others_sum(items)), backing),
        )
        columns = (say("Item or service"), say("Code"), say("Diagnosis"), say("How many"), say("Expected charge"))
        facts = (
            (say("Name"), name),
            (say("NPI"), npi),
            (say("Tax ID"), tin),
            (say("Place of service"), f"{location}, {state}"),
        )
        block = Block(say("Provider"), tuple(Row(label, Sentence(value, backing)) for label, value in facts))
        grid = Grid("charges", say("Expected charges of {provider}", provider=name), columns, (*rows, total))
        yield Section(say("What others expect to charge"), "others", blocks=(block,), grids=(grid,))


def _whose(item: OthersItem) -> tuple[str, str, str, str, str]:
    return item.provider, item.npi, item.tin, item.location, item.state


def _other_row(item: OthersItem, matter: Matter, backing: tuple[Backing, ...]) -> tuple[Sentence, ...]:
    texts = (
        item.label,
        item.code,
        ", ".join(codes(matter.case)),
        number(item.count),
        money(cents(item.charge * item.count)),
    )
    return tuple(Sentence(text, backing) for text in texts)


def _others_sum(items: list[OthersItem]) -> Decimal:
    return sum((cents(item.charge * item.count) for item in items), Decimal(0))


def _total(matter: Matter, given: GoodFaith, say: Tongue) -> Section:
    total = _ours_sum(matter) + _others_sum(list(given.items))
    text = say("Together you are expected to pay {total}.", total=money(total))
    alone = say("Nobody else is expected to bill you for it.") if given.alone else ""
    return Section(say("Total"), "total", (Sentence(text, (ESTIMATE,)), *((Sentence(alone),) if alone else ())))


def _separate(matter: Matter, given: GoodFaith, say: Tongue) -> Section:
    """What has to be scheduled apart, with the notice and how to get an estimate of it directly above the list."""
    field = (case_field(Origin.COVERAGE, "request.good_faith.separate_items"),)
    heading = say("Items that have to be scheduled separately")
    if not given.separate_items:
        return Section(heading, "separate", (Sentence(say("None."), field),))
    notice = say(
        "You will get a separate Good Faith Estimate for each of these when it is scheduled, or when you ask for it."
    )
    phone = matter.case.practice.phone if matter.case.practice else None
    how = Sentence(
        say("To ask for one, call {phone}.", phone=phone or ""), (case_field(Origin.PRACTICE, "practice.phone"),)
    )
    points = tuple(Sentence(line.strip(), field) for line in given.separate_items.splitlines() if line.strip())
    return Section(heading, "separate", (Sentence(notice), how), points=points)


def _notices(matter: Matter, say: Tongue) -> Section:
    """What the rule has every estimate say, in our own words."""
    practice = matter.case.practice
    known = terms()
    phone = practice.phone if practice else None
    points = (
        Sentence(
            say(
                "We may advise more items or services during your care. You would schedule them apart, and they are not in this estimate."
            )
        ),
        Sentence(
            say("This is only an estimate of what we expect today. What is given and billed in the end may differ.")
        ),
        _dispute(known["threshold"], say),
        Sentence(
            say("You may first ask us to correct the bill: call {phone}.", phone=phone or ""),
            (case_field(Origin.PRACTICE, "practice.phone"),),
        ),
        _window(known["dispute_days"], known["fee"], say),
        _where(known["site"], known["phone"], say),
        Sentence(say("Starting a dispute will not affect the quality of the care you are given.")),
        Sentence(
            say("This is not a contract: you do not have to get any item or service from the providers named here.")
        ),
    )
    return Section(say("Your rights"), "rights", points=points)


def _dispute(threshold: Term, say: Tongue) -> Sentence:
    text = say(
        "If a provider bills you at least ${amount} more than its total here, you have the right to dispute the bill.",
        amount=threshold.value,
    )
    return Sentence(text, (threshold.backing,))


def _window(days: Term, fee: Term, say: Tongue) -> Sentence:
    text = say(
        "You have {days} days from the date of the first bill to start a dispute with the federal government. It costs ${fee}{known}.",
        days=days.value,
        fee=fee.value,
        known=_known(fee, say),
    )
    return Sentence(text, (days.backing, fee.backing))


def _where(site: Term, phone: Term, say: Tongue) -> Sentence:
    text = say(
        "How to start: {site} or {phone}. Keep this estimate; you may need it.", site=site.value, phone=phone.value
    )
    return Sentence(text, (site.backing, phone.backing))


def _known(term: Term, say: Tongue) -> str:
    """How a figure is known, when it was not read in the rule itself."""
    if term.provenance.status is Status.PUBLISHED:
        return ""
    return say(" (as last read; status: {status})", status=say(str(term.provenance.status)))


def _advice(matter: Matter, given: GoodFaith) -> Iterator[Sentence]:
    """By when it is due, what a change asks, and how long it is kept."""
    first, kept = matter.course.first, terms()["retention"]
    day = due(given.asked_on, first) if given.asked_on else None
    if day:
        yield Sentence(f"Give it to the patient by {long_date(day)}; holidays are not counted here.")
    yield Sentence(
        f"When its scope changes, give a new one at least 1 business day before the service of {long_date(first)}."
    )
    text = f"Keep it with the medical record: the patient may ask for a copy for {kept.value} years (status: {kept.provenance.status})."
    yield Sentence(text, (kept.backing,))
