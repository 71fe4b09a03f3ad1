"""A policy answer as text for a terminal: the trail with its causes and conflicts, and what would settle what is open."""

from collections.abc import Iterator

from payer_rules.findings import Ask, DiagnosisGate, Finding, PolicyAnswer, Reading, Settling
from payer_rules.leaves import with_places
from payer_rules.trials import told
from payer_rules.verdict import Cause, Verdict

WORDS = {"met": "MET", "not_met": "NOT MET", "open": "OPEN", "not_applicable": "does not apply"}
WHO = {Cause.JUDGMENT: " (a person's judgment)", Cause.NOT_LOADED: " (the payer's text)"}


def told_policies(answer: PolicyAnswer) -> str:
    """Authorization first, then each layer with its trail."""
    authorization = answer.authorization
    head = f"Authorization: {authorization.required.replace('_', ' ')}. {authorization.why}\nNext: {authorization.next_step}"
    gate = [_gate(answer.gate)] if answer.gate else []
    return "\n\n".join([head, *gate, *map(_reading, answer.readings)])


def _gate(gate: DiagnosisGate) -> str:
    """What the contractor's list says of the documented codes."""
    revised = f" (revision of {gate.revision} [{gate.provenance.status}])" if gate.revision and gate.provenance else ""
    lines = [
        f"Diagnosis codes for a claim of {gate.on}: {gate.state.replace('_', ' ')}{revised}",
        f"  {gate.says}",
        f"  Next: {gate.next_step}",
        *(f"  Note: {note}" for note in gate.notes),
    ]
    return "\n".join(lines)


def _reading(reading: Reading) -> str:
    """One tree: why there is no verdict, or the trail and what would settle it."""
    lines = [f"{reading.payer}: {reading.title} ({reading.layer}, {reading.tree.replace('_', ' ')})", *_marks(reading)]
    if not reading.in_force:
        return "\n".join([*lines, f"  no policy in force: {reading.why_not}"])
    if reading.not_loaded:
        return "\n".join([*lines, f"  not loaded{f': {reading.why_not}' if reading.why_not else ''}"])
    if reading.finding is None:
        return "\n".join([*lines, f"  does not apply, which is not coverage: {reading.why_not}"])
    notes = (f"  Note: {note}" for note in reading.notes)
    return "\n".join([*lines, *_trail(reading.finding, 1), *_settled_by(reading.settled_by), *notes])


def _marks(reading: Reading) -> Iterator[str]:
    if reading.office_own:
        yield "  Your office's own policy, verified by nobody else."
    if reading.draft:
        yield "  A draft."


def _trail(finding: Finding, depth: int) -> list[str]:
    causes = f" ({', '.join(cause.replace('_', ' ') for cause in finding.causes)})" if finding.causes else ""
    place = ", page ".join(part for part in (finding.cite, finding.page) if part)
    cite = f" [{place}]" if place else ""
    own = f"{'  ' * depth}{WORDS[finding.verdict]}{causes}: {finding.text}{cite}"
    indent = "  " * (depth + 2)
    why = [] if finding.parts and finding.combination not in ("score", "judgment") else [f"{indent}{finding.reason}"]
    why += [f"{indent}{told(trial)}" for trial in finding.trials if finding.verdict is Verdict.OPEN]
    if finding.document:
        why.append(f"{indent}As {finding.document} says:")
    if finding.against:
        why.append(f"{indent}The chart also says: {with_places(finding.against)}")
    return [own, *why, *(line for part in finding.parts for line in _trail(part, depth + 1))]


def _settled_by(settlings: tuple[Settling, ...]) -> Iterator[str]:
    if not settlings:
        return
    yield "  What would settle it, the smallest sets first:"
    for number, one in enumerate(settlings, 1):
        more = "" if one.by_chart else " (the chart alone cannot)"
        yield f"    {number}.{more} {'; '.join(map(_ask, one.asks))}"


def _ask(ask: Ask) -> str:
    cite = f" [{ask.cite}]" if ask.cite else ""
    return f"{'' if ask.holds else 'not: '}{ask.asked}{cite}{WHO.get(ask.cause, '') if not ask.needs else ''}"
