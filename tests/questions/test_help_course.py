"""The year without and with help: the four published curves, when a program runs out, and what an unknown limit leaves open."""

from decimal import Decimal
from typing import Any

import pytest

from costing.questions import Refused, estimate, read_case
from costing.questions.help_course import HelpCourse, has_help, help_course
from tests.questions.test_documents import example

PROGRAM = {"name": "A program", "kind": "manufacturer", "yearly_cap": "10000", "drug_only": True}
# The published worked example: 13 visits, drug 9,000 and administration 600 allowed, deductible 3,000, 20%, maximum 8,000,
# a program of 10,000 for the drug only. By visit: what the patient owes.
CURVES = {
    None: ("4320", "1920", "1760", *["0"] * 10),
    "counts": ("120", "120", *["0"] * 11),
    "accumulator": ("600", "600", "1760", "1952", "1920", "1168", *["0"] * 7),
    "maximizer": (*["600"] * 5, *["120"] * 8),
}


PAID = {
    None: ("0",) * 13,
    "counts": ("4200", "1800", "1760", *["0"] * 10),
    "accumulator": ("4200", "3720", "2080", *["0"] * 10),
    "maximizer": ("769.23",) * 13,
}
MET = {  # of the maximum, after each visit
    None: ("4320", "6240", *["8000"] * 11),
    "counts": ("4320", "6240", *["8000"] * 11),
    "accumulator": ("600", "1200", "2960", "4912", "6832", *["8000"] * 8),
    "maximizer": tuple(str(met) for met in (600, 1200, 1800, 2400, *range(3000, 3961, 120))),
}


def worked_example(treatment: str | None, **program: Any) -> dict[str, Any]:
    """Octagam at $90 for each of 100 units, and one hour at $600: the same amounts by contract."""
    document = example("hdhp-contract")
    document["patient"]["weight"] = {"value": "50", "unit": "kg"}
    document["order"] |= {
        "dose": "1", "days_per_cycle": 1, "cycles": 13, "first_infusion": "2026-01-05", "infusion_minutes": 60, "stocked_grams": ["10"],
    }  # fmt: skip
    document["order"]["interval"] = {"every": 4, "unit": "weeks"}
    document["fees"] = [
        {"code": code, "kind": "contract", "per_unit": dollars, "starts": "2026-01-01"}
        for code, dollars in (("J1568", "90"), ("96365", "600"), ("96366", "0"))
    ]
    document["coverage"]["primary"] |= {
        "kind": "commercial", "deductible": "3000", "coinsurance_percent": "20", "out_of_pocket_maximum": "8000",
    }  # fmt: skip
    document["coverage"]["primary"].pop("met_as_of", None)
    for met in ("deductible_met", "out_of_pocket_met"):
        document["coverage"]["primary"].pop(met, None)
    if treatment:
        document["coverage"]["primary"]["help_treatment"] = treatment
        document["help"] = {"programs": [PROGRAM | program]}
    return document


def course(document: dict[str, Any]) -> HelpCourse:
    return help_course(read_case(document))


@pytest.mark.parametrize("treatment", CURVES)
def test_the_four_curves_of_the_published_example_visit_by_visit(treatment: str | None):
    visits = estimate(read_case(worked_example(treatment))).visits
    assert [visit.totals.patient for visit in visits] == [Decimal(owed) for owed in CURVES[treatment]]
    assert [visit.totals.help_paid for visit in visits] == [Decimal(paid) for paid in PAID[treatment]]
    assert [8000 - visit.lines[-1].room_left for visit in visits] == [Decimal(met) for met in MET[treatment]]


@pytest.mark.parametrize(
    ("treatment", "after", "paid", "runs_out"),
    [("counts", 240, 7760, None), ("accumulator", 8000, 10000, "2026-03"), ("maximizer", 3960, "9999.99", None)],
)
def test_before_and_after_and_the_month_in_which_it_runs_out(
    treatment: str, after: int, paid: Any, runs_out: str | None
):
    found = course(worked_example(treatment))
    assert (found.before, found.after, found.help_paid) == (8000, after, Decimal(paid))
    program = found.programs[0]
    assert program.paid == Decimal(paid)
    assert (program.runs_out.isoformat()[:7] if program.runs_out else None) == runs_out
    assert found.at_least is None


def test_the_months_add_up_to_the_year_on_both_sides():
    found = course(worked_example("accumulator"))
    assert (found.months[-1].before_so_far, found.months[-1].after_so_far) == (found.before, found.after)
    assert sum(month.help_paid for month in found.months) == found.help_paid
    assert [month.starts.month for month in found.months] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_an_unknown_limit_is_neither_nothing_nor_endless():
    document = worked_example("counts")
    document["help"]["programs"] = [{"name": "A card", "kind": "manufacturer", "limit": "unknown"}]
    found = course(document)
    assert (found.after, found.help_paid) == (8000, 0)
    assert found.programs[0].paid is None
    assert str(found.programs[0].sentence) == "A card pays up to the program's limit, which we do not know."
    assert found.at_least == 240
    note = "A card pays up to the program's limit, which we do not know. None of it is taken off here"
    assert any(str(one).startswith(note) for one in estimate(read_case(document)).notes)


def test_what_an_award_does_not_say_is_unknown_by_itself():
    document = worked_example("counts")
    document["help"]["programs"] = [{"name": "A fund", "kind": "foundation"}]
    assert course(document).programs[0].limit == "unknown"
    document["help"]["programs"][0]["limit"] = "none"
    assert course(document).after == 240


@pytest.mark.parametrize(
    ("program", "field"),
    [
        ({"limit": "stated"}, "yearly_cap"),
        ({"limit": "none", "yearly_cap": "500"}, "limit"),
        ({"limit": "unknown", "claim_cap": "5"}, "limit"),
    ],
)
def test_a_limit_and_its_amount_agree(program: dict[str, str], field: str):
    document = worked_example("counts")
    document["help"]["programs"] = [{"name": "A fund", "kind": "foundation", **program}]
    with pytest.raises(Refused) as refused:
        read_case(document)
    assert list(refused.value.messages) == [f"help.programs.0.{field}"]


def test_programs_pay_in_their_order_and_each_dollar_has_its_program():
    document = worked_example("counts")
    document["help"]["programs"] = [
        {"name": "Second", "kind": "foundation", "rank": 2, "yearly_cap": "5000", "drug_only": False},
        {"name": "First", "kind": "manufacturer", "rank": 1, "yearly_cap": "4000"},
    ]
    found = course(document)
    assert [(one.name, one.paid) for one in found.programs] == [("First", 4000), ("Second", 4000)]
    assert (found.before, found.after, found.help_paid) == (8000, 0, 8000)
    assert [one.runs_out and one.runs_out.month for one in found.programs] == [1, None]


def with_help(name: str = "part-b-office", **help_: Any) -> HelpCourse:
    document = example(name)
    document["help"] = {**document.get("help", {}), **help_}
    return course(document)


def test_qmb_takes_the_whole_share_and_may_not_be_billed():
    found = with_help(qmb=True)
    assert found.before
    assert found.after == 0
    assert any("may not bill the patient" in str(note) for note in found.notes)


@pytest.mark.parametrize("program", ["slmb", "qi"])
def test_slmb_and_qi_leave_the_share(program: str):
    found = with_help(premium_program=program)
    assert found.before == found.after
    assert found.before
    assert any("premium only" in str(note) for note in found.notes)


def test_extra_help_does_not_touch_part_b():
    found = with_help(extra_help=True)
    assert found.before == found.after
    assert any("Extra Help does not touch what Part B pays for" in str(note) for note in found.notes)


def test_without_help_there_is_nothing_to_compare():
    assert not has_help(read_case(example("part-b-office")))
    assert has_help(read_case(worked_example("counts")))


@pytest.mark.parametrize(
    ("treatment", "said"),
    [("counts", "counts what"), ("accumulator", "an accumulator"), ("maximizer", "is a maximizer")],
)
def test_it_says_what_the_plan_does_with_help(treatment: str, said: str):
    assert any(said in str(note) for note in course(worked_example(treatment)).notes)


@pytest.mark.parametrize("treatment", ["counts", "accumulator", "maximizer"])
def test_every_dollar_of_help_has_its_program(treatment: str):
    lines = [line for visit in estimate(read_case(worked_example(treatment))).visits for line in visit.lines]
    assert any(line.help_by for line in lines)
    assert all(sum((share.paid for share in line.help_by), Decimal(0)) == line.help_paid for line in lines)


def test_a_health_savings_account_is_warned_about_only_where_help_counts():
    for treatment, warned in (("counts", True), ("accumulator", False)):
        document = worked_example(treatment)
        document["coverage"]["primary"]["kind"] = "hdhp"
        assert any("health savings account" in str(note) for note in course(document).notes) is warned


def test_two_programs_that_exclude_each_other_are_named():
    document = worked_example("counts")
    ids = ("csl-behring-copay", "csl-hizentra-free-trial")
    document["help"]["programs"] = [{"name": one, "kind": "manufacturer", "program": one} for one in ids]
    notes = [str(note) for note in course(document).notes]
    assert (
        "A CSL free trial is in use, and the terms do not allow another CSL offer beside it. Choose one of them."
        in notes
    )
    document["help"]["programs"].pop()
    assert not any("Choose one of them" in str(note) for note in course(document).notes)
