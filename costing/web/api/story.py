"""The way from a case to a signed packet and a filled form, as commands for a terminal: each runs as it stands."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the way: what it is for, and the variable that takes the `id` of its answer."""

    title: str
    says: str
    command: str
    names: str | None = None


BEARER = '-H "Authorization: Bearer $TOKEN"'
SIGNER = '-H "Authorization: Bearer $SIGNER"'
JSON = "-H 'Content-Type: application/json'"


def _curl(address: str, *parts: str, method: str = "", token: str = BEARER) -> str:
    lead = f"curl -X {method}" if method else "curl"
    return " \\\n  ".join((f'{lead} "$IGPATH/api/v1{address}"', token, *parts))


def _data(body: object) -> str:
    """JSON as it is typed in a terminal."""
    return f"--data '{json.dumps(body, indent=2)}'"


STEPS = (
    Step(
        "Say once where the plan takes requests",
        "Payer and plan are named as in the case. Letters take the address from here, and packets the largest size.",
        _curl(
            "/payers",
            JSON,
            _data({"payer": "Blue Cross NC", "plan_name": "Medicare Advantage PPO", "largest_packet_mb": "20"}),
        ),
    ),
    Step(
        "Put in the payer’s own form once",
        "A fillable PDF. The answer lists its fields by number, each with what it is tied to by its own words.",
        _curl("/forms", "-F 'title=Request form'", "-F 'payer=Blue Cross NC'", "-F file=@form.pdf"),
        "FORM",
    ),
    Step(
        "See what a field can be tied to",
        "A text field takes one of the texts, or = and a text of your own; a box takes a statement, or =yes.",
        _curl("/forms/tie-names"),
    ),
    Step(
        "Tie its fields",
        "Send what you change, by the number of the field, with the ETag of the version that you read.",
        _curl(
            "/forms/$FORM/ties",
            "-H 'If-Match: \"1\"'",
            JSON,
            _data({"ties": [{"field": 3, "tie": "Patient: family name"}]}),
            method="PATCH",
        ),
    ),
    Step(
        "Save the case",
        "A case document; the examples are at the end of this page.",
        _curl("/cases", JSON, "--data @costing/examples/medicare-advantage.json"),
        "CASE",
    ),
    Step(
        "Read its letter",
        "What is missing stands under gaps, and the notes to enclose under enclosures. Add ?kind=appeal for another paper.",
        _curl("/cases/$CASE/letter"),
    ),
    Step(
        "Say something in your own words",
        "Optional. GET on the same address lists the places, and shows the difference afterwards.",
        _curl(
            "/cases/$CASE/letter/words",
            "-H 'If-Match: \"1\"'",
            JSON,
            _data({"words": [{"place": "closing", "text": "I am available on any weekday."}]}),
            method="PATCH",
        ),
    ),
    Step(
        "Enclose the notes",
        "Named as in the letter, so that its criteria point at the page.",
        _curl(
            "/cases/$CASE/enclosures",
            "-F 'title=Laboratory report, December 10, 2025'",
            "-F file=@note.pdf",
        ),
    ),
    Step(
        "See what stands on the form, and what does not",
        "With Accept: application/pdf it is the filled form; add ?editable=yes to leave its fields open.",
        _curl("/cases/$CASE/forms/$FORM"),
    ),
    Step(
        "Fetch the filled form",
        "Flat, ready to be sent.",
        _curl("/cases/$CASE/forms/$FORM", "-H 'Accept: application/pdf'", "--output form-filled.pdf"),
    ),
    Step("Enclose the filled form", "It becomes the last enclosure.", _curl("/cases/$CASE/forms/$FORM/enclosure", method="POST")),
    Step(
        "The prescriber reads the letter",
        "With a token of the prescriber whose name stands under the letter. Take content_hash from the answer: export HASH=...",
        _curl("/cases/$CASE/letter/to-sign", token=SIGNER),
    ),
    Step(
        "The prescriber signs it",
        "The name as it stands under the letter. When anything has changed since it was read, nothing is signed.",
        _curl(
            "/cases/$CASE/signed-letters",
            JSON,
            _data({"name": "Dana Example", "read": True, "content_hash": "'$HASH'"}),
            token=SIGNER,
        ),
        "SIGNED",
    ),
    Step(
        "Fetch the signed letter",
        "Byte for byte the same every time; its SHA-256 is the file_hash.",
        _curl("/signed-letters/$SIGNED", "-H 'Accept: application/pdf'", "--output signed.pdf"),
    ),
    Step(
        "Fetch the packet",
        "Index, signed letter and enclosures in one PDF, with stamps and bookmarks.",
        _curl("/signed-letters/$SIGNED/packet", "--output packet.pdf"),
    ),
)  # fmt: skip
