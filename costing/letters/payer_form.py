"""A payer's own fillable PDF: cleaned of all that acts, with its fields, and what each of them is tied to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from costing.letters.apart import Refusal, ask_apart
from costing.letters.intake import MOST_BYTES, OTHERWISE, REASONS, BadUpload
from payer_rules.message import Message, say

PROCESS = "costing.letters.form_process"
MORE_REASONS: Mapping[str, Message] = {
    "unknown": say("This is not a PDF. Choose the payer’s form as a fillable PDF."),
    "fields": say("This PDF has no fields to fill in. Ask the payer for the fillable form, or enclose this one in a packet."),
    "fill": say(
        "The fields of this form cannot be filled: their places on the page are damaged. Ask the payer for another copy."
    ),
    "many": say("This form has more than 600 fields. Ask the payer for its shorter form."),
    "acrobat": say("This form is filled only inside Adobe Acrobat (an XFA form). Ask the payer for a plain fillable PDF."),
}  # fmt: skip
TEXT, CHECK, CHOICE = "text", "check", "choice"


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill: a text, one box to tick (of a group too, by `state`), or a choice among `options`.

    `name` is the field's own full name, `label` what the form says to who cannot see it, `most` the longest text.
    """

    name: str
    label: str
    kind: str
    page: int
    state: str | None = None
    options: tuple[str, ...] = ()
    most: int | None = None

    @property
    def key(self) -> str:
        """What a tie is kept under: a group of boxes has one for each box."""
        return f"{self.name}\t{self.state}" if self.state else self.name


@dataclass(frozen=True, slots=True)
class BlankForm:
    """The clean file and its fields in the order of the form."""

    pdf: bytes = field(repr=False)
    fields: tuple[FormField, ...]


def read_form(raw: bytes) -> BlankForm:
    """Clean a fillable PDF and list its fields. Raises BadUpload."""
    if not raw:
        raise BadUpload(say("Choose a file, such as form.pdf."))
    if len(raw) > MOST_BYTES:
        raise BadUpload(say("This file is larger than {most} MB. Ask the payer for a smaller one.", most=20))
    try:
        said, pdf = ask_apart(PROCESS, raw)
    except Refusal as refusal:
        word = str(refusal)
        raise BadUpload(MORE_REASONS.get(word, REASONS.get(word, OTHERWISE))) from None
    return BlankForm(pdf, fields_from(json.loads(said)))


def fields_from(plain: Sequence[Mapping[str, Any]]) -> tuple[FormField, ...]:
    """Fields from their JSON form."""
    return tuple(FormField(**{**one, "options": tuple(one["options"])}) for one in plain)


def fields_to(fields: Sequence[FormField]) -> list[dict[str, Any]]:
    """Their JSON form."""
    return [{**asdict(one), "options": list(one.options)} for one in fields]
