"""What an estimate may take as given: each assumption by name, with its sentence and who vouches for it."""

from dataclasses import dataclass

from costing.domain.estimate import NamedAssumption
from costing.domain.pricing import NEWEST_LOADED_VALUE
from payer_rules.dated import Provenance, Status
from payer_rules.message import say

MIDDLE_STEP = "octagam_dm_middle_step"
ADDED_HOUR_RULE = "added_hour_after_30_minutes"
ADVANTAGE_AT_MEDICARE_RATES = "medicare_advantage_at_medicare_rates"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that may be taken as given; `chosen` ones only when the case names them."""

    name: str
    sentence: str
    status: Status
    reason: str
    chosen: bool = True

    def named(self, used: bool = True) -> NamedAssumption:
        """As an estimate shows it."""
        return NamedAssumption(self.name, say(self.sentence), Provenance(self.status, None, self.reason), used)


ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption(
        NEWEST_LOADED_VALUE,
        "Where no price or yearly limit is loaded for a date, the newest loaded one is used.",
        Status.ASSUMED,
        "Medicare changes drug limits every quarter and fees every year; the true value for that date may be higher or lower.",
    ),
    Assumption(
        MIDDLE_STEP,
        "Between the label's first and highest rate, the infusion runs 30 minutes at 2 mg/kg/min.",
        Status.MEMORY,
        "The label text that was read gives the first and the highest rate for dermatomyositis, not the step between them; "
        "steps of 30 minutes are printed for another indication and in the European text.",
    ),
    Assumption(
        ADDED_HOUR_RULE,
        "An added hour is billed when the infusion runs more than 30 minutes beyond the last full hour.",
        Status.MEMORY,
        "A coding rule told from memory: check it in the current code book.",
    ),
    Assumption(
        ADVANTAGE_AT_MEDICARE_RATES,
        "The Medicare Advantage plan allows the same amounts as Original Medicare.",
        Status.ASSUMED,
        "No contract rate is entered. Published hospital files show Medicare Advantage rates close to Medicare's, not always equal.",
    ),
    Assumption(
        "added_hours_as_one_line",
        "All added hours of a day are one claim line of so many units.",
        Status.ASSUMED,
        "Amounts are rounded once per claim line, so a different layout can move a cent.",
        chosen=False,
    ),
    Assumption(
        "national_fees",
        "Administration is priced at the national fee, without the adjustment for the place of service.",
        Status.ASSUMED,
        "No locality of the place of service is chosen in the order.",
        chosen=False,
    ),
    Assumption(
        "participating",
        "The practice takes part in Medicare and accepts assignment.",
        Status.ASSUMED,
        "Whether it does is not asked.",
        chosen=False,
    ),
    Assumption(
        "accepts_assignment",
        "The practice, which does not take part in Medicare, accepts assignment on these claims: it is allowed 95% of the schedule for "
        "services, and the whole limit for drugs.",
        Status.MEMORY,
        "Told from memory. On a claim without assignment it may charge up to 115% of that, which is not modelled; drugs are always on "
        "assignment.",
        chosen=False,
    ),
    Assumption(
        "suite_as_office",
        "The infusion suite bills as a physician's office, by the physician fee schedule.",
        Status.MEMORY,
        "Told from memory: a suite that belongs to a hospital bills as a hospital department instead.",
        chosen=False,
    ),
    Assumption(
        "on_campus",
        "The hospital department is on campus and paid the full outpatient rate.",
        Status.ASSUMED,
        "The kind of department is not chosen in the order. Excepted off-campus departments are paid less for the administration.",
        chosen=False,
    ),
    Assumption(
        "daily_coinsurance_limit",
        "In a hospital, what a patient owes as coinsurance on one day for the infusion and its drug is limited to Medicare's "
        "inpatient deductible.",
        Status.MEMORY,
        "42 CFR 419.41, told from memory. The deductible of Part B is not part of the limit.",
        chosen=False,
    ),
    Assumption(
        "waste_as_in_medicare",
        "Whole units left in opened vials are a line of their own, priced like the units given, as in Medicare.",
        Status.MEMORY,
        "Plans outside Medicare set their own rule: ask the plan.",
        chosen=False,
    ),
)
BY_NAME = {assumption.name: assumption for assumption in ASSUMPTIONS}
CHOICES = tuple(assumption for assumption in ASSUMPTIONS if assumption.chosen)
