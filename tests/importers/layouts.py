"""The published layouts, made small: what a test changes is the only thing odd about a file. `extracts/` holds real ones."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.importers.builders import cell

EXTRACTS = Path(__file__).parent / "extracts"
SERVICES = frozenset({"96365", "96366", "96367", "96369", "96372", "96413"})
Row = tuple[str, ...]
Build = Callable[[], "Layout"]


@dataclass(frozen=True)
class Layout:
    """A table as it is published: lines above it, the rows of its heading (several where it is spread), and its rows."""

    name: str
    above: tuple[Row, ...]
    heading: tuple[Row, ...]
    rows: tuple[Row, ...]
    below: tuple[Row, ...] = ()
    delimiter: str = ","

    @property
    def line(self) -> int:
        """On which line the first row begins, where no cell has line breaks."""
        return len(self.above) + len(self.heading) + 1

    def changed(self, row: int, column: int | str, text: str) -> "Layout":
        """One cell of one row changed; a column by its last heading or its place."""
        place = column if isinstance(column, int) else self.heading[-1].index(column)
        cells = list(self.rows[row])
        cells[place] = text
        return replace(self, rows=(*self.rows[:row], tuple(cells), *self.rows[row + 1 :]))

    def raw(
        self,
        order: Sequence[int] = (),
        encoding: str = "cp1252",
        ends: str = "\r\n",
        trailing: int = 0,
        notes: Sequence[str] = (),
    ) -> bytes:
        """The file: columns in another `order`, more lines above, empty cells behind."""
        order = order or range(len(self.heading[-1]))
        table = [[*(row[place] for place in order), *[""] * trailing] for row in (*self.heading, *self.rows)]
        lines = [[note] for note in notes], list(self.above), table, list(self.below)
        return ends.join(self._line(row) for part in lines for row in part).encode(encoding)

    def _line(self, row: Sequence[str]) -> str:
        return self.delimiter.join(cell(one) for one in row)


def real(name: str) -> list[Row]:
    """The records of a real extract."""
    with (EXTRACTS / name).open(encoding="cp1252", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def gpci() -> Layout:
    records = real("gpci_2025.csv")
    return Layout("GPCI2025.csv", tuple(records[:2]), (records[2],), tuple(records[3:112]), tuple(records[112:]))


GPCI_2026 = Layout(
    "GPCI2026.csv",
    (("ADDENDUM E. FINAL CY 2026 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY",), ("",)),
    (
        ("Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name", "2026 PW GPCI (without 1.0 Floor)",
         "2026 PW GPCI (with 1.0 Floor)***", "2026 PE GPCI", "2026 MP GPCI"),
    ),
    (
        ("10112", "AL", "00", "ALABAMA", "0.988", "1", "0.875", "0.566"),
        ("02102", "AK", "01", "ALASKA*", "1.5", "1.5", "1.065", "0.551"),
        ("01112", "CA", "05", "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO CNTY)", "1.095", "1.095", "1.41", "0.425"),
    ),
)  # fmt: skip

PPRRVU_TITLE = (
    ("2025 National Physician Fee Schedule Relative Value File October Release",),
    ("RELEASED 09/11/2025",),
    ("CPT codes and descriptions only are copyright 2024 American Medical Association.  All Rights Reserved.",),
    ("Dental codes (D codes) are copyright 2025/26 American Dental Association.  All Rights Reserved.",),
    ("",),
)
PPRRVU_HEADING = tuple(
    zip(
        ("", "", "", "", "HCPCS"), ("", "", "", "", "MOD"), ("", "", "", "", "DESCRIPTION"), ("", "", "", "STATUS", "CODE"),
        ("", "NOT USED", "FOR", "MEDICARE", "PAYMENT"), ("", "", "", "WORK", "RVU"), ("", "", "NON-FAC", "PE", "RVU"),
        ("", "", "NON-FAC", "NA", "INDICATOR"), ("", "", "FACILITY", "PE", "RVU"), ("", "", "FACILITY", "NA", "INDICATOR"),
        ("", "", "", "MP", "RVU"), ("", "", "NON-", "FACILITY", "TOTAL"), ("", "", "", "FACILITY", "TOTAL"),
        ("", "", "", "PCTC", "IND"), ("", "", "", "GLOB", "DAYS"), ("", "", "", "PRE", "OP"), ("", "", "", "INTRA", "OP"),
        ("", "", "", "POST", "OP"), ("", "", "", "MULT", "PROC"), ("", "", "", "BILAT", "SURG"), ("", "", "", "ASST", "SURG"),
        ("", "", "", "CO-", "SURG"), ("", "", "", "TEAM", "SURG"), ("", "", "", "ENDO", "BASE"), ("", "", "", "CONV", "FACTOR"),
        ("", "PHYSICIAN", "SUPERVISION", "OF DIAGNOSTIC", "PROCEDURES"), ("", "", "", "CALCULATION", "FLAG"),
        ("", "DIAGNOSTIC", "IMAGING", "FAMILY", "INDICATOR"), ("NON-FACILITY", "PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
        ("FACILITY", "PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"), ("MP", "USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
        strict=True,
    )
)  # fmt: skip


def pprrvu_row(code: str, mod: str, status: str, work: str, practice: str, na: str, facility: str, facility_na: str, malpractice: str,
               total: str, facility_total: str, factor: str) -> Row:  # fmt: skip
    return (code, mod, "A licensed descriptor", status, "", work, practice, na, facility, facility_na, malpractice, total, facility_total,
            "5", "XXX", "0.00", "0.00", "0.00", "0", "0", "0", "0", "0", "", factor, "09", "0", "99", "0.00", "0.00", "0.00")  # fmt: skip


def pprrvu() -> Layout:
    """The real values of October 2025 in the layout of the list."""
    _, *records = real("pprrvu_2025_oct.csv")
    rows = (
        pprrvu_row(code, mod, status, work, practice, na, facility, facility_na, malpractice, total, facility_total, factor)
        for code, mod, status, work, practice, na, facility, facility_na, malpractice, total, facility_total, _, _, factor in records
    )  # fmt: skip
    return Layout("PPRRVU2025_Oct.csv", PPRRVU_TITLE, PPRRVU_HEADING, tuple(rows))


def fixed(layout: Layout) -> bytes:
    """The same as text of fixed columns, under records marked HDR."""
    lines = ["HDR" + above[0] for above in layout.above] + [_fixed_line(row) for row in layout.rows]
    return "\r\n".join(lines).encode("cp1252")


def _fixed_line(row: Row) -> str:
    text = [" "] * 200
    places = ((0, 5, 0), (5, 7, 1), (7, 57, 2), (57, 58, 3), (59, 65, 5), (66, 72, 6), (72, 74, 7), (75, 81, 8), (81, 83, 9), (84, 89, 10),
              (90, 96, 11), (96, 102, 12), (132, 140, 24))  # fmt: skip
    for start, end, place in places:
        text[start:end] = (row[place].ljust if place < 4 else row[place].rjust)(end - start)
    return "".join(text)


def opps() -> Layout:
    """The real values of the 2025 final rule in the layout of the list."""
    _, *records = real("opps_addendum_b_2025.csv")

    def dollars(text: str) -> str:
        return f"${text} " if text else "."

    rows = tuple(
        (code, "A licensed descriptor", ci, si, apc, weight, dollars(rate), dollars(national), dollars(minimum), ira, adjusted, "", "")
        for code, ci, si, apc, weight, rate, national, minimum, ira, adjusted in records
    )  # fmt: skip
    return Layout(
        "2025 NFRM Addendum B.txt",
        (
            ("Addendum B.-Final OPPS Payment by HCPCS Code for CY 2025",),
            ("CPT codes and descriptions only are copyright 2024 American Medical Association.",),
            ("Note: copayments are capped at the inpatient deductible of $1,676.00",),
            ("",),
        ),
        (
            ("HCPCS Code", "Short Descriptor", "CI", "SI", "APC", "Relative Weight", "Payment Rate", "National Unadjusted Copayment",
             "Minimum Unadjusted Copayment", "IRA Coinsurance percentage", "Adjusted Beneficiary Copayment",
             "Drug and Device Pass-Through Expiration during Calendar Year", "Note"),
        ),
        rows,
        delimiter="\t",
    )  # fmt: skip


MUE = Layout(
    "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv",
    (
        (
            "Current Procedural Terminology (CPT) codes, descriptions and other data only are copyright the American Medical Association.",
        ),
    ),
    (("HCPCS/\nCPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"),),
    (
        ("0001U", "1", "2 Date of Service Edit: Policy", "Code Descriptor / CPT Instruction"),
        ("96365", "1", "3 Date of Service Edit: Clinical", "Clinical: Data"),
        ("96366", "8", "3 Date of Service Edit: Clinical", "Clinical: Data"),
        ("A4221", "1", "1 Line Edit", "Code Descriptor / CPT Instruction"),
        ("J1460", "10", "2 Date of Service Edit: Policy", "Code descriptor"),
        ("J1568", "300", "3 Date of Service Edit: Clinical", "Clinical: Data"),
    ),
)


def mue(setting: str) -> Layout:
    """The table of another setting, as it is headed and named."""
    heading = (MUE.heading[0][0], f"{setting} Services MUE Values", *MUE.heading[0][2:])
    return replace(MUE, name=MUE.name.replace("Practitioner", setting.replace(" ", "")), heading=(heading,))


def pfall_line(
    code: str = "96365", amount: str = "0000062.71", carrier: str = "11502", locality: str = "00", modifier: str = "  ",
    status: str = "A", of: str = "2026",
) -> str:  # fmt: skip
    """A record of the amounts by locality, field by field as documented."""
    fields = (of, carrier, locality, code, modifier, amount, "0000011.00", " ", "5", status, "0", "0000000.00", "0000000.00", "9",
              "0000000.00", "0000000.00")  # fmt: skip
    return ",".join(f'"{one}"' for one in fields)


def pfall(*records: str, ended: bool = True) -> bytes:
    """The records and the trailer, whose quote is never closed."""
    trailer = (
        ['"TRLCPT codes and descriptions only are copyright by the American Medical Association.'] if ended else []
    )
    return "\r\n".join([*records, *trailer, ""]).encode("cp1252")


def crosswalk() -> Layout:
    """The real list of October 2025, six billing codes of it, with its hundreds of empty columns behind."""
    records = real("crosswalk_2025q4.csv")
    last = next(place for place, row in enumerate(records) if row[0] == "_2025_CODE")
    cut = [tuple(row[:10]) for row in records]
    rows = tuple(row for row in cut[last + 1 :] if row[0])
    return Layout("october-2025-ndc-hcpcs-crosswalk.csv", tuple(cut[:last]), (cut[last],), rows)


def noc() -> Layout:
    """The real list of October 2025."""
    records = real("noc_pricing_2025q4.csv")
    return Layout("noc.csv", tuple(records[:-2]), (records[-2],), (records[-1],))


NOT_PAYABLE = Layout(
    "Drugs Not Payable.csv",
    (("Drugs Not Payable Under Part B",), ("Effective October 1, 2026 through December 31, 2026",), ("",)),
    (("HCPCS Code", "Short Description"),),
    (("J9202", "Goserelin acetate implant"), ("J1568", "Octagam injection"), ("90371", "A licensed descriptor")),
)


def dmepos() -> Layout:
    """The real fees of January 2025, some rows of it."""
    heading, *rows = real("dmepos_2025_jan.csv")
    return Layout("dme25.zip: DMEPOS_JAN.csv", (), (heading,), tuple(rows))


GUIDELINES = Layout(
    "poverty.csv", (), (("region", "year", "first", "each_additional", "starts", "ends"),),
    (
        ("contiguous", "2027", "16300", "5800", "2027-01-13", "2028-01-12"),
        ("alaska", "2027", "20380", "7250", "2027-01-13", "2028-01-12"),
        ("hawaii", "2027", "18750", "6670", "2027-01-13", "2028-01-12"),
    ),
)  # fmt: skip
CONSTANTS = Layout(
    "constants.csv", (), (("constant", "value", "unit", "starts", "ends", "source_title", "source_url"),),
    (
        ("part_b_deductible", "290", "dollars a year", "2027-01-01", "2027-12-31", "An invented notice", "https://notice.example/b"),
        ("part_a_inpatient_deductible", "1800", "dollars a benefit period", "2027-01-01", "2027-12-31", "Another invented notice", ""),
    ),
)  # fmt: skip
