"""Findings as the rows of a criteria table: nothing open is asserted, nothing not met is hidden."""

from collections.abc import Iterator

from costing.letters.backing import place, policy, sourced
from costing.letters.parts import Backing, CriteriaTable, CriterionRow, Grid, Origin, Sentence
from costing.letters.standing import evidence_of, finding_text, status_word
from payer_rules.dated import Status
from payer_rules.findings import Finding, Reading
from payer_rules.message import long_date
from payer_rules.verdict import Verdict

GROUP_WORDS = {"any_one": "one of these is enough", "every": "all of these"}
CHOICES = ("any_one", "at_least")
COLLAPSED = "not"  # a criterion turned around is read through: its row says what the chart says
LABEL = "label"  # a criterion answered by the product's label: one part, whose own parts stand below
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


def _rows(reading: Reading, finding: Finding, depth: int, chosen: bool = True) -> Iterator[CriterionRow]:
    """The row of a finding and those of its parts; an alternative that was not needed is one row."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return
    group = _group(finding) if chosen else finding
    parts = group.parts if chosen and finding.combination != COLLAPSED else ()
    backing = (policy(reading, finding.cite), *_backing(finding))
    text = "" if parts else finding_text(finding) if chosen else NOT_NEEDED
    yield CriterionRow(
        depth=min(depth, DEEPEST),
        criterion=_criterion(finding.text, group.combination if parts else ""),
        cite=finding.cite,
        state=str(finding.verdict),
        status=status_word(finding),
        finding=Sentence(text, backing),
        documented=(BELOW,) if parts else _documented(finding) if chosen else (NOTHING,),
        note=finding.note,
    )
    met = finding.verdict is Verdict.MET and group.combination in CHOICES
    for part in parts:
        yield from _rows(reading, part, depth + 1, not met or part.verdict is Verdict.MET)


def _group(finding: Finding) -> Finding:
    """The group whose parts stand below a row: for a criterion answered by the label, the label's own."""
    if finding.combination == LABEL and len(finding.parts) == 1 and finding.parts[0].parts:
        return finding.parts[0]
    return finding


def _criterion(text: str, combination: str) -> str:
    words = GROUP_WORDS.get(combination)
    return f"{text} ({words})" if words else text


def _backing(finding: Finding) -> tuple[Backing, ...]:
    places = dict.fromkeys(place(evidence) for evidence in evidence_of(finding))
    return tuple(Backing(Origin.CHART, where) for where in places)


def _documented(finding: Finding) -> tuple[Sentence, ...]:
    return tuple(Sentence(backing.where, (backing,)) for backing in _backing(finding)) or (NOTHING,)


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
