"""An application to an assistance program, as an office follows it: applied, approved, what is used and left, when to renew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, validates_schema

from costing.case.fields import Choice, Day, Text
from costing.case.part import Part, needed, without_none
from costing.case.plan_schema import dollars


class Stage(StrEnum):
    """How far an application has come."""

    APPLIED = "applied"
    APPROVED = "approved"
    DENIED = "denied"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Application:
    """One application; `program` is the program's id in our collection, when it is there. Dollars; None where it is not known."""

    name: str
    stage: Stage
    applied_on: date
    program: str | None = None
    award_id: str | None = None
    starts: date | None = None
    ends: date | None = None
    amount: Decimal | None = None
    used: Decimal | None = None
    renew_by: date | None = None
    note: str | None = None

    @property
    def remaining(self) -> Decimal | None:
        """What is left of the award; None where its amount is not known."""
        return None if self.amount is None else self.amount - (self.used or Decimal(0))


class ApplicationSchema(Part):
    """What is entered of an application."""

    makes = Application

    name = Text(what="the program", required=True, error_messages=needed("the name of the program"))
    program = Text(what="the program's id", longest=60, pattern=r"[a-z0-9-]+", example="paf-totalassist")
    stage = Choice(
        Stage,
        what="how far it has come",
        required=True,
        error_messages={"required": "Choose how far it has come: applied, approved, denied or ended."},
    )
    applied_on = Day(
        what="the day of the application",
        required=True,
        error_messages=needed("the day of the application, such as 1/5/2026"),
    )
    award_id = Text(what="the award’s number", longest=60)
    starts = Day(what="the first day of the award")
    ends = Day(what="the last day of the award")
    amount = dollars("the amount of the award", "6500")
    used = dollars("what is used of it", "1200")
    renew_by = Day(what="the day by which to renew")
    note = Text(what="the note", longest=500)

    @validates_schema
    def dates_in_order(self, given: dict[str, Any], **_: Any) -> None:
        """An award follows its application and runs for at least a day."""
        if "starts" in given and "ends" in given and given["ends"] < given["starts"]:
            raise ValidationError("The award ends before it starts. Check both dates.", "ends")
        if "renew_by" in given and "applied_on" in given and given["renew_by"] < given["applied_on"]:
            raise ValidationError("The day to renew is before the application. Check both dates.", "renew_by")

    @validates_schema
    def an_award_has_its_days(self, given: dict[str, Any], **_: Any) -> None:
        """An approval without a first day would never count as help."""
        if given.get("stage") is Stage.APPROVED and "starts" not in given:
            raise ValidationError("Enter the first day of the award, such as 1/5/2026.", "starts")

    @validates_schema
    def no_more_used_than_awarded(self, given: dict[str, Any], **_: Any) -> None:
        """Nobody has used more than there is."""
        if "amount" in given and "used" in given and given["used"] > given["amount"]:
            raise ValidationError("More is used than was awarded. Check both amounts.", "used")


_SCHEMA = ApplicationSchema()


def load_application(document: Mapping[str, Any]) -> Application:
    """Read an application. Raises marshmallow's ValidationError."""
    return _SCHEMA.load(document)  # type: ignore[no-any-return]  # marshmallow types every load as Any


def dump_application(application: Application) -> dict[str, Any]:
    """Write it as a document that `load_application` reads to the same."""
    dumped: dict[str, Any] = without_none(_SCHEMA.dump(application))
    return dumped
