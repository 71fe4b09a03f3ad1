"""What stands behind the sentences of a letter, in words: each set of sources once, by number."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from costing.letters.parts import Backing, Letter, Origin, Sentence
from payer_rules.dated import Status
from payer_rules.message import long_date

ORIGINS = {
    Origin.CHART: "Chart",
    Origin.ORDER: "Order",
    Origin.COVERAGE: "Case",
    Origin.PRACTICE: "Practice",
    Origin.POLICY: "Rule",
    Origin.PRODUCT: "Product",
    Origin.LITERATURE: "Published work",
    Origin.COMPUTED: "Worked out",
    Origin.WRITER: "Your own words",
    Origin.WORDING: "Fixed wording",
}


FIELDS = frozenset({Origin.ORDER, Origin.COVERAGE, Origin.PRACTICE, Origin.CHART, Origin.COMPUTED, Origin.WRITER})
FIELD = re.compile(r"[a-z_0-9]+(\.[a-z_0-9]+)+")
COMPUTED = "computed from "


@dataclass(frozen=True, slots=True)
class Source:
    """One thing behind a sentence, in words; `url` where it can be read."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Behind:
    """All that stands behind one sentence."""

    number: int
    sources: tuple[Source, ...]
    own: bool  # a person's own words

    @property
    def text(self) -> str:
        """In one line."""
        return "; ".join(source.text for source in self.sources)


def behind(letter: Letter) -> Mapping[tuple[Backing, ...], Behind]:
    """By its backing, what stands behind each sentence that says more than fixed words, numbered as the page meets them."""
    found: dict[tuple[Backing, ...], Behind] = {}
    for sentence in _sentences(letter):
        if sentence.backing not in found and any(one.origin is not Origin.WORDING for one in sentence.backing):
            own = any(one.origin is Origin.WRITER for one in sentence.backing)
            found[sentence.backing] = Behind(len(found) + 1, tuple(map(_source, sentence.backing)), own)
    return found


def _where(backing: Backing) -> str:
    """Where it stands; a field of the case, such as `coverage.primary.member_id`, by its words."""
    if backing.origin in FIELDS and FIELD.fullmatch(backing.where.removeprefix(COMPUTED)):
        return backing.where.replace(".", ", ").replace("_", " ")
    return backing.where


def _sentences(part: object) -> Iterator[Sentence]:
    if isinstance(part, Sentence):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _sentences(item)
    elif is_dataclass(part):
        for each in fields(part):
            yield from _sentences(getattr(part, each.name))


def _source(backing: Backing) -> Source:
    said = [f"{ORIGINS[backing.origin]}: {_where(backing)}"]
    if backing.read:
        said.append(f"read {long_date(backing.read)}")
    if backing.status and backing.status is not Status.PUBLISHED:
        said.append(f"status: {backing.status}")
    return Source(", ".join(said), backing.url)
