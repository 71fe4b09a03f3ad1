"""Paid lines, pasted or from a file, against the estimate of the case."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from marshmallow import ValidationError

from costing.case.csv_file import BadRows, Layout, RowError, read_rows
from costing.case.fields import Day
from costing.case.shapes import Case
from costing.domain.claim import SettledLine
from costing.domain.estimate import Estimate
from costing.domain.remittance import Adjustment, Known, Remittance, Remitted
from costing.domain.remitted import against
from costing.questions.estimate import estimate
from costing.reference.load import reference
from payer_rules.dated import Dated, History

HEADINGS = ("date", "code", "modifier", "units", "billed", "allowed", "paid", "patient", "reasons")
ALSO = {
    **dict.fromkeys(("date of service", "dos", "service date", "from date", "from"), "date"),
    **dict.fromkeys(("hcpcs", "cpt", "procedure", "procedure code", "proc", "hcpcs/cpt", "service code"), "code"),
    **dict.fromkeys(("mod", "modifiers", "mod1"), "modifier"),
    **dict.fromkeys(("qty", "quantity", "unit"), "units"),
    **dict.fromkeys(("charge", "charges", "billed amount", "charged"), "billed"),
    **dict.fromkeys(("allowed amount", "allowable"), "allowed"),
    **dict.fromkeys(("paid amount", "plan paid", "payment", "payer paid", "insurance paid", "plan"), "paid"),
    **dict.fromkeys(("patient responsibility", "patient resp", "pat resp", "patient share", "member responsibility"), "patient"),
    **dict.fromkeys(("adjustments", "reason codes", "carc", "adjustment codes", "codes"), "reasons"),
}  # fmt: skip
LAYOUT = Layout(HEADINGS, frozenset({"date", "code", "paid"}), "paid line", 2_000, 500_000, ALSO, delimiters=",\t;")
MONEY = re.compile(r"(\()?(-)?\$?\s?(-)?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]{1,2})?(\))?")
REASON = re.compile(r"(CO|PR|OA|PI)[- ]?([A-Z]?[0-9]{1,3})(?:[ :=]+(\S+))?", re.IGNORECASE)
CODE = re.compile(r"[A-Z][0-9]{4}|[0-9]{4}[0-9A-Z]")
_DAY = Day(what="the date of service")


def read_remitted(raw: bytes) -> tuple[Remitted, ...]:
    """The rows of a remittance. Raises BadRows with every line that is wrong."""
    errors: list[RowError] = []
    found = [_row(line, row, errors) for line, row in read_rows(raw, LAYOUT)]
    if errors:
        raise BadRows(errors)
    return tuple(one for one in found if one)


def compare_remitted(case: Case, remitted: tuple[Remitted, ...], priced: Estimate | None = None) -> Remittance:
    """The paid lines against the case's estimate. Raises Refused where the case cannot be priced."""
    found = priced or estimate(case)
    lines = [line for visit in found.visits for line in visit.lines]
    known = reference()
    meanings = {code: entry.value for code, entry in known.adjustment_codes.items()}
    return against(lines, remitted, Known(_prices(lines), known.sequestration_percent, meanings))


def _prices(lines: list[SettledLine]) -> dict[str, list[History[Decimal]]]:
    """Other periods' values of each code: what the lines themselves rest on, and every loaded payment limit."""
    found: dict[str, list[History[Decimal]]] = {}
    known = reference().limits
    for code in {line.line.code for line in lines}:
        if code in known:
            limits = known[code]
            values = (
                Dated(one.value.per_unit, one.unit, one.starts, one.ends, one.provenance) for one in limits.entries
            )
            found[code] = [History(limits.name, tuple(values))]
    return found


def _row(line: int, row: Mapping[str, str], errors: list[RowError]) -> Remitted | None:
    before = len(errors)
    on = _day(line, row, errors)
    code = row.get("code", "").upper()
    modifier = row.get("modifier", "").upper() or None
    code, _, behind = code.partition("-")
    if not CODE.fullmatch(code):
        errors.append(RowError(line, "code", "Enter the code in the usual form, such as J1568 or 96365."))
    amounts = {key: _money(line, key, row, errors) for key in ("allowed", "paid", "patient")}
    units = _units(line, row, errors)
    reasons = tuple(_reasons(line, row.get("reasons", ""), errors))
    if amounts["paid"] is None and len(errors) == before:
        errors.append(RowError(line, "paid", "Enter what the payer paid, or 0."))
    if len(errors) > before or on is None or amounts["paid"] is None:
        return None
    allowed = amounts["allowed"]
    if allowed is None and amounts["patient"] is not None:
        allowed = amounts["paid"] + amounts["patient"]
    return Remitted(line, on, code, behind or modifier, units, allowed, amounts["paid"], amounts["patient"], reasons)


def _day(line: int, row: Mapping[str, str], errors: list[RowError]) -> date | None:
    try:
        found: date = _DAY.deserialize(row.get("date", ""))
    except ValidationError as error:
        errors.append(RowError(line, "date", " ".join(map(str, error.messages))))
        return None
    return found


def _money(line: int, key: str, row: Mapping[str, str], errors: list[RowError]) -> Decimal | None:
    if key not in row:
        return None
    found = MONEY.fullmatch(row[key])
    if found is None or bool(found[1]) != bool(found[6]):
        errors.append(
            RowError(line, key, f"Enter the dollars as a number, such as 1,234.56 or (12.30), not {row[key][:20]!r}.")
        )
        return None
    dollars = Decimal(f"{found[4].replace(',', '')}{found[5] or ''}").quantize(Decimal("0.01"))
    return -dollars if found[1] or found[2] or found[3] else dollars


def _units(line: int, row: Mapping[str, str], errors: list[RowError]) -> Decimal | None:
    if "units" not in row:
        return None
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,3})?", row["units"]):
        errors.append(RowError(line, "units", "Enter the units as a number, such as 140."))
        return None
    return Decimal(row["units"])


def _reasons(line: int, text: str, errors: list[RowError]) -> Iterator[Adjustment]:
    """`CO-45 120.00; PR-1 283.00`, with commas, semicolons or bars between."""
    for one in filter(None, (part.strip() for part in re.split(r"[;|]|,(?![0-9]{3}\b)", text))):
        found = REASON.fullmatch(one)
        if found is None:
            errors.append(RowError(line, "reasons", f"Write reasons as CO-45 120.00; PR-1 283.00, not {one[:20]!r}."))
            continue
        dollars = _money(line, "reasons", {"reasons": found[3]}, errors) if found[3] else None
        yield Adjustment(found[1].upper(), found[2].upper(), dollars)
