"""Medically unlikely edits: more units of a code on one day than Medicare's claim systems expect."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from costing.domain.charges import in_force
from costing.domain.claim import ClaimLine
from payer_rules.dated import Dated, History


class Setting(StrEnum):
    """Whose table it is: Medicare publishes one for practitioners and one for outpatient hospitals."""

    OFFICE = "office"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True)
class UnlikelyEdit:
    """The most units of a code that are expected on one day; `indicator` 1 counts a claim line, 2 and 3 all lines of the day."""

    units: int
    indicator: int


@dataclass(frozen=True, slots=True)
class OverEdit:
    """One day on which a code goes over its edit."""

    on: date
    code: str
    units: int
    limit: int
    edit: Dated[UnlikelyEdit]


def over_edits(
    lines: Iterable[ClaimLine], edits: Mapping[tuple[str, Setting], History[UnlikelyEdit]], setting: Setting
) -> Iterator[OverEdit]:
    """Every day and code over its edit: units given and units wasted count together.

    A day without a table of its own is held against the newest one, whose dates are in the answer.
    """
    units: dict[tuple[date, str], int] = {}
    for line in lines:
        if (line.code, setting) in edits:
            units[line.on, line.code] = units.get((line.on, line.code), 0) + line.units
    lowest = {
        code: min(edit.value.units for edit in edits[code, setting].entries) for code in {code for _, code in units}
    }
    for (on, code), given in sorted(units.items()):
        if given <= lowest[code]:
            continue
        edit = in_force(edits[code, setting], on, stretch=True)
        if given > (limit := edit.value.units):
            yield OverEdit(on, code, given, limit, edit)
