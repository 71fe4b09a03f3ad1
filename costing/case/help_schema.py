"""Help: the household as programs ask for it, and the programs that already pay."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from costing.case import help_shapes as shapes
from costing.case.fields import Choice, Count, Day, ExactNumber, Text, YesNo
from costing.case.part import NOT_A_LIST, Part, needed
from costing.case.plan_schema import dollars

CAPS = ("yearly_cap", "monthly_cap", "claim_cap")


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
    limit = Choice(shapes.LimitKnown, what="what the award says of a limit")
    program = Text(what="the program's id", longest=60, pattern=r"[a-z0-9-]+", example="paf-totalassist")
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

    @validates_schema
    def limit_fits_the_caps(self, program: dict[str, Any], **_: Any) -> None:
        """A stated limit has an amount; no limit and an unknown one have none."""
        capped, limit = any(cap in program for cap in CAPS), program.get("limit")
        if limit is shapes.LimitKnown.STATED and not capped:
            raise ValidationError("Enter the most that the program pays, such as 10000.", "yearly_cap")
        if limit in (shapes.LimitKnown.NONE, shapes.LimitKnown.UNKNOWN) and capped:
            raise ValidationError(
                "An amount is entered, so the limit is stated. Choose that, or remove the amount.", "limit"
            )

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.GrantedHelp:
        """Where nothing is said of a limit, it is stated when there is an amount, else unknown."""
        known = shapes.LimitKnown.STATED if any(cap in loaded for cap in CAPS) else shapes.LimitKnown.UNKNOWN
        return shapes.GrantedHelp(**{"limit": known, **loaded})


class ReceivedSchema(Part):
    """An earlier award."""

    makes = shapes.Received

    program = Text(
        what="the program's id", longest=60, pattern=r"[a-z0-9-]+", example="msu-myositis", required=True,
        error_messages=needed("the id of the program"),
    )  # fmt: skip
    on = Day(what="the day of the award", required=True, error_messages=needed("the day of the award"))


class HelpSchema(Part):
    """The household, and the programs that already pay."""

    makes = shapes.Help

    household_size = Count(what="the household size", example="2", low=1, high=30)
    annual_income = ExactNumber(what="the yearly income", example="30000", high="100000000")
    monthly_income = ExactNumber(what="the monthly income", example="2500", high="10000000")
    savings = ExactNumber(what="the savings", example="4000", high="1000000000")
    us_resident = YesNo(what="US resident")
    qmb = YesNo(what="enrolled as a Qualified Medicare Beneficiary")
    premium_program = Choice(shapes.PremiumProgram, what="the program that pays the Part B premium")
    extra_help = YesNo(what="enrolled in Extra Help")
    other_government_program = YesNo(what="another government health program")
    insurer_denied = YesNo(what="denied by the insurer")
    on_label = YesNo(what="used as the label says")
    programs = fields.List(fields.Nested(GrantedHelpSchema), error_messages={"invalid": NOT_A_LIST})
    received = fields.List(fields.Nested(ReceivedSchema), error_messages={"invalid": NOT_A_LIST})

    @validates_schema
    def one_income(self, given: dict[str, Any], **_: Any) -> None:
        """The same income is not said in two ways."""
        if "annual_income" in given and "monthly_income" in given:
            raise ValidationError("Enter the income of a year or of a month, not both.", "monthly_income")

    @validates_schema
    def one_savings_program(self, given: dict[str, Any], **_: Any) -> None:
        """QMB pays the premium too: nobody is in QMB and in SLMB or QI."""
        if given.get("qmb") and given.get("premium_program") in (shapes.PremiumProgram.SLMB, shapes.PremiumProgram.QI):
            raise ValidationError("QMB pays the premium too: choose QMB, or SLMB or QI, not both.", "premium_program")

    @validates_schema
    def names_once(self, given: dict[str, Any], **_: Any) -> None:
        """A program's caps go by its name."""
        names = [program.name.casefold() for program in given.get("programs", ())]
        if len(set(names)) < len(names):
            raise ValidationError("Two programs have the same name. Give each a name of its own.", "programs")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Help:
        """Freeze the lists."""
        lists = {name: tuple(loaded.get(name, ())) for name in ("programs", "received")}
        return shapes.Help(**{**loaded, **lists})
