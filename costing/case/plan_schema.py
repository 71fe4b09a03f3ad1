"""One plan of a case: the terms that decide the patient's share."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from costing.case.fields import Choice, Count, Day, ExactNumber, Text, YesNo
from costing.case.part import Part
from costing.case.plan_shapes import (
    FamilyKind,
    FamilyTerms,
    Funding,
    Plan,
    SeparateTerms,
    ServiceTerms,
)
from costing.domain.coverage import MonthDay, PlanKind
from costing.domain.help import Treatment

DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class YearStart(fields.Field[MonthDay]):
    """The month and day on which a plan year starts: "01-01" or "1/1"."""

    def _serialize(self, value: MonthDay | None, attr: str | None, obj: Any, **rest: Any) -> str | None:
        return None if value is None else f"{value.month:02}-{value.day:02}"

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> MonthDay:
        found = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})", str(value).strip())
        month, day = (int(found[1]), int(found[2])) if found else (0, 0)
        if not (1 <= month <= 12 and 1 <= day <= DAYS_IN_MONTH[month - 1]):
            raise ValidationError("Enter the first day of the plan year as month and day, such as 1/1 or 07-01.")
        return MonthDay(month, day)


def dollars(what: str, example: str, **rest: Any) -> ExactNumber:
    """A field of dollars up to ten million."""
    return ExactNumber(what=what, example=example, high="10000000", **rest)


class ServiceTermsSchema(Part):
    """What the patient owes of the drug, or of giving it, where the plan shares them apart."""

    makes = ServiceTerms

    coinsurance_percent = ExactNumber(what="the coinsurance percent", example="20", high="100")
    copay_per_day = dollars("the copay of an infusion day", "50")
    deductible_applies = YesNo(what="whether the deductible applies", load_default=True)
    first_visits = Count(what="the visits before the deductible", example="3", low=1, high=366)


class SeparateTermsSchema(Part):
    """Terms with counters of their own: out of network, the pharmacy benefit, or a Part D plan."""

    makes = SeparateTerms

    coinsurance_percent = ExactNumber(what="the coinsurance percent", example="40", high="100")
    copay_per_day = dollars("the copay of an infusion day", "50")
    deductible = dollars("the deductible", "5000")
    out_of_pocket_maximum = dollars("the out-of-pocket maximum", "15000")
    deductible_met = dollars("the deductible already met", "250")
    out_of_pocket_met = dollars("the out-of-pocket amount already met", "400")


class FamilyTermsSchema(Part):
    """The family's limits."""

    makes = FamilyTerms

    kind = Choice(
        FamilyKind,
        what="whether the family's limits are embedded or aggregate",
        required=True,
        error_messages={"required": "Choose whether the family's limits are embedded or aggregate."},
    )
    deductible = dollars("the family deductible", "3400")
    out_of_pocket_maximum = dollars("the family's out-of-pocket maximum", "17000")
    deductible_met = dollars("the family deductible already met", "250")
    out_of_pocket_met = dollars("the family's out-of-pocket amount already met", "400")


class PlanSchema(Part):
    """One plan."""

    makes = Plan

    kind = Choice(
        PlanKind,
        what="the kind of coverage",
        required=True,
        error_messages={"required": "Choose the kind of coverage."},
    )
    payer = Text(what="the payer")
    payer_id = Text(what="the payer id", longest=60, pattern=r"[a-z0-9-]+", example="bcbsnc")
    plan_name = Text(what="the plan")
    member_id = Text(what="the member ID", longest=60)
    group = Text(what="the group number", longest=60)
    year_starts = YearStart()
    deductible = dollars("the deductible", "1700")
    coinsurance_percent = ExactNumber(what="the coinsurance percent", example="20", high="100")
    out_of_pocket_maximum = dollars("the out-of-pocket maximum", "8500")
    met_as_of = Day(what="the date of the amounts already met")
    deductible_met = dollars("the deductible already met", "250")
    out_of_pocket_met = dollars("the out-of-pocket amount already met", "400")
    utilization_department = Text(what="the department")
    fax = Text(what="the fax number", longest=40)
    drug = fields.Nested(ServiceTermsSchema)
    administration = fields.Nested(ServiceTermsSchema)
    visits_met = Count(what="the visits already used", example="2", low=0, high=366)
    family = fields.Nested(FamilyTermsSchema)
    practice_in_network = YesNo(what="whether the practice is in the plan's network", load_default=True)
    out_of_network = fields.Nested(SeparateTermsSchema)
    pharmacy = fields.Nested(SeparateTermsSchema)
    funding = Choice(Funding, what="who bears the plan's risk")
    alternative_funding = YesNo(what="whether the plan shifts the drug to outside help")
    help_treatment = Choice(Treatment, what="what the plan does with what a program pays")

    @validates_schema
    def met_needs_a_date(self, plan: dict[str, Any], **_: Any) -> None:
        """Amounts met belong to a plan year, so they need the day they were true."""
        if ("deductible_met" in plan or "out_of_pocket_met" in plan) and "met_as_of" not in plan:
            raise ValidationError(
                "Enter the date of the amounts already met, such as 3/31/2026 or 2026-03-31.", "met_as_of"
            )

    @validates_schema
    def met_within_limits(self, plan: dict[str, Any], **_: Any) -> None:
        """Nobody has met more than there is."""
        for met, limit, name in (
            ("deductible_met", "deductible", "deductible"),
            ("out_of_pocket_met", "out_of_pocket_maximum", "out-of-pocket maximum"),
        ):
            if met in plan and limit in plan and plan[met] > plan[limit]:
                raise ValidationError(f"The amount already met is more than the {name}. Check both.", met)
