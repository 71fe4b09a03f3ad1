"""Program files to programs: one program a file, and the kinds with their order and common criteria."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from payer_rules.criteria.parse import criterion
from payer_rules.criteria.shapes import Criterion, Every, Words
from payer_rules.dated import Status
from payer_rules.files import Block, provenance_from, read_yaml, source_from
from payer_rules.findings import Leaflet, Leaflets
from payer_rules.programs.shapes import Exclusion, Kind, Known, Program, Term, Wait, Window

KINDS_FILE = "kinds.yaml"
KEYS = (
    "id", "name", "sponsor", "kind", "verified", "status", "source", "reason", "also", "criteria", "fits", "next_step",
    "terms", "not_seen", "window", "wait", "not_with", "leaflet", "notes",
)  # fmt: skip
FREE_TERMS = (
    "products", "diagnoses", "label_rule", "insurance", "pays", "does_not_cover", "yearly_limit", "claim_limit",
    "income_limit", "residency", "age", "enrollment_window", "benefit_period", "lookback", "stacking", "papers", "contact",
    "link", "open_status",
)  # fmt: skip
CHOICES = {
    "covers_drug": ("yes", "no"),
    "covers_administration": ("yes", "no"),
    "covers_premium": ("yes", "no"),
    "counts_on_plan": ("counts", "does_not_count"),
}
TERMS = (*FREE_TERMS, *CHOICES)
LIMITS = frozenset({"yearly_limit", "claim_limit"})
LANGUAGES = ("en", "es")
NOT_SEEN = "not seen"


def load_kinds(path: Path) -> dict[str, Kind]:
    """Read the kinds in the order in which to try them. Raises BadFile with the line of the first mistake."""
    top = read_yaml(path)
    return {name: _kind(name, place, top.block(name)) for place, name in enumerate(top)}


def _kind(name: str, place: int, block: Block) -> Kind:
    block.only("criteria", "barred", "instead", "first", "leaflet")
    barred = tuple(criterion(one) for one in block.blocks("barred"))
    if barred and "instead" not in block:
        raise block.bad("whoever is barred is told the lawful route: add instead", "barred")
    return Kind(
        name,
        place,
        tuple(criterion(one) for one in block.blocks("criteria")),
        barred,
        block.maybe_text("instead"),
        block.texts("first"),
        _leaflets(block),
    )


def _leaflets(block: Block) -> Leaflets | None:
    """The leaflet in every language, or none."""
    if block.get("leaflet") is None:
        return None
    given = block.block("leaflet")
    given.only(*LANGUAGES)
    return {language: _leaflet(given.block(language)) for language in LANGUAGES}


def _leaflet(block: Block) -> Leaflet:
    block.only("pays", "do")
    return Leaflet(block.text("pays"), block.text("do"))


def program_files(folder: Path) -> Iterable[Path]:
    """Every program file of a collection, a folder for each sponsor, without the case files beside them."""
    return _without_cases(folder.glob("*/*.yaml"))


def own_files(folder: Path) -> list[Path]:
    """Every program file right in an installation's own folder."""
    return _without_cases(folder.glob("*.yaml"))


def _without_cases(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if not path.name.endswith(".cases.yaml"))


def load_program(path: Path, kinds: Mapping[str, Kind]) -> Program:
    """Read one file. Raises BadFile with the line of the first mistake."""
    block = read_yaml(path)
    block.only(*KEYS)
    if block.text("kind") not in kinds:
        raise block.bad(f"kind must be one of {', '.join(kinds)}", "kind")
    if not re.fullmatch("[a-z0-9-]{1,60}", block.text("id")):
        raise block.bad("id is made of small letters, digits and dashes, such as my-foundation", "id")
    kind, provenance = kinds[block.text("kind")], provenance_from(block)
    return Program(
        id=block.text("id"),
        name=block.text("name"),
        sponsor=block.text("sponsor"),
        kind=kind,
        verified=block.day("verified"),
        provenance=provenance,
        criterion=_criterion(block, kind),
        fits=block.text("fits"),
        next_step=block.text("next_step"),
        terms=_terms(block, block.day("verified"), provenance.status),
        notes=block.texts("notes"),
        also=tuple(source_from(one) for one in block.blocks("also")),
        window=_window(block.block("window")) if block.get("window") else None,
        wait=_wait(block.block("wait")) if block.get("wait") else None,
        exclusion=_exclusion(block.block("not_with")) if block.get("not_with") else None,
        leaflets=_leaflets(block),
    )


def _window(block: Block) -> Window:
    block.only("opens", "closes", "cite", "otherwise")
    opens, closes = block.maybe_day("opens"), block.maybe_day("closes")
    if opens is None and closes is None:
        raise block.bad("a window opens or closes on a day, such as closes: 2026-03-31")
    if opens and closes and closes < opens:
        raise block.bad("closes before it opens", "closes")
    return Window(opens, closes, block.text("cite"), block.text("otherwise"))


def _wait(block: Block) -> Wait:
    block.only("months", "cite")
    months = block.need("months")
    if type(months) is not int or months < 1:
        raise block.bad("months must be a whole number such as 24", "months")
    return Wait(months, block.text("cite"))


def _exclusion(block: Block) -> Exclusion:
    block.only("programs", "cite", "otherwise")
    if not block.texts("programs"):
        raise block.bad("not_with names programs by their ids", "programs")
    return Exclusion(block.texts("programs"), block.text("cite"), block.text("otherwise"))


def _criterion(block: Block, kind: Kind) -> Criterion:
    """What every program of the kind asks, then the program's own criteria."""
    own = tuple(criterion(one) for one in block.blocks("criteria"))
    if not own:
        raise block.bad("criteria needs at least one criterion", "criteria")
    return Every(Words(f"Who may have it: {block.text('name')}"), (*kind.barred, *kind.criteria, *own))


def _terms(block: Block, verified: date, status: Status) -> dict[str, Term]:
    """Every term stands there or is listed as not seen, so that nothing is unknown by oversight."""
    given, not_seen = block.block("terms"), block.texts("not_seen")
    given.only(*TERMS)
    for name in not_seen:
        if name not in TERMS or name in given:
            raise block.bad(f"not_seen lists {name!r}: it must be a term that does not stand under terms", "not_seen")
    unseen = Term(Known.UNKNOWN, (NOT_SEEN,), verified, status)
    return {name: unseen if name in not_seen else _term(name, given.block(name), verified, status) for name in TERMS}


def _term(name: str, block: Block, verified: date, status: Status) -> Term:
    block.only(*Known, "verified", "status", *(("dollars",) if name in LIMITS else ()))
    states = [state for state in Known if state in block]
    if len(states) != 1:
        raise block.bad(f"{name} needs exactly one of {', '.join(Known)}")
    known = states[0]
    said = block.texts(known) if known is Known.CONFLICTING else (block.text(known),)
    if known is Known.CONFLICTING and len(said) < 2:
        raise block.bad(f"{name} conflicts only when two accounts are given", known)
    if known is Known.VALUE and name in CHOICES and said[0] not in CHOICES[name]:
        raise block.bad(f"{name} must be one of {', '.join(CHOICES[name])}", known)
    return Term(known, said, block.maybe_day("verified") or verified, _status(block, status), _dollars(block, known))


def _dollars(block: Block, known: Known) -> Decimal | None:
    """The amount of a known limit."""
    given = block.maybe_text("dollars")
    if given is None:
        return None
    if known is not Known.VALUE or not re.fullmatch("[0-9]{1,9}", given):
        raise block.bad("dollars is the whole amount of a known value in quotes, such as '10000'", "dollars")
    return Decimal(given)


def _status(block: Block, default: Status) -> Status:
    given = block.maybe_text("status")
    if given is None:
        return default
    try:
        return Status(given)
    except ValueError:
        raise block.bad(f"status must be one of {', '.join(Status)}", "status") from None


def load_programs(folder: Path) -> tuple[Program, ...]:
    """All programs of a folder in the order in which to try them. Raises BadFile; an id may stand once."""
    kinds = load_kinds(folder / KINDS_FILE)
    loaded: dict[str, Program] = {}
    for path in program_files(folder):
        program = load_program(path, kinds)
        if program.id in loaded:
            raise read_yaml(path).bad(f"the program {program.id} stands in another file as well", "id")
        loaded[program.id] = program
    return in_order(loaded.values())


def in_order(programs: Iterable[Program]) -> tuple[Program, ...]:
    """In the order in which to try them."""
    return tuple(sorted(programs, key=_place))


def _place(program: Program) -> tuple[int, int, str]:
    """By kind; within it what goes first, then by id."""
    first = program.kind.first
    return program.kind.place, first.index(program.id) if program.id in first else len(first), program.id
