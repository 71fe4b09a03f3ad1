"""What a second payer pays of the share that the first one left to the patient."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from costing.domain.claim import ClaimLine
from costing.domain.counters import EARLIER_UNKNOWN, Account, Share
from costing.domain.coverage import (
    JANUARY_1,
    Coordination,
    Pool,
    Protection,
    SecondPayer,
    SecondPlan,
    Supplement,
    Terms,
)
from costing.domain.money import ZERO, percent_of
from payer_rules.message import Message

NO_PLAN = Terms(JANUARY_1, {})


class Owed:
    """What a protected patient owes over a course: the month's spend-down first, then at most the copay of the day over all its lines."""

    def __init__(self, by: Protection):
        self._by = by
        self._asked_on: dict[date, Decimal] = {}
        self._spent: dict[date, Decimal] = {}  # of the spend-down, by the first day of the month
        self._unknown: set[date] = set()  # the periods with a line whose share is not known

    def of(self, on: date, share: Decimal) -> Decimal:
        """The part of a share that stays the patient's."""
        month = on.replace(day=1)
        spent = min(share, max(ZERO, self._by.spend_down - self._spent.get(month, ZERO)))
        self._spent[month] = self._spent.get(month, ZERO) + spent
        asked = min(share - spent, max(ZERO, self._by.copay - self._asked_on.get(on, ZERO)))
        self._asked_on[on] = self._asked_on.get(on, ZERO) + asked
        return spent + asked

    def first_share(self, line: ClaimLine, allowed: Decimal) -> Share:
        """The share where nobody is in front of it."""
        owed = self.of(line.on, allowed)
        return Share(ZERO, owed, ZERO, (self._by.basis,) if owed else ())

    def unknown_before(self, on: date) -> Message | None:
        """Why it cannot be known: an earlier line of the month or day has no price."""
        return EARLIER_UNKNOWN if self._counted_over(on) in self._unknown else None

    def note_unknown(self, on: date) -> None:
        """A line without a share."""
        if period := self._counted_over(on):
            self._unknown.add(period)

    def _counted_over(self, on: date) -> date | None:
        if self._by.spend_down:
            return on.replace(day=1)
        return on if self._by.copay else None


class Second:
    """One second payer over a course, with its own counters where it has any."""

    def __init__(self, payer: SecondPayer, year_of: Callable[[date], date]):
        self.payer = payer
        self._year_of = year_of  # the first payer's plan year
        self._unknown: set[date] = set()  # the periods with a line whose share is not known
        self._account = Account(payer.terms if isinstance(payer, SecondPlan) else NO_PLAN)
        self._owed = Owed(payer) if isinstance(payer, Protection) else None
        self._borne: dict[date, Decimal] = {}  # by plan year of the first payer, for a supplement's yearly limit

    def stands_behind(self, pool: Pool) -> bool:
        """Medigap and protection do not stand behind a drug plan."""
        return pool is not Pool.PHARMACY or isinstance(self.payer, SecondPlan)

    def unknown_before(self, line: ClaimLine) -> Message | None:
        """Why its payment of a line cannot be known: it has no terms for the day, or an earlier line has no price."""
        if isinstance(self.payer, SecondPlan):
            year = self._account.year(line.on)
            return year.unknown or year.unknown_before(line)
        if self._owed:
            return self._owed.unknown_before(line.on)
        return EARLIER_UNKNOWN if self._limited_year(line.on) in self._unknown else None

    def note_unknown(self, line: ClaimLine) -> None:
        """A line without a share: what it would have used up is not known from here on."""
        if isinstance(self.payer, SecondPlan):
            self._account.year(line.on).note_unknown()
        elif self._owed:
            self._owed.note_unknown(line.on)
        elif year := self._limited_year(line.on):
            self._unknown.add(year)

    def _limited_year(self, on: date) -> date | None:
        """The plan year over which a supplement's payments are counted; None without a yearly limit."""
        return self._year_of(on) if isinstance(self.payer, Supplement) and self.payer.limits else None

    def pays(self, line: ClaimLine, allowed: Decimal, share: Share) -> Decimal:
        """Dollars of `share` that are not the patient's."""
        match self.payer:
            case Supplement() as supplement:
                return self._supplement(supplement, share, self._year_of(line.on))
            case Protection():
                return share.whole - (self._owed.of(line.on, share.whole) if self._owed else share.whole)
            case SecondPlan() as plan:
                return _coordinated(plan, self._account, line, allowed, share.whole)

    def _supplement(self, plan: Supplement, share: Share, year: date) -> Decimal:
        own = percent_of(share.coinsurance + share.copay, plan.coinsurance_percent)
        paid = own + (share.deductible if plan.pays_deductible else ZERO)
        if limit := plan.limits.get(year):
            paid = max(paid, share.whole - max(ZERO, limit.value - self._borne.get(year, ZERO)))
        self._borne[year] = self._borne.get(year, ZERO) + share.whole - paid
        return paid


def _coordinated(plan: SecondPlan, account: Account, line: ClaimLine, allowed: Decimal, left: Decimal) -> Decimal:
    """Its benefit of what it allows itself: up to what is left, or only what is above the first plan's payment."""
    own = allowed if line.second_allowed is None else line.second_allowed
    benefit = own - account.year(line.on).first_share(line, own).whole
    if plan.coordination is Coordination.NON_DUPLICATION:
        benefit = max(ZERO, benefit - (allowed - left))
    return min(benefit, left)
