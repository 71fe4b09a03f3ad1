"""The patient page: plain steps, the same cents as the estimate, nothing kept, nothing silently taken."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from costing.questions import estimate, read_case
from costing.store.database import Base
from costing.web.api.describing import EXAMPLES
from costing.web.limits import limiter

TREATMENT = {
    "coverage.primary.kind": "medicare_part_b",
    "order.product": "octagam_10",
    "patient.weight.value": "70",
    "patient.weight.unit": "kg",
    "order.dose": "2",
    "order.dose_unit": "g_per_kg_per_cycle",
    "order.days_per_cycle": "2",
    "order.interval.every": "4",
    "order.first_infusion": "1/5/2026",
    "order.site": "office",
}
ALL_ASSUMED = ["newest_loaded_value", "added_hour_after_30_minutes", "octagam_dm_middle_step"]
PART_B = {**TREATMENT, "told.second_insurance": "none", "assumptions": ALL_ASSUMED}
HDHP = {
    **TREATMENT,
    "coverage.primary.kind": "hdhp",
    "coverage.primary.deductible": "1700",
    "coverage.primary.coinsurance_percent": "20",
    "coverage.primary.out_of_pocket_maximum": "8500",
    "coverage.primary.year_starts": "01-01",
}
SELF_PAY = {**TREATMENT, "coverage.primary.kind": "self_pay"}
HOUSEHOLD = {
    "help.household_size": "2",
    "help.annual_income": "20000",
    "patient.state": "NC",
    "help.us_resident": "yes",
}


def posted(client: FlaskClient, step: str, answers: dict[str, object], **changes: object) -> TestResponse:
    return client.post("/estimate", data={**answers, **changes, "step": step})


def words(page: TestResponse) -> str:
    """What a reader sees, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.split("<main")[1].split("<footer")[0]))


def figures(page: TestResponse) -> list[str]:
    return re.findall(r'ig-figure__value">\s*(.*?)\s*<', page.text)


def test_the_reference_case_owes_what_the_estimate_says(anonymous: FlaskClient) -> None:
    assert figures(posted(anonymous, "answer", PART_B)) == ["$1,576.65", "$2,926.90", "$35,332.90"]
    priced = estimate(read_case(EXAMPLES["part-b-office"]))
    assert (priced.visits[0].totals.patient, priced.course.patient) == (Decimal("1576.65"), Decimal("35332.90"))


def test_medigap_leaves_the_deductible(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", PART_B, **{"told.second_insurance": "G"})
    assert figures(page) == ["$283.00", "$283.00", "$283.00"]


def test_a_second_insurance_we_cannot_work_out_is_said(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", PART_B, **{"told.second_insurance": "other"})
    assert "Your second insurance may pay part or all of this." in words(page)


def test_pounds_are_not_kilograms(anonymous: FlaskClient) -> None:
    pounds = posted(anonymous, "answer", PART_B, **{"patient.weight.value": "154.32", "patient.weight.unit": "lb"})
    assert figures(pounds)[2] == "$35,332.90"


def test_a_plan_with_the_price_told_reaches_its_maximum(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", HDHP, **{"told.day_price": "6,751.28"})
    assert figures(page) == ["$2,710.26", "$4,060.52", "$8,500.00"]
    assert "You reach your yearly maximum on March 3, 2026." in words(page)


def test_the_price_told_is_not_divided(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", SELF_PAY, **{"told.day_price": "6751.29"})
    assert figures(page) == ["$6,751.29", "$13,502.58", "$175,533.54"]


@pytest.mark.parametrize("answers", [HDHP, SELF_PAY, {**HDHP, "coverage.primary.kind": "commercial"}])
def test_without_a_price_it_is_unknown_and_never_nothing(anonymous: FlaskClient, answers: dict[str, object]) -> None:
    page = posted(anonymous, "answer", answers)
    assert page.status_code == 200
    assert figures(page) == ["Unknown", "Unknown", "Unknown"]
    assert "“Unknown” does not mean that you owe nothing." in words(page)
    assert "$0.00" not in words(page)


def test_an_unknown_price_still_has_the_plans_ceiling(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", HDHP, **{
        "coverage.primary.out_of_pocket_met": "500", "coverage.primary.met_as_of": "1/2/2026",
    })  # fmt: skip
    assert "but never more than $8,000.00 for covered care in your plan’s network" in words(page)


def test_nothing_is_assumed_that_is_not_ticked(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", PART_B, assumptions=ALL_ASSUMED[1:])
    assert figures(page) == ["Unknown", "Unknown", "Unknown"]
    assert "We have no Medicare price or yearly limit for" in words(page)
    without_rule = posted(anonymous, "answer", PART_B, assumptions=ALL_ASSUMED[:1])
    assert without_rule.status_code == 422
    assert "Choose the rule for added hours" in words(without_rule)


def test_what_we_would_assume_stands_ticked_before_the_answer(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "treatment", TREATMENT)
    assert page.status_code == 200
    boxes = re.findall(r'<input[^>]*name="assumptions" type="checkbox"[^>]*>', page.text)
    assert len(boxes) == 3
    assert all(" checked" in box for box in boxes)


def test_a_box_once_unticked_stays_unticked(anonymous: FlaskClient) -> None:
    offered = re.search(r'name="offered" value="(.*?)"', posted(anonymous, "treatment", TREATMENT).text)
    assert offered
    again = posted(anonymous, "treatment", TREATMENT, offered=offered[1], assumptions=ALL_ASSUMED[1:])
    boxes = re.findall(r'<input[^>]*name="assumptions" type="checkbox"[^>]*>', again.text)
    assert [" checked" in box for box in boxes] == [False, True, True]


def test_an_assumption_in_plain_words_stands_under_the_answer(anonymous: FlaskClient) -> None:
    page = words(posted(anonymous, "answer", PART_B))
    assert "Where we have no price for a date, the newest price we have is used." in page
    assert "The middle step is told from memory" in page


def test_every_empty_field_is_named_beside_and_on_top(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "treatment", {})
    assert page.status_code == 422
    for sentence in (
        "Choose the insurance that pays first.",
        "Enter your weight, such as 154.",
        "Choose the medicine.",
    ):
        assert page.text.count(sentence) == 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("order.dose", "0", "The dose must be more than 0"),
        ("order.dose", "-1", "The dose cannot be negative"),
        ("order.dose", "NaN", "Enter the dose as a number"),
        ("order.dose", "two", "Enter the dose as a number"),
        ("order.dose", "1e9", "Enter the dose as a number"),
        ("order.dose", "140", "Check the dose, and whether it is per day or per cycle"),
        ("order.days_per_cycle", "2.5", "as a whole number"),
        ("order.first_infusion", "2/30/2026", "as a real date"),
        ("order.interval.every", "0", "must be between 1 and"),
        ("order.product", "snake_oil", "Choose one from the list"),
        ("coverage.primary.kind", "tricare", "Choose the kind of coverage"),
        ("patient.weight.value", "7000", "must be 700 or less"),
        ("order.site", "moon", "Choose the site of care"),
        ("order.site", "home", "Choose where you will get the infusion."),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept(anonymous: FlaskClient, field: str, typed: str, said: str) -> None:
    page = posted(anonymous, "treatment", TREATMENT, **{field: typed})
    assert page.status_code == 422
    assert said in words(page)
    assert f'href="#{field.replace(".", "-")}"' in page.text
    assert ("1/5/2026" if field != "order.first_infusion" else typed) in page.text


@pytest.mark.parametrize(("typed", "said"), [("0", "must be more than 0"), ("free", "as a number"), ("-5", "negative")])
def test_a_bad_price_is_refused(anonymous: FlaskClient, typed: str, said: str) -> None:
    page = posted(anonymous, "answer", HDHP, **{"told.day_price": typed})
    assert page.status_code == 422
    assert said in words(page)
    assert 'href="#told-day_price"' in page.text


def test_a_wrong_number_of_the_plan_keeps_what_was_typed(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", HDHP, **{"coverage.primary.coinsurance_percent": "200"})
    assert page.status_code == 422
    for kept in ('value="200"', 'value="1700"', 'value="8500"', 'name="order.dose" value="2"'):
        assert kept in page.text


def test_going_back_keeps_both_pages(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "change", HDHP)
    assert page.status_code == 200
    assert 'name="coverage.primary.deductible" value="1700"' in page.text
    assert 'value="154"' not in page.text
    assert 'value="70"' in page.text


def test_another_kind_of_insurance_does_not_take_the_old_ones_numbers(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", {**HDHP, **PART_B})
    assert figures(page) == ["$1,576.65", "$2,926.90", "$35,332.90"]


def test_a_medicine_without_a_rate_table_asks_for_minutes(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", PART_B, **{"order.product": "privigen"})
    assert page.status_code == 422
    assert 'href="#order-infusion_minutes"' in page.text
    with_minutes = posted(anonymous, "answer", PART_B, **{"order.product": "privigen", "order.infusion_minutes": "300"})
    assert with_minutes.status_code == 200


def test_no_cookie_is_set_and_nothing_is_cached(anonymous: FlaskClient) -> None:
    pages = [anonymous.get("/estimate")]
    pages += [posted(anonymous, step, PART_B) for step in ("treatment", "answer", "change")]
    for page in pages:
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "no-store"
        assert "csrf_token" not in page.text


def test_nothing_is_stored(anonymous: FlaskClient, store: Session) -> None:
    assert posted(anonymous, "answer", {**PART_B, **HOUSEHOLD}).status_code == 200
    for table in Base.metadata.sorted_tables:
        assert store.scalar(text(f'select count(*) from "{table.name}"')) == 0  # noqa: S608  # names of our own tables


def test_what_is_typed_never_reaches_an_address_or_the_page_as_markup(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "treatment", TREATMENT, **{"order.dose": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert 'action="/estimate"' in page.text
    assert 'method="get"' not in page.text


def test_a_query_string_fills_nothing(anonymous: FlaskClient) -> None:
    assert 'value="99"' not in anonymous.get("/estimate?order.dose=99").text


def test_it_asks_no_name_birth_date_or_member_number(anonymous: FlaskClient) -> None:
    for page in (anonymous.get("/estimate"), posted(anonymous, "treatment", HDHP), posted(anonymous, "answer", PART_B)):
        assert not re.search(r'name="[^"]*(name|birth|member)[^"]*"', page.text)


def test_the_household_is_asked_last_and_answered_on_the_same_page(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", {**PART_B, **HOUSEHOLD})
    assert figures(page)[2] == "$35,332.90"
    assert "Qualified Medicare Beneficiary" in words(page)
    assert "Each program decides for itself." in words(page)


def test_a_wrong_household_number_keeps_the_answer(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "answer", {**PART_B, **HOUSEHOLD, "help.household_size": "many"})
    assert page.status_code == 422
    assert figures(page)[2] == "$35,332.90"
    assert 'href="#help-household_size"' in page.text


def test_a_year_of_other_intervals(anonymous: FlaskClient) -> None:
    weekly = posted(
        anonymous, "answer", PART_B, **{"order.interval.every": "1", "order.days_per_cycle": "1", "order.dose": "0.5"}
    )
    assert "52 infusion days" in words(weekly)
    yearly = posted(anonymous, "answer", PART_B, **{"order.interval.every": "52"})
    assert "2 infusion days" in words(yearly)


FIELDS = sorted(
    {*PART_B, *HDHP, *HOUSEHOLD, "told.day_price", "told.second_insurance", "order.infusion_minutes", "offered"}
)
TYPED = st.text(max_size=12) | st.sampled_from(["0", "-1", "1e9", "999999999", "12/31/2100", "G", "1/1/1900", "365"])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(st.sampled_from(FIELDS), TYPED, max_size=4), base=st.sampled_from([PART_B, HDHP, SELF_PAY])
)
def test_nothing_typed_breaks_it(anonymous: FlaskClient, changes: dict[str, object], base: dict[str, object]) -> None:
    for step in ("treatment", "answer", "change"):
        assert posted(anonymous, step, {**base, **changes}).status_code in (200, 422)


def test_questions_are_counted(anonymous: FlaskClient) -> None:
    limiter.enabled = True
    limiter.reset()
    codes = [posted(anonymous, "change", {}).status_code for _ in range(65)]
    limiter.reset()
    assert set(codes) == {200, 429}


LOW = {
    **HOUSEHOLD,
    "help.household_size": "1",
    "help.annual_income": "",
    "help.monthly_income": "1300",
    "help.savings": "3000",
}


def test_a_medicare_patient_reads_why_no_card_and_what_instead(anonymous: FlaskClient) -> None:
    text = words(posted(anonymous, "answer", {**PART_B, **LOW, "help.qmb": "no"}))
    assert "You may not use a drug company’s copay card." in text
    assert "Anti-Kickback Statute" in text
    before, _, unfit = text.partition("Programs that do not seem to fit")
    assert before.partition("These look like a fit")[2].strip().startswith("Qualified Medicare Beneficiary (QMB)")
    assert "Co-Pay Program" not in before
    assert "Pfizer OCTAGAM Co-Pay Program" in unfit


def test_the_plans_way_with_help_is_asked_of_who_has_a_plan_from_a_job(anonymous: FlaskClient) -> None:
    asked = posted(anonymous, "answer", {**HDHP, **HOUSEHOLD})
    assert "It sets my share by what the program pays" in asked.text
    assert "Are you in the Qualified Medicare Beneficiary" not in asked.text
    text = words(posted(anonymous, "answer", {**HDHP, **HOUSEHOLD, "coverage.primary.help_treatment": "maximizer"}))
    assert "The plan is a maximizer" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en-US", "Good to know"), ("es-US", "Para saber"), ("xx", "Good to know")]
)
def test_the_sheet_is_printed_in_a_language_and_kept_nowhere(
    anonymous: FlaskClient, store: Session, language: str, said: str
) -> None:
    answer = posted(anonymous, "sheet", {**PART_B, **LOW, "help.qmb": "no", "language": language})
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert said in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    rows = [
        store.scalar(select(func.count()).select_from(Base.metadata.tables[name]))
        for name in ("cases", "audit", "applications")
    ]
    assert rows == [0, 0, 0]


def test_a_sheet_of_wrong_answers_is_the_page_with_its_errors(anonymous: FlaskClient) -> None:
    page = posted(anonymous, "sheet", {**PART_B, **LOW, "help.savings": "-3"})
    assert page.status_code == 422
    assert "cannot be negative" in page.text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("help.annual_income", "-1", "cannot be negative"),
        ("help.annual_income", "100000000000", "must be 100000000 or less"),
        ("help.household_size", "0", "must be between 1 and 30"),
        ("patient.state", "XX", "such as NC"),
        ("help.premium_program", "qmb", "one of slmb, qi, none"),
        ("help.monthly_income", "1300", "a year or of a month, not both"),
    ],
)
def test_a_wrong_answer_about_the_household_is_named(anonymous: FlaskClient, name: str, value: str, said: str) -> None:
    page = posted(anonymous, "answer", {**PART_B, **HOUSEHOLD, name: value})
    assert page.status_code == 422
    assert said in words(page)
