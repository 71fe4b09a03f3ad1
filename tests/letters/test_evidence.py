"""The evidence a letter may cite: what is claimed, for whom, and that no number slips in."""

import re
from dataclasses import replace
from datetime import date

import pytest

from costing.letters.document import build_letter
from costing.letters.evidence import cite, entries, read_entries
from payer_rules.chart import Chart, Fact
from payer_rules.dated import Status
from payer_rules.files import BadFile, parse_yaml
from tests.letters.builders import NOTE, ORDER, PATIENT, TODAY, a_case, a_letter, a_product, an_answer, words_of

ONLY_ONE = "Octagam 10% is the only immune globulin labeled for dermatomyositis in adults."
ENTRY = """
entries:
  - id: one
    heading: Trial
    claim: {claim}
    figures: ["12"]
    citation: A paper.
    applies: {{products: [], diagnosis: dermatomyositis, routes: [IV]}}
    starts: 2020-01-01
    status: published
    source: {{title: A paper, read: 2026-11-22}}
"""


def letter_for(product_id: str, **changes: object) -> str:
    case = a_case(order=replace(ORDER, product=product_id), **changes)
    return words_of(build_letter(case, an_answer(), None, a_product(product_id), TODAY))


def test_octagam_10_cites_its_label_and_the_trials():
    text = words_of(a_letter().evidence)
    assert ONLY_ONE in text
    assert "37 of 47 patients (79%) responded on immune globulin and 21 of 48 (44%) on placebo" in text


def test_no_claim_goes_beyond_what_was_found():
    said = " ".join(entry.claim + entry.citation for entry in entries())
    for forbidden in ("only FDA", "only approved", "American College of Rheumatology", "EULAR", "10.1056"):
        assert forbidden not in said
    assert not re.search(r"\bACR\b", said)


@pytest.mark.parametrize("product_id", ["privigen", "gamunex_c", "panzyga", "octagam_5"])
def test_another_product_is_said_to_be_off_label_and_cites_no_label(product_id):
    text = letter_for(product_id)
    assert "This use of the product is off label." in text
    assert "This use is off label." in text
    assert ONLY_ONE not in text


def test_a_label_known_at_second_hand_is_said_so():
    assert "is not known to be labeled for dermatomyositis (status: secondary)" in letter_for("panzyga")
    assert "Privigen is not labeled for dermatomyositis." in letter_for("privigen")


def test_for_a_child_the_adult_label_is_off_label():
    text = letter_for("octagam_10", patient=replace(PATIENT, birth_date=date(2012, 5, 1)))
    assert "Octagam 10% is labeled for dermatomyositis in adults only. This use is off label." in text


def test_another_diagnosis_gets_no_evidence_of_this_one():
    chart = Chart((Fact("diagnosis", "G61.81", NOTE),))
    letter = a_letter(chart=chart)
    assert (letter.evidence, letter.references) == ((), ())
    assert "who has diagnosis G61.81" in letter.opening[0].text


def test_only_what_was_known_on_the_day_is_cited():
    before = cite(a_case(), a_product(), date(2021, 1, 1))
    assert [reference.text.split(".")[0] for reference in before.references] == [
        "Dalakas MC, et al",
        "American Association of Neuromuscular and Electrodiagnostic Medicine",
    ]


def test_references_are_numbered_in_the_order_of_the_text():
    letter = a_letter()
    cited = [number for paragraph in letter.evidence for number in paragraph.references]
    assert cited == [reference.number for reference in letter.references] == list(range(1, len(cited) + 1))


def test_what_was_not_seen_in_the_original_shows_its_status():
    unsure = [entry for entry in entries() if entry.provenance.status is not Status.PUBLISHED]
    shown = {reference.text for reference in a_letter().references}
    assert unsure
    assert all(any(entry.citation in text and "Secondary source" in text for text in shown) for entry in unsure)


def test_a_number_outside_the_listed_figures_stops_the_file():
    with pytest.raises(BadFile, match=r"evidence\.yaml, line 5: the claim says 13"):
        read_entries(parse_yaml(ENTRY.format(claim="Of 12 patients 13 improved.").encode(), "evidence.yaml"))


def test_a_listed_number_is_read():
    (entry,) = read_entries(parse_yaml(ENTRY.format(claim="All 12 improved.").encode(), "evidence.yaml"))
    assert entry.figures == ("12",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("source: {title: A paper, read: 2026-11-22}", "reason: none", "needs a source"),
        ("starts: 2020-01-01", "began: 2020-01-01", "unknown key 'began'"),
        ("dermatomyositis", "lupus", "diagnosis must be one of"),
    ],
)
def test_an_entry_without_source_date_or_known_diagnosis_is_refused(old, new, said):
    text = ENTRY.format(claim="All 12 improved.").replace(old, new)
    with pytest.raises(BadFile, match=said):
        read_entries(parse_yaml(text.encode(), "evidence.yaml"))
