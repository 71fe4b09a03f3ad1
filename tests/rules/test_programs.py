"""What a program answers beside its verdict: order, four-valued terms, caps that are never invented, old terms."""

import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from payer_rules.dated import Status
from payer_rules.files import BadFile
from payer_rules.findings import Eligibility, ProgramAnswer
from payer_rules.programs import SHIPPED, Program, answer, load_programs, programs
from payer_rules.programs.answering import told
from payer_rules.programs.shapes import Known, Term
from tests.rules.builders import a_chart, a_fact

VERIFIED = date(2026, 11, 22)


def named(program_id: str) -> Program:
    return next(program for program in programs() if program.id == program_id)


def asked(program_id: str, on: date = VERIFIED, **facts: str | bool) -> ProgramAnswer:
    chart = a_chart(*(a_fact(name, value) for name, value in facts.items()))
    return answer(named(program_id), chart, on)


def test_the_order_in_which_to_try_them():
    """QMB and Medicaid, manufacturers, the hospital, foundations, free drug, cash aid."""
    found = programs()
    assert [program.id for program in found][:5] == ["msp-qmb", "medicaid", "msp-slmb", "msp-qi", "lis-extra-help"]
    assert list(dict.fromkeys(program.kind.name for program in found)) == [
        "government",
        "manufacturer_copay",
        "manufacturer_refund",
        "hospital",
        "foundation",
        "free_drug",
        "cash_aid",
    ]


def test_csl_refuses_dermatomyositis_as_off_label():
    given = asked(
        "csl-behring-copay",
        insurance_kind="commercial",
        product="privigen",
        diagnosis="M33.12",
        indication_labelled=False,
        us_resident=True,
        state="NC",
        other_government_program=False,
    )
    assert given.eligibility is Eligibility.NOT_ELIGIBLE
    assert str(given.reason).startswith("The prescription is off label")


MANUFACTURERS = [program for program in programs() if program.kind.name.startswith("manufacturer")]


@pytest.mark.parametrize("program", MANUFACTURERS, ids=lambda program: program.id)
@pytest.mark.parametrize(
    "covered",
    [
        {"insurance_kind": "medicare_part_b"},
        {"insurance_kind": "medicare_advantage"},
        {"insurance_kind": "medicaid"},
        {"insurance_kind": "commercial", "other_government_program": True},
    ],
)
def test_no_card_or_refund_of_any_maker_takes_a_federal_beneficiary(program: Program, covered: dict[str, str | bool]):
    """The rule belongs to the kind of program, so that no file can forget it; silence on the rest never softens it."""
    given = answer(program, a_chart(*(a_fact(name, value) for name, value in covered.items())), VERIFIED)
    assert given.eligibility is Eligibility.NOT_ELIGIBLE
    assert given.barred
    assert str(given.reason).startswith(given.barred)
    assert "federal programs" in str(given.reason) or "government health program" in str(given.reason)
    assert given.next_step.startswith("Do not ")
    assert "independent foundations" in given.next_step


def test_eleven_programs_of_manufacturers_stand_under_the_bar():
    assert len(MANUFACTURERS) == 11


def test_a_new_card_inherits_the_bar(tmp_path: Path):
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "programs"))
    text = (folder / "csl/csl-behring-copay.yaml").read_text("utf-8").replace("id: csl-", "id: new-")
    (folder / "csl/new.yaml").write_text(text, "utf-8")
    new = next(program for program in load_programs(folder) if program.id == "new-behring-copay")
    given = answer(new, a_chart(a_fact("other_government_program", True)), VERIFIED)
    assert given.eligibility is Eligibility.NOT_ELIGIBLE


def test_an_unknown_cap_is_neither_zero_nor_without_limit():
    given = asked("csl-behring-copay")
    assert (
        given.limit
        == "A year: Not known (a yearly maximum exists; its amount was not seen). A claim: Not known (not seen)."
    )


def test_accounts_that_differ_are_all_shown():
    limit = asked("msu-myositis").limit
    assert "The accounts differ: up to $2,000 an award, then a wait of 24 months (form); $1,000 a year" in limit


def test_a_weaker_source_shows_its_mark():
    assert asked("grifols-xembify-connexions").limit.startswith("A year: Up to $10,000 (secondary).")
    assert "(memory)" in asked("hospital-501r").limit


@pytest.mark.parametrize(
    ("program_id", "drug", "administration", "counts"),
    [
        ("csl-behring-copay", True, False, "unknown"),
        ("grifols-xembify-connexions", None, None, "unknown"),
        ("msp-qmb", True, True, "not_applicable"),
        ("hospital-501r", True, True, "unknown"),
        ("msu-myositis", None, None, "not_applicable"),
    ],
)
def test_what_it_covers_and_what_counts(program_id: str, drug: bool | None, administration: bool | None, counts: str):
    given = asked(program_id)
    assert (given.covers_drug, given.covers_administration, given.counts_on_plan) == (drug, administration, counts)


@pytest.mark.parametrize(("days", "eligibility"), [(90, Eligibility.ELIGIBLE), (91, Eligibility.MAY_BE)])
def test_after_ninety_days_the_terms_are_to_be_checked(days: int, eligibility: Eligibility):
    given = asked("msp-qmb", VERIFIED + timedelta(days), insurance_kind="medicare_part_b", qmb_enrolled=True)
    assert given.eligibility is eligibility
    assert ("check with the program" in f"{given.next_step} {given.pays}".lower()) == (days > 90)


def test_an_old_refusal_still_says_when_it_was_verified():
    given = asked("msp-qmb", VERIFIED + timedelta(91), insurance_kind="commercial")
    assert given.eligibility is Eligibility.NOT_ELIGIBLE
    assert given.next_step == (
        "Check with the program: its terms were last verified on November 22, 2026. "
        "Do not apply now. Look again when the answer that rules it out changes."
    )


def test_only_who_may_have_it_is_sent_to_apply():
    assert "Medicaid office" in asked("msp-qmb", insurance_kind="medicare_part_b", qmb_enrolled=True).next_step
    assert asked("msp-qmb", insurance_kind="commercial").next_step.startswith("Do not apply now.")


@pytest.mark.parametrize(
    ("known", "said", "sentence"),
    [
        (Known.VALUE, ("$500.",), "$500 (secondary)."),
        (Known.NOT_APPLICABLE, ("all is paid",), "Does not apply: all is paid."),
        (Known.UNKNOWN, ("not seen",), "Not known (not seen)."),
        (Known.CONFLICTING, ("$500", "$900"), "The accounts differ: $500; $900 (secondary)."),
    ],
)
def test_each_state_of_a_term_reads_differently(known: Known, said: tuple[str, ...], sentence: str):
    term = Term(known, said, VERIFIED, Status.SECONDARY)
    assert told(term, VERIFIED) == sentence
    assert (term.value is not None) == (known is Known.VALUE)


def test_needs_are_the_facts_to_ask_for():
    assert asked("msp-qmb", insurance_kind="medicare_part_b").needs == (
        "qmb_enrolled",
        "income_percent_of_poverty",
        "medicare_savings_level",
        "medicare_savings_resources",
    )


def test_old_terms_are_checked_by_the_phone_and_address_that_are_known():
    given = asked("healthwell", VERIFIED + timedelta(91), insurance_kind="medicare_part_b")
    assert given.stale
    assert given.next_step.startswith(
        "Check with the program (800-675-8416; grants@healthwellfoundation.org; https://www.healthwellfoundation.org): "
        "its terms were last verified on November 22, 2026."
    )


def test_what_was_not_seen_of_a_program_is_unknown_and_never_none():
    card = named("adma-asceniv-bivigam")
    assert {name for name, term in card.terms.items() if term.known is not Known.UNKNOWN} == {"products"}
    given = asked("adma-asceniv-bivigam")
    assert (given.yearly_limit, given.papers, given.contact, given.covers_drug) == (None, "", "", None)
    assert given.limit == "A year: Not known (not seen). A claim: Not known (not seen)."


def test_an_amount_is_a_number_only_where_the_terms_name_it():
    """A limit that is not known has no number at all, so that nothing can add it up."""
    assert {
        program.id: program.terms["yearly_limit"].dollars
        for program in programs()
        if program.terms["yearly_limit"].dollars
    } == {"grifols-xembify-connexions": Decimal(10000)}


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("not_seen: [", "not_seen: [pays, ", "not_seen lists 'pays'"),
        ("covers_drug, ", "", "covers_drug is missing"),
        ("kind: manufacturer_copay", "kind: gift", "kind must be one of"),
        ("verified: 2026-11-22", "verified: '2026-11-22'", "verified must be a date"),
        (
            "fits:",
            "window: {opens: 2026-03-01, closes: 2026-02-01, cite: x, otherwise: y}\nfits:",
            "closes before it opens",
        ),
        ("fits:", "wait: {months: 0, cite: x}\nfits:", "months must be a whole number"),
        ("fits:", "not_with: {cite: x, otherwise: y}\nfits:", "not_with names programs by their ids"),
        ("dollars: '10000'", "dollars: 10000", "dollars must be text in quotes"),
        ("dollars: '10000'", "dollars: 'ten'", "dollars is the whole amount"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, was: str, becomes: str, problem: str):
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "programs"))
    path = folder / "grifols/grifols-xembify-connexions.yaml"
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(BadFile, match=rf"grifols-xembify-connexions.yaml, line \d+: {problem}"):
        load_programs(folder)


def test_every_leaflet_speaks_both_languages():
    for program in programs():
        leaflets = program.leaflets or program.kind.leaflets
        assert leaflets is not None
        assert set(leaflets) == {"en", "es"}
        assert all(one.pays and one.do for one in leaflets.values())
