"""The year as a picture: what the patient has paid by the end of each cycle, in figures that a drawing can use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from costing.domain.estimate import Cycle, Estimate

WIDTH, HEIGHT = 640, 190  # of the field in which the bars stand
GAP = Decimal("0.25")  # of a bar's room
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
LINES = 4  # at most so many lines across


@dataclass(frozen=True, slots=True)
class Bar:
    """One cycle: `low` is what was paid before it in the plan year, `top` after it; pixels from the upper left corner."""

    x: Decimal
    width: Decimal
    low_y: Decimal
    top_y: Decimal
    cycle: int
    starts: date
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """The bars, and the heights of the lines across with their dollars."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[Decimal, Decimal], ...]
    width: int = WIDTH
    height: int = HEIGHT


def curve(estimate: Estimate) -> Curve | None:
    """The curve of an estimate; None when a share is unknown, or nothing is paid."""
    cycles = [cycle for cycle in estimate.cycles if cycle.patient_so_far is not None]
    top = max((cycle.patient_so_far or Decimal(0) for cycle in cycles), default=Decimal(0))
    if len(cycles) < len(estimate.cycles) or top == 0:
        return None
    step = step_of(top)
    ceiling = step * (top / step).to_integral_value(ROUND_CEILING)
    lines = tuple((_y(step * at, ceiling), step * at) for at in range(int(ceiling / step) + 1))
    return Curve(tuple(_bars(cycles, ceiling)), lines)


def step_of(top: Decimal) -> Decimal:
    """The smallest of 1, 2 and 5 times a power of ten that needs no more lines than there may be."""
    power = Decimal(10) ** (top.adjusted() - 1)
    return next(factor * scale for scale in (power, power * 10) for factor in STEPS if top <= factor * scale * LINES)


def _bars(cycles: Sequence[Cycle], ceiling: Decimal) -> list[Bar]:
    room = Decimal(WIDTH) / len(cycles)
    return [_bar(cycle, at * room, room, ceiling) for at, cycle in enumerate(cycles)]


def _bar(cycle: Cycle, x: Decimal, room: Decimal, ceiling: Decimal) -> Bar:
    paid, own = cycle.patient_so_far or Decimal(0), cycle.totals.patient or Decimal(0)
    low = max(Decimal(0), paid - own)
    at = (round(x + room * GAP / 2, 1), round(room * (1 - GAP), 1), _y(low, ceiling), _y(paid, ceiling))
    return Bar(*at, cycle.number, cycle.starts, paid)


def _y(dollars: Decimal, ceiling: Decimal) -> Decimal:
    return round(HEIGHT - HEIGHT * dollars / ceiling, 1)
