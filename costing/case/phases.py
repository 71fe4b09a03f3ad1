"""The order as phases: loading, then its own dose, with every change from its date on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from marshmallow import ValidationError

from costing.case.fields import plain
from costing.case.shapes import Change, Loading, Order, Patient, Weight
from costing.domain.phases import Phase, Setting, phases
from costing.domain.therapy import INCH_IN_CM, MG_PER_G, DoseUnit, Regimen, converted, grams_per_cycle
from costing.domain.weights import INCHES_IN_5_FEET, WeightBasis, dosing_kg, ideal_kg

FIVE_FEET_CM = INCHES_IN_5_FEET * INCH_IN_CM
HIGHEST_G_PER_KG = Decimal(
    3
)  # our own plausibility bound: labelled Ig doses reach 2.4 g/kg a month (multifocal motor neuropathy)


@dataclass(frozen=True, slots=True)
class OrderedPhase:
    """One phase, and the order as it stands in it: its own product, dose, schedule, site and number of cycles."""

    order: Order
    weight_kg: Decimal | None
    phase: Phase

    def given(self, dose_mg: int) -> "OrderedPhase":
        """The same phase with another dose on each infusion day, such as one rounded to whole vials."""
        grams = Decimal(dose_mg * self.order.days_per_cycle) / MG_PER_G
        setting = replace(self.phase.setting, dose=grams, dose_unit=DoseUnit.G_PER_CYCLE)
        order = replace(self.order, dose=grams, dose_unit=DoseUnit.G_PER_CYCLE)
        return OrderedPhase(order, self.weight_kg, replace(self.phase, setting=setting))


def regimen_of(order: Order) -> Regimen:
    """The order's regimen in the domain's words, without loading, changes and stop date."""
    return Regimen(
        _dose_of(order), order.dose_unit, order.days_per_cycle, order.interval, order.cycles, order.first_infusion
    )


def _dose_of(order: Order) -> Decimal:
    """The dose that is given: as ordered, or converted from one into a vein."""
    return converted(order.dose, order.conversion, order.interval) if order.conversion else order.dose


def weight_to_dose_by(order: Order, patient: Patient | None, actual_kg: Decimal | None) -> Decimal | None:
    """Actual, ideal or adjusted, as ordered; None when height or sex is missing or the height is below 5 feet."""
    if actual_kg is None or order.weight_basis is WeightBasis.ACTUAL:
        return actual_kg
    if patient is None or patient.height is None or patient.sex is None or patient.height.cm < FIVE_FEET_CM:
        return None
    return dosing_kg(actual_kg, order.weight_basis, ideal_kg(patient.sex, patient.height.cm))


def ordered_phases(order: Order, patient: Patient | None) -> tuple[OrderedPhase, ...]:
    """The phases of an order in time; one when nothing changes. Weights are those that doses go by."""
    actual_kg = patient.weight.kg if patient and patient.weight else None
    loading_cycles = order.loading.cycles if order.loading else 0

    @cache
    def setting(changes_hold: tuple[bool, ...], loads: bool) -> Setting:
        own = _setting(order, actual_kg)
        for change, holds in zip(order.changes, changes_hold, strict=True):
            own = _changed(own, change) if holds else own
        own = replace(own, weight_kg=weight_to_dose_by(order, patient, own.weight_kg))
        return _loaded(own, order.loading) if order.loading and loads else own

    def setting_of(cycle: int, starts: date) -> Setting:
        return setting(tuple([change.on <= starts for change in order.changes]), cycle <= loading_cycles)

    found = phases(order.first_infusion, loading_cycles + order.cycles, setting_of, order.ends)
    return tuple(OrderedPhase(_order_in(order, phase), phase.setting.weight_kg, phase) for phase in found)


def _setting(order: Order, weight_kg: Decimal | None) -> Setting:
    return Setting(
        product=order.product,
        site=order.site,
        dose=_dose_of(order),
        dose_unit=order.dose_unit,
        days_per_cycle=order.days_per_cycle,
        interval=order.interval,
        weight_kg=weight_kg,
        infusion_minutes=order.infusion_minutes,
    )


def _changed(setting: Setting, change: Change) -> Setting:
    return Setting(
        product=change.product or setting.product,
        site=change.site or setting.site,
        dose=change.dose or setting.dose,
        dose_unit=change.dose_unit or setting.dose_unit,
        days_per_cycle=change.days_per_cycle or setting.days_per_cycle,
        interval=change.interval or setting.interval,
        weight_kg=change.weight.kg if change.weight else setting.weight_kg,
        infusion_minutes=change.infusion_minutes or setting.infusion_minutes,
    )


def _loaded(setting: Setting, loading: Loading) -> Setting:
    """Loading has its own dose and days; weight, product and site are those of the day."""
    return replace(
        setting,
        dose=loading.dose,
        dose_unit=loading.dose_unit,
        days_per_cycle=loading.days_per_cycle,
        interval=loading.interval or setting.interval,
    )


def _order_in(order: Order, phase: Phase) -> Order:
    own = phase.setting
    return replace(
        order,
        product=own.product,
        site=own.site,
        dose=own.dose,
        dose_unit=own.dose_unit,
        days_per_cycle=own.days_per_cycle,
        interval=own.interval,
        infusion_minutes=own.infusion_minutes,
        cycles=len(phase.cycle_starts),
        first_infusion=phase.cycle_starts[0],
        loading=None,
        conversion=None,
        changes=(),
    )


def must_be_plausible(order: Order, weight: Weight | None) -> None:
    """Refuse a dose that no label comes near. Raises ValidationError at the dose that is too high."""
    for setting, path in _settings(order, weight.kg if weight else None):
        if setting.weight_kg is None and setting.dose_unit is DoseUnit.G_PER_CYCLE:
            continue
        kg = setting.weight_kg or Decimal(1)
        per_kg = grams_per_cycle(Phase(setting, 1, (order.first_infusion,), None).regimen, kg) / kg
        if per_kg > HIGHEST_G_PER_KG:
            raise ValidationError(_nested(("order", *path), _too_high(per_kg)))


def _settings(order: Order, weight_kg: Decimal | None) -> Iterator[tuple[Setting, tuple[str | int, ...]]]:
    """Each setting that the order writes down, and where its dose stands."""
    own = _setting(order, weight_kg)
    yield own, ("dose",)
    if order.loading:
        yield _loaded(own, order.loading), ("loading", "dose")
    for place, change in enumerate(order.changes):
        own = _changed(own, change)
        yield own, ("changes", place, "dose")


def _too_high(per_kg: Decimal) -> list[str]:
    total = f"This order adds up to {plain(round(per_kg, 2))} g/kg per cycle"
    return [f"{total}. Check the dose, and whether it is per day or per cycle, such as 2 g/kg per cycle."]


def _nested(path: tuple[str | int, ...], said: list[str]) -> dict[str | int, object]:
    inner: object = said
    for key in reversed(path[1:]):
        inner = {key: inner}
    return {path[0]: inner}
