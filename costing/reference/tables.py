"""Which tables the reference data has: their columns beside the dates and sources, and what names a record."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table in `data/NAME.csv`: `key` names a record, of which one value at a time holds; `values` is what it says.

    One that does not ship is empty until an office loads its official file.
    """

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    ships: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Key and values, in the order of the file."""
        return self.key + self.values


INDICES = ("work", "practice", "malpractice")
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("payment_limits", ("hcpcs",), ("per_unit", "coinsurance_percent")),
        Table(
            "office_fees",
            ("code", "conversion"),
            ("work_rvu", "practice_rvu", "malpractice_rvu", "conversion_factor", "fee"),
        ),
        Table("locality_fees", ("locality", "code", "conversion"), ("fee",), ships=False),
        Table("crosswalk", ("ndc", "hcpcs"), ("units", "package_units", "labeler", "drug"), ships=False),
        Table("noc_limits", ("drug", "dosage"), ("per_unit",), ships=False),
        Table("not_payable", ("hcpcs",), ("description",), ships=False),
        Table("dmepos_fees", ("code", "modifier", "state", "area"), ("fee",), ships=False),
        Table("localities", ("locality",), ("state", "name", *INDICES)),
        Table("contractors", ("number",), ("jurisdiction", "contractor")),
        Table("unlikely_edits", ("code", "setting"), ("units", "indicator", "rationale")),
        Table("negotiated_rates", ("code", "payer_class"), ("low", "median", "high", "rates", "hospitals")),
        Table("hospital_fees", ("code",), ("rate", "copay", "indicator", "indicator_note")),
        Table("drug_indicators", ("hcpcs",), ("indicator", "note")),
        Table("medicare", ("constant",), ("value",)),
        Table("adjustment_codes", ("code",), ("meaning",)),
        Table("accumulator_bans", ("state",), ("wording",)),
        Table("medicare_savings", ("limit",), ("value",)),
        Table("medicare_savings_states", ("state",), ("asks_savings",)),
        Table("poverty_guidelines", ("region",), ("first", "each_additional")),
    )
}
