"""What a second payer pays of the share that the first one left to the patient."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from costing.domain.claim import ClaimLine
from costing.domain.counters import Account, Share
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

NO_PLAN = Terms(JANUARY_1, {})


class Second:
    """One second payer over a course, with its own counters where it has any."""

    def __init__(self, payer: SecondPayer, year_of: Callable[[date], date]):
        self.payer = payer
        self._year_of = year_of  # the first payer's plan year
        self._account = Account(payer.terms if isinstance(payer, SecondPlan) else NO_PLAN)
        self._asked_on: dict[date, Decimal] = {}  # of a protected patient's own copay
        self._spent: dict[date, Decimal] = {}  # of a protected patient's spend-down, by the first day of the month
        self._borne: dict[date, Decimal] = {}  # by plan year of the first payer, for a supplement's yearly limit

    def pays(self, line: ClaimLine, allowed: Decimal, share: Share, pool: Pool) -> Decimal:
        """Dollars of `share` that are not the patient's. Medigap and protection do not stand behind a drug plan."""
        if pool is Pool.PHARMACY and not isinstance(self.payer, SecondPlan):
            return ZERO
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
    """Its benefit of the same allowed amount: up to what is left, or only what is above the first plan's payment."""
    benefit = allowed - account.year(line.on).share(line, allowed).whole
    if plan.coordination is Coordination.NON_DUPLICATION:
        benefit = max(ZERO, benefit - (allowed - left))
    return min(benefit, left)
