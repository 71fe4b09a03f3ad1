"""The diagnosis gate of the contractors: by contractor, code and day; a miss blames no chart and names no other code."""

import re
from datetime import date
from pathlib import Path

import pytest

from payer_rules.chart import Chart
from payer_rules.files import BadFile
from payer_rules.findings import DiagnosisGate, GateState
from payer_rules.policies import Asked, Place, answer, policies
from payer_rules.policies.articles import ARTICLES, articles, load_articles
from payer_rules.policies.gate import gate
from tests.rules.builders import a_chart, a_fact

AUTUMN = date(2026, 10, 1)
PLACES = {
    "A56718": Place("11502", "Palmetto GBA", "JM"),
    "A56779": Place("15102", "CGS Administrators", "J15"),
    "A56786": Place("12502", "Novitas Solutions", "JL"),
    "A57778": Place("09102", "First Coast Service Options", "JN"),
    "A57187": Place("01112", "Noridian Healthcare Solutions", "JE"),
    "A57554": Place("05202", "WPS", "J5"),
    "A59105": Place("13202", "National Government Services", "JK"),
}
# The table of the research, contractor by contractor: what each list leaves out of M33 and M36.0.
LEFT_OUT = {
    "A56718": "",
    "A56779": "M33.00 M33.03 M33.10 M33.13 M33.20 M33.90 M33.93",
    "A56786": "M33.00 M33.10 M33.20 M33.90 M33.91 M33.92 M33.93 M33.99",
    "A57778": "M33.00 M33.10 M33.20 M33.90 M33.91 M33.92 M33.93 M33.99",
    "A57187": "M33.03 M33.13 M33.93",
    "A57554": "",
    "A59105": "",
}
CODES = [
    "M33.00", "M33.01", "M33.02", "M33.03", "M33.09", "M33.10", "M33.11", "M33.12", "M33.13", "M33.19",
    "M33.20", "M33.21", "M33.22", "M33.29", "M33.90", "M33.91", "M33.92", "M33.93", "M33.99", "M36.0",
]  # fmt: skip
CONDITIONAL = {"A57554": "13", "A59105": "2"}


def chart(*codes: str) -> Chart:
    return a_chart(*(a_fact("diagnosis", code) for code in codes))


def gated(article: str, *codes: str, on: date = AUTUMN, by_plan: bool = False) -> DiagnosisGate:
    return gate(articles(), PLACES[article], chart(*codes), on, by_plan)


@pytest.mark.parametrize("article", PLACES)
@pytest.mark.parametrize("code", CODES)
def test_each_code_with_each_contractor(article: str, code: str):
    found = gated(article, code)
    assert found.article == article
    if code in LEFT_OUT[article].split():
        assert found.state is GateState.NOT_SUPPORTED
    elif article in CONDITIONAL:
        assert (found.state, found.codes[0].group) == (GateState.CONDITION_NOT_LOADED, CONDITIONAL[article])
    else:
        assert (found.state, found.codes[0].group) == (GateState.LISTED, "1")


def test_a_miss_names_the_jurisdiction_the_notice_and_no_other_code():
    found = gated("A57187", "M33.13")
    assert "not supported in this jurisdiction" in str(found.says)
    assert "CMS-R-131" in str(found.next_step)
    said = f"{found.says} {found.next_step}"
    assert re.findall(r"M\d\d\.\d+", said) == ["M33.13"]
    assert not re.search(r"not documented|missing|chart does not|instead", said)


def test_a_plan_is_asked_instead_of_giving_the_notice():
    found = gated("A57187", "M33.13", by_plan=True)
    assert "organization determination" in str(found.next_step)
    assert "told from memory" in str(found.next_step)
    assert "CMS-R-131" not in str(found.next_step)


def test_a_group_whose_paragraph_was_not_read_is_listed_with_its_condition_not_loaded():
    found = gated("A59105", "M33.12")
    assert "the condition of this group is not loaded" in str(found.says)
    assert str(found.next_step) == "Read A59105 for this code before the claim."


@pytest.mark.parametrize(
    ("article", "starts"),
    [(one, date(2026, 6, 18) if one == "A56779" else date(2026, 7, 1)) for one in PLACES],
)
def test_before_its_revision_nothing_is_borrowed(article: str, starts: date):
    assert gated(article, "M33.12", on=starts).revision == starts
    before = gated(article, "M33.12", on=date(starts.year, starts.month, starts.day).replace(month=starts.month - 1))
    assert (before.state, before.article, before.codes) == (GateState.NOT_LOADED, None, ())
    assert f"only that of {starts:%B} {starts.day}, 2026" in str(before.says)


def test_a_course_that_begins_before_the_loaded_revision_hears_what_that_one_says():
    before = gated("A57187", "M33.13", on=date(2026, 1, 5))
    assert before.state is GateState.NOT_LOADED
    assert "Of claims from July 1, 2026 on: M33.13: not supported in this jurisdiction" in str(before.next_step)


def test_a_code_for_which_the_list_was_not_read_is_not_loaded_rather_than_missed():
    assert gated("A57187", "G61.81").state is GateState.NOT_LOADED
    assert gated("A57187", "M33.13", "G61.81").state is GateState.NOT_LOADED


def test_one_listed_code_is_enough_and_every_code_is_shown():
    found = gated("A57187", "M33.13", "M33.12")
    assert found.state is GateState.LISTED
    assert [(one.code, one.state) for one in found.codes] == [
        ("M33.13", GateState.NOT_SUPPORTED), ("M33.12", GateState.LISTED),
    ]  # fmt: skip
    assert "M33.13" not in str(found.says)


def test_without_code_or_place_it_says_what_is_missing():
    assert gated("A57187").state is GateState.NO_CODE
    assert gate(articles(), None, chart("M33.12"), AUTUMN, by_plan=False).state is GateState.NO_PLACE
    nowhere = gate(articles(), Place("99999", "Nobody", "JX"), chart("M33.12"), AUTUMN, by_plan=False)
    assert nowhere.state is GateState.NOT_LOADED
    assert "none of its articles is loaded" in str(nowhere.says)


@pytest.mark.parametrize("kind", ["commercial", "hdhp", "medicaid", "self_pay"])
def test_only_medicare_has_a_gate(kind: str):
    asked = Asked(None, kind, "initial", AUTUMN, AUTUMN, PLACES["A56718"])
    assert answer(policies(), asked, chart("M33.12")).gate is None


@pytest.mark.parametrize(
    ("article", "determination"),
    [("A56718", "palmetto-l34580"), ("A57554", "wps-l34771"), ("A59105", "ngs-l39314"), ("A57187", "noridian-l34314")],
)
def test_the_local_layer_is_the_determination_of_the_place_and_is_not_loaded(article: str, determination: str):
    asked = Asked(None, "medicare_part_b", "initial", AUTUMN, AUTUMN, PLACES[article])
    (local,) = [one for one in answer(policies(), asked, chart("M33.12")).readings if one.layer == "local"]
    assert (local.policy_id, local.not_loaded, local.finding) == (determination, True, None)


def test_jurisdiction_f_has_the_article_of_e_and_a_determination_of_its_own():
    portland = Place("02302", "Noridian Healthcare Solutions", "JF")
    asked = Asked(None, "medicare_part_b", "initial", AUTUMN, AUTUMN, portland)
    found = answer(policies(), asked, chart("M33.13"))
    assert found.gate is not None
    assert (found.gate.article, found.gate.state) == ("A57187", GateState.NOT_SUPPORTED)
    assert [one.policy_id for one in found.readings if one.layer == "local"] == ["noridian-l34074"]


def test_every_article_says_where_it_was_read_and_that_it_is_secondary():
    assert {one.number for one in articles()} == set(PLACES)
    for one in articles():
        assert (one.provenance.status, one.read_for) == ("secondary", ("M33", "M36.0"))
        assert one.determination in {entry.number for entry in policies().entries}


def test_a_contract_number_is_under_one_article_only():
    numbers = [number for one in articles() for number in one.contract_numbers]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("instead", "wrong"),
    [
        (("condition: none_seen", "condition: maybe"), "condition must be one of none_seen, not_loaded"),
        (("read_for: [M33, M36.0]", "read_for: []"), "read_for needs at least one entry"),
        (("starts: 2026-07-01", "start: 2026-07-01"), "unknown key 'start'"),
    ],
)
def test_a_wrong_article_is_refused_with_its_line(tmp_path: Path, instead: tuple[str, str], wrong: str):
    text = (ARTICLES / "palmetto-A56718-2026-07-01.yaml").read_text()
    (tmp_path / "a.yaml").write_text(text.replace(*instead))
    with pytest.raises(BadFile, match=r"a\.yaml, line \d+: ") as refused:
        load_articles(tmp_path)
    assert wrong in str(refused.value)


def test_revisions_that_overlap_are_refused(tmp_path: Path):
    text = (ARTICLES / "palmetto-A56718-2026-07-01.yaml").read_text()
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "b.yaml").write_text(text.replace("starts: 2026-07-01", "starts: 2026-09-01"))
    with pytest.raises(BadFile, match="overlaps the revision of A56718 from 2026-07-01"):
        load_articles(tmp_path)
