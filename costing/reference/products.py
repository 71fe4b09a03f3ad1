"""Reads products.yaml: packages, label attributes and rate tables."""

import re
from decimal import Decimal

from costing.domain.infusion_time import Ramp, RampStep
from costing.reference.rows import dated, exact, provenance, unique
from costing.reference.shapes import Attribute, DoseRates, Package, Product
from payer_rules.dated import Dated, Source
from payer_rules.files import Block
from payer_rules.safety import hazards

MG_PER_G = 1000
NDC = re.compile(r"[0-9]{5}-[0-9]{4}-[0-9]{2}")
ROUTES = frozenset({"IV", "SC"})


def products(top: Block, sources: dict[str, Source]) -> dict[str, Product]:
    """Every product by id. Raises BadFile for a repeated id or a package whose grams and units disagree."""
    top.only("packages", "products")
    listed = top.block("packages")
    listed.only("unit", "starts", "ends", "status", "source", "reason")
    packages_from = dated(listed, None, sources).dated
    blocks = top.blocks("products")
    unique(((package.text("ndc"), package, None) for block in blocks for package in block.blocks("packages")), "NDC")
    return unique(((block.text("id"), block, _product(block, sources, packages_from)) for block in blocks), "product")


def _product(block: Block, sources: dict[str, Source], packages_from: Dated[None]) -> Product:
    block.only(
        "id", "name", "manufacturer", "hcpcs", "billing_unit_mg", "routes", "concentration_percent",
        "dermatomyositis", "ramp", "note", "packages", "attributes",
    )  # fmt: skip
    unit_mg = block.need("billing_unit_mg")
    if unit_mg not in (100, 500):
        raise block.bad(f"billing_unit_mg must be 100 or 500, not {unit_mg!r}", "billing_unit_mg")
    routes = block.texts("routes")
    if not routes or not set(routes) <= ROUTES:
        raise block.bad("routes must be IV, SC or both", "routes")
    label = block.block("dermatomyositis")
    label.only("labelled", "status", "source", "reason")
    labelled = label.need("labelled")
    if not isinstance(labelled, bool):
        raise label.bad("labelled must be true or false", "labelled")
    return Product(
        id=block.text("id"),
        name=block.text("name"),
        manufacturer=block.text("manufacturer"),
        hcpcs=block.text("hcpcs"),
        billing_unit_mg=unit_mg,
        routes=routes,
        concentration_percent=block.text("concentration_percent"),
        labelled_for_dm=labelled,
        dm_label=provenance(label, sources),
        ramp=_rates(block.block("ramp"), sources) if block.get("ramp") else None,
        packages=tuple(_package(package, unit_mg) for package in block.blocks("packages")),
        packages_from=packages_from,
        attributes=unique(
            ((given.text("name"), given, _attribute(given, sources)) for given in block.blocks("attributes")),
            "attribute",
        ),
        note=block.maybe_text("note"),
    )


def _package(block: Block, unit_mg: int) -> Package:
    block.only("ndc", "grams", "units", "labeler", "note")
    grams, units = exact(block, "grams"), block.need("units")
    if type(units) is not int or units < 1:
        raise block.bad(f"units must be a whole number, such as 20, not {units!r}", "units")
    if not NDC.fullmatch(block.text("ndc")):
        raise block.bad(f"ndc must have 5, 4 and 2 digits, such as 68982-0850-01, not {block['ndc']!r}", "ndc")
    if grams * MG_PER_G != Decimal(units) * unit_mg:
        raise block.bad(f"{grams} g are not {units} units of {unit_mg} mg", "units")
    return Package(block.text("ndc"), grams, units, block.text("labeler"), block.maybe_text("note"))


def _attribute(block: Block, sources: dict[str, Source]) -> Attribute:
    block.only("name", "value", "status", "source", "reason", "note", "stops", "cautions", "clears")
    own = (block.text("name"), block.text("value"), provenance(block, sources), block.maybe_text("note"))
    return Attribute(*own, _hazards(block, "stops"), _hazards(block, "cautions"), _hazards(block, "clears"))


def _hazards(block: Block, key: str) -> tuple[str, ...]:
    """The hazards that an attribute speaks of, each one that the safety screen knows."""
    named = block.texts(key)
    if unknown := [name for name in named if name not in hazards()]:
        raise block.bad(f"no hazard is named {unknown[0]!r}; expected one of {', '.join(hazards())}", key)
    return named


def _rates(block: Block, sources: dict[str, Source]) -> DoseRates:
    block.only("indication", "steps", "highest", "slow")
    steps = block.blocks("steps")
    highest, slow = block.block("highest"), block.block("slow")
    for part in (*steps, highest, slow):
        part.only("minutes", "mg_per_kg_per_minute", "status", "source", "reason")
        if exact(part, "mg_per_kg_per_minute") == 0:
            raise part.bad("mg_per_kg_per_minute must be more than zero", "mg_per_kg_per_minute")
    ramp_steps = tuple(RampStep(exact(step, "minutes"), exact(step, "mg_per_kg_per_minute")) for step in steps)
    return DoseRates(
        indication=block.text("indication"),
        usual=Ramp(ramp_steps, exact(highest, "mg_per_kg_per_minute")),
        slow=Ramp(ramp_steps, exact(slow, "mg_per_kg_per_minute")),
        provenances=tuple(provenance(part, sources) for part in (*steps, highest, slow)),
    )
