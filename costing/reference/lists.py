"""Reads what ships empty and an office loads from official files: amounts by locality, packages, limits without a code, equipment."""

from collections.abc import Callable, Iterable

from costing.reference.prices import FACTOR_WORDS, factors
from costing.reference.rows import dated, exact, histories
from costing.reference.shapes import ListedPackage, LoadedLists
from payer_rules.dated import Source
from payer_rules.files import Block

Sources = dict[str, Source]


def loaded_lists(rows: Callable[[str], Iterable[Block]], sources: Sources) -> LoadedLists:
    """The lists, each from the rows of its table. Raises BadFile."""
    return LoadedLists(
        locality_fees=histories(
            (
                ((row.text("locality"), row.text("code"), factor), dated(row, exact(row, "fee"), sources))
                for row in rows("locality_fees")
                for factor in factors(row)
            ),
            lambda key: f"office fee for {key[1]} ({FACTOR_WORDS[key[2]]}) in {key[0]}",
        ),
        crosswalk=histories(
            (((row.text("ndc"), row.text("hcpcs")), dated(row, _package(row), sources)) for row in rows("crosswalk")),
            lambda key: f"package {key[0]} under {key[1]}",
        ),
        noc_limits=histories(
            (
                ((row.text("drug"), row.text("dosage")), dated(row, exact(row, "per_unit"), sources))
                for row in rows("noc_limits")
            ),
            lambda key: f"payment limit for {key[0]}, {key[1]}",
        ),
        not_payable=histories(
            (
                (row.text("hcpcs"), dated(row, row.maybe_text("description") or "", sources))
                for row in rows("not_payable")
            ),
            lambda code: f"list of drugs not payable under Part B, {code}",
        ),
        dmepos_fees=histories(
            ((_equipment(row), dated(row, exact(row, "fee"), sources)) for row in rows("dmepos_fees")),
            lambda key: f"fee for {' '.join(key)}",
        ),
    )


def _package(row: Block) -> ListedPackage:
    units, package_units = exact(row, "units"), exact(row, "package_units")
    return ListedPackage(units, package_units, row.maybe_text("labeler"), row.text("drug"))


def _equipment(row: Block) -> tuple[str, str, str, str]:
    return row.text("code"), row.text("modifier"), row.text("state"), row.text("area")
