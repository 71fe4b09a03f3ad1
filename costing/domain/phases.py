"""A course in phases: which setting each cycle follows, on which days, when doses, weights, products or places change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, InfusionDay, Interval, Regimen, daily_dose_mg


@dataclass(frozen=True, slots=True)
class Setting:
    """All that can change during a course; `infusion_minutes` only when they were entered."""

    product: str
    site: SiteKind
    dose: Decimal
    dose_unit: DoseUnit
    days_per_cycle: int
    interval: Interval
    weight_kg: Decimal | None
    infusion_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """Cycles in a row with one setting: `cycle_starts` are their first days, the first of them cycle number `first_cycle`."""

    setting: Setting
    first_cycle: int
    cycle_starts: tuple[date, ...]
    ends: date | None  # the last day on which anything is given

    @property
    def regimen(self) -> Regimen:
        """This phase as a regimen of its own."""
        own = self.setting
        starts = self.cycle_starts
        return Regimen(own.dose, own.dose_unit, own.days_per_cycle, own.interval, len(starts), starts[0])

    def dates(self) -> tuple[tuple[date, int, int], ...]:
        """(date, cycle, day of the cycle) of every infusion day up to the stop date."""
        every = (
            (starts + timedelta(day), self.first_cycle + place, day + 1)
            for place, starts in enumerate(self.cycle_starts)
            for day in range(self.setting.days_per_cycle)
        )
        return tuple(one for one in every if self.ends is None or one[0] <= self.ends)

    @property
    def dose_mg(self) -> int:
        """What each infusion day gives. Raises ValueError when a dose per kg has no weight."""
        return daily_dose_mg(self.regimen, self.setting.weight_kg)

    def days(self) -> tuple[InfusionDay, ...]:
        """Its infusion days. Raises ValueError when a dose per kg has no weight."""
        dose_mg = self.dose_mg
        return tuple([InfusionDay(on, cycle, day, dose_mg) for on, cycle, day in self.dates()])


def phases(
    first_infusion: date, cycles: int, setting_of: Callable[[int, date], Setting], ends: date | None = None
) -> tuple[Phase, ...]:
    """Walk the cycles: each follows `setting_of(its number, its first day)`, and its interval leads to the next one.

    So a change moves only what comes after it, and a new interval counts from the first cycle that has it. Calendar months
    are counted from the first cycle with that interval, so that January 31 comes back after February.
    """
    walked: list[tuple[date, Setting]] = []
    anchor, times = first_infusion, 0
    for cycle in range(1, cycles + 1):
        starts = anchor if not walked else walked[-1][1].interval.after(anchor, times)
        if ends is not None and starts > ends:
            break
        setting = setting_of(cycle, starts)
        if walked and setting.interval != walked[-1][1].interval:
            anchor, times = starts, 0
        walked.append((starts, setting))
        times += 1
    return tuple(_grouped(walked, ends))


def _grouped(walked: list[tuple[date, Setting]], ends: date | None) -> list[Phase]:
    found: list[Phase] = []
    number = 1
    for setting, group in groupby(walked, key=lambda one: one[1]):
        starts = tuple(start for start, _ in group)
        found.append(Phase(setting, number, starts, ends))
        number += len(starts)
    return found
