"""Where a letter goes, never by a sister plan's entry; and who may sign it, with what under it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from costing.case.payer_entry import BadEntry, PayerEntry, entry_for, read_entry, sisters, write_entry
from costing.case.plan_shapes import Coverage
from costing.letters.addressing import CannotSign, Signature, address_to, content_hash, fax_differs, may_sign, sign
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.structure import problems
from costing.questions.plain import to_plain
from tests.letters.builders import NONE_EXISTS, PLAN, a_case, a_letter, an_answer, pdf_text, squeezed

DOCUMENT = {
    "payer": "Blue Cross NC",
    "plan_name": "Blue Medicare HMO",
    "department": "Medical Drug Review",
    "address": {"line1": "PO Box 17509", "city": "Durham", "state": "NC", "zip": "27702"},
    "fax": "919-555-0177",
    "portal": "https://portal.example/requests",
    "largest_packet_mb": "20",
    "source": "Provider manual, page 12",
    "checked_on": "2026-11-02",
}
ENTRY = read_entry(DOCUMENT)
SISTER = replace(ENTRY, plan_name="Blue Advantage PPO", fax="919-555-0100")
NAMELESS = replace(ENTRY, plan_name=None)
AT = datetime(2026, 11, 24, 17, 3, 9, tzinfo=UTC)


def test_an_entry_comes_back_as_it_was_written():
    assert write_entry(ENTRY) == DOCUMENT
    assert ENTRY.largest_packet_mb == Decimal(20)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("payer", ""),
        ("fax", "call us"),
        ("portal", "http://portal.example"),
        ("portal", "javascript:alert(1)"),
        ("largest_packet_mb", "0"),
        ("checked_on", "soon"),
        ("address", {"line1": "x"}),
        ("other", "x"),
    ],
)
def test_a_wrong_entry_names_its_field(field: str, value: object):
    with pytest.raises(BadEntry) as bad:
        read_entry({**DOCUMENT, field: value})
    assert all(name.startswith(field) for name in bad.value.messages)


def test_the_entry_of_exactly_this_plan_is_taken():
    assert entry_for([SISTER, NAMELESS, ENTRY], PLAN) is ENTRY
    assert entry_for([ENTRY], replace(PLAN, payer="BLUE CROSS  nc", plan_name="blue medicare hmo")) is ENTRY


@pytest.mark.parametrize("other", [SISTER, NAMELESS, replace(ENTRY, payer="Blue Cross")])
def test_a_sister_plans_entry_is_never_taken(other: PayerEntry):
    assert entry_for([other], PLAN) is None


def test_a_plan_without_a_name_takes_no_named_entry():
    nameless = replace(PLAN, plan_name=None)
    assert entry_for([ENTRY, SISTER], nameless) is None
    assert entry_for([ENTRY, NAMELESS], nameless) is NAMELESS
    assert entry_for([NAMELESS], replace(nameless, payer=None)) is None


def test_sisters_are_named_so_that_nobody_wonders():
    assert sisters([SISTER, ENTRY, NAMELESS], PLAN) == (SISTER, NAMELESS)
    assert sisters([SISTER], replace(PLAN, payer=None)) == ()


def test_the_letter_takes_the_address_and_keeps_what_the_case_says():
    addressed = address_to(a_letter(), PLAN, ENTRY)
    assert addressed.recipient == (
        "Blue Cross NC", "Utilization Management", "PO Box 17509", "Durham, NC 27702", "Fax 919-555-0199",
    )  # fmt: skip
    assert fax_differs(PLAN, ENTRY)
    assert not fax_differs(PLAN, replace(ENTRY, fax="(919) 555-0199"))


def test_a_fax_number_that_only_the_directory_has_closes_its_gap():
    plan = replace(PLAN, fax=None, utilization_department=None)
    letter = a_letter(coverage=Coverage(plan))
    assert [gap.field for gap in letter.gaps] == ["coverage.primary.fax"]
    addressed = address_to(letter, plan, ENTRY)
    assert (addressed.gaps, addressed.is_draft) == ((), False)
    assert addressed.recipient[1] == "Medical Drug Review"
    assert addressed.recipient[-1] == "Fax 919-555-0177"
    assert address_to(letter, plan, replace(ENTRY, fax=None)).is_draft


def test_a_paper_that_does_not_go_to_the_payer_is_left_alone():
    record = a_letter(an_answer(authorization=NONE_EXISTS))
    assert address_to(record, PLAN, ENTRY) == record
    assert address_to(a_letter(), PLAN, None) == a_letter()


def signature(letter: Letter, name: str = "Ada Okafor") -> Signature:
    return Signature(name, AT, content_hash(to_plain(letter)))


def test_a_signature_stands_under_the_letter_with_time_and_hash():
    letter = a_letter()
    may_sign(letter, "Ada Okafor, MD", is_prescriber=True)
    signed = sign(letter, " ada  okafor ", signature(letter))
    text = squeezed(pdf_text(render_pdf(signed)))
    assert squeezed("Signed electronically on November 24, 2026 at 17:03:09 UTC") in text
    assert content_hash(to_plain(letter)) in text
    assert problems(render_pdf(signed)) == ()
    assert replace(signed, signed=()) == letter


def test_any_change_of_content_changes_the_hash():
    before = content_hash(to_plain(a_letter()))
    assert before == content_hash(to_plain(a_letter()))
    assert before != content_hash(to_plain(a_letter(practice=replace(a_case().practice, phone="919-555-0000"))))


@pytest.mark.parametrize(
    ("letter", "account", "is_prescriber", "said"),
    [
        (a_letter(practice=None), "Ada Okafor", True, "draft"),
        (a_letter(), "Ada Okafor", False, "Only a prescriber"),
        (a_letter(), "Bo Biller", True, "signed in as Bo Biller"),
        (a_letter(), "", True, "signed in as"),
        (replace(a_letter(), signature=()), "Ada Okafor", True, "no signature"),
    ],
)
def test_who_may_not_sign(letter: Letter, account: str, is_prescriber: bool, said: str):
    with pytest.raises(CannotSign, match=said):
        may_sign(letter, account, is_prescriber)


@pytest.mark.parametrize("typed", ["", "A. Okafor", "Bo Biller", "MD"])
def test_another_name_does_not_sign(typed: str):
    with pytest.raises(CannotSign, match="Type your name"):
        sign(a_letter(), typed, signature(a_letter()))
