"""How long an infusion runs by the label's ramp, and how many added hours that bills."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

MINUTES_PER_HOUR = 60
ADDED_HOUR_NEEDS_MORE_THAN = 30  # minutes beyond the last full hour


@dataclass(frozen=True, slots=True)
class RampStep:
    """So many minutes at one rate, in mg per kg per minute."""

    minutes: Decimal
    mg_per_kg_per_minute: Decimal


@dataclass(frozen=True, slots=True)
class Ramp:
    """The steps in order, then the highest rate until the dose is in."""

    steps: tuple[RampStep, ...]
    highest_mg_per_kg_per_minute: Decimal


def minutes_by_ramp(mg_per_kg: Decimal, ramp: Ramp) -> Decimal:
    """Minutes to give `mg_per_kg` on one day: 1,000 mg/kg at 30 min of 1, 30 min of 2, then 4 mg/kg/min is 287.5."""
    left, minutes = mg_per_kg, Decimal(0)
    for step in ramp.steps:
        given = step.minutes * step.mg_per_kg_per_minute
        if given >= left:
            return minutes + left / step.mg_per_kg_per_minute
        left -= given
        minutes += step.minutes
    return minutes + left / ramp.highest_mg_per_kg_per_minute


def added_hours(minutes: Decimal, after: int = MINUTES_PER_HOUR) -> int:
    """Hours billed beyond the first `after` minutes: each full one, and a last one that runs more than 30 minutes."""
    beyond_first = max(minutes - after, Decimal(0))
    over = (beyond_first - ADDED_HOUR_NEEDS_MORE_THAN) / MINUTES_PER_HOUR
    return max(0, int(over.to_integral_value(ROUND_CEILING)))
