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


class Second:
    """One second payer over a course, with its own counters where it has any."""

    def __init__(self, payer: SecondPayer, year_of: Callable[[date], date]):
        self.payer = payer
        self._year_of = year_of  # the first payer's plan year
        self._unknown: set[date] = set()  # the periods with a line whose share is not known
        self._account = Account(payer.terms if isinstance(payer, SecondPlan) else NO_PLAN)
        self._asked_on: dict[date, Decimal] = {}  # of a protected patient's own copay
        self._spent: dict[date, Decimal] = {}  # of a protected patient's spend-down, by the first day of the month
        self._borne: dict[date, Decimal] = {}  # by plan year of the first payer, for a supplement's yearly limit

    def stands_behind(self, pool: Pool) -> bool:
        """Medigap and protection do not stand behind a drug plan."""
        return pool is not Pool.PHARMACY or isinstance(self.payer, SecondPlan)

    def unknown_before(self, line: ClaimLine) -> Message | None:
        """Why its payment of a line cannot be known: it has no terms for the day, or an earlier line has no price."""
        if isinstance(self.payer, SecondPlan):
            year = self._account.year(line.on)
            return year.unknown or year.unknown_before(line)
        return EARLIER_UNKNOWN if self._counted_over(line.on) in self._unknown else None

    def note_unknown(self, line: ClaimLine) -> None:
        """A line without a share: what it would have used up is not known from here on."""
        if isinstance(self.payer, SecondPlan):
            self._account.year(line.on).note_unknown()
        elif period := self._counted_over(line.on):
            self._unknown.add(period)

    def _counted_over(self, on: date) -> date | None:
        """The first day of the year, month or day over which what it pays is counted; None where each line stands alone."""
        match self.payer:
            case Supplement(limits=limits) if limits:
                return self._year_of(on)
            case Protection(spend_down=spend_down) if spend_down:
                return on.replace(day=1)
            case Protection(copay=copay) if copay:
                return on
        return None

    def pays(self, line: ClaimLine, allowed: Decimal, share: Share) -> Decimal:
        """Dollars of `share` that are not the patient's."""
        match self.payer:
            case Supplement() as supplement:
                return self._supplement(supplement, share, self._year_of(line.on))
            case Protection() as protection:
                return share.whole - self._protected(protection, line.on, share.whole)
            case SecondPlan() as plan:
                return _coordinated(plan, self._account, line, allowed, share.whole)

    def _supplement(self, plan: Supplement, share: Share, year: date) -> Decimal:
        own = percent_of(share.coinsurance + share.copay, plan.coinsurance_percent)
        paid = own + (share.deductible if plan.pays_deductible else ZERO)
        if limit := plan.limits.get(year):
            paid = max(paid, share.whole - max(ZERO, limit.value - self._borne.get(year, ZERO)))
        self._borne[year] = self._borne.get(year, ZERO) + share.whole - paid
        return paid

    def _protected(self, by: Protection, on: date, share: Decimal) -> Decimal:
        """What stays the patient's: the month's spend-down first, then at most the copay of the day over all its lines."""
        month = on.replace(day=1)
        spent = min(share, max(ZERO, by.spend_down - self._spent.get(month, ZERO)))
        self._spent[month] = self._spent.get(month, ZERO) + spent
        asked = min(share - spent, max(ZERO, by.copay - self._asked_on.get(on, ZERO)))
        self._asked_on[on] = self._asked_on.get(on, ZERO) + asked
        return spent + asked


def _coordinated(plan: SecondPlan, account: Account, line: ClaimLine, allowed: Decimal, left: Decimal) -> Decimal:
    """Its benefit of what it allows itself: up to what is left, or only what is above the first plan's payment."""
    own = allowed if line.second_allowed is None else line.second_allowed
    benefit = own - account.year(line.on).share(line, own).whole
    if plan.coordination is Coordination.NON_DUPLICATION:
        benefit = max(ZERO, benefit - (allowed - left))
    return min(benefit, left)
