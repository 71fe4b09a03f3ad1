"""The shipped classifications: points and cut-offs by the published vectors, and intervals while rows are open."""

from decimal import Decimal

import pytest

from payer_rules.chart import Fact
from payer_rules.criteria.classification import shared
from payer_rules.evaluate import evaluate
from payer_rules.findings import Finding
from payer_rules.verdict import Verdict
from tests.rules.builders import TODAY, a_chart, a_fact

FACTS = {
    "age_onset_18_39": [("age_at_onset", Decimal(30), "years")],
    "age_onset_40_up": [("age_at_onset", Decimal(40), "years")],
    "heliotrope_rash": [("heliotrope_rash", True, None)],
    "gottron_sign": [("gottron_sign_itself", True, None)],
    "raised_enzyme": [("raised_muscle_enzyme", True, None)],
    "weak_proximal_upper": [("weak_proximal_upper", True, None)],
    "weak_proximal_lower": [("weak_proximal_lower", True, None)],
    "biopsy_perifascicular_atrophy": [("biopsy_perifascicular", True, None)],
}
ROWS = (
    "weak_proximal_upper", "weak_proximal_lower", "neck_flexors_weaker", "legs_proximal_weaker", "heliotrope_rash",
    "gottron_papules", "gottron_sign_itself", "dysphagia", "anti_jo1", "raised_muscle_enzyme", "biopsy_endomysial",
    "biopsy_perimysial", "biopsy_perifascicular", "biopsy_rimmed_vacuoles",
)  # fmt: skip


def known(names: list[str], biopsy: bool, others_absent: bool = True) -> list[Fact]:
    """The named rows present; the others documented as absent, or silent."""
    held = [a_fact(*row) for name in names for row in FACTS[name]]
    held += [a_fact("muscle_biopsy", "positive" if biopsy else "not done"), a_fact("other_cause_excluded", True)]
    present = {fact.name for fact in held}
    absent = [a_fact(name, False) for name in ROWS if name not in present]
    return held + (absent if others_absent else [])


def eular(name: str, *held: Fact) -> Finding:
    return evaluate(shared().classes["eular_acr_2017"][name], a_chart(*held), TODAY)


def score_of(found: Finding) -> Finding:
    return found.parts[-1]


VECTORS = [
    (["age_onset_40_up", "heliotrope_rash", "gottron_sign"], False, "8.5", "definite"),
    (["age_onset_18_39", "gottron_sign"], False, "4.6", None),
    (["age_onset_18_39", "gottron_sign", "raised_enzyme"], False, "5.9", "probable"),
    (["age_onset_40_up", "gottron_sign"], False, "5.4", "possible"),
    (
        ["age_onset_40_up", "weak_proximal_upper", "weak_proximal_lower", "raised_enzyme", "biopsy_perifascicular_atrophy"],
        True, "6.7", "probable",
    ),
]  # fmt: skip
CLASSES = ("definite", "probable", "possible")


@pytest.mark.parametrize(("names", "biopsy", "score", "wanted"), VECTORS)
def test_the_vectors_of_the_published_table(names: list[str], biopsy: bool, score: str, wanted: str | None):
    """Worked out by hand from the table of points; a class holds those that are surer."""
    held = known(names, biopsy)
    (told,) = score_of(eular("definite", *held)).scores
    assert (told.low, told.high) == (Decimal(score), Decimal(score))
    met = [name for name in CLASSES if eular(name, *held).verdict is Verdict.MET]
    assert met == (list(CLASSES[CLASSES.index(wanted) :]) if wanted else [])
    assert all(eular(name, *held).verdict is not Verdict.OPEN for name in CLASSES)


def test_open_rows_make_an_interval_and_never_a_zero():
    held = known(["age_onset_18_39", "gottron_sign"], biopsy=False, others_absent=False)
    found = score_of(eular("probable", *held))
    (told,) = found.scores
    assert (found.verdict, told.low) == (Verdict.OPEN, Decimal("4.6"))
    assert told.high == Decimal("4.6") + sum(
        map(Decimal, ("0.7", "0.8", "1.9", "0.9", "3.1", "2.1", "0.7", "3.9", "1.3"))
    )
    assert "between 4.6 and 20.0, needed 5.5" in str(found.reason)


def test_an_unknown_age_counts_one_row_only():
    held = [fact for fact in known(["gottron_sign"], biopsy=False) if fact.name != "age_at_onset"]
    (told,) = score_of(eular("probable", *held)).scores
    assert (told.low, told.high) == (Decimal("3.3"), Decimal("5.4"))


def test_without_word_of_a_biopsy_both_columns_are_told():
    held = [fact for fact in known(["age_onset_40_up", "gottron_sign"], biopsy=False) if fact.name != "muscle_biopsy"]
    found = score_of(eular("possible", *held))
    assert [(one.column, one.low) for one in found.scores] == [
        ("without biopsy", Decimal("5.4")),
        ("with biopsy", Decimal("5.9")),
    ]
    assert found.verdict is Verdict.OPEN


def test_without_a_skin_sign_a_biopsy_is_needed():
    held = known(["age_onset_40_up", "raised_enzyme"], biopsy=False)
    assert eular("possible", *held, a_fact("gottron_sign", False)).verdict is Verdict.NOT_MET


MUSCLE = ("proximal_weakness_symmetric", "raised_muscle_enzyme", "emg_triad")


@pytest.mark.parametrize(
    ("present", "rash", "definite", "probable", "possible"),
    [(3, True, "met", "met", "met"), (2, True, "not_met", "met", "met"), (1, True, "not_met", "not_met", "met"),
     (0, True, "not_met", "not_met", "not_met"), (3, False, "not_met", "not_met", "not_met")],
)  # fmt: skip
def test_bohan_and_peter_count_three_two_or_one_beside_the_rash(
    present: int, rash: bool, definite: str, probable: str, possible: str
):
    muscle = [a_fact(name, place < present) for place, name in enumerate(MUSCLE)]
    rashes = [
        a_fact(name, rash) for name in ("heliotrope_rash", "gottron_sign", "gottron_papules", "gottron_sign_itself")
    ]
    held = (*muscle, *rashes, a_fact("muscle_biopsy", "negative"), a_fact("other_cause_excluded", True))
    classes = shared().classes["bohan_peter_1975_dm"]
    found = {name: evaluate(one, a_chart(*held), TODAY).verdict for name, one in classes.items()}
    assert found == {"definite": definite, "probable": probable, "possible": possible}
