"""Which facts may be entered: first those that the policies and programs of this case still ask for, then all by subject."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from costing.case.shapes import Case
from costing.questions import Refused, check, safety
from costing.questions.programs import programs
from payer_rules.facts import FactKind, FactType, GivenBy, facts
from payer_rules.findings import Finding
from payer_rules.safety import Level
from payer_rules.verdict import Verdict

SUBJECTS = {
    "Diagnosis": (
        "diagnosis", "biopsy_proven", "muscle_biopsy", "emg", "mri", "myositis_antibodies", "heliotrope_rash",
        "gottron_sign", "gottron_papules", "gottron_sign_itself", "proximal_weakness", "proximal_weakness_symmetric",
        "weak_proximal_upper", "weak_proximal_lower", "neck_flexors_weaker", "legs_proximal_weaker", "dysphagia",
        "interstitial_lung_disease", "rapidly_progressive", "raised_muscle_enzyme", "emg_triad", "anti_jo1",
        "biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular", "biopsy_rimmed_vacuoles", "other_cause_excluded",
        "age_at_onset",
        "dx_confirmed_by_specialist", "dx_confirmed_by_tests",
    ),
    "Measures": (
        "ck", "aldolase", "mmt8", "physician_global", "patient_global", "haq_di", "cdasi_activity", "prednisone_dose",
    ),
    "Site of care": (
        "home_appropriate", "starting_dose", "plan_requires_site_of_care", "site_needs_skilled_nursing",
        "site_needs_enhanced_monitoring", "site_needs_immediate_hospital", "other_site_accessible",
    ),
    "Safety": (
        "ig_hypersensitivity", "iga_deficiency", "iga_deficiency_with_antibodies", "labelled_contraindication",
        "thrombosis_history", "thrombosis_risk", "renal_insufficiency", "diabetes", "volume_depletion", "sepsis",
        "paraproteinemia", "nephrotoxic_drugs", "volume_limited", "unspecific_glucose_meter", "corn_allergy",
        "hyperprolinemia", "hereditary_fructose_intolerance", "polysorbate_80_hypersensitivity",
        "albumin_hypersensitivity", "hyaluronidase_hypersensitivity",
    ),
}  # fmt: skip
OTHERS = "Course and request"


@dataclass(frozen=True, slots=True)
class Subject:
    """Facts under one heading."""

    title: str
    kinds: tuple[FactKind, ...]


def fact_choices(case: Case) -> tuple[Subject, ...]:
    """Every fact that a chart can hold; a heading without facts is left out."""
    charted = {kind.name: kind for kind in facts().values() if kind.given_by is GivenBy.CHART}
    asked = tuple(charted[name] for name in asked_in_turn(case))
    named = {name for names in SUBJECTS.values() for name in names}
    subjects = [Subject(title, tuple(charted[name] for name in names)) for title, names in SUBJECTS.items()]
    others = Subject(OTHERS, tuple(kind for name, kind in charted.items() if name not in named))
    everything = (
        Subject("Still asked for by this case’s policies, programs and safety screen", asked),
        *subjects,
        others,
    )
    return tuple(subject for subject in everything if subject.kinds)


def asked_for(case: Case) -> tuple[str, ...]:
    """The names of the facts that would settle what is open; none while the case is too young to be read."""
    try:
        readings, helpers, screened = check(case).readings, programs(case), safety(case)
    except Refused:
        return ()
    findings = [reading.finding for reading in readings if reading.finding]
    findings += [alert.finding for product in screened for alert in product.alerts if alert.level is Level.ASK]
    return tuple(dict.fromkeys((*_needs(findings), *(need for one in helpers for need in one.needs))))


def asked_in_turn(case: Case) -> tuple[str, ...]:
    """The facts that are still asked for and that a chart can hold, in the order in which they are gone through."""
    known = facts()
    return tuple(name for name in asked_for(case) if name in known and known[name].given_by is GivenBy.CHART)


def yes_or_no(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that a record answers with yes or no; other names are left out."""
    known = facts()
    return tuple(
        name
        for name in dict.fromkeys(names)
        if name in known and known[name].type is FactType.BOOLEAN and known[name].given_by is GivenBy.CHART
    )


def asked_after(fact: str, before: Sequence[str], now: Sequence[str]) -> str | None:
    """The next fact to enter: of those asked `before` this one was, the first after it that is asked `now`."""
    rest = before[before.index(fact) + 1 :] if fact in before else before
    return next((name for name in rest if name in now and name != fact), None)


def _needs(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.verdict is Verdict.OPEN:
            yield from finding.needs
            yield from _needs(finding.parts)
