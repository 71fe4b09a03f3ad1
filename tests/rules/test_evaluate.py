"""Combinations keep their trail, and open verdicts their causes and what would settle them."""

from payer_rules.evaluate import Consulted, evaluate
from payer_rules.findings import Decider
from payer_rules.verdict import Cause, Verdict
from tests.rules.builders import TODAY, a_chart, a_fact, judged, parsed

RASH = "{text: Rash, documented: gottron_sign}"
WEAK = "{text: Weakness, documented: proximal_weakness}"
LUNG = "{text: Lung disease, documented: interstitial_lung_disease}"


def test_the_trail_holds_every_part_with_its_verdict():
    found = judged(f"{{text: Both, cite: A, every: [{RASH}, {WEAK}]}}", a_fact("gottron_sign", True))
    assert (found.verdict, found.combination, found.cite) == (Verdict.OPEN, "every", "A")
    assert [(part.text, part.verdict) for part in found.parts] == [("Rash", Verdict.MET), ("Weakness", Verdict.OPEN)]
    assert str(found.reason) == "1 of 2 met, 1 open."


def test_an_open_combination_asks_for_what_is_open_and_nothing_else():
    found = judged(f"{{every: [{RASH}, {WEAK}, {LUNG}]}}", a_fact("gottron_sign", True))
    assert found.needs == ("proximal_weakness", "interstitial_lung_disease")
    assert found.causes == (Cause.NOT_DOCUMENTED,)


def test_a_decided_combination_asks_for_nothing():
    found = judged(f"{{any_one: [{RASH}, {WEAK}]}}", a_fact("gottron_sign", True))
    assert (found.verdict, found.combination, found.needs, found.causes) == (Verdict.MET, "any_one", (), ())


def test_at_least_two_of_three():
    asked = f"{{text: Two signs, at_least: 2, of: [{RASH}, {WEAK}, {LUNG}]}}"
    one = judged(asked, a_fact("gottron_sign", True), a_fact("proximal_weakness", False))
    none_left = judged(asked, a_fact("gottron_sign", False), a_fact("proximal_weakness", False))
    assert (one.verdict, one.combination, none_left.verdict) == (Verdict.OPEN, "at_least", Verdict.NOT_MET)


def test_not_of_a_silent_chart_stays_open():
    """Silence on a contraindication is not its absence."""
    asked = f"{{text: No rash, not: {RASH}, otherwise: There is a rash.}}"
    assert judged(asked).verdict is Verdict.OPEN
    assert judged(asked, a_fact("gottron_sign", False)).verdict is Verdict.MET
    present = judged(asked, a_fact("gottron_sign", True))
    assert (present.verdict, str(present.reason)) == (Verdict.NOT_MET, "There is a rash.")


def test_when_drops_out_if_its_condition_is_not_met():
    asked = f"{{text: With lung disease a rash, when: {LUNG}, then: {RASH}}}"
    without = a_fact("interstitial_lung_disease", False)
    with_it = a_fact("interstitial_lung_disease", True)
    assert judged(asked, without).verdict is Verdict.NOT_APPLICABLE
    assert judged(asked).verdict is Verdict.OPEN
    assert judged(asked, with_it, a_fact("gottron_sign", False)).verdict is Verdict.NOT_MET
    assert judged(f"{{every: [{asked}, {WEAK}]}}", without, a_fact("proximal_weakness", True)).verdict is Verdict.MET


def test_judgment_is_never_met_and_blames_nobody():
    found = judged("{text: Reasonable, judgment: true}")
    assert (found.verdict, found.causes, found.decided_by) == (Verdict.OPEN, (Cause.JUDGMENT,), Decider.PERSON)


def test_a_part_that_is_not_loaded_never_blames_the_chart():
    found = judged("{text: Renewal, not_loaded: true}")
    assert (found.verdict, found.causes, found.needs) == (Verdict.OPEN, (Cause.NOT_LOADED,), ())
    assert str(found.reason) == "The text of this part of the policy is not loaded."


LABEL = "{text: On the label, label: {tree: indication, otherwise_fact: indication_labelled}}"


def test_the_label_of_the_ordered_product_answers():
    asked = a_chart(a_fact("product", "octagam_10"), a_fact("gottron_sign", True))
    found = evaluate(parsed(LABEL), asked, TODAY, lambda product, tree, on: Consulted(parsed(RASH), "The label"))
    assert (found.verdict, found.combination, found.parts[0].text) == (Verdict.MET, "label", "Rash")


def test_without_a_label_the_chart_may_answer_and_silence_is_not_loaded():
    ordered = a_fact("product", "privigen")
    assert judged(LABEL, ordered, a_fact("indication_labelled", False)).verdict is Verdict.NOT_MET
    silent = judged(LABEL, ordered)
    assert (silent.causes, silent.needs) == ((Cause.NOT_LOADED,), ("indication_labelled",))


def test_without_a_product_no_label_is_asked_and_nothing_stands_in_for_it():
    """The product that comes later may have a label that says otherwise."""
    found = judged(LABEL, a_fact("indication_labelled", True))
    assert (found.verdict, found.causes, found.needs) == (Verdict.OPEN, (Cause.NOT_DOCUMENTED,), ("product",))
