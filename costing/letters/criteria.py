"""Findings as the rows of a criteria table: nothing open is asserted, nothing not met is hidden."""

from collections.abc import Iterator

from costing.letters.backing import chart, place, policy, sourced
from costing.letters.figures import fact_text
from costing.letters.parts import Backing, CriteriaTable, CriterionRow, Grid, Origin, Sentence
from payer_rules.chart import Evidence, Fact
from payer_rules.dated import Status
from payer_rules.facts import facts as fact_kinds
from payer_rules.findings import Finding, Reading
from payer_rules.message import long_date
from payer_rules.verdict import Cause, Verdict

STATUS_WORDS = {Verdict.MET: "Met", Verdict.NOT_MET: "Not met"}
CAUSE_WORDS = {
    Cause.CONFLICT: "Chart disagrees",
    Cause.NOT_DOCUMENTED: "Not documented",
    Cause.JUDGMENT: "Needs judgment",
    Cause.NOT_LOADED: "Not loaded",
}
GROUP_WORDS = {"any_one": "one of these is enough", "every": "all of these"}
NOTHING = Sentence("None")
BELOW = Sentence("See below")
NOT_NEEDED = "Not needed here: another of these is met."
DEEPEST = 3  # deeper criteria are set at this depth, so that long trees keep a readable column


def is_read(reading: Reading) -> bool:
    """Whether a reading has anything to put in a table."""
    return reading.applies and not reading.not_loaded and reading.finding is not None


def criteria_table(reading: Reading) -> CriteriaTable:
    """The table of one reading that applies. Raises ValueError for one that has no finding."""
    if reading.finding is None:
        raise ValueError(f"{reading.policy_id} has no finding")
    rows = tuple(row for part in top_level(reading.finding) for row in _rows(reading, part, 0))
    return CriteriaTable(reading.title, _source(reading), rows, reading.notes)


def top_level(root: Finding) -> tuple[Finding, ...]:
    """The criteria a reader counts: the parts of a root that wants all of them, else the root itself."""
    return root.parts if root.combination == "every" and root.parts else (root,)


def _source(reading: Reading) -> Sentence:
    """Which text was read: payer, version, and, when it is not the published one, how it is known."""
    said = [reading.payer]
    if reading.starts:
        said.append(f"version of {long_date(reading.starts)}")
    provenance = reading.provenance
    if provenance and provenance.source:
        said.append(f"read {long_date(provenance.source.read)}")
    if provenance and provenance.status is not Status.PUBLISHED:
        said.append(f"status: {provenance.status}")
    return Sentence("; ".join(said), (policy(reading, None),))


def _rows(reading: Reading, finding: Finding, depth: int, settled: bool = False) -> Iterator[CriterionRow]:
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return
    parts = () if finding.combination == "not" else finding.parts
    yield CriterionRow(
        depth=min(depth, DEEPEST),
        criterion=_criterion(finding, bool(parts)),
        cite=finding.cite,
        state=str(finding.verdict),
        status=status_word(finding),
        finding=_finding(reading, finding, settled),
        documented=(BELOW,) if parts else _documented(finding),
        note=finding.note,
    )
    for part in parts:
        yield from _rows(reading, part, depth + 1, _settled(finding))


def _settled(group: Finding) -> bool:
    """Whether a choice is met, so that its open alternatives need nothing more."""
    return group.verdict is Verdict.MET and group.combination in ("any_one", "at_least")


def _criterion(finding: Finding, has_parts: bool) -> str:
    if not has_parts or finding.combination not in GROUP_WORDS:
        return finding.text
    return f"{finding.text} ({GROUP_WORDS[finding.combination]})"


def status_word(finding: Finding) -> str:
    """The verdict in words; an open one names its cause, the one that takes most work first."""
    if finding.verdict is not Verdict.OPEN:
        return STATUS_WORDS[finding.verdict]
    found = causes(finding)
    return next((word for cause, word in CAUSE_WORDS.items() if cause in found), CAUSE_WORDS[Cause.NOT_DOCUMENTED])


def _finding(reading: Reading, finding: Finding, settled: bool) -> Sentence:
    """Why, with the value of each fact that the reason does not already name; a group leaves that to its parts."""
    backing = (policy(reading, finding.cite), *_backing(finding))
    if finding.parts and finding.combination != "not":
        return Sentence("", backing)
    said = [NOT_NEEDED] if settled and finding.verdict is Verdict.OPEN else []
    reason = str(finding.reason)
    said.append(reason)
    said += [f"{label_of(fact.name)}: {fact_text(fact)}." for fact in finding.facts if _adds(fact, reason)]
    return Sentence(" ".join(said).strip(), backing)


def _adds(fact: Fact, reason: str) -> bool:
    """Whether the value says more than the reason: a bare yes or no does only where there is no reason."""
    return not reason if isinstance(fact.value, bool) else fact_text(fact) not in reason


def label_of(name: str) -> str:
    """The printed name of a fact."""
    kind = fact_kinds().get(name)
    return kind.label if kind else name.replace("_", " ")


def _evidence(finding: Finding) -> Iterator[Evidence]:
    for fact in finding.facts:
        yield fact.evidence
    for trial in finding.trials:
        yield trial.evidence
    for part in finding.parts:
        yield from _evidence(part)


def _backing(finding: Finding) -> tuple[Backing, ...]:
    return tuple(dict.fromkeys(chart(evidence) for evidence in _evidence(finding)))


def _documented(finding: Finding) -> tuple[Sentence, ...]:
    places = dict.fromkeys(place(evidence) for evidence in _evidence(finding))
    return tuple(Sentence(where, (Backing(Origin.CHART, where),)) for where in places) or (NOTHING,)


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


def other_policies(readings: tuple[Reading, ...]) -> Grid | None:
    """What was looked at without a table: policies not about this case, and those whose text is not loaded."""
    rows = tuple(_consulted(reading) for reading in readings if not is_read(reading))
    if not rows:
        return None
    return Grid("Other policies consulted", ("Policy", "Result"), (44, 56), rows)


def _consulted(reading: Reading) -> tuple[Sentence, ...]:
    backing = (sourced(Origin.POLICY, reading.title, reading.provenance),)
    if reading.not_loaded:
        result = "Not loaded: its text was not read for this paper."
    else:
        result = f"Does not apply, which is not coverage. {reading.why_not or ''}".strip()
    return Sentence(f"{reading.title} ({reading.payer})", backing), Sentence(result, backing)
