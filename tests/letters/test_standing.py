"""How a finding reads in the table: values once, places in their own column, no counts, no ids."""

from dataclasses import replace
from datetime import date

import pytest

from costing.letters.criteria import criteria_tables
from costing.letters.parts import CriterionRow
from costing.letters.standing import finding_text, notes_of, status_word
from payer_rules.chart import Evidence, Fact
from payer_rules.findings import Finding
from payer_rules.message import say
from payer_rules.verdict import Cause, Verdict
from tests.letters.builders import FACTS, FROM_ORDER, NOTE, TRIALS, a_finding, a_group, a_reading

COUNTED = say("{met} of {total} met, {still_open} open.", met=0, total=1, still_open=0)


def rows(*parts: Finding) -> list[CriterionRow]:
    (table,) = criteria_tables((a_reading(*parts),))
    return list(table.rows)


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
    assert (row.status, row.finding.text) == ("Met", "Labeled contraindication to the ordered product: no.")
    assert [place.text for place in row.documented] == ["Rheumatology note, December 11, 2025, page 3"]


def test_an_open_criterion_turned_around_says_what_is_missing():
    leaf = a_finding("A reaction is documented", Verdict.OPEN, needs=("ig_hypersensitivity",))
    turned = Finding("No reaction", "p. 1", Verdict.OPEN, COUNTED, "not", (leaf,), (Cause.NOT_DOCUMENTED,))
    (row,) = rows(turned)
    assert (row.status, row.finding.text) == ("Not documented", "Missing: Severe reaction to human immune globulin.")
    assert [place.text for place in row.documented] == ["None"]


def label_finding(verdict: Verdict) -> Finding:
    """A criterion answered by a label of two parts, the first of them as `verdict`."""
    adult = a_finding("An adult", verdict, cite="Indications", facts=FACTS[1:2], reason=say("(Laboratory)"))
    diagnosis = a_finding("Dermatomyositis", facts=FACTS[:1], note="Our reading.", reason=say("(Rheumatology)"))
    tree = a_group("every", verdict, adult, diagnosis, text="The label's words")
    return Finding("On the label", "1.A", verdict, COUNTED, "label", (tree,), tree.causes)


def test_a_label_met_in_every_part_is_one_row_with_all_values_and_places():
    (row,) = rows(label_finding(Verdict.MET))
    assert (row.criterion, row.status) == ("On the label", "Met")
    assert "Creatine kinase: 4,200 U/L" in row.finding.text
    assert "Diagnosis (ICD-10-CM): M33.10" in row.finding.text
    assert len(row.documented) == 2


def test_of_a_choice_that_is_met_only_what_is_met_counts():
    met = a_finding("DM", facts=FACTS[:1], reason=say("(Rheumatology)"), note="Our reading.")
    other = a_finding("ITP", Verdict.NOT_MET, facts=FACTS[1:2], note="Of another disease.")
    choice = a_group("any_one", Verdict.MET, met, other, text="Labeled uses")
    on_label = Finding("On the label", "1.A", Verdict.MET, COUNTED, "label", (choice,))
    assert finding_text(on_label) == "Diagnosis (ICD-10-CM): M33.10 (12/11/2025)."
    assert notes_of(on_label) == ("Our reading.",)


def test_notes_on_a_labels_text_stand_below_its_own_table():
    label = replace(a_reading(label_finding(Verdict.MET)), layer="label", notes=("Boxed warning.",))
    (table,) = criteria_tables((label,))
    assert table.notes == ("Boxed warning.", "Our reading.")


@pytest.mark.parametrize("verdict", [Verdict.NOT_MET, Verdict.OPEN])
def test_a_label_not_met_stands_above_its_own_parts(verdict):
    assert [(row.depth, row.criterion, row.cite) for row in rows(label_finding(verdict))] == [
        (0, "On the label (all of these)", "1.A"),
        (1, "An adult", "Indications"),
        (1, "Dermatomyositis", None),
    ]


def test_a_place_in_the_policy_is_named_once_down_a_branch():
    choice = a_group("any_one", Verdict.MET, a_finding("A", cite="p. 1"), a_finding("B", cite="p. 2"), cite="p. 1")
    assert [row.cite for row in rows(choice)] == ["p. 1", None, "p. 2"]


def test_trees_of_one_version_share_a_table_each_under_its_own_head():
    initial, step = a_reading(a_finding("A")), replace(a_reading(a_finding("B")), tree="product_step")
    (table,) = criteria_tables((initial, step))
    assert [row.criterion for row in table.rows] == [
        "Initial criteria (all of these)", "A", "Initial criteria (all of these)", "B"
    ]  # fmt: skip


def test_another_version_has_a_table_of_its_own():
    later = a_reading(starts=date(2026, 1, 1))
    assert len(criteria_tables((a_reading(), later))) == 2


def test_an_alternative_that_was_not_needed_is_one_row():
    steps = a_group("every", Verdict.NOT_MET, a_finding("Tried A", Verdict.NOT_MET), a_finding("Tried B"), text="Steps")
    choice = a_group("any_one", Verdict.MET, a_finding("Preferred"), steps, text="Product")
    shown = rows(choice)
    assert [(row.criterion, row.status) for row in shown] == [
        ("Product (one of these is enough)", "Met"),
        ("Preferred", "Met"),
        ("Steps", "Not met"),
    ]
    assert shown[2].state == "spare"
    assert shown[2].finding.text == "Not needed here."


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
