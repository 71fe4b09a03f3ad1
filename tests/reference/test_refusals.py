"""A reference folder with one thing wrong is refused, and the message names the file and the line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from costing.reference.load import DATA, load
from payer_rules.files import BadFile

Change = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def refused(folder: Path, name: str, change: Change) -> str:
    path = folder / name
    before = path.read_text("utf-8")
    after = change(before)
    assert after != before, "the change found nothing to change"
    path.write_text(after, "utf-8")
    with pytest.raises(BadFile) as bad:
        load(folder)
    return str(bad.value)


def swap(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


def line_of(name: str, part: str) -> int:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


LIMIT = "J1568,500 mg,47.133,20.000,2026-10-01,2026-12-31,published,asp-2026q4"
FEE = "96365,non_qp,0.21,1.76,0.04,33.4009,67.14,service,2026-01-01,2026-12-31,secondary,rvu-2026"
HOSPITAL = "96365,217.31,43.46,S,carried over from 2025,service,2026-01-01,2026-12-31,derived,opps-2026-derived"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (LIMIT.replace("500 mg", ""), "unit is missing"),
        (LIMIT.replace("asp-2026q4", ""), "needs a source"),
        (LIMIT.replace("asp-2026q4", "asp-2031q1"), "no source is named 'asp-2031q1'"),
        (LIMIT.replace("2026-10-01", ""), "starts is missing"),
        (LIMIT.replace("2026-12-31", ""), "ends is missing"),
        (LIMIT.replace("2026-12-31", "2026-12-32"), "ends must be a date"),
        (LIMIT.replace("2026-12-31", "2026-09-30"), "ends 2026-09-30 before it starts 2026-10-01"),
        (LIMIT.replace("published", ""), "status is missing"),
        (LIMIT.replace("published", "sure"), "status must be one of"),
        (LIMIT.replace("published,asp-2026q4", "memory,"), "needs a reason"),
        (LIMIT.replace("47.133", ""), "per_unit is missing"),
        (LIMIT.replace("47.133", "-47.133"), "must be a number of at least zero"),
        (LIMIT.replace("47.133", "NaN"), "must be a number of at least zero"),
        (LIMIT.replace("47.133", "4e9"), "must be a number of at least zero"),
        (LIMIT.replace("47.133", "٤٧"), "must be a number of at least zero"),
        (LIMIT.replace("20.000", "200"), "coinsurance_percent must be 100 or less"),
        (LIMIT.replace("J1568", ""), "hcpcs is missing"),
        (LIMIT + ",", "9 cells under 8 columns"),
        (LIMIT.replace("47.133", '47.133"x'), "J1568"),
        (LIMIT.replace("47.133", '"47.133" x'), "is not CSV"),
        ("", "0 cells under 8 columns"),
    ],
)
def test_a_row_that_is_not_whole_is_refused_at_its_line(folder: Path, row: str, problem: str):
    said = refused(folder, "payment_limits.csv", swap(LIMIT, row))
    if problem == "J1568":
        assert "per_unit must be a number" in said
    else:
        assert problem in said
    assert said.startswith(f"payment_limits.csv, line {line_of('payment_limits.csv', LIMIT)}: ")


def test_a_row_that_stands_twice_is_refused(folder: Path):
    said = refused(folder, "payment_limits.csv", swap(LIMIT, f"{LIMIT}\n{LIMIT}"))
    line = line_of("payment_limits.csv", LIMIT)
    assert said == (
        f"payment_limits.csv, line {line + 1}: Part B payment limit for J1568: "
        f"this value overlaps the one on line {line}"
    )


@pytest.mark.parametrize(
    ("name", "row", "overlapping"),
    [
        ("payment_limits.csv", LIMIT, LIMIT.replace("2026-10-01,2026-12-31", "2026-12-31,2027-03-31")),
        ("office_fees.csv", FEE, FEE.replace("2026-01-01,2026-12-31", "2026-07-01,2027-06-30")),
        ("hospital_fees.csv", HOSPITAL, HOSPITAL.replace("2026-01-01,2026-12-31", "2026-12-31,2026-12-31")),
        (
            "drug_indicators.csv",
            "J1568,K,,indicator,2025-01-01,2025-12-31,published,opps-2025,",
            "J1568,N,,indicator,2025-12-31,2025-12-31,published,opps-2025,",
        ),
        (
            "poverty_guidelines.csv",
            "alaska,19550,6880,dollars a year,2025-01-15,2026-01-12,secondary,fpg-2025,",
            "alaska,19550,6880,dollars a year,2026-01-12,2026-01-12,secondary,fpg-2025,",
        ),
    ],
)
def test_an_overlap_of_one_day_is_refused_in_every_table(folder: Path, name: str, row: str, overlapping: str):
    said = refused(folder, name, swap(row, f"{row}\n{overlapping}"))
    assert said.startswith(f"{name}, line ")
    assert "overlaps the one on line" in said


@pytest.mark.parametrize(
    "name",
    [
        "payment_limits.csv",
        "office_fees.csv",
        "localities.csv",
        "contractors.csv",
        "unlikely_edits.csv",
        "hospital_fees.csv",
        "drug_indicators.csv",
        "poverty_guidelines.csv",
    ],
)
@pytest.mark.parametrize(
    "change",
    [swap(",unit,", ",units,"), swap(",unit,", ",unit,unit,"), swap(",status,", ",status,locality,"), lambda _: ""],
)
def test_other_columns_are_refused_at_line_1(folder: Path, name: str, change: Change):
    said = refused(folder, name, change)
    assert said.startswith(f"{name}, line 1: the columns must be ")


def test_a_table_without_rows_is_refused(folder: Path):
    said = refused(folder, "payment_limits.csv", lambda text: text.splitlines()[0] + "\n")
    assert said == "payment_limits.csv, line 2: there is no row under the columns"


@pytest.mark.parametrize("name", ["payment_limits.csv", "products.yaml", "hdhp.yaml"])
def test_bytes_that_are_not_utf_8_are_refused(folder: Path, name: str):
    (folder / name).write_bytes(b"\xff\xfe" + (folder / name).read_bytes())
    with pytest.raises(BadFile, match=rf"^{name}"):
        load(folder)


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir()))
def test_a_missing_file_is_named(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(BadFile, match=f"^{name}: cannot be read"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("hdhp.yaml", "maximum_self: '8500'", "maximum_selfs: '8500'", "unknown key 'maximum_selfs'"),
        ("hdhp.yaml", "unit: dollars a year", "units: dollars a year", "unknown key 'units'"),
        ("medigap.yaml", "letter: 'B'", "letter: 'A'", "the plan 'A' stands here twice"),
        ("medigap.yaml", "part_b_deductible: false", "part_b_deductible: 'no'", "must be true or false"),
        ("medigap.yaml", "part_b_coinsurance_percent: '50'", "part_b_coinsurance_percent: '150'", "100 or less"),
        ("medigap.yaml", "starts_reason:", "because:", "unknown key 'because'"),
        ("administration_codes.yaml", "code: '96366'", "code: '96365'", "the code '96365' stands here twice"),
        ("administration_codes.yaml", "kind: added_hour", "kind: extra_hour", "kind must be one of"),
        ("products.yaml", "grams: '2', units: 4", "grams: '2', units: 40", "2 g are not 40 units of 500 mg"),
        ("products.yaml", "grams: '2', units: 4", "grams: '2', units: '4'", "units must be a whole number"),
        ("products.yaml", "ndc: 68982-0850-02", "ndc: 68982-0850-01", "the NDC '68982-0850-01' stands here twice"),
        ("products.yaml", "ndc: 68982-0850-02", "ndc: 68982-850-02", "ndc must have 5, 4 and 2 digits"),
        ("products.yaml", "id: octagam_5", "id: octagam_10", "the product 'octagam_10' stands here twice"),
        ("products.yaml", "labelled: true", "labelled: 'yes'", "labelled must be true or false"),
        ("products.yaml", "billing_unit_mg: 500", "billing_unit_mg: 250", "billing_unit_mg must be 100 or 500"),
        ("products.yaml", "routes: [IV]", "routes: [IM]", "routes must be IV, SC or both"),
        ("products.yaml", "name: sodium", "name: osmolality", "the attribute 'osmolality' stands here twice"),
        ("products.yaml", "highest: {", "highest: {steps: '4', ", "unknown key 'steps'"),
        ("products.yaml", "mg_per_kg_per_minute: '4.0'", "mg_per_kg_per_minute: '0'", "must be more than zero"),
        ("products.yaml", "status: published, source: octusa}", "status: published}", "needs a source"),
        ("products.yaml", "status: published, source: octusa}", "source: octusa}", "status is missing"),
        ("products.yaml", "  ends: 2026-12-31\n", "", "ends is missing"),
        ("sources.yaml", "  read: 2026-11-22\n", "", "read is missing"),
        ("sources.yaml", "  read: 2026-11-22\n", "  read: 2026-11-31\n", "is not a date"),
        ("sources.yaml", "  read: 2026-11-22\n", "  read: 2026-11-22\n  page: '4'\n", "unknown key 'page'"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_yaml_file_is_named_with_its_line(folder: Path, name: str, old: str, new: str, problem: str):
    said = refused(folder, name, swap(old, new))
    assert problem in said
    assert said.startswith(f"{name}, line ")


DEDUCTIBLE = "part_b_deductible,283,dollars a year,2026-01-01,2026-12-31,secondary,part-b-2026,"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (DEDUCTIBLE.replace("dollars a year", ""), "unit is missing"),
        (DEDUCTIBLE.replace("2026-01-01", ""), "starts is missing"),
        (DEDUCTIBLE.replace("2026-12-31", ""), "ends is missing"),
        (DEDUCTIBLE.replace("283", "$283"), "value must be a number"),
        (DEDUCTIBLE.replace("2026-01-01", "2025-12-31"), "overlaps the one on line"),
        (DEDUCTIBLE.replace("deductible", "deductable"), "there is no constant 'part_b_deductable'"),
    ],
)
def test_what_is_wrong_with_a_yearly_constant_is_named_with_its_line(folder: Path, row: str, problem: str):
    said = refused(folder, "medicare.csv", swap(DEDUCTIBLE, row))
    assert problem in said
    assert said.startswith(f"medicare.csv, line {line_of('medicare.csv', DEDUCTIBLE)}")


def test_a_constant_without_a_row_is_named(folder: Path):
    said = refused(folder, "medicare.csv", lambda text: "\n".join(
        line for line in text.splitlines() if not line.startswith("medigap_l_maximum")))  # fmt: skip
    assert said == "medicare.csv: medigap_l_maximum has no row"


def test_a_fee_must_be_its_relative_values_times_the_factor(folder: Path):
    said = refused(folder, "office_fees.csv", swap(FEE, FEE.replace("67.14", "67.41")))
    assert said.endswith("the fee 67.41 is not its relative value units times 33.4009")


def test_a_copayment_above_the_rate_is_refused(folder: Path):
    said = refused(folder, "hospital_fees.csv", swap(HOSPITAL, HOSPITAL.replace("43.46", "434.60")))
    assert "the copayment 434.60 is more than the rate 217.31" in said


def test_a_conversion_factor_that_nobody_knows_is_refused(folder: Path):
    assert "conversion must be" in refused(folder, "office_fees.csv", swap(",non_qp,", ",none,"))
