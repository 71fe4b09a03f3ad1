"""A practice's logo: a PNG or SVG with nothing in it but what is drawn, to stand at the head of its letters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from costing.letters.apart import Refusal, ask_apart
from costing.letters.intake import BadUpload
from payer_rules.message import Message, say

PROCESS = "costing.letters.logo_process"
MOST_BYTES = 1_000_000
TYPES = {"png": "image/png", "svg": "image/svg+xml"}
OTHERWISE = say("This picture needs more memory or time than a logo does. Save a simpler one, then choose it again.")
REASONS: Mapping[str, Message] = {
    "unknown": say("This is not a PNG or SVG file. Save the logo as one of them, then choose it again."),
    "broken": say("This file is damaged or cut off: it cannot be read to its end. Save it again, then choose it."),
    "doctype": say("This SVG begins with a DOCTYPE, which is not read. Save it as plain SVG, then choose it again."),
    "pixels": say("This picture has too many pixels. Save it with at most 4,000 by 4,000, then choose it again."),
    "size": say("This SVG does not say how large it is. Save it with a width and a height, then choose it again."),
    "nothing": say(
        "Nothing drawn is left of this SVG: it holds only text, pictures or effects, which are not taken. Turn text "
        "into outlines and save it again."
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Logo:
    """A clean logo; `kind` is png or svg."""

    kind: str
    content: bytes = field(repr=False)

    @property
    def address(self) -> str:
        """An address that nothing but the printing of a letter knows; it changes with the content."""
        return f"logo:{sha256(self.content).hexdigest()}"

    @property
    def mime(self) -> str:
        """The type as a browser knows it."""
        return TYPES[self.kind]


def clean_logo(raw: bytes) -> tuple[Logo, tuple[str, ...]]:
    """The logo, and which parts of an SVG were left out, such as text or script. Raises BadUpload."""
    if not raw:
        raise BadUpload(say("Choose a file, such as logo.png."))
    if len(raw) > MOST_BYTES:
        raise BadUpload(say("This file is larger than 1 MB. Save a smaller one, then choose it again."))
    try:
        said, content = ask_apart(PROCESS, raw)
    except Refusal as refusal:
        raise BadUpload(REASONS.get(str(refusal), OTHERWISE)) from None
    kind, *left_out = said.split()
    return Logo(kind, content), tuple(left_out)
