"""Applications as an office follows them: what is refused, what is left, and what is due when."""

from datetime import date, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError

from costing.case.application import Application, dump_application, load_application
from costing.questions.help_reminders import held_from, reminders

TODAY = date(2026, 11, 25)


def an_application(**more: Any) -> Application:
    return load_application({"name": "A fund", "stage": "applied", "applied_on": "2026-11-01", **more})


def approved(**more: Any) -> Application:
    return an_application(**{"stage": "approved", "starts": "2026-11-10", **more})


def due(application: Application, today: date = TODAY) -> list[str]:
    return [str(one.sentence) for one in reminders(application, today)]


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"stage": "approved"}, "starts", "first day of the award"),
        ({"stage": "approved", "starts": "2026-05-01", "ends": "2026-04-30"}, "ends", "ends before it starts"),
        ({"renew_by": "2026-10-31"}, "renew_by", "before the application"),
        ({"amount": "100", "used": "100.01"}, "used", "More is used than was awarded"),
        ({"amount": "-1"}, "amount", "cannot be negative"),
        ({"stage": "won"}, "stage", "one of applied, approved, denied, ended"),
        ({"applied_on": "2026-13-01"}, "applied_on", "real date"),
        ({"name": ""}, "name", "Enter the name of the program."),
    ],
)
def test_bad_applications_are_refused_by_field(more: dict[str, str], field: str, said: str):
    with pytest.raises(ValidationError) as refused:
        an_application(**more)
    assert said in refused.value.messages[field][0]


def test_what_is_left_is_unknown_without_an_amount():
    assert approved(used="40").remaining is None
    assert approved(amount="100", used="40").remaining == 60
    assert approved(amount="100").remaining == 100


def test_it_is_written_back_as_it_was_read():
    full = approved(
        program="healthwell",
        award_id="A-1",
        ends="2027-11-09",
        amount="6500",
        used="10.5",
        renew_by="2027-10-01",
        note="Ms. Lee",
    )
    assert load_application(dump_application(full)) == full


@pytest.mark.parametrize(
    ("days", "waits"), [(13, []), (14, ["A fund: applied on November 1, 2026. Ask for the answer."])]
)
def test_an_answer_is_asked_for_after_two_weeks(days: int, waits: list[str]):
    assert due(an_application(), date(2026, 11, 1) + timedelta(days)) == waits


@pytest.mark.parametrize(
    ("renew_by", "said"),
    [
        ("2027-01-09", ["A fund: renew by January 9, 2027."]),
        ("2027-01-10", []),
        ("2026-11-25", ["A fund: renew by November 25, 2026."]),
        ("2026-11-24", ["A fund: the day to renew was November 24, 2026."]),
    ],
)
def test_renewal_is_due_forty_five_days_ahead(renew_by: str, said: list[str]):
    assert due(approved(renew_by=renew_by)) == said


def test_the_end_speaks_where_no_day_to_renew_is_entered():
    assert due(approved(ends="2026-12-01")) == ["A fund: the award ends on December 1, 2026."]
    assert due(approved(ends="2026-11-20")) == ["A fund: the award ended on November 20, 2026."]


@pytest.mark.parametrize(("used", "said"), [("89.99", []), ("90", ["A fund: $10.00 of the award is left."])])
def test_an_award_that_is_nearly_used_up_says_so(used: str, said: list[str]):
    assert due(approved(amount="100", used=used)) == said


@pytest.mark.parametrize("stage", ["denied", "ended"])
def test_what_is_over_reminds_of_nothing(stage: str):
    assert due(an_application(stage=stage, renew_by="2026-11-26", ends="2026-11-26")) == []


def test_awards_are_held_and_open_applications_are_not():
    held = held_from([approved(program="msu-myositis"), an_application(program="nord"), approved()])
    assert [(one.program_id, one.starts) for one in held] == [("msu-myositis", date(2026, 11, 10))]
