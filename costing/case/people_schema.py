"""Who is treated and who writes: patient, practice and prescriber in the document."""

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_dump

from costing.case import shapes
from costing.case.fields import Choice, Day, ExactNumber, Text, YesNo
from costing.case.part import STATES, Part, needed
from costing.domain.therapy import INCH_IN_CM, LB_IN_KG
from costing.domain.weights import Sex

HIGHEST_KG = Decimal(300)
LOWEST_CM, HIGHEST_CM = 50, 250


def _npi(whose: str) -> Text:
    return Text(what=f"the {whose}'s NPI", pattern=r"\d{10}", example="1234567893")


class AddressSchema(Part):
    """A US postal address."""

    makes = shapes.Address

    line1 = Text(what="the street", required=True, error_messages=needed("the street"))
    line2 = Text(what="the second address line")
    city = Text(what="the city", required=True, error_messages=needed("the city"))
    state = Text(
        what="the state", pattern="|".join(STATES), example="NC", required=True, error_messages=needed("the state")
    )
    zip = Text(
        what="the ZIP code",
        pattern=r"\d{5}(-\d{4})?",
        example="27601",
        required=True,
        error_messages=needed("the ZIP code"),
    )


class PrescriberSchema(Part):
    """Who signs."""

    makes = shapes.Prescriber

    name = Text(what="the prescriber's name", required=True, error_messages=needed("the prescriber's name"))
    credentials = Text(what="the credentials", longest=60)
    specialty = Text(what="the specialty", longest=100)
    npi = _npi("prescriber")
    phone = Text(what="the phone number", longest=40)


class PracticeSchema(Part):
    """The letterhead."""

    makes = shapes.Practice

    name = Text(what="the practice's name", required=True, error_messages=needed("the practice's name"))
    address = fields.Nested(AddressSchema)
    phone = Text(what="the phone number", longest=40)
    fax = Text(what="the fax number", longest=40)
    npi = _npi("practice")
    tin = Text(what="the tax number", pattern=r"\d{2}-?\d{7}", example="12-3456789")
    prescriber = fields.Nested(PrescriberSchema)
    participating = YesNo(what="whether the practice takes part in Medicare")
    uncollected_percent = ExactNumber(
        what="the percent of patient shares that is not collected", example="5", high="100"
    )


class WeightSchema(Part):
    """A weight in kg or lb; kept exactly as typed and exactly in kg."""

    makes = shapes.Weight

    value = ExactNumber(
        what="the weight", example="70", above=True, high="700", required=True, error_messages=needed("the weight")
    )
    unit = Text(
        what="the unit of the weight",
        pattern="kg|lb",
        example="kg",
        required=True,
        error_messages={"required": "Choose kg or lb."},
    )
    on = Day(what="the date of the weight")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Weight:
        """Convert to kg."""
        kg = loaded["value"] * (LB_IN_KG if loaded["unit"] == "lb" else 1)
        if not 1 <= kg <= HIGHEST_KG:
            shown = f"{loaded['value']} {loaded['unit']} is {kg:.1f} kg."
            raise ValidationError(
                f"Check the weight and its unit: {shown} Enter it in kg or lb, such as 70 kg or 154 lb.", "value"
            )
        return shapes.Weight(kg, loaded["value"], loaded["unit"], loaded.get("on"))

    @pre_dump
    def as_typed(self, weight: shapes.Weight, **_: Any) -> dict[str, Any]:
        """Give back what was typed."""
        return {"value": weight.typed, "unit": weight.typed_unit, "on": weight.on}


class HeightSchema(Part):
    """A height in cm or inches; kept exactly as typed and exactly in cm."""

    makes = shapes.Height

    value = ExactNumber(
        what="the height", example="170", above=True, high="250", required=True, error_messages=needed("the height")
    )
    unit = Text(
        what="the unit of the height",
        pattern="cm|in",
        example="cm",
        required=True,
        error_messages={"required": "Choose cm or inches."},
    )

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Height:
        """Convert to cm."""
        cm = loaded["value"] * (INCH_IN_CM if loaded["unit"] == "in" else 1)
        if not LOWEST_CM <= cm <= HIGHEST_CM:
            raise ValidationError("Check the height and its unit, such as 170 cm or 67 inches.", "value")
        return shapes.Height(cm, loaded["value"], loaded["unit"])

    @pre_dump
    def as_typed(self, height: shapes.Height, **_: Any) -> dict[str, Any]:
        """Give back what was typed."""
        return {"value": height.typed, "unit": height.typed_unit}


class PatientSchema(Part):
    """Who is treated."""

    makes = shapes.Patient

    given_name = Text(what="the given name", longest=100)
    family_name = Text(what="the family name", longest=100)
    birth_date = Day(what="the birth date", example="7/23/1961 or 1961-07-23")
    weight = fields.Nested(WeightSchema)
    height = fields.Nested(HeightSchema)
    sex = Choice(Sex, what="the sex for the ideal weight")
    state = Text(what="the state", pattern="|".join(STATES), example="NC")
