"""What Medicare's lists say of the ordered drug, where an office has loaded them: its packages, and whether Part B pays it at all."""

from collections.abc import Iterator
from datetime import date

from costing.questions.shop import Shop, pays_medicare_rates
from payer_rules.message import Message, say


def list_notes(shop: Shop, days: tuple[date, ...]) -> Iterator[Message]:
    """Packages that the crosswalk of the first day does not hold or counts otherwise, and a drug that Part B does not pay."""
    yield from _packages(shop, days[0])
    listed = shop.known.lists.not_payable.get(shop.product.hcpcs)
    entry = next((found for day in days if listed and (found := listed.find(day))), None)
    if entry and pays_medicare_rates(shop):
        yield say(
            "Medicare’s list from {starts} on names {code} among the drugs that Part B does not pay: ask before the first infusion.",
            starts=entry.starts,
            code=shop.product.hcpcs,
        )


def _packages(shop: Shop, day: date) -> Iterator[Message]:
    """Silent on a day without a crosswalk, and where it holds no package of the billing code at all."""
    code = shop.product.hcpcs
    listed = {
        ndc: found
        for (ndc, under), history in shop.known.lists.crosswalk.items()
        if under == code and (found := history.find(day))
    }
    if not listed:
        return
    absent = [package.ndc for package in shop.product.packages if package.ndc not in listed]
    if absent:
        said = "Medicare’s crosswalk of packages does not list {ndcs} of {product} under {code}: check the NDC before you bill it."
        yield say(said, ndcs=", ".join(absent), product=shop.product.name, code=code)
    for package in shop.product.packages:
        if package.ndc in listed and listed[package.ndc].value.package_units != package.units:
            yield say(
                "Medicare’s crosswalk counts {theirs} units in {ndc}, {ours} are used here: check the package before you bill it.",
                theirs=listed[package.ndc].value.package_units,
                ndc=package.ndc,
                ours=package.units,
            )
