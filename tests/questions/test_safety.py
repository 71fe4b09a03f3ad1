"""The safety screen, product by product: what the sheet of labels says of each, held against charts that say yes, no and nothing."""

from typing import Any

import pytest

from costing.questions import Refused, read_case, safety
from costing.reference.load import reference
from payer_rules.dated import Status
from payer_rules.facts import facts
from payer_rules.safety import Alert, Level, ProductSafety, hazards
from tests.questions.test_estimate import document

ASKED = {  # hazard -> the facts that say yes
    "ig_hypersensitivity": "ig_hypersensitivity",
    "iga_antibodies": "iga_deficiency_with_antibodies",
    "iga_deficiency": "iga_deficiency",
    "thrombosis": "thrombosis_history",
    "renal": "renal_insufficiency",
    "volume": "volume_limited",
    "hyperprolinemia": "hyperprolinemia",
    "fructose_intolerance": "hereditary_fructose_intolerance",
    "corn_allergy": "corn_allergy",
    "glucose_meter": "unspecific_glucose_meter",
    "polysorbate_80": "polysorbate_80_hypersensitivity",
    "albumin": "albumin_hypersensitivity",
    "hyaluronidase": "hyaluronidase_hypersensitivity",
}
SUBCUTANEOUS = {"hizentra", "cuvitru", "xembify", "cutaquig", "hyqvia"}
# No contraindication of these was read, so a yes in the chart is a caution to read the label, never silence.
UNREAD = {"gammagard_liquid_erc", "gammagard_sd", "bivigam", "gammaplex_10", "yimmugo", "xembify"}
# What the sheet says beyond the class, hazard by hazard.
STOPS = {
    "hyperprolinemia": {"privigen", "hizentra"},
    "fructose_intolerance": {"flebogamma_dif", "gammaplex_5"},
    "polysorbate_80": {"cutaquig"},
    "albumin": {"hyqvia"},
    "hyaluronidase": {"hyqvia"},
}
CAUTIONS = {
    "corn_allergy": {"octagam_10", "octagam_5"},
    "glucose_meter": {"octagam_10", "octagam_5", "cutaquig"},
    "polysorbate_80": {
        "gammagard_sd", "bivigam", "asceniv", "gammaplex_5", "gammaplex_10", "alyglo", "yimmugo", "hizentra", "xembify",
    },
    "albumin": {"gammagard_sd"},
}  # fmt: skip
CLEARS = {"fructose_intolerance": {"gammaplex_10"}, "glucose_meter": {"gammagard_liquid", "privigen"}}
PRODUCTS = sorted(reference().products)


def screened(product: str, answers: dict[str, bool], **patient: Any) -> ProductSafety:
    """A sample with another product and a chart that holds the diagnosis and these answers."""
    given = document("part-b-office")
    said = [{"name": name, "value": value, "note": "Visit note"} for name, value in answers.items()]
    chart = {**given["chart"], "facts": [given["chart"]["facts"][0], *said]}
    order = {**given["order"], "product": product}
    (one,) = safety(read_case({**given, "chart": chart, "order": order, "patient": {**given["patient"], **patient}}))
    return one


def by_hazard(one: ProductSafety) -> dict[str, Alert]:
    return {alert.hazard: alert for alert in one.alerts}


def expected(product: str, hazard: str) -> Level:
    """What a yes in the chart means for a product, by the sheet."""
    if hazard in ("ig_hypersensitivity", "iga_antibodies"):
        return Level.CAUTION if product in UNREAD else Level.STOP
    if hazard in ("thrombosis", "volume"):
        return Level.CAUTION
    if hazard == "renal":
        return Level.ASK if product in SUBCUTANEOUS else Level.CAUTION
    if hazard == "iga_deficiency":
        return Level.ASK if product == "qivigy" else Level.CAUTION
    for level, table in ((Level.STOP, STOPS), (Level.CAUTION, CAUTIONS), (Level.CLEAR, CLEARS)):
        if product in table.get(hazard, ()):
            return level
    return Level.ASK


def test_the_sheet_has_22_products_and_the_table_every_hazard():
    assert len(PRODUCTS) == 22
    assert set(ASKED) | {"off_label", "minor"} == set(hazards())
    assert set(ASKED.values()) <= set(facts())


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("hazard", ASKED)
def test_a_yes_in_the_chart_product_by_product(product: str, hazard: str):
    alert = by_hazard(screened(product, {ASKED[hazard]: True}))[hazard]
    assert alert.level is expected(product, hazard)
    assert any(fact.name == ASKED[hazard] for fact in leaves(alert))
    if alert.level in (Level.STOP, Level.CAUTION):
        assert alert.advice
        assert alert.attributes or product in UNREAD
    for attribute in alert.attributes:
        assert attribute.provenance.source or attribute.provenance.reason


def leaves(alert: Alert) -> list[Any]:
    found, below = list(alert.finding.facts), list(alert.finding.parts)
    while below:
        part = below.pop()
        found += part.facts
        below += part.parts
    return found


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_chart_that_says_no_to_everything_leaves_only_the_use(product: str):
    no = dict.fromkeys((*ASKED.values(), *RENAL, "thrombosis_risk"), False)
    one = screened(product, no, birth_date="1980-01-01")
    assert {alert.hazard for alert in one.alerts if alert.level is not Level.CLEAR} == (
        set() if product == "octagam_10" else {"off_label"}
    )


RENAL = ("diabetes", "volume_depletion", "sepsis", "paraproteinemia", "nephrotoxic_drugs")


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_silent_chart_asks_and_clears_nothing_that_it_did_not_say(product: str):
    one = screened(product, {}, birth_date="1980-01-01")
    assert {alert.hazard for alert in one.alerts if alert.level is Level.CLEAR} <= {
        "off_label", "minor", "glucose_meter", "fructose_intolerance",
    }  # fmt: skip
    for alert in one.alerts:
        if alert.level is Level.ASK:
            assert alert.finding.needs, alert.hazard
    assert {"ig_hypersensitivity", "iga_antibodies", "thrombosis"} <= {
        alert.hazard for alert in one.alerts if alert.level is Level.ASK
    }


@pytest.mark.parametrize("risk", [*RENAL, "renal_insufficiency"])
def test_each_risk_to_the_kidneys_is_enough(risk: str):
    alert = by_hazard(screened("octagam_10", {risk: True}, birth_date="1980-01-01"))["renal"]
    assert (alert.level, alert.attributes[0].name) == (Level.CAUTION, "boxed_warning")


@pytest.mark.parametrize(("born", "level"), [("1960-12-16", Level.ASK), ("1959-12-15", Level.CAUTION)])
def test_older_than_65_is_a_risk_to_the_kidneys(born: str, level: Level):
    """The request is of December 15, 2025: 64 asks for the rest, 66 is a risk by itself."""
    assert by_hazard(screened("octagam_10", {}, birth_date=born))["renal"].level is level


def test_only_octagam_10_is_on_label_and_in_adults_alone():
    for product in PRODUCTS:
        level = by_hazard(screened(product, {}))["off_label"].level
        assert level is (Level.CLEAR if product == "octagam_10" else Level.CAUTION)
    child = by_hazard(screened("octagam_10", {}, birth_date="2015-01-01"))["minor"]
    assert (child.level, child.attributes[0].name) == (Level.CAUTION, "indications")


def test_a_value_from_memory_stops_too_and_keeps_its_mark():
    alert = by_hazard(screened("hyqvia", {"albumin_hypersensitivity": True}))["albumin"]
    assert alert.level is Level.STOP
    assert {one.provenance.status for one in alert.attributes} == {Status.MEMORY, Status.SECONDARY}


def test_two_attributes_that_name_one_hazard_both_stand_there():
    alert = by_hazard(screened("privigen", {"hyperprolinemia": True}))["hyperprolinemia"]
    assert {one.name for one in alert.attributes} == {
        "contraindications", "excipients", "hyperprolinemia_contraindication",
    }  # fmt: skip


def test_an_excipient_that_sources_dispute_drives_no_alert():
    """Cuvitru's polysorbate 80: the handbook lists it, the other list does not."""
    alert = by_hazard(screened("cuvitru", {"polysorbate_80_hypersensitivity": True}))["polysorbate_80"]
    assert (alert.level, alert.attributes) == (Level.ASK, ())
    assert "check the label" in str(alert.says)


def test_the_volume_of_an_infusion_day_is_that_of_the_order():
    """70 kg at 2 g/kg over 2 days are 70 g a day: 700 mL at 10%, 1,400 mL at 5%."""
    ten = by_hazard(screened("octagam_10", {"volume_limited": True}))["volume"]
    assert ten.attributes[0].value == "10%: 700 mL on an infusion day of 70 g"
    five = by_hazard(screened("octagam_5", {"volume_limited": True}))["volume"]
    assert five.attributes[0].value == "5%: 1400 mL on an infusion day of 70 g"
    two_strengths = by_hazard(screened("flebogamma_dif", {"volume_limited": True}))["volume"]
    assert two_strengths.attributes[0].value == "5 and 10%"
    assert {one.attributes[0].provenance.status for one in (ten, five, two_strengths)} == {Status.MEMORY}


def test_the_most_urgent_stands_first_and_gives_the_products_level():
    one = screened("privigen", {"hyperprolinemia": True, "thrombosis_history": True})
    assert one.level is Level.STOP
    order = [list(Level).index(alert.level) for alert in one.alerts]
    assert order == sorted(order)


def test_two_answers_of_one_day_that_disagree_are_asked_not_chosen():
    given = document("part-b-office")
    both = [
        {"name": "hyperprolinemia", "value": value, "on": "2025-12-01", "note": "Visit note"} for value in (True, False)
    ]
    chart = {**given["chart"], "facts": [given["chart"]["facts"][0], *both]}
    order = {**given["order"], "product": "privigen"}
    (one,) = safety(read_case({**given, "chart": chart, "order": order}))
    alert = by_hazard(one)["hyperprolinemia"]
    assert alert.level is Level.ASK
    assert "disagree" in str(alert.says)


def test_a_product_that_the_order_changes_to_is_screened_too():
    given = document("part-b-office")
    order = {**given["order"], "changes": [{"on": "2026-03-02", "product": "privigen"}]}
    assert [one.product for one in safety(read_case({**given, "order": order}))] == ["octagam_10", "privigen"]


def test_without_an_order_it_is_asked_for():
    bare = {name: part for name, part in document("part-b-office").items() if name != "order"}
    with pytest.raises(Refused) as refused:
        safety(read_case(bare))
    assert list(refused.value.messages) == ["order"]
