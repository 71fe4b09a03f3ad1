"""Which readings a letter answers criterion by criterion, and what it says of the others."""

from dataclasses import replace

from costing.letters.backing import sourced
from costing.letters.parts import Grid, Origin, Sentence
from payer_rules.dated import Status
from payer_rules.findings import Finding, Reading
from payer_rules.message import say
from payer_rules.verdict import negated

LAYERS = ("plan", "local", "national", "label")  # whose criteria a reviewer looks for first
CONTRAINDICATION = "contraindication"


def is_read(reading: Reading) -> bool:
    """Whether a reading has anything to put in a table."""
    return reading.applies and not reading.not_loaded and reading.finding is not None


def answered(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings to answer, the plan's own first; a plan's criteria ask the label themselves, so it then drops out."""
    read = [reading for reading in readings if is_read(reading)]
    if any(reading.layer == "plan" for reading in read):
        read = [reading for reading in read if reading.layer != "label"]
    return tuple(map(_as_asked, sorted(read, key=lambda reading: _rank(reading.layer))))


def _rank(layer: str) -> int:
    return LAYERS.index(layer) if layer in LAYERS else len(LAYERS)


def _as_asked(reading: Reading) -> Reading:
    """Contraindications are a question whose good answer is no: in a table of criteria it is turned around."""
    if reading.tree != CONTRAINDICATION or reading.finding is None:
        return reading
    asked = reading.finding
    turned = Finding(
        text="There is no labeled contraindication",
        cite=asked.cite,
        verdict=negated(asked.verdict),
        reason=say(""),
        combination="not",
        parts=(asked,),
        causes=asked.causes,
        needs=asked.needs,
    )
    return replace(reading, finding=turned)


def other_policies(readings: tuple[Reading, ...]) -> Grid | None:
    """What was looked at without a table of its own: not about this case, not loaded, or a label asked by the plan."""
    shown = {reading.policy_id for reading in answered(readings)}
    rest = [reading for reading in readings if not is_read(reading) or reading.policy_id not in shown]
    rows = tuple(dict.fromkeys(map(_consulted, rest)))
    return Grid("consulted", "Other policies consulted", ("Policy", "Result"), rows) if rows else None


def _consulted(reading: Reading) -> tuple[Sentence, ...]:
    backing = (sourced(Origin.POLICY, reading.title, reading.provenance),)
    return Sentence(f"{reading.title}; {reading.payer}", backing), Sentence(_result(reading), backing)


def _result(reading: Reading) -> str:
    if reading.not_loaded:
        return "Not loaded: its text was not read for this paper."
    if not reading.applies:
        return f"Does not apply, which is not coverage. {reading.why_not or ''}".strip()
    known = reading.provenance.status if reading.provenance else Status.PUBLISHED
    status = "" if known is Status.PUBLISHED else f" Status: {known}."
    return f"Read where the criteria above ask the label.{status}"
