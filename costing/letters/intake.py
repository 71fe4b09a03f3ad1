"""An uploaded file made fit to be sent: plain pages, or a refusal that says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from costing.letters.apart import Refusal, ask_apart
from payer_rules.message import Message, say

PROCESS = "costing.letters.intake_process"
MOST_BYTES = 20_000_000
OTHERWISE = say(
    "This file needs more memory or time than a scanned note does. Print it to a PDF of its own, then choose that one."
)
REASONS: Mapping[str, Message] = {
    "unknown": say("This is not a PDF, PNG or JPEG file. Save or scan it as a PDF, then choose it again."),
    "encrypted": say(
        "This PDF is protected by a password or by permissions. Save it without protection, such as with Print and "
        "“Save as PDF”, then choose it again."
    ),
    "broken": say("This file is damaged or cut off: it cannot be read to its end. Export or scan it again, then choose it."),
    "acrobat": say(
        "This PDF shows its pages only in a program that runs it (an interactive form, or layers that are switched on "
        "and off). Print it to a PDF, then choose that one."
    ),
    "pages": say("This PDF has more than 200 pages. Enclose the pages that matter."),
    "pixels": say("A picture in this file has too many pixels to be printed. Scan it at 300 dots per inch."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as it is kept and sent: a PDF of plain pages of US Letter size, with room for a stamp on top."""

    pdf: bytes = field(repr=False)
    pages: int


class BadUpload(ValueError):
    """A file that is not taken; its text says why and what to do."""

    def __init__(self, message: Message):
        super().__init__(str(message))
        self.message = message


def clean(raw: bytes) -> Cleaned:
    """Make a PDF, PNG or JPEG fit for a packet. Raises BadUpload."""
    if not raw:
        raise BadUpload(say("Choose a file, such as note.pdf."))
    if len(raw) > MOST_BYTES:
        raise BadUpload(
            say(
                "This file is larger than {most} MB. Scan it in black and white, or enclose fewer pages.",
                most=MOST_BYTES // 1_000_000,
            )
        )
    try:
        pages, pdf = ask_apart(PROCESS, raw)
    except Refusal as refusal:
        raise BadUpload(REASONS.get(str(refusal), OTHERWISE)) from None
    return Cleaned(pdf, int(pages))
