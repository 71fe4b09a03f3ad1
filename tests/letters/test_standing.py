"""How a finding reads in the table: values once, places in their own column, no counts, no ids."""

from dataclasses import replace

from costing.letters.criteria import criteria_table
from costing.letters.parts import CriterionRow
from costing.letters.standing import finding_text, status_word
from payer_rules.chart import Evidence, Fact
from payer_rules.findings import Finding
from payer_rules.message import say
from payer_rules.verdict import Cause, Verdict
from tests.letters.builders import FACTS, FROM_ORDER, NOTE, TRIALS, a_finding, a_group, a_reading

COUNTED = say("{met} of {total} met, {still_open} open.", met=0, total=1, still_open=0)


def rows(*parts: Finding) -> list[CriterionRow]:
    return list(criteria_table(a_reading(*parts)).rows)


def test_a_reason_that_repeats_value_and_place_gives_way_to_the_value():
    reason = say("Creatine kinase: 4200 U/L (Laboratory report, December 10, 2025, page 1).")
    finding = a_finding("CK is raised", reason=reason, facts=(FACTS[1],))
    assert finding_text(finding) == "Creatine kinase: 4,200 U/L (12/10/2025)."


def test_what_the_policy_says_of_a_criterion_not_met_stands_before_its_value():
    finding = a_finding("CK is raised", Verdict.NOT_MET, reason=say("The limit is 5,000 U/L."), facts=(FACTS[1],))
    assert finding_text(finding) == "The limit is 5,000 U/L. Creatine kinase: 4,200 U/L (12/10/2025)."


def test_a_criterion_turned_around_shows_what_the_chart_says_and_where():
    leaf = a_finding("A reaction is documented", Verdict.NOT_MET, reason=say("no (x)"), facts=(FACTS[2],))
    turned = Finding("No reaction", "p. 1", Verdict.MET, COUNTED, "not", (leaf,))
    (row,) = rows(turned)
    assert (row.status, row.finding.text) == ("Met", "Labelled contraindication to the ordered product: no.")
    assert [place.text for place in row.documented] == ["Rheumatology note, December 11, 2025, page 3"]


def test_an_open_criterion_turned_around_says_what_is_missing():
    leaf = a_finding("A reaction is documented", Verdict.OPEN, needs=("ig_hypersensitivity",))
    turned = Finding("No reaction", "p. 1", Verdict.OPEN, COUNTED, "not", (leaf,), (Cause.NOT_DOCUMENTED,))
    (row,) = rows(turned)
    assert (row.status, row.finding.text) == ("Not documented", "Missing: Severe reaction to human immune globulin.")
    assert [place.text for place in row.documented] == ["None"]


def test_a_criterion_of_the_label_stands_above_the_labels_own():
    adult = a_finding("An adult", cite="Indications")
    tree = a_group("every", Verdict.MET, adult, a_finding("Dermatomyositis"), text="The label's words")
    on_label = Finding("On the label", "1.A", Verdict.MET, COUNTED, "label", (tree,))
    assert [(row.depth, row.criterion) for row in rows(on_label)] == [
        (0, "On the label (all of these)"),
        (1, "An adult"),
        (1, "Dermatomyositis"),
    ]


def test_an_alternative_that_was_not_needed_is_one_row():
    steps = a_group("every", Verdict.NOT_MET, a_finding("Tried A", Verdict.NOT_MET), a_finding("Tried B"), text="Steps")
    choice = a_group("any_one", Verdict.MET, a_finding("Preferred"), steps, text="Product")
    shown = rows(choice)
    assert [(row.criterion, row.status) for row in shown] == [
        ("Product (one of these is enough)", "Met"),
        ("Preferred", "Met"),
        ("Steps", "Not met"),
    ]
    assert shown[2].finding.text == "Not needed here: another of these is met."


def test_a_choice_not_met_shows_every_alternative():
    choice = a_group(
        "any_one", Verdict.NOT_MET, a_finding("One", Verdict.NOT_MET), a_finding("Two", Verdict.NOT_MET), text="Either"
    )
    assert [row.status for row in rows(choice)] == ["Not met"] * 3


def test_values_that_disagree_are_both_shown():
    twice = (FACTS[1], replace(FACTS[1], value=FACTS[1].value * 2))
    finding = a_finding("CK", Verdict.OPEN, reason=say("They disagree."), causes=(Cause.CONFLICT,), facts=twice)
    assert finding_text(finding) == (
        "The values disagree: Creatine kinase: 4,200 U/L (12/10/2025); Creatine kinase: 8,400 U/L (12/10/2025)."
    )


def test_treatments_so_far_are_shown_while_the_criterion_is_open():
    finding = a_finding("Azathioprine was tried", Verdict.OPEN, needs=("trials",), trials=TRIALS[:1])
    assert finding_text(finding) == (
        "Missing: earlier treatment. Documented so far: Prednisone, 60 mg daily, 05/02/2025 to 10/30/2025, "
        "inadequate response: weakness persisted."
    )


def test_the_product_is_never_shown_by_its_id():
    ordered = Fact("product", "octagam_10", FROM_ORDER)
    finding = a_finding(
        "The product is preferred", reason=say("Ordered product: octagam_10 (From the order)."), facts=(ordered,)
    )
    assert finding_text(finding) == ""
    assert [place.text for place in rows(finding)[0].documented] == ["From the order"]


def test_the_cause_that_takes_most_work_names_an_open_group():
    group = a_group(
        "every",
        Verdict.OPEN,
        a_finding("a", Verdict.OPEN, causes=(Cause.NOT_LOADED,)),
        a_finding("b", Verdict.OPEN, causes=(Cause.NOT_DOCUMENTED,)),
    )
    assert status_word(group) == "Not documented"


def test_one_place_is_named_once():
    finding = a_finding("Weak", facts=(replace(FACTS[1], evidence=NOTE), Fact("mmt8", FACTS[1].value, NOTE)))
    assert len(rows(finding)[0].documented) == 1
    assert (
        rows(replace(finding, facts=(Fact("ck", True, Evidence("Other")), *finding.facts)))[0].documented[0].text
        == "Other"
    )
