"""How one finding stands: its word, what the chart says for it, and what is still open below it."""

from collections.abc import Iterator

from costing.letters.said import fact_said, label_of, trial_said
from payer_rules.chart import Evidence, Fact
from payer_rules.findings import Finding
from payer_rules.leaves import place
from payer_rules.verdict import Cause, Verdict

PRODUCT = "product"
CHOICES = ("any_one", "at_least")
STATUS_WORDS = {Verdict.MET: "Met", Verdict.NOT_MET: "Not met"}
# in the order of the work they take
CAUSE_WORDS = {
    Cause.CONFLICT: "Chart disagrees",
    Cause.NOT_DOCUMENTED: "Not documented",
    Cause.JUDGMENT: "Needs judgment",
    Cause.NOT_LOADED: "Not loaded",
}


def status_word(finding: Finding) -> str:
    """The verdict in words; an open one names its cause, the one that takes most work first."""
    if finding.verdict is not Verdict.OPEN:
        return STATUS_WORDS[finding.verdict]
    found = causes(finding)
    return next((word for cause, word in CAUSE_WORDS.items() if cause in found), CAUSE_WORDS[Cause.NOT_DOCUMENTED])


def finding_text(finding: Finding) -> str:
    """What the chart says for or against a criterion, or what is missing; places are left to their own column."""
    said = _said(finding)
    if finding.verdict is not Verdict.OPEN:
        return " ".join(part for part in (_own_reason(finding), _sentence("", said)) if part)
    found = causes(finding)
    if Cause.CONFLICT in found:
        return _sentence("The values disagree: ", said)
    missing = dict.fromkeys(label_of(name) for leaf in open_leaves(finding) for name in leaf.needs)
    if Cause.NOT_DOCUMENTED in found and missing:
        return " ".join(filter(None, (f"Missing: {', '.join(missing)}.", _sentence("Documented so far: ", said))))
    reasons = dict.fromkeys(str(leaf.reason) for leaf in open_leaves(finding))
    return " ".join(filter(None, (*reasons, _sentence("Documented so far: ", said))))


def _sentence(lead: str, said: tuple[str, ...]) -> str:
    return f"{lead}{'; '.join(said)}." if said else ""


def _said(finding: Finding) -> tuple[str, ...]:
    """Every fact and treatment behind a finding; a bare yes to what is met in words would only repeat it."""
    with_words = finding.verdict is Verdict.MET and bool(_own_reason(finding))
    leaves = tuple(leaves_of(finding))
    facts = (fact_said(fact) for leaf in leaves for fact in leaf.facts if _adds(fact, with_words))
    trials = (trial_said(trial) for leaf in leaves for trial in leaf.trials)
    return tuple(dict.fromkeys((*facts, *trials)))


def _adds(fact: Fact, with_words: bool) -> bool:
    """Whether the value tells a reader anything: the ordered product is known by its name, not by its id."""
    return fact.name != PRODUCT and not (with_words and isinstance(fact.value, bool))


def _own_reason(finding: Finding) -> str:
    """The reason, unless it only counts parts or repeats the facts with their places."""
    reason = str(finding.reason)
    if finding.parts and finding.verdict is Verdict.MET and finding.combination != "score":
        return ""
    repeats = any(place(evidence) in reason for evidence in evidence_of(finding))
    return "" if repeats or "total" in finding.reason.parameters else reason


def leaves_of(finding: Finding) -> Iterator[Finding]:
    """The criteria without parts at or below `finding` that apply."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return
    for part in deciding(finding):
        yield from leaves_of(part)
    if not finding.parts:
        yield finding


def deciding(finding: Finding) -> tuple[Finding, ...]:
    """The parts that a finding rests on: of a choice that is met, those that are met."""
    if finding.verdict is Verdict.MET and finding.combination in CHOICES:
        return tuple(part for part in finding.parts if part.verdict is Verdict.MET)
    return finding.parts


def evidence_of(finding: Finding) -> Iterator[Evidence]:
    """Where the facts and treatments behind a finding stand."""
    for leaf in leaves_of(finding):
        for fact in leaf.facts:
            yield fact.evidence
        for trial in leaf.trials:
            yield trial.evidence


def notes_of(finding: Finding) -> tuple[str, ...]:
    """The notes on ambiguous text at or below a finding, each once; those of what it does not rest on left out."""
    below = (note for part in deciding(finding) for note in notes_of(part))
    return tuple(dict.fromkeys((*((finding.note,) if finding.note else ()), *below)))


def open_findings(root: Finding) -> Iterator[Finding]:
    """The criteria still open: each one of those all wanted; an undecided choice counts as one; a decided one as none."""
    if root.combination == "every" and root.parts and root.verdict is not Verdict.MET:
        for part in root.parts:
            yield from open_findings(part)
    elif root.verdict is Verdict.OPEN:
        yield root


def open_leaves(finding: Finding) -> Iterator[Finding]:
    """The open criteria without parts at or below `finding`."""
    if finding.verdict is Verdict.OPEN:
        open_parts = [part for part in finding.parts if part.verdict is Verdict.OPEN]
        for part in open_parts:
            yield from open_leaves(part)
        if not open_parts:
            yield finding


def causes(finding: Finding) -> frozenset[Cause]:
    """Why a finding is open, its parts included."""
    return frozenset(cause for leaf in open_leaves(finding) for cause in leaf.causes) | frozenset(finding.causes)
