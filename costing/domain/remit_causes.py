"""Why a remitted line differs from the expected one: causes that the numbers and codes of the row prove, tried in order."""

from collections.abc import Iterator
from decimal import Decimal

from costing.domain.claim import SettledLine
from costing.domain.money import CENT, ZERO, known_sum, percent_of
from costing.domain.remittance import Cause, Known, Paid
from payer_rules.message import Message, say

DEDUCTIBLE_CODE, COINSURANCE_CODE, COPAY_CODE, SEQUESTRATION_CODE = "1", "2", "3", "253"
NOT_DENIALS = frozenset({DEDUCTIBLE_CODE, COINSURANCE_CODE, COPAY_CODE, "23", "45", SEQUESTRATION_CODE})


def why_it_differs(line: SettledLine, paid: Paid | None, known: Known) -> tuple[Cause, Message]:
    """The first cause that explains the difference."""
    if paid is None:
        return Cause.MISSING, say("Expected, and not on the remittance: was it billed, and is it on another one?")
    if line.line.allowed is None or line.plan is None or line.patient is None:
        return Cause.NOT_PRICED, say(
            "The estimate has no amount for this line: {why}", why=str(line.unknown or line.line.unknown)
        )
    return (
        _as_expected(line, paid)
        or _twice(line, paid)
        or _denied(paid, known)
        or _allowed_otherwise(line, paid, known)
        or _shared_otherwise(line, paid, known)
        or (
            Cause.NOT_EXPLAINED,
            say("Nothing on the row explains the difference: ask the payer how it was worked out."),
        )
    )


def _as_expected(line: SettledLine, paid: Paid) -> tuple[Cause, Message] | None:
    pairs = ((line.line.allowed, paid.allowed), (line.plan, paid.paid), (line.patient, paid.patient))
    gaps = [abs((one or ZERO) - other) for one, other in pairs if other is not None]
    if max(gaps) == 0:
        return Cause.SAME, say("As expected.")
    return (Cause.ROUNDING, say("A cent of rounding.")) if max(gaps) <= CENT else None


def _twice(line: SettledLine, paid: Paid) -> tuple[Cause, Message] | None:
    if paid.times > 1 and line.plan and abs(paid.paid - paid.times * line.plan) <= paid.times * CENT:
        return Cause.PAID_TWICE, say(
            "Paid {times} times (rows {rows}): expect that the payer takes the rest back.",
            times=paid.times,
            rows=", ".join(map(str, paid.rows)),
        )
    return None


def _denied(paid: Paid, known: Known) -> tuple[Cause, Message] | None:
    reasons = [one for one in paid.adjustments if one.code not in NOT_DENIALS]
    if paid.paid != 0 or not (reasons or paid.allowed == 0):
        return None
    told = "; ".join(
        f"{one.group}-{one.code}: {known.meanings.get(one.code, 'not in our list, look it up')}" for one in reasons
    )
    return Cause.DENIED, say(
        "Denied. {reasons}", reasons=told or "The row gives no reason code: look at the remittance."
    )


def _allowed_otherwise(line: SettledLine, paid: Paid, known: Known) -> tuple[Cause, Message] | None:
    allowed, units = line.line.allowed, line.line.units
    if paid.allowed is None or allowed is None or abs(paid.allowed - allowed) <= CENT or not allowed:
        return None
    if (
        paid.units is not None
        and paid.units != units
        and abs(paid.allowed / allowed - paid.units / units) < Decimal("0.001")
    ):
        return Cause.UNITS, say(
            "{paid} units were paid, {units} are expected, at the same price.", paid=paid.units, units=units
        )
    per_unit = paid.allowed / (paid.units or units)
    other = next(_other_prices(line, per_unit, known), None)
    if other:
        return Cause.PRICE, other
    return Cause.PRICE, say(
        "${paid} a unit was allowed, ${expected} is expected: hold it against the contract or Medicare's file of that day.",
        paid=f"{per_unit:.3f}",
        expected=f"{allowed / units:.3f}",
    )


def _other_prices(line: SettledLine, per_unit: Decimal, known: Known) -> Iterator[Message]:
    """Another period's value of the same code, which a payer may not have updated yet."""
    half_a_cent_a_line = CENT / line.line.units
    for history in known.prices.get(line.line.code, ()):
        for entry in history.entries:
            if abs(entry.value - per_unit) <= half_a_cent_a_line and not entry.covers(line.line.on):
                yield say(
                    "${price} a unit was allowed: that is the {name} of {starts}, not of this day.",
                    price=f"{per_unit:.3f}",
                    name=history.name,
                    starts=entry.starts,
                )


def _shared_otherwise(line: SettledLine, paid: Paid, known: Known) -> tuple[Cause, Message] | None:
    """The same allowed amount, shared in another way."""
    plan, patient = line.plan or ZERO, line.patient or ZERO
    taken = percent_of(plan, known.sequestration.newest().value)
    by_code = any(one.code == SEQUESTRATION_CODE for one in paid.adjustments)
    if (paid.patient is None or abs(paid.patient - patient) <= CENT) and (
        abs(plan - taken - paid.paid) <= CENT or (by_code and paid.paid < plan)
    ):
        return Cause.SEQUESTRATION, say(
            "Sequestration: {percent}% less of Medicare's own payment, never of the patient's share.",
            percent=f"{known.sequestration.newest().value.normalize():f}",
        )
    if paid.patient is None:
        return None
    return _deductible(line, paid) or _coinsurance(line, paid) or _nothing_owed(patient, paid)


def _stated(paid: Paid, code: str) -> Decimal | None:
    amounts = [one.dollars for one in paid.adjustments if one.code == code]
    return known_sum(amounts) if amounts else None


def _deductible(line: SettledLine, paid: Paid) -> tuple[Cause, Message] | None:
    """What the deductible took, where the row states it, or where the patient's share is just that without it or all of it."""
    expected, allowed, share = line.deductible or ZERO, line.line.allowed or ZERO, paid.patient or ZERO
    stated = _stated(paid, DEDUCTIBLE_CODE)
    if stated is None and paid.adjustments and _stated(paid, COINSURANCE_CODE) is not None:
        stated = ZERO
    percent = (
        line.coinsurance_basis.value if line.coinsurance_basis and line.coinsurance_basis.unit == "percent" else None
    )
    if stated is None and percent is not None:
        if expected and abs(share - percent_of(allowed, percent)) <= CENT:
            stated = ZERO
        elif not expected and percent < 100 and abs(share - percent_of(allowed, percent)) > CENT and share == allowed:
            stated = allowed
    if stated is None or abs(stated - expected) <= CENT:
        return None
    return Cause.DEDUCTIBLE, say(
        "The deductible took ${paid}, ${expected} was expected: other claims may have come first, or the amount met was another.",
        paid=f"{stated:,.2f}",
        expected=f"{expected:,.2f}",
    )


def _coinsurance(line: SettledLine, paid: Paid) -> tuple[Cause, Message] | None:
    """Another percent of what the deductible left, where it comes out as a plain one."""
    allowed, share = paid.allowed or line.line.allowed or ZERO, paid.patient or ZERO
    left = allowed - (line.deductible or ZERO)
    stated = _stated(paid, COINSURANCE_CODE)
    part = stated if stated is not None else share - (line.deductible or ZERO)
    if left <= 0 or part <= 0:
        return None
    percent = (part * 100 / left).quantize(Decimal("0.001"))
    whole = percent.quantize(Decimal("0.1"))
    expected = line.coinsurance_basis.value if line.coinsurance_basis else None
    if abs(percent_of(left, whole) - part) > CENT or (expected is not None and whole == expected):
        return None
    return Cause.COINSURANCE, say(
        "The patient's coinsurance is {percent}% of ${left}.", percent=f"{whole.normalize():f}", left=f"{left:,.2f}"
    )


def _nothing_owed(patient: Decimal, paid: Paid) -> tuple[Cause, Message] | None:
    if patient > 0 and paid.patient == 0:
        return Cause.NOTHING_OWED, say(
            "The patient owes nothing: a maximum may be reached, or another payer took it over."
        )
    return None
