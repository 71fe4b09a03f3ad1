"""A dose rounded to whole vials, when that changes it by no more than an entered percentage."""

from decimal import Decimal
from functools import lru_cache
from math import gcd

from costing.domain.vials import VialSize, choose_vials, opened_mg


def rounded_dose_mg(dose_mg: int, sizes: tuple[VialSize, ...], within_percent: Decimal) -> int:
    """The nearest dose that fills whole vials, the lower of two equally near; the ordered dose when none is near enough.

    73 g with vials of 10 g and 5% are 70 g; with 1% they stay 73 g.
    """
    above = opened_mg(choose_vials(dose_mg, sizes))
    below = _largest_up_to(dose_mg, tuple(sorted(size.mg for size in sizes)))
    nearest = min((whole for whole in (below, above) if whole), key=lambda whole: (abs(whole - dose_mg), whole))
    return nearest if abs(nearest - dose_mg) * 100 <= within_percent * dose_mg else dose_mg


@lru_cache(maxsize=4096)
def _largest_up_to(dose_mg: int, sizes_mg: tuple[int, ...]) -> int:
    """The most that whole vials hold without exceeding `dose_mg`; 0 when the smallest vial is larger."""
    step = gcd(*sizes_mg)
    reached = [True] + [False] * (dose_mg // step)
    for total in range(1, len(reached)):
        reached[total] = any(mg // step <= total and reached[total - mg // step] for mg in sizes_mg)
    return step * max(total for total, is_reached in enumerate(reached) if is_reached)
