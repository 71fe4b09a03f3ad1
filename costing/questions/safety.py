"""Is the ordered product safe for this patient: its label against the chart, as far as both tell."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from costing.case.fields import plain
from costing.case.phases import regimen_of
from costing.case.shapes import Case, Order
from costing.domain.therapy import MG_PER_G, daily_dose_mg
from costing.questions.derived import full_chart
from costing.questions.refused import refuse
from costing.reference.load import reference
from costing.reference.shapes import Attribute, Product
from payer_rules.chart import Chart
from payer_rules.dated import Provenance, Status
from payer_rules.safety import ProductAttribute, ProductSafety, hazards, screen

NO_SOURCE = Provenance(
    Status.MEMORY, reason="The list that gives the concentration names no source for it; check the label."
)
MG_PER_ML_OF_ONE_PERCENT = 10


def safety(case: Case) -> tuple[ProductSafety, ...]:
    """The ordered product, then each one that a change of the order names. Raises Refused without an order."""
    if case.order is None:
        raise refuse("order", "Enter the order: the screen is about its product.")
    on = case.request.on if case.request else case.order.first_infusion
    chart = full_chart(case, on)
    ordered = dict.fromkeys((case.order.product, *(one.product for one in case.order.changes if one.product)))
    return tuple(_screened(case, case.order, name, chart, on) for name in ordered)


def _screened(case: Case, order: Order, name: str, chart: Chart, on: date) -> ProductSafety:
    product = reference().products.get(name)
    if product is None:
        raise refuse("order.product", f"There is no product {name!r}. Choose one from the list, such as octagam_10.")
    return screen(hazards(), name, product.name, tuple(_attributes(case, order, product)), chart, on)


def _attributes(case: Case, order: Order, product: Product) -> Iterator[ProductAttribute]:
    """What the label says, the use on it, and how much fluid an infusion day brings."""
    yield from map(_told, product.attributes.values())
    yield _use(product)
    yield ProductAttribute("concentration", _volume(case, order, product), NO_SOURCE, cautions=("volume",))


def _told(one: Attribute) -> ProductAttribute:
    return ProductAttribute(one.name, one.value, one.provenance, one.note, one.stops, one.cautions, one.clears)


def _use(product: Product) -> ProductAttribute:
    """Whether the label names dermatomyositis."""
    name, hazard = "dermatomyositis_on_label", ("off_label",)
    if product.labelled_for_dm:
        return ProductAttribute(name, "yes", product.dm_label, clears=hazard)
    return ProductAttribute(name, "no", product.dm_label, cautions=hazard)


def _volume(case: Case, order: Order, product: Product) -> str:
    """The concentration and, where dose and concentration are known, the volume of one infusion day of the ordered product."""
    percent = f"{product.concentration_percent}%"
    weight = case.patient.weight if case.patient else None
    try:
        mg_per_ml = Decimal(product.concentration_percent) * MG_PER_ML_OF_ONE_PERCENT
        dose_mg = daily_dose_mg(regimen_of(order), weight.kg if weight else None)
    except (InvalidOperation, ValueError):
        return percent
    if product.id != order.product:
        return percent
    return f"{percent}: {plain(round(dose_mg / mg_per_ml, 0))} mL on an infusion day of {plain(Decimal(dose_mg) / MG_PER_G)} g"
