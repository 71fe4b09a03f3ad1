"""Which product is given, and from which vial sizes."""

from decimal import Decimal

from costing.case.fields import plain
from costing.case.shapes import Order
from costing.domain.therapy import MG_PER_G, GivenBy, Route
from costing.domain.vials import VialSize
from costing.questions.refused import refuse
from costing.questions.shop import route_of
from costing.reference.shapes import Product, Reference


def infused_product(order: Order, known: Reference) -> Product:
    """The ordered product. Raises Refused when it is not given by the ordered route or no package size is loaded."""
    product = known.products.get(order.product)
    if product is None:
        raise refuse(
            "order.product", f"There is no product {order.product!r}. Choose one from the list, such as octagam_10."
        )
    route = route_of(order, product)
    if route.value.upper() not in product.routes:
        way = "into a vein" if route is Route.IV else "under the skin"
        raise refuse("order.route", f"{product.name} is not given {way}. Choose the other route or another product.")
    if order.given_by is GivenBy.SELF and route is Route.IV:
        raise refuse(
            "order.given_by", "An infusion into a vein is given by staff. Choose staff, or a product under the skin."
        )
    if not product.packages:
        limit = (
            "" if product.hcpcs in known.limits else f" Medicare publishes no payment limit for {product.hcpcs} either."
        )
        raise refuse(
            "order.product",
            f"No package sizes are loaded for {product.name}, so its vials cannot be chosen.{limit} Choose another product.",
        )
    return product


def vial_sizes(product: Product) -> tuple[VialSize, ...]:
    """The sizes of a product, each with the package numbers that hold it."""
    by_mg: dict[int, list[str]] = {}
    for package in product.packages:
        by_mg.setdefault(int(package.grams * MG_PER_G), []).append(package.ndc)
    return tuple(VialSize(mg, tuple(ndcs)) for mg, ndcs in sorted(by_mg.items()))


def stocked_sizes(order: Order, product: Product) -> tuple[VialSize, ...]:
    """The sizes that the office stocks, all when none are entered. Raises Refused when it stocks none of this product."""
    sizes = vial_sizes(product)
    if not order.stocked_grams:
        return sizes
    stocked = tuple(size for size in sizes if Decimal(size.mg) / MG_PER_G in order.stocked_grams)
    if not stocked:
        known = ", ".join(plain(Decimal(size.mg) / MG_PER_G) for size in sizes)
        raise refuse(
            "order.stocked_grams", f"{product.name} comes in vials of {known} g. Enter which of them are stocked."
        )
    return stocked
