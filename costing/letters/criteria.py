"""Findings as the rows of a criteria table: nothing open is asserted, nothing not met is hidden."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from costing.letters.backing import policy
from costing.letters.parts import Backing, CriteriaTable, CriterionRow, Origin, Row, Sentence
from costing.letters.standing import CHOICES, STATUS_WORDS, evidence_of, finding_text, notes_of, status_word
from payer_rules.dated import Status
from payer_rules.findings import Finding, Reading
from payer_rules.leaves import place
from payer_rules.message import long_date
from payer_rules.verdict import Verdict

GROUP_WORDS = {"any_one": "one of these is enough", "every": "all of these"}
COLLAPSED = ("not", "score")  # read through: the row says what the chart says, and how the points add up
LABEL = "label"  # a criterion answered by the product's label: one part, whose own parts stand below
NOTHING = Sentence("None")
BELOW = Sentence("See below")
MET = STATUS_WORDS[Verdict.MET].lower()
NOT_NEEDED = "Not needed here."
SPARE = "spare"  # the state of an alternative that was not needed
DEEPEST = 3  # deeper criteria are set at this depth, so that long trees keep a readable column


def criteria_tables(readings: tuple[Reading, ...]) -> tuple[CriteriaTable, ...]:
    """One table a policy version, in the order of `readings`, which all have findings."""
    versions = groupby(readings, key=lambda reading: (reading.policy_id, reading.starts))
    return tuple(_table(tuple(trees)) for _, trees in versions)


def _table(trees: tuple[Reading, ...]) -> CriteriaTable:
    """A single tree starts with its parts; of several, each stands under its own head."""
    first = trees[0]
    rows = tuple(row for reading in trees for row in _tree(reading, headed=len(trees) > 1))
    return CriteriaTable(first.title, _source(first), rows, tuple(_notes(trees, rows)))


def _notes(trees: tuple[Reading, ...], rows: tuple[CriterionRow, ...]) -> Iterator[str]:
    """The notes below a table: those of a label and of its parts without a row. A plan knows its own."""
    if trees[0].layer != LABEL:
        yield from () if trees[0].layer == "plan" else trees[0].notes
        return
    yield from trees[0].notes
    below = dict.fromkeys(note for reading in trees if reading.finding for note in notes_of(reading.finding))
    yield from (note for note in below if note not in {row.note for row in rows})


def _tree(reading: Reading, headed: bool) -> Iterator[CriterionRow]:
    if reading.finding is None:
        raise ValueError(f"{reading.policy_id} has no finding")
    for part in (reading.finding,) if headed else top_level(reading.finding):
        yield from _rows(reading, part, 0)


def top_level(root: Finding) -> tuple[Finding, ...]:
    """The criteria a reader counts: the parts of a root that wants all of them, else the root itself."""
    return root.parts if root.combination == "every" and root.parts else (root,)


def tally(readings: tuple[Reading, ...]) -> Iterator[Row]:
    """How many of the criteria a reader counts are met, and how the others stand; nothing when none concerns the request."""
    found = [
        (reading, one)
        for reading in readings
        if reading.finding
        for one in top_level(reading.finding)
        if one.verdict is not Verdict.NOT_APPLICABLE
    ]
    if found:
        stands = Counter(status_word(one).lower() for _, one in found)
        met = f"{stands.pop(MET, 0)} of {len(found)} met"
        rest = (f"{count} {word}" for word, count in sorted(stands.items()))
        backing = dict.fromkeys(policy(reading, one.cite) for reading, one in found)
        yield Row("Criteria", Sentence(", ".join((met, *rest)), tuple(backing)), strong=True)


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
    if reading.office_own:
        said.append("the office's own copy, not verified by anybody else")
    if reading.draft:
        said.append("draft")
    return Sentence("; ".join(said), (policy(reading, None),))


def _rows(
    reading: Reading, finding: Finding, depth: int, chosen: bool = True, cited: str | None = None
) -> Iterator[CriterionRow]:
    """The row of a finding and those of its parts; an alternative that was not needed is one row."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return
    group = _group(finding) if chosen else finding
    parts = () if _is_one_row(reading, finding, chosen) else group.parts
    backing = (policy(reading, finding.cite), *_backing(finding))
    text = "" if parts else finding_text(finding) if chosen else NOT_NEEDED
    yield CriterionRow(
        depth=min(depth, DEEPEST),
        criterion=_criterion(finding.text, group.combination if parts else ""),
        cite=finding.cite if finding.cite != cited else None,
        state=str(finding.verdict) if chosen else SPARE,
        status=status_word(finding),
        finding=Sentence(text, backing),
        documented=(BELOW,) if parts else _documented(finding) if chosen else (NOTHING,),
        note=finding.note,
    )
    met = finding.verdict is Verdict.MET and group.combination in CHOICES
    for part in parts:
        yield from _rows(reading, part, depth + 1, not met or part.verdict is Verdict.MET, finding.cite)


def _is_one_row(reading: Reading, finding: Finding, chosen: bool) -> bool:
    """Whether a row says all: not needed, turned around, or met in every part of a label, whose values it lists."""
    on_label = reading.layer == LABEL or finding.combination == LABEL
    return not chosen or finding.combination in COLLAPSED or (on_label and finding.verdict is Verdict.MET)


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
