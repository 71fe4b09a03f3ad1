"""Help: the household as programs ask for it, and the programs that already pay."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from costing.case import shapes
from costing.case.fields import Choice, Count, Day, ExactNumber, Text, YesNo
from costing.case.part import NOT_A_LIST, Part, needed
from costing.case.plan_schema import dollars


class GrantedHelpSchema(Part):
    """One program by the terms on its award."""

    makes = shapes.GrantedHelp

    name = Text(what="the program", required=True, error_messages=needed("the name of the program"))
    kind = Choice(
        shapes.ProgramKind,
        what="who gives the help",
        required=True,
        error_messages={"required": "Choose who gives the help: manufacturer, foundation or other."},
    )
    rank = Count(what="the place in which the program pays", example="1", low=1, high=20, load_default=1)
    drug_only = YesNo(what="whether the program pays for the drug only", load_default=True)
    yearly_cap = dollars("the most it pays in a year", "10000")
    monthly_cap = dollars("the most it pays in a month", "1000")
    claim_cap = dollars("the most it pays for an infusion day", "500")
    patient_minimum = dollars("what the patient pays of each infusion day", "10")
    starts = Day(what="the first day of the program")
    ends = Day(what="the last day of the program")
    already_paid = dollars("what it has already paid this year", "2000")

    @validates_schema
    def ends_after_it_starts(self, program: dict[str, Any], **_: Any) -> None:
        """A program runs for at least a day."""
        if "starts" in program and "ends" in program and program["ends"] < program["starts"]:
            raise ValidationError("The program ends before it starts. Check both dates.", "ends")


class HelpSchema(Part):
    """The household, and the programs that already pay."""

    makes = shapes.Help

    household_size = Count(what="the household size", example="2", low=1, high=30)
    annual_income = ExactNumber(what="the yearly income", example="30000", high="100000000")
    us_resident = YesNo(what="US resident")
    qmb = YesNo(what="enrolled as a Qualified Medicare Beneficiary")
    programs = fields.List(fields.Nested(GrantedHelpSchema), error_messages={"invalid": NOT_A_LIST})

    @validates_schema
    def names_once(self, given: dict[str, Any], **_: Any) -> None:
        """A program's caps go by its name."""
        names = [program.name.casefold() for program in given.get("programs", ())]
        if len(set(names)) < len(names):
            raise ValidationError("Two programs have the same name. Give each a name of its own.", "programs")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Help:
        """Freeze the list."""
        return shapes.Help(**{**loaded, "programs": tuple(loaded.get("programs", ()))})
