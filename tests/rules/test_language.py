"""What a policy can ask beyond a single value: sets, trials together or in turn, windows, change, spans, limits, documents."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from payer_rules.chart import Chart, Fact, Outcome, Trial, TrialSource
from payer_rules.criteria.classification import shared
from payer_rules.criteria.parse import Shared, criterion, sets_of
from payer_rules.evaluate import Consulted, evaluate
from payer_rules.files import BadFile, parse_yaml
from payer_rules.findings import Finding
from payer_rules.verdict import Cause, Verdict
from tests.rules.builders import TODAY, a_chart, a_fact, a_trial, judged, parsed

MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.OPEN


def number(name: str, value: str, unit: str, on: date | None = None) -> Fact:
    return a_fact(name, Decimal(value), unit, on)


def requested(on: date = TODAY) -> Fact:
    return a_fact("request_date", on)


PREFERRED = b"""
preferred:
  - {product: gammagard_liquid}
  - {product: octagam_10, starts: 2026-01-01}
  - {product: privigen, ends: 2025-12-31}
"""
EACH = "{text: Each preferred product failed, each_of: {set: preferred, tried: {outcomes: [inadequate]}%s}}"


def of_the_set(more: str = "", *trials: Trial, on: date = TODAY, complete: bool = False) -> Finding:
    known = Shared(sets=sets_of(parse_yaml(PREFERRED, "test.yaml")))
    asked = criterion(parse_yaml((EACH % more).encode(), "test.yaml"), known)
    return evaluate(asked, a_chart(*trials, complete=complete), on)


def failed(product: str, **more: object) -> Trial:
    return a_trial("immune_globulin", drug=product, product=product, **more)


def test_each_of_a_set_asks_its_members_of_that_day():
    both = (failed("gammagard_liquid"), failed("octagam_10"))
    assert of_the_set("", *both).verdict is MET
    assert of_the_set("", failed("gammagard_liquid")).verdict is OPEN
    last_year = date(2025, 6, 1)
    assert of_the_set("", *both, on=last_year).verdict is OPEN
    assert of_the_set("", failed("gammagard_liquid"), failed("privigen"), on=last_year).verdict is MET


def test_some_of_a_set_are_enough_where_the_policy_says_so():
    assert of_the_set(", at_least: 1", failed("octagam_10")).verdict is MET
    assert of_the_set(", at_least: 2", failed("octagam_10"), complete=True).verdict is NOT_MET


def test_a_set_that_the_file_does_not_have_is_refused():
    with pytest.raises(BadFile, match="no set named 'preferred'; its sets: none"):
        parsed(EACH % "")


STRONG = "{text: Steroid, tried: {drug_classes: [corticosteroid], dose: {at_least: '20', unit: mg/day}, sources: [prescription]}}"


@pytest.mark.parametrize(
    ("amount", "unit", "source", "verdict"),
    [
        ("20", "mg/day", TrialSource.PRESCRIPTION, MET),
        ("19.9", "mg/day", TrialSource.PRESCRIPTION, NOT_MET),
        ("20", "mg/day", TrialSource.SAMPLE, NOT_MET),
        ("20", "mg/week", TrialSource.PRESCRIPTION, OPEN),
        ("20", "mg/day", None, OPEN),
        (None, None, TrialSource.PRESCRIPTION, OPEN),
    ],
)
def test_dose_and_source_of_a_trial_count_when_asked(
    amount: str | None, unit: str | None, source: TrialSource | None, verdict: Verdict
):
    """A sample may not count, and a dose in another unit proves nothing."""
    trial = a_trial(dose_amount=amount and Decimal(amount), dose_unit=unit, source=source)
    assert judged(STRONG, trial, complete=True).verdict is verdict


def test_two_different_drugs_are_not_the_same_one_twice():
    asked = "{text: Two, tried: {drug_classes: [antimetabolite], outcomes: [inadequate, intolerant], different: 2}}"
    one, other = a_trial("antimetabolite", drug="Methotrexate"), a_trial("antimetabolite", drug="azathioprine")
    again = a_trial("antimetabolite", drug="methotrexate ", outcome=Outcome.INTOLERANT)
    assert judged(asked, one, again).verdict is OPEN
    assert judged(asked, one, again, complete=True).verdict is NOT_MET
    assert judged(asked, one, other).verdict is MET


def test_a_drug_may_be_named_itself_and_the_trial_may_have_to_be_recent():
    asked = "{text: Methotrexate, tried: {drugs: [Methotrexate], within: {days: 365, before: request_date}}}"
    recent = a_trial("antimetabolite", drug="methotrexate", ends=TODAY - timedelta(365))
    older = a_trial("antimetabolite", drug="methotrexate", ends=TODAY - timedelta(366))
    assert judged(asked, recent, requested()).verdict is MET
    assert judged(asked, older, requested()).verdict is OPEN
    assert judged(asked, older, requested(), complete=True).verdict is NOT_MET
    assert judged(asked, recent).needs == ("trials", "request_date")


TOGETHER = (
    "{text: Both at once, together: [{drug_classes: [corticosteroid]}, {drug_classes: [antimetabolite]}], months: 3}"
)
IN_TURN = "{text: One after another, in_turn: [{drug_classes: [corticosteroid]}, {drug_classes: [antimetabolite]}]}"


@pytest.mark.parametrize(
    ("second", "together", "in_turn"),
    [
        ((date(2025, 2, 1), date(2025, 7, 1)), MET, NOT_MET),
        ((date(2025, 2, 2), date(2025, 7, 1)), NOT_MET, NOT_MET),
        ((date(2025, 5, 1), date(2025, 9, 1)), NOT_MET, MET),
        ((None, date(2025, 7, 1)), OPEN, OPEN),
    ],
)
def test_treatments_at_the_same_time_or_one_after_another(
    second: tuple[date | None, date], together: Verdict, in_turn: Verdict
):
    """The steroid was given from January 1 to May 1, 2025."""
    steroid = a_trial(starts=date(2025, 1, 1), ends=date(2025, 5, 1))
    other = a_trial("antimetabolite", drug="azathioprine", starts=second[0], ends=second[1])
    assert judged(TOGETHER, steroid, other, complete=True).verdict is together
    assert judged(IN_TURN, steroid, other, complete=True).verdict is in_turn


RECENT_CK = (
    "{text: CK within 45 days, compare: ck, at_least: '1000', unit: U/L, within: {days: 45, before: request_date}}"
)


@pytest.mark.parametrize(("days", "verdict"), [(0, MET), (45, MET), (46, OPEN), (-1, OPEN)])
def test_a_window_holds_both_its_ends(days: int, verdict: Verdict):
    found = judged(RECENT_CK, number("ck", "2000", "U/L", TODAY - timedelta(days)), requested())
    assert found.verdict is verdict
    assert (verdict is MET) == ("No value from April 17, 2026 to June 1, 2026" not in str(found.reason))


def test_an_undated_value_is_not_within_a_window_and_without_its_anchor_nothing_is():
    undated = number("ck", "2000", "U/L")
    assert judged(RECENT_CK, undated, requested()).causes == (Cause.NOT_DOCUMENTED,)
    assert judged(RECENT_CK, number("ck", "2000", "U/L", TODAY)).needs == ("request_date",)


def test_an_undated_value_may_be_as_new_as_the_newest():
    asked = "{text: CK is high, compare: ck, at_least: '1000', unit: U/L}"
    found = judged(asked, number("ck", "200", "U/L"), number("ck", "2000", "U/L", TODAY))
    assert (found.verdict, found.causes) == (OPEN, (Cause.CONFLICT,))


def test_values_that_do_not_count_but_say_otherwise_are_shown_with_their_dates():
    asked = "{text: CK is high, compare: ck, at_least: '1000', unit: U/L, which: %s}"
    older, newer = number("ck", "4000", "U/L", date(2026, 1, 1)), number("ck", "200", "U/L", date(2026, 5, 1))
    latest, any_ = judged(asked % "latest", older, newer), judged(asked % "any", older, newer)
    assert (latest.verdict, latest.facts, latest.against) == (NOT_MET, (newer,), (older,))
    assert (any_.verdict, any_.facts, any_.against) == (MET, (older,), (newer,))


def test_which_counts_for_answers_and_choices_too():
    yes, no = a_fact("dysphagia", True, on=date(2026, 1, 1)), a_fact("dysphagia", False, on=date(2026, 5, 1))
    assert judged("{text: Ever, documented: dysphagia, which: any}", yes, no).verdict is MET
    assert judged("{text: Now, documented: dysphagia}", yes, no).verdict is NOT_MET
    positive, negative = (a_fact("muscle_biopsy", "positive"), a_fact("muscle_biopsy", "negative"))
    asked = "{text: Biopsy, fact: muscle_biopsy, is_one_of: [positive], which: latest}"
    assert judged(asked, positive, negative).causes == (Cause.CONFLICT,)


FALLS = "{text: CK falls by 30%, change: ck, since: first_infusion, falls_by: '30', unit: percent}"
STARTED = a_fact("first_infusion", date(2026, 2, 1))
BASELINE = number("ck", "1000", "U/L", date(2026, 1, 20))


@pytest.mark.parametrize(
    ("later", "unit", "verdict"),
    [
        ("700", "U/L", MET),
        ("700.1", "U/L", NOT_MET),
        ("1200", "U/L", NOT_MET),
        ("11", "microkat/L", MET),
        ("3", "times the upper limit", OPEN),
    ],
)
def test_change_from_baseline_in_percent(later: str, unit: str, verdict: Verdict):
    """11 microkat/L are 660 U/L; a multiple of the laboratory's limit does not compare with a value in U/L."""
    found = judged(FALLS, STARTED, BASELINE, number("ck", later, unit, date(2026, 5, 1)))
    assert found.verdict is verdict
    assert (verdict is OPEN) == (found.causes == (Cause.CONFLICT,))
    assert len(found.facts) == 2


def test_a_missing_follow_up_is_not_documented_and_a_percent_of_nothing_is_no_number():
    missing = judged(FALLS, STARTED, BASELINE)
    assert (missing.verdict, missing.causes, missing.needs) == (OPEN, (Cause.NOT_DOCUMENTED,), ("ck",))
    assert "a follow-up of Creatine kinase after February 1, 2026" in str(missing.reason)
    zero = judged(FALLS, STARTED, number("ck", "0", "U/L", date(2026, 1, 1)), number("ck", "5", "U/L", TODAY))
    assert zero.causes == (Cause.CONFLICT,)
    assert judged(FALLS, BASELINE).needs == ("first_infusion",)


def test_strength_rises_in_points_of_one_scale_only():
    asked = "{text: Stronger, change: mmt8, since: first_infusion, rises_by: '6', unit: points of 150}"
    before = number("mmt8", "120", "points of 150", date(2026, 1, 1))
    better, other_scale = (
        number("mmt8", "126", "points of 150", TODAY),
        number("mmt8", "78", "points of 80", TODAY),
    )
    assert judged(asked, STARTED, before, better).verdict is MET
    assert judged(asked, STARTED, before, other_scale).causes == (Cause.CONFLICT,)


@pytest.mark.parametrize(
    ("unit", "bound", "first", "verdict"),
    [
        ("days", 45, TODAY - timedelta(45), MET),
        ("days", 45, TODAY - timedelta(46), NOT_MET),
        ("months", 3, date(2026, 3, 1), MET),
        ("months", 3, date(2026, 2, 1), NOT_MET),
    ],
)
def test_the_time_since_a_day(unit: str, bound: int, first: date, verdict: Verdict):
    asked = f"{{text: Soon, elapsed: {{since: first_infusion, until: request_date, at_most: {bound}, unit: {unit}}}}}"
    assert judged(asked, a_fact("first_infusion", first), requested()).verdict is verdict
    assert judged(asked, requested()).needs == ("first_infusion",)
    two = (a_fact("first_infusion", first), a_fact("first_infusion", TODAY))
    assert judged(asked, *two, requested()).causes == (Cause.CONFLICT,)


UNITS = "{text: 460 units in 28 days, rolling: {fact: infusion_units, days: 28, at_most: '460', unit: units}}"


@pytest.mark.parametrize(("gap", "verdict"), [(27, NOT_MET), (28, MET)])
def test_a_limit_over_any_days_in_a_row(gap: int, verdict: Verdict):
    """300 units and 300 more: 28 days hold both only when they lie less than 28 days apart."""
    given = [number("infusion_units", "300", "units", TODAY + timedelta(days)) for days in (0, gap, 2 * gap)]
    found = judged(UNITS, *reversed(given))
    assert found.verdict is verdict
    assert ("at most 600 units" in str(found.reason)) == (verdict is NOT_MET)
    assert judged(UNITS).causes == (Cause.NOT_DOCUMENTED,)


@pytest.mark.parametrize("support", [None, True, False])
def test_a_judgment_is_never_met_and_says_what_the_chart_says_for_it(support: bool | None):
    asked = "{text: Failed, judgment: true, supported_by: {text: Dysphagia, documented: dysphagia}}"
    found = judged(asked, *([] if support is None else [a_fact("dysphagia", support)]))
    assert (found.verdict, found.causes) == (OPEN, (Cause.JUDGMENT,))
    said = {None: "can support it", True: "supports it", False: "does not support it"}
    assert said[support] in str(found.reason)
    assert len(found.parts) == 1


def test_a_document_at_hand_is_dated_and_one_that_is_not_is_only_missing():
    asked = "{text: Order, enclosed: prescription, within: {days: 30, before: request_date}}"
    assert judged(asked, requested()).needs == ("document",)
    assert judged(asked, a_fact("document", "office note", on=TODAY), requested()).verdict is OPEN
    assert judged(asked, a_fact("document", "prescription", on=TODAY - timedelta(30)), requested()).verdict is MET
    assert judged(asked, a_fact("document", "prescription", on=TODAY - timedelta(31)), requested()).verdict is OPEN


def test_another_document_is_consulted_and_named_with_its_version():
    asked = parsed("{text: In the compendium, document: {id: compendium, tree: indication}}")
    rash = parsed("{text: Rash, documented: gottron_sign, cite: p. 9}")
    chart = a_chart(a_fact("gottron_sign", True))
    found = evaluate(asked, chart, TODAY, lambda document, tree, on: Consulted(rash, f"{document}, 2026"))
    assert (found.verdict, found.document, found.parts[0].cite) == (MET, "compendium, 2026", "p. 9")
    assert evaluate(asked, chart, TODAY).causes == (Cause.NOT_LOADED,)


def test_a_condition_that_is_open_shows_what_it_would_lead_to():
    asked = "{text: If, when: {text: A, documented: dysphagia}, then: {text: B, documented: gottron_sign}}"
    found = judged(asked, a_fact("gottron_sign", True))
    assert (found.verdict, [part.verdict for part in found.parts]) == (OPEN, [OPEN, MET])
    assert judged(asked, a_fact("dysphagia", False)).verdict is Verdict.NOT_APPLICABLE


def test_an_atom_may_have_the_policys_own_words_and_an_unknown_one_is_refused():
    found = criterion(parse_yaml(b"{atom: heliotrope_rash, text: Eyelids, cite: p. 2}", "test.yaml"), shared())
    assert (found.words.text, found.words.cite) == ("Eyelids", "p. 2")
    with pytest.raises(BadFile, match="no atom is named 'rash'; expected one of heliotrope_rash"):
        criterion(parse_yaml(b"{atom: rash}", "test.yaml"), shared())


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        ("{text: A, documented: dysphagia, within: {days: 45}}", "within needs days or months, and before or after"),
        ("{text: A, documented: dysphagia, within: {days: 0, before: request_date}}", "days must be a whole number"),
        ("{text: A, documented: dysphagia, within: {days: 4, before: ck}}", "ck is a quantity, not a day"),
        (
            "{text: A, change: ck, since: first_infusion, unit: percent}",
            "change needs exactly one of falls_by, rises_by",
        ),
        ("{text: A, change: mmt8, since: first_infusion, falls_by: '3', unit: points}", "not in points"),
        ("{text: A, together: [{drugs: [x]}]}", "together needs two to four treatments"),
        ("{text: A, enclosed: passport}", "document is never 'passport'"),
        ("{text: A, tried: {drugs: [x], sources: [rumor]}}", "sources are never 'rumor'"),
        ("{text: A, documented: dysphagia_}", "did you mean dysphagia?"),
        ("{text: A, documentd: dysphagia}", "this one has documentd"),
        ("{classified: lupus, as: definite}", "no classification is named 'lupus'"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(yaml: str, problem: str):
    with pytest.raises(BadFile) as bad:
        parsed(yaml)
    assert problem in str(bad.value)
    assert str(bad.value).startswith("test.yaml, line 1: ")


def test_a_chart_finds_values_by_name_oldest_first():
    later, undated = number("ck", "1", "U/L", TODAY), number("ck", "2", "U/L")
    assert Chart((later, undated)).values("ck") == (undated, later)
    assert Chart((later,)).with_facts(undated).values("ck") == (undated, later)
