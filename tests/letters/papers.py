"""A fictional case for every kind of paper, from the shipped examples, with what that kind needs."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from costing.case.request_shapes import LetterKind
from costing.letters.parts import Letter
from costing.letters.tongue import Language
from costing.questions import read_case
from costing.questions.letter import letter

EXAMPLES = Path(__file__).resolve().parents[2] / "costing" / "examples"
DAY = date(2025, 12, 16)
LATER = date(2026, 10, 5)  # with the first course behind the patient
DAYS = {
    LetterKind.RENEWAL: LATER,
    LetterKind.CONTINUITY_OF_CARE: LATER,
    LetterKind.RETROACTIVE_AUTHORIZATION: date(2026, 1, 12),
}
PATIENT_KINDS = (LetterKind.PATIENT_ESTIMATE, LetterKind.GOOD_FAITH_ESTIMATE, LetterKind.HELP_SHEET)
BASES = {
    LetterKind.GOOD_FAITH_ESTIMATE: "uninsured",
    LetterKind.MEDICARE_NOTICE: "part-b-office",
    LetterKind.MEDICAL_NECESSITY_RECORD: "part-b-office",
}
LABORATORY = {
    "provider": "Triangle Laboratory", "npi": "1234567893", "tin": "11-1111111", "location": "1 Main Street, Raleigh", "state": "NC",
    "code": "82550", "label": "Blood test (creatine kinase)", "count": 13, "charge": "28.50",
}  # fmt: skip
GOOD_FAITH = {
    "number": "GFE-7", "asked_on": "2025-12-15", "replaces_on": "2025-12-01", "replaces_number": "GFE-3",
    "separate_items": "Visit with the rheumatologist", "items": [LABORATORY],
}  # fmt: skip
DENIAL = {
    "on": "2025-12-15", "reason": "not_medically_necessary", "words": "The records do not show that the criteria are met.",
    "codes": "50, N115", "number": "D-4411", "appeal_to": "Fax 800-555-0188", "appeal_by": "2026-02-18",
}  # fmt: skip
AUTHORIZATION = {"number": "A-100", "payer": "Blue Cross NC", "starts": "2025-12-12", "ends": "2026-10-24"}
ONGOING = {
    "drug": "Octagam 10%", "drug_class": "immune_globulin", "product": "octagam_10", "dose": "2 g/kg every 4 weeks",
    "starts": "2025-12-12", "outcome": "ongoing", "note": "Infusion record", "noted_on": "2026-10-01", "page": "1",
}  # fmt: skip
FOLLOW_UP = [
    {"name": "ck", "value": "612", "unit": "U/L", "on": "2026-10-01", "note": "Laboratory report", "noted_on": "2026-10-01", "page": "1"},
    {"name": "previously_approved_by_plan", "value": True, "note": "Letter of the plan", "noted_on": "2026-01-02", "page": "1"},
    {"name": "clinical_benefit", "value": True, "note": "Rheumatology note", "noted_on": "2026-10-01", "page": "2"},
]  # fmt: skip
REASONS = {
    LetterKind.CHANGE: "The weakness returned before each infusion at the lower dose.",
    LetterKind.SITE_OF_CARE_EXCEPTION: "The veins are difficult and need the experienced nurses of this office.",
    LetterKind.NETWORK_GAP: "On December 15, 2025 three providers were called; none gives this treatment.",
    LetterKind.RETROACTIVE_AUTHORIZATION: "The infusion could not wait for the office to reopen.",
    LetterKind.PART_D_EXCEPTION: "The drugs of the formulary were tried, as listed above.",
    LetterKind.MEDICARE_NOTICE: "Medicare may decide that this treatment is not medically necessary.",
}


def a_document(kind: LetterKind) -> dict[str, Any]:
    """The case document of a paper of this kind without any gap."""
    document = json.loads((EXAMPLES / f"{BASES.get(kind, 'medicare-advantage')}.json").read_text())
    request = document["request"]
    request["case_number"] = "PA-778123"
    if kind in REASONS:
        request["words"] = [{"letter": str(kind), "place": "reason", "text": REASONS[kind]}]
    if kind in (LetterKind.APPEAL, LetterKind.PEER_TO_PEER):
        request["denial"] = deepcopy(DENIAL)
    if kind in (LetterKind.RENEWAL, LetterKind.CONTINUITY_OF_CARE):
        earlier = "Blue Cross NC" if kind is LetterKind.RENEWAL else "Earlier Health Plan"
        request["authorization"] = {**AUTHORIZATION, "payer": earlier}
        document["order"]["first_infusion"] = "2026-10-26"
        request["on"] = "2026-10-05"
        request["kind"] = "renewal" if kind is LetterKind.RENEWAL else "initial"
        document["chart"]["trials"].append(ONGOING)
        document["chart"]["facts"] += FOLLOW_UP
    if kind is LetterKind.CHANGE:
        request["previous"] = {"dose": "1", "dose_unit": "g_per_kg_per_cycle", "site": "hospital_outpatient"}
    if kind is LetterKind.RETROACTIVE_AUTHORIZATION:
        document["order"]["visits"] = [
            {"on": day, "began": "09:00", "ended": "13:10"} for day in ("2026-01-05", "2026-01-06")
        ]
    if kind is LetterKind.NETWORK_GAP:
        terms = {"coinsurance_percent": "40", "deductible": "1000", "out_of_pocket_maximum": "10000"}
        document["coverage"]["primary"] |= {"practice_in_network": False, "out_of_network": terms}
    if kind is LetterKind.PART_D_EXCEPTION:
        document["coverage"]["part_d"] = {"plan_name": "Example Drug Plan"}
    if kind is LetterKind.GOOD_FAITH_ESTIMATE:
        request["good_faith"] = deepcopy(GOOD_FAITH)
    if kind is LetterKind.MEDICARE_NOTICE:
        document["fees"] = [
            {"code": code, "kind": "billed", "per_unit": price, "starts": "2026-01-01", "ends": "2026-12-31"}
            for code, price in (("J1568", "90"), ("96365", "300"), ("96366", "80"))
        ]
    return document


def denied(level: str, funding: str | None) -> dict[str, Any]:
    """An appeal of that level, for a plan with rules of its own."""
    document = a_document(LetterKind.APPEAL)
    document["request"]["denial"] |= {"level": level, "consented_on": "2025-12-15"}
    del document["request"]["denial"]["appeal_by"]
    if funding:
        plan = {
            "kind": "commercial",
            "funding": funding,
            "deductible": "1000",
            "payer": "Example Payer",
            "plan_name": "Example Plan",
        }
        document["coverage"]["primary"] |= plan
        del document["coverage"]["primary"]["payer_id"]
    return document


def a_paper(kind: LetterKind, language: Language = Language.ENGLISH, document: dict[str, Any] | None = None) -> Letter:
    """The paper of that case."""
    return letter(read_case(document or a_document(kind)), DAYS.get(kind, DAY), kind, language)


LONG_NAME = ("Wolfeschlegelsteinhausenbergerdorff Ottokar " * 3)[:120].strip()
LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2
ALPHABETS = {
    "right to left": ("محمد عبد الرحمن", "الأحمد الشيخ"),
    "greek": ("Παναγιώτης", "Παπαδημητρακόπουλος"),
    "cyrillic": ("Александра", "Щербакова-Преображенская"),
    "vietnamese": ("Nguyễn Thị Hồng", "Hương Trường"),
}


def an_extreme_document(kind: LetterKind) -> dict[str, Any]:
    """The same with a name of 120 letters, an unbroken long word in chart and practice, and sixty earlier treatments."""
    document = a_document(kind)
    document["patient"]["given_name"], document["patient"]["family_name"] = LONG_NAME.split(" ", 1)
    document["practice"]["name"] = f"{LONG_WORD} Infusion Center"
    trials = json.loads((EXAMPLES / "medicare-advantage.json").read_text())["chart"]["trials"]
    many = [
        {**one, "drug": f"{one['drug']} {at}", "reason": LONG_WORD if at == 8 else "weakness persisted"}
        for at, one in enumerate(trials * (60 // len(trials)), start=1)
    ]
    document["chart"]["trials"] = [*document["chart"].get("trials", ()), *many]
    return document


def without_a_chart(kind: LetterKind) -> dict[str, Any]:
    """The same with nothing in the chart at all."""
    document = a_document(kind)
    document["chart"] = {}
    return document
