"""Where the infusion is given: that decides which fee schedule pays the administration."""

from enum import StrEnum


class SiteKind(StrEnum):
    """Office and infusion suite use the physician fee schedule, hospital outpatient uses OPPS, never both; at home neither pays."""

    OFFICE = "office"
    INFUSION_SUITE = "infusion_suite"
    HOSPITAL_OUTPATIENT = "hospital_outpatient"
    HOME = "home"


BY_PHYSICIAN_FEES = frozenset({SiteKind.OFFICE, SiteKind.INFUSION_SUITE})


class DrugFrom(StrEnum):
    """Who buys the drug: the practice, which bills it, or a pharmacy that sends it and bills the plan itself (white or brown bag)."""

    PRACTICE = "practice"
    PHARMACY = "pharmacy"


class HospitalKind(StrEnum):
    """What kind of outpatient department it is: since 2026 they are paid differently for giving a drug."""

    ON_CAMPUS = "on_campus"
    EXCEPTED_OFF_CAMPUS = "excepted_off_campus"
    RURAL_SOLE_COMMUNITY = "rural_sole_community"  # off campus, and exempt from the lower rate
    OTHER = "other"  # such as a department that is not excepted, or a critical access hospital


class ConversionFactor(StrEnum):
    """Since 2026 the physician fee schedule has two: for qualifying APM participants, and for everyone else."""

    QP = "qp"
    NON_QP = "non_qp"
