"""What a letter is made of: plain sentences, each with what stands behind it, in tables and paragraphs; no markup."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from costing.case.request_shapes import LetterKind
from payer_rules.dated import Status


class Origin(StrEnum):
    """Where the content of a sentence comes from."""

    CHART = "chart"
    ORDER = "order"
    COVERAGE = "coverage"
    PRACTICE = "practice"
    POLICY = "policy"
    PRODUCT = "product"
    LITERATURE = "literature"
    COMPUTED = "computed"
    WRITER = "writer"  # a person's own words
    WORDING = "wording"  # our own fixed words: they state no fact about the patient


@dataclass(frozen=True, slots=True)
class Backing:
    """One thing that stands behind a sentence: a note and page, a field of the case, a policy's cite, a paper."""

    origin: Origin
    where: str
    url: str | None = None
    read: date | None = None
    status: Status | None = None


WORDING = Backing(Origin.WORDING, "fixed wording of the letter")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, a phrase in a cell, or a line, with what stands behind it."""

    text: str
    backing: tuple[Backing, ...] = (WORDING,)


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One labeled value; `missing` when nobody has entered it, and then `value` says so; `strong` where a reader looks first."""

    label: str
    value: Sentence
    missing: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A short table of labeled values under its own caption."""

    caption: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with column heads; the first cell of each row is the head of that row. `name` is for styling."""

    name: str  # findings, trials, consulted
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What only some kinds say, under its own heading: prose, labeled values, tables, then points, in this order."""

    heading: str
    name: str
    prose: Paragraph = ()
    blocks: tuple[Block, ...] = ()
    grids: tuple[Grid, ...] = ()
    points: Paragraph = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Prose that a writer may put in own words; `written` is None where the letter speaks itself.

    `own` is what the letter says now, and `was` what it said when the words were written.
    """

    key: str
    label: str
    own: str
    written: str | None = None
    was: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion judged. `depth` counts from 0; `status` is the word printed, `state` the same for styling."""

    depth: int
    criterion: str
    cite: str | None
    state: str  # met, not_met, open, spare
    status: str
    finding: Sentence
    documented: tuple[Sentence, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CriteriaTable:
    """The criteria of one reading; `source` says which text was read, in which version."""

    caption: str
    source: Sentence
    rows: tuple[CriterionRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedParagraph:
    """A paragraph of evidence; `references` are the numbers of the works it rests on."""

    heading: str
    sentences: Paragraph
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of references."""

    number: int
    text: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that must be entered before the letter can be sent: what, where, and the field of the case if one."""

    what: str
    where: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The practice at the head of the page: its name, then its address and numbers line by line."""

    name: str
    address: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be printed: strings, tables and paragraphs in the order of the page.

    `subject` names the paper without naming the patient (PDF title, file name); `running_head` tops every later page.
    A letter with any gap is a draft. `sections` stand behind the opening; `advice` is for the sender and never printed.
    """

    kind: LetterKind
    language: str
    date: date
    title: str
    subject: str
    running_head: str
    letterhead: Letterhead
    recipient: tuple[str, ...]
    blocks: tuple[Block, ...]
    opening: Paragraph
    gaps: tuple[Gap, ...]
    is_draft: bool
    sections: tuple[Section, ...] = ()
    criteria: tuple[CriteriaTable, ...] = ()
    other_policies: Grid | None = None
    history: Paragraph = ()
    findings: Grid | None = None
    trials: Grid | None = None
    trials_note: Paragraph = ()
    regimen: tuple[Block, ...] = ()
    evidence: tuple[CitedParagraph, ...] = ()
    closing: Paragraph = ()
    valediction: str = ""
    signature: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()  # a typed signature: the name, when, and the hash of what was signed
    enclosures: tuple[Sentence, ...] = ()
    references: tuple[Reference, ...] = ()
    places: tuple[Place, ...] = ()
    advice: Paragraph = ()

    def __post_init__(self) -> None:
        if self.is_draft != bool(self.gaps):
            raise ValueError("a letter is a draft when it has gaps, and only then")
