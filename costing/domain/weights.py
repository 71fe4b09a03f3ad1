"""The weight that a dose per kilogram goes by: actual, ideal, or adjusted.

Ideal weight is Devine's formula of 1974, adjusted weight adds 40% of what is above it; both are told from memory.
"""

from decimal import Decimal
from enum import StrEnum

from costing.domain.therapy import INCH_IN_CM

FIRST_5_FEET = {"female": Decimal("45.5"), "male": Decimal(50)}  # kg
KG_PER_INCH = Decimal("2.3")
INCHES_IN_5_FEET = 60
PART_OF_EXCESS = Decimal("0.4")


class WeightBasis(StrEnum):
    """Which weight the prescriber doses by."""

    ACTUAL = "actual"
    IDEAL = "ideal"
    ADJUSTED = "adjusted"


class Sex(StrEnum):
    """The two that the formula knows."""

    FEMALE = "female"
    MALE = "male"


def ideal_kg(sex: Sex, height_cm: Decimal) -> Decimal:
    """50 kg (men) or 45.5 kg (women) and 2.3 kg for each inch over 5 feet. Raises ValueError below 5 feet."""
    over = height_cm / INCH_IN_CM - INCHES_IN_5_FEET
    if over < 0:
        raise ValueError("the formula for ideal weight starts at 5 feet")
    return round(FIRST_5_FEET[sex] + KG_PER_INCH * over, 2)


def dosing_kg(actual_kg: Decimal, basis: WeightBasis, ideal: Decimal) -> Decimal:
    """The weight to dose by; never more than the actual one."""
    if basis is WeightBasis.ACTUAL or actual_kg <= ideal:
        return actual_kg
    return ideal if basis is WeightBasis.IDEAL else ideal + PART_OF_EXCESS * (actual_kg - ideal)
