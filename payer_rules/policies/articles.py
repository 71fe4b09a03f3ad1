"""Billing articles of Medicare's contractors: which diagnosis codes a claim may carry, by contractor, revision and group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from payer_rules.dated import Provenance
from payer_rules.files import Block, provenance_from, read_yaml

ARTICLES = Path(__file__).parent.parent / "collection" / "articles"
CONDITIONS = ("none_seen", "not_loaded")
KEYS = (
    "number", "title", "contractor", "determination", "starts", "ends", "status", "source", "reason", "contract_numbers",
    "read_for", "groups", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """One covered group; `conditional` when its paragraph may add a condition that was not read."""

    number: str
    codes: frozenset[str]
    conditional: bool


@dataclass(frozen=True, slots=True)
class Article:
    """One revision. `read_for` are the code prefixes for which its lists are complete; of other codes nothing is known."""

    number: str
    title: str
    contractor: str
    determination: str
    starts: date
    ends: date | None
    provenance: Provenance
    contract_numbers: frozenset[str]
    read_for: tuple[str, ...]
    groups: tuple[CodeGroup, ...]
    notes: tuple[str, ...]

    def covers(self, day: date) -> bool:
        """Whether this revision is in force on `day`."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def group_of(self, code: str) -> CodeGroup | None:
        """The group that lists `code`, one without a condition before another."""
        found = sorted((group for group in self.groups if code in group.codes), key=lambda group: group.conditional)
        return found[0] if found else None

    def was_read_for(self, code: str) -> bool:
        """Whether absence of `code` means anything."""
        return code.startswith(self.read_for)


@cache
def articles() -> tuple[Article, ...]:
    """The shipped revisions, read once."""
    return load_articles(ARTICLES)


def load_articles(folder: Path) -> tuple[Article, ...]:
    """Every revision below a folder, by number and start. Raises BadFile for a mistake or an overlap."""
    found = sorted(
        ((path, load_article(path)) for path in folder.rglob("*.yaml")), key=lambda one: (one[1].number, one[1].starts)
    )
    for (_, earlier), (path, later) in combinations(found, 2):
        shared = earlier.number == later.number and earlier.contract_numbers & later.contract_numbers
        if shared and (earlier.ends is None or earlier.ends >= later.starts):
            raise read_yaml(path).bad(f"overlaps the revision of {earlier.number} from {earlier.starts}", "starts")
    return tuple(article for _, article in found)


def load_article(path: Path) -> Article:
    """Read one revision. Raises BadFile with the line of the first mistake."""
    block = read_yaml(path)
    block.only(*KEYS)
    return Article(
        number=block.text("number"),
        title=block.text("title"),
        contractor=block.text("contractor"),
        determination=block.text("determination"),
        starts=block.day("starts"),
        ends=block.maybe_day("ends"),
        provenance=provenance_from(block),
        contract_numbers=frozenset(_some(block, "contract_numbers")),
        read_for=_some(block, "read_for"),
        groups=tuple(map(_group, block.blocks("groups"))),
        notes=block.texts("notes"),
    )


def _group(block: Block) -> CodeGroup:
    block.only("group", "condition", "codes")
    if block.text("condition") not in CONDITIONS:
        raise block.bad(f"condition must be one of {', '.join(CONDITIONS)}", "condition")
    return CodeGroup(block.text("group"), frozenset(_some(block, "codes")), block["condition"] == "not_loaded")


def _some(block: Block, key: str) -> tuple[str, ...]:
    texts = block.texts(key)
    if not texts:
        raise block.bad(f"{key} needs at least one entry", key)
    return texts


def of_contract(found: Iterable[Article], contract_number: str) -> tuple[Article, ...]:
    """The revisions that a contract number is under, oldest first."""
    return tuple(article for article in found if contract_number in article.contract_numbers)
