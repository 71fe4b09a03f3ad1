"""Coverage: the first payer, what stands behind it, the drug plan beside Medicare, and which coverage holds from which day on."""

from itertools import pairwise
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from costing.case.fields import Choice, Count, Day, Text, YesNo
from costing.case.part import NOT_A_LIST, NOT_AN_OBJECT, Part, needed
from costing.case.plan_schema import PlanSchema, SeparateTermsSchema, dollars
from costing.case.plan_shapes import Coverage, CoverageChange, Medicaid, MedicareReason, PartD, PayerFacts
from costing.domain.coverage import Coordination, PlanKind

MEDIGAP_PLANS = ("A", "B", "C", "D", "F", "G", "K", "L", "M", "N")


class PartDSchema(Part):
    """A Medicare drug plan."""

    makes = PartD

    plan_name = Text(what="the drug plan")
    payment_plan = YesNo(what="whether the shares are spread over the year")
    terms = fields.Nested(SeparateTermsSchema, load_default=lambda: SeparateTermsSchema().load({}))


class MedicaidSchema(Part):
    """Medicaid behind another payer."""

    makes = Medicaid

    copay_per_day = dollars("Medicaid's own copay of an infusion day", "4")
    spend_down_per_month = dollars("the monthly spend-down", "300")


class PayerFactsSchema(Part):
    """What decides whether Medicare or a plan from a job pays first."""

    makes = PayerFacts

    medicare_because = Choice(MedicareReason, what="why the patient has Medicare")
    current_employment = YesNo(what="whether the patient or spouse works now")
    employees = Count(what="the number of employees", example="150", low=1, high=9_999_999)
    coordination_ends = Day(what="the last day of the coordination period")


class CoverageSchema(Part):
    """The first payer, and what stands behind it."""

    makes = Coverage

    primary = fields.Nested(
        PlanSchema,
        required=True,
        error_messages={"required": "Choose the kind of coverage.", "type": NOT_AN_OBJECT},
    )
    medigap_plan = Text(what="the Medigap plan", pattern="|".join(MEDIGAP_PLANS), example="G")
    second = fields.Nested(PlanSchema)
    coordination = Choice(Coordination, what="how the second plan coordinates", load_default=Coordination.STANDARD)
    medicaid = fields.Nested(MedicaidSchema)
    part_d = fields.Nested(PartDSchema)
    payer_facts = fields.Nested(PayerFactsSchema)
    changes = fields.List(fields.Nested(lambda: CoverageChangeSchema()), error_messages={"invalid": NOT_A_LIST})

    @validates_schema
    def medigap_follows_part_b(self, coverage: dict[str, Any], **_: Any) -> None:
        """Medigap pays only behind Original Medicare."""
        if "medigap_plan" in coverage and coverage["primary"].kind is not PlanKind.MEDICARE_PART_B:
            raise ValidationError("A Medigap plan goes only with Original Medicare. Leave it empty.", "medigap_plan")

    @validates_schema
    def changes_in_order(self, coverage: dict[str, Any], **_: Any) -> None:
        """Each day has exactly one coverage."""
        days = [change.on for change in coverage.get("changes", ())]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValidationError("Enter the changes of coverage in the order of their dates, one a day.", "changes")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Coverage:
        """Freeze the list."""
        return Coverage(**{**loaded, "changes": tuple(loaded.get("changes", ()))})


class CoverageChangeSchema(Part):
    """The coverage that holds from a day on; without insurance its first plan is self_pay."""

    makes = CoverageChange

    on = Day(
        what="the first day of the coverage", required=True, error_messages=needed("the first day of the coverage")
    )
    coverage = fields.Nested(
        CoverageSchema(exclude=("changes",)),
        required=True,
        error_messages={"required": "Enter the coverage that holds from then on."},
    )
