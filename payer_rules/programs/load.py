"""Program files to programs: one program a file, and the kinds with their order and common criteria."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from payer_rules.criteria.parse import criterion
from payer_rules.criteria.shapes import Criterion, Every, Words
from payer_rules.dated import Status
from payer_rules.files import Block, provenance_from, read_yaml
from payer_rules.programs.shapes import Kind, Known, Program, Term

KINDS_FILE = "kinds.yaml"
KEYS = (
    "id", "name", "sponsor", "kind", "verified", "status", "source", "reason", "criteria", "fits", "next_step", "terms",
    "notes",
)  # fmt: skip
FREE_TERMS = (
    "pays", "does_not_cover", "yearly_limit", "claim_limit", "income_limit", "residency", "age", "enrollment_window",
    "benefit_period", "lookback", "stacking", "contact", "open_status",
)  # fmt: skip
CHOICES = {
    "covers_drug": ("yes", "no"),
    "covers_administration": ("yes", "no"),
    "counts_on_plan": ("counts", "does_not_count"),
}


def load_kinds(path: Path) -> dict[str, Kind]:
    """Read the kinds in the order in which to try them. Raises BadFile with the line of the first mistake."""
    top = read_yaml(path)
    return {name: _kind(name, place, top.block(name)) for place, name in enumerate(top)}


def _kind(name: str, place: int, block: Block) -> Kind:
    block.only("criteria")
    return Kind(name, place, tuple(criterion(one) for one in block.blocks("criteria")))


def program_files(folder: Path) -> Iterable[Path]:
    """Every program file below `folder`, without the case files beside them."""
    return sorted(path for path in folder.glob("*/*.yaml") if not path.name.endswith(".cases.yaml"))


def load_program(path: Path, kinds: Mapping[str, Kind]) -> Program:
    """Read one file. Raises BadFile with the line of the first mistake."""
    block = read_yaml(path)
    block.only(*KEYS)
    if block.text("kind") not in kinds:
        raise block.bad(f"kind must be one of {', '.join(kinds)}", "kind")
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
        terms=_terms(block.block("terms"), block.day("verified"), provenance.status),
        notes=block.texts("notes"),
    )


def _criterion(block: Block, kind: Kind) -> Criterion:
    """What every program of the kind asks, then the program's own criteria."""
    own = tuple(criterion(one) for one in block.blocks("criteria"))
    if not own:
        raise block.bad("criteria needs at least one criterion", "criteria")
    return Every(Words(f"Who may have it: {block.text('name')}"), (*kind.criteria, *own))


def _terms(block: Block, verified: date, status: Status) -> dict[str, Term]:
    """Every term must stand there, so that nothing is unknown by oversight."""
    block.only(*FREE_TERMS, *CHOICES)
    return {name: _term(name, block.block(name), verified, status) for name in (*FREE_TERMS, *CHOICES)}


def _term(name: str, block: Block, verified: date, status: Status) -> Term:
    block.only(*Known, "verified", "status")
    states = [state for state in Known if state in block]
    if len(states) != 1:
        raise block.bad(f"{name} needs exactly one of {', '.join(Known)}")
    known = states[0]
    said = block.texts(known) if known is Known.CONFLICTING else (block.text(known),)
    if known is Known.CONFLICTING and len(said) < 2:
        raise block.bad(f"{name} conflicts only when two accounts are given", known)
    if known is Known.VALUE and name in CHOICES and said[0] not in CHOICES[name]:
        raise block.bad(f"{name} must be one of {', '.join(CHOICES[name])}", known)
    return Term(known, said, block.maybe_day("verified") or verified, _status(block, status))


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
    return tuple(sorted(loaded.values(), key=lambda program: (program.kind.place, program.id)))
