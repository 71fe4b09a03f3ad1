"""A slow second opinion on the ledger: integer cents, no counters; what is used up is added up anew from all earlier lines."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from costing.domain.claim import Benefit, ClaimLine, Network, Service
from costing.domain.coverage import (
    Coordination,
    Pool,
    Protection,
    SecondPayer,
    SecondPlan,
    Sharing,
    Supplement,
    Terms,
    Timeline,
)
from costing.domain.help import HelpProgram, Treatment

KINDS = ["drug", "waste", "other_drug", "first_hour", "added_hour", "other_service"]


def to_cents(dollars: Decimal) -> int:
    """Whole cents of an exact amount; a part of a cent is an error of whoever made it."""
    assert dollars * 100 == int(dollars * 100), dollars
    return int(dollars * 100)


def half_up(exact: Decimal) -> int:
    """Whole cents, half up."""
    return int(exact + Decimal("0.5"))


def percent(amount: int, of: Decimal) -> int:
    """A percentage in whole cents, half up."""
    return half_up(amount * of / 100)


@dataclass
class Entry:
    """What was decided of one earlier line, in cents."""

    line: ClaimLine
    place: int
    year: date
    pool: Pool
    deductible: int = 0
    copay: int = 0
    coinsurance: int = 0
    plan: int = 0
    second: int = 0
    help: int = 0
    patient: int = 0
    counted_deductible: int = 0
    counted: int = 0
    even: bool = False
    by_spend_down: int = 0
    unknown: bool = False
    used_up: bool = False  # of an unknown one: nothing was left that it could have used up
    by_program: dict[str, tuple[int, int]] = field(default_factory=dict)  # (paid, what was left after it)

    @property
    def share(self) -> int:
        """The patient's share before any second payer."""
        return self.deductible + self.copay + self.coinsurance


def simulate(lines: list[ClaimLine], timeline: Timeline) -> list[dict[str, int | None]]:
    """The settled lines in cents, in the order of dates and kinds; None where nobody can tell."""
    lines = sorted(lines, key=lambda x: (x.on, KINDS.index(x.kind.value), x.code, x.modifier or "", x.units))
    book: list[Entry] = []
    behind: list[list[Entry]] = [[] for _ in timeline.covers]
    for line in lines:
        place = place_of(timeline, line.on)
        book.append(one_line(line, place, book, behind[place], lines, timeline))
    return [told(entry) for entry in book]


def told(e: Entry) -> dict[str, int | None]:
    """Who pays."""
    found = {
        "deductible": e.deductible, "copay": e.copay, "coinsurance": e.coinsurance, "plan": e.plan,
        "second_payer": e.second, "help_paid": e.help, "patient": e.patient,
    }  # fmt: skip
    return dict.fromkeys(found) if e.unknown else dict(found)


def place_of(timeline: Timeline, on: date) -> int:
    """Which plan holds: the last that has started, the first also before."""
    return max(n for n, cover in enumerate(timeline.covers) if n == 0 or cover.starts <= on)


def one_line(
    line: ClaimLine, place: int, book: list[Entry], behind: list[Entry], lines: list[ClaimLine], timeline: Timeline
) -> Entry:
    """Who pays one line, given everything before it."""
    terms = timeline.covers[place].terms
    if terms.patient_pays_all:
        return Entry(
            line,
            place,
            line.on,
            Pool.IN_NETWORK,
            patient=to_cents(line.allowed or Decimal(0)),
            unknown=line.allowed is None,
        )
    own = [e for e in book if e.place == place]
    entry = Entry(line, place, first_day(terms, line.on), pool_of(terms, line))
    second = terms.second if entry.pool is not Pool.PHARMACY or isinstance(terms.second, SecondPlan) else None
    mine = None
    if isinstance(second, SecondPlan):
        mine = Entry(line, 0, first_day(second.terms, line.on), pool_of(second.terms, line))
    entry.unknown = nobody_can_tell(entry, mine, terms, second, own, behind, book, timeline)
    if not entry.unknown:
        pay(entry, mine, second, own, behind, book, lines, timeline)
    else:
        entry.used_up = nothing_left(entry, terms, own)
    if mine and isinstance(second, SecondPlan):
        mine.unknown = entry.unknown
        mine.used_up = nothing_left(mine, second.terms, behind)
        behind.append(mine)
    return entry


def pay(
    entry: Entry,
    mine: Entry | None,
    second: SecondPayer | None,
    own: list[Entry],
    behind: list[Entry],
    book: list[Entry],
    lines: list[ClaimLine],
    timeline: Timeline,
) -> None:
    """Plan, second payer, programs, patient."""
    line, terms = entry.line, timeline.covers[entry.place].terms
    allowed = to_cents(line.allowed or Decimal(0))
    even = maximizer_share(line, allowed, terms, book, lines, timeline)
    entry.even = even is not None
    if even is None and terms.owed:
        before = [e for e in own if not e.even and not e.unknown]
        entry.copay, entry.by_spend_down = owed_alone(terms.owed, before, line, allowed)
    elif even is None:
        plan_share(entry, allowed, terms, own)
    else:
        entry.coinsurance = even
    entry.plan = allowed - entry.share
    entry.second = second_pays(entry, mine, allowed, second, own, behind)
    left, uncounted = entry.share - entry.second, 0
    for program in sorted(terms.programs, key=lambda p: (p.rank, p.name)):
        if helps(program, line):
            paid = program_pays(program, line.on, left, book, first_helped(program, lines, timeline))
            left -= paid
            entry.by_program[program.name] = (paid, left)
            uncounted += 0 if program.treatment is Treatment.COUNTS else paid
    entry.patient, entry.help = left, entry.share - entry.second - left
    if even is None:
        entry.counted = entry.share - uncounted
        entry.counted_deductible = min(entry.deductible, entry.counted)


def nobody_can_tell(
    entry: Entry,
    mine: Entry | None,
    terms: Terms,
    second: SecondPayer | None,
    own: list[Entry],
    behind: list[Entry],
    book: list[Entry],
    timeline: Timeline,
) -> bool:
    """No price, or an earlier line nobody can tell the share of may have used up what decides this one."""
    line = entry.line
    if line.allowed is None or hidden(entry, terms, own):
        return True
    if mine and isinstance(second, SecondPlan) and hidden(mine, second.terms, behind):
        return True
    if terms.owed and hides(terms.owed, line, [e for e in own if e.unknown]):
        return True
    dark = [e for e in own if e.unknown and e.pool is not Pool.PHARMACY]
    if isinstance(second, Supplement) and second.limits and any(e.year == entry.year for e in dark):
        return True
    if isinstance(second, Protection) and hides(second, line, dark):
        return True
    return any(
        e.unknown and e.line.on.year == line.on.year and helped_by(program.name, e.line, timeline)
        for program in terms.programs
        if helps(program, line)
        for e in book
    )


def hides(by: Protection, line: ClaimLine, dark: list[Entry]) -> bool:
    """Whether earlier lines without a share may have used up the month's spend-down or the day's copay."""
    in_month = bool(by.spend_down) and any(month(e.line.on) == month(line.on) for e in dark)
    return in_month or (bool(by.copay) and not by.spend_down and any(e.line.on == line.on for e in dark))


def hidden(entry: Entry, terms: Terms, own: list[Entry]) -> bool:
    """Whether a plan's own counters are uncertain when the line comes."""
    before = [e for e in own if e.unknown and e.year == entry.year]
    sharing = terms.sharing.get((entry.pool, entry.line.service), Sharing())
    if (sharing.copay or entry.line.coinsurance_limit) and any(e.line.on == entry.line.on for e in before):
        return True
    return any(terms.programs or not e.used_up for e in before)


def nothing_left(entry: Entry, terms: Terms, own: list[Entry]) -> bool:
    """No maximum, and every deductible used up."""
    limits = terms.years[entry.year].limits
    if any(one.maxima for one in limits.values()):
        return False
    return not any(
        least_left("deductibles", Entry(entry.line, entry.place, entry.year, pool), terms, own) for pool in limits
    )


def month(on: date) -> tuple[int, int]:
    """A calendar month."""
    return on.year, on.month


def helped_by(name: str, line: ClaimLine, timeline: Timeline) -> bool:
    """Whether the program of that name helps with a line under the plan of its day."""
    terms = timeline.covers[place_of(timeline, line.on)].terms
    return any(p.name == name and helps(p, line) for p in terms.programs)


def first_helped(program: HelpProgram, lines: list[ClaimLine], timeline: Timeline) -> int:
    """The calendar year of the first line of the course that a program helps with."""
    return min(one.on.year for one in lines if helped_by(program.name, one, timeline))


def first_day(terms: Terms, on: date) -> date:
    """The start of the plan year of a day; February 29 is March 1 in other years."""
    month, day = terms.year_starts.month, terms.year_starts.day
    starts = []
    for year in (on.year - 1, on.year):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        starts.append(date(year, 3, 1) if (month, day) == (2, 29) and not leap else date(year, month, day))
    return max(start for start in starts if start <= on)


def pool_of(terms: Terms, line: ClaimLine) -> Pool:
    """Counters of its own where the plan keeps them."""
    kept = terms.years[first_day(terms, line.on)].limits
    if line.benefit is Benefit.PHARMACY and Pool.PHARMACY in kept:
        return Pool.PHARMACY
    return Pool.OUT_OF_NETWORK if line.network is Network.OUT and Pool.OUT_OF_NETWORK in kept else Pool.IN_NETWORK


def least_left(which: str, entry: Entry, terms: Terms, own: list[Entry]) -> int | None:
    """The smallest rest of a pool's limits after all earlier lines of its plan year; None without a limit."""
    limits = terms.years[entry.year].limits.get(entry.pool)
    found = getattr(limits, which) if limits else ()
    return min((left_of(limit, which, entry, terms, own) for limit in found), default=None)


def left_of(limit: Any, which: str, entry: Entry, terms: Terms, own: list[Entry]) -> int:
    """One limit's rest: lines up to the as-of day, then no more than what the plan says is left, then later lines."""
    whole, left = to_cents(limit.basis.value), to_cents(limit.basis.value)
    mine = [e for e in own if e.year == entry.year and e.pool == entry.pool]
    used = {id(e): e.counted_deductible if which == "deductibles" else e.counted for e in mine}
    as_of = terms.met_as_of
    if as_of is None or first_day(terms, as_of) != entry.year or entry.line.on <= as_of:
        return max(0, left - sum(used.values()))
    left = max(0, left - sum(used[id(e)] for e in mine if e.line.on <= as_of))
    left = min(left, max(0, whole - to_cents(limit.met)))
    return max(0, left - sum(used[id(e)] for e in mine if e.line.on > as_of))


def plan_share(entry: Entry, allowed: int, terms: Terms, own: list[Entry]) -> None:
    """Deductible, copay, coinsurance, maximum."""
    line = entry.line
    sharing = terms.sharing.get((entry.pool, line.service), Sharing())
    if sharing.deductible_applies and visit_number(entry, terms, own) > sharing.first_visits_free_of_deductible:
        entry.deductible = min(least_left("deductibles", entry, terms, own) or 0, allowed)
    if sharing.copay:
        same = [e for e in own if (e.line.on, e.pool, e.line.service) == (line.on, entry.pool, line.service)]
        asked = max(0, to_cents(sharing.copay.value) - sum(e.copay for e in same))
        entry.copay = min(asked, allowed - entry.deductible)
    basis = sharing.percent or line.coinsurance_basis
    left = allowed - entry.deductible - entry.copay
    if basis and left:
        per_unit = min(left, half_up(basis.value * 100 * line.units * left / allowed))
        entry.coinsurance = percent(left, basis.value) if basis.unit == "percent" else per_unit
    if line.coinsurance_limit:
        today = sum(e.coinsurance for e in own if e.line.on == line.on and not e.even)
        entry.coinsurance = min(entry.coinsurance, max(0, to_cents(line.coinsurance_limit.value) - today))
    room = least_left("maxima", entry, terms, own)
    if room is not None:
        entry.deductible = min(entry.deductible, room)
        entry.copay = min(entry.copay, room - entry.deductible)
        entry.coinsurance = min(entry.coinsurance, room - entry.deductible - entry.copay)
    entry.counted, entry.counted_deductible = entry.share, entry.deductible


def visit_number(entry: Entry, terms: Terms, own: list[Entry]) -> int:
    """Which infusion day of the plan year it is; days used up to the as-of day count when they are more."""
    days = {e.line.on for e in own if e.year == entry.year} | {entry.line.on}
    as_of = terms.met_as_of
    if as_of is None or first_day(terms, as_of) != entry.year or entry.line.on <= as_of:
        return len(days)
    return max(sum(day <= as_of for day in days), terms.visits_met) + sum(day > as_of for day in days)


def second_pays(
    entry: Entry, mine: Entry | None, allowed: int, second: SecondPayer | None, own: list[Entry], behind: list[Entry]
) -> int:
    """The second payer's part of the share."""
    year = [e for e in own if e.year == entry.year]
    if second is None:
        return 0
    if isinstance(second, SecondPlan):
        assert mine
        return coordinated(second, entry, mine, allowed, behind)
    if isinstance(second, Protection):
        return entry.share - protected(second, entry, own)
    paid = percent(entry.copay + entry.coinsurance, second.coinsurance_percent)
    paid += entry.deductible if second.pays_deductible else 0
    if limit := second.limits.get(entry.year):
        borne = sum(e.share - e.second for e in year if e.pool is not Pool.PHARMACY)
        paid = max(paid, entry.share - max(0, to_cents(limit.value) - borne))
    return paid


def owed_alone(by: Protection, before: list[Entry], line: ClaimLine, allowed: int) -> tuple[int, int]:
    """Medicaid as the first payer: (what is the patient's, the spend-down's part of it), after the earlier lines."""
    spent = sum(e.by_spend_down for e in before if month(e.line.on) == month(line.on))
    copays = sum(e.copay - e.by_spend_down for e in before if e.line.on == line.on)
    spend = min(allowed, max(0, to_cents(by.spend_down) - spent))
    return spend + min(allowed - spend, max(0, to_cents(by.copay) - copays)), spend


def protected(by: Protection, entry: Entry, own: list[Entry]) -> int:
    """The month's spend-down, then the copay of the day: replayed over the month's earlier lines."""
    spend, asked = to_cents(by.spend_down), 0
    reached = [e for e in own if e.pool is not Pool.PHARMACY]
    month = [e for e in reached if (e.line.on.year, e.line.on.month) == (entry.line.on.year, entry.line.on.month)]
    today = 0
    for each in [*month, entry]:
        spent = min(spend, each.share)
        spend -= spent
        today = today if each.line.on == entry.line.on else 0
        copay = min(each.share - spent, max(0, to_cents(by.copay) - today)) if each.line.on == entry.line.on else 0
        today += copay
        asked = spent + copay
    return asked


def coordinated(second: SecondPlan, entry: Entry, mine: Entry, allowed: int, behind: list[Entry]) -> int:
    """The second plan's own benefit of the same line, up to what is left or only above the first plan's payment."""
    if entry.line.second_allowed is not None:
        allowed = to_cents(entry.line.second_allowed)
    plan_share(mine, allowed, second.terms, behind)
    benefit = allowed - mine.share
    if second.coordination is Coordination.NON_DUPLICATION:
        benefit = max(0, benefit - entry.plan)
    return min(benefit, entry.share)


def helps(program: HelpProgram, line: ClaimLine) -> bool:
    """In force on the day, for this service."""
    if (program.starts and line.on < program.starts) or (program.ends and line.on > program.ends):
        return False
    return line.service is Service.DRUG or not program.drug_only


def program_pays(program: HelpProgram, on: date, left: int, book: list[Entry], first_year: int) -> int:
    """Within the caps of day, month and calendar year, after the patient's minimum of the day."""
    past = [(e.line.on, *e.by_program[program.name]) for e in book if program.name in e.by_program]
    minimum = min(left, max(0, to_cents(program.patient_minimum) - sum(rest for day, _, rest in past if day == on)))
    paid = left - minimum
    used = sum(p for day, p, _ in past if day.year == on.year)
    used += to_cents(program.already_paid) if on.year == first_year else 0
    in_month = sum(p for day, p, _ in past if month(day) == month(on))
    today = sum(p for day, p, _ in past if day == on)
    for cap, gone in ((program.yearly_cap, used), (program.monthly_cap, in_month), (program.claim_cap, today)):
        if cap is not None:
            paid = min(paid, max(0, to_cents(cap) - gone))
    return paid


def maximizer_share(
    line: ClaimLine, allowed: int, terms: Terms, book: list[Entry], lines: list[ClaimLine], timeline: Timeline
) -> int | None:
    """The even share of the drug under a maximizer; None where there is none."""
    program = setting_it(line, terms)
    if program is None or line.service is not Service.DRUG:
        return None
    days = {
        one.on
        for one in lines
        if one.on.year == line.on.year and one.service is Service.DRUG and sets_it(program.name, one, timeline)
    }
    already = program.already_paid if line.on.year == first_helped(program, lines, timeline) else Decimal(0)
    benefit = max(Decimal(0), (program.yearly_cap or Decimal(0)) - already)
    of_the_day = int(benefit * 100 / len(days))
    taken = sum(e.coinsurance for e in book if e.line.on == line.on and e.line.service is Service.DRUG)
    return min(of_the_day - taken, allowed)


def setting_it(line: ClaimLine, terms: Terms) -> HelpProgram | None:
    """The program by which a plan sets the drug's share: the first under a maximizer that helps with the line."""
    found = [p for p in sorted(terms.programs, key=lambda p: (p.rank, p.name)) if p.treatment is Treatment.MAXIMIZER]
    return next((p for p in found if helps(p, line)), None)


def sets_it(name: str, line: ClaimLine, timeline: Timeline) -> bool:
    """Whether the program of that name sets a line's share under the plan of its day."""
    program = setting_it(line, timeline.covers[place_of(timeline, line.on)].terms)
    return program is not None and program.name == name
