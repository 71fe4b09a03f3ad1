"""Loads every file of `data/`, and over it what an office loaded: anything missing, odd or overlapping is refused with file and line."""

import logging
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from costing.reference import claims, prices
from costing.reference.lists import loaded_lists
from costing.reference.negotiated import negotiated_rates
from costing.reference.overlay import Loaded, laid_over, loaded_parts
from costing.reference.products import products
from costing.reference.rows import table
from costing.reference.shapes import Reference
from costing.reference.tables import TABLES
from costing.reference.versions import INDEX, read_loads, standing
from payer_rules.dated import Source
from payer_rules.files import Block, read_yaml, source_from

log = logging.getLogger(__name__)
DATA = Path(__file__).parent / "data"


class _Use:
    """What `reference()` answers from: the shipped files, over them the folder of an installation, read again when it changes."""

    folder: Path | None = None
    stamp: tuple[int, int] | None = None
    known: Reference | None = None


def use_loaded(folder: Path | None) -> None:
    """From now on lay over what ships what is loaded in `folder` (None: nothing)."""
    _Use.folder, _Use.stamp, _Use.known = folder, None, None


def reference() -> Reference:
    """The reference data of this process, read on first use and again when somebody has loaded a file.

    When what was loaded cannot be read, the last good state goes on answering; without one, what ships does.
    """
    stamp = _stamp(_Use.folder)
    if _Use.known is None or stamp != _Use.stamp:
        _Use.known, _Use.stamp = _read(_Use.folder, _Use.known), stamp
    return _Use.known


def _stamp(folder: Path | None) -> tuple[int, int] | None:
    """Changes whenever the index of what is loaded is written."""
    if folder is None:
        return None
    try:
        found = (folder / INDEX).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _read(folder: Path | None, last: Reference | None) -> Reference:
    if folder is None:
        return shipped()
    try:
        loads = standing(read_loads(folder))
        return load(DATA, loaded_parts(folder, loads)) if loads else shipped()
    except ValueError as error:  # Damaged, or rows that do not go together
        log.error("what was loaded cannot be read: %s", error)
        return last or shipped()


def loaded_now() -> tuple[Loaded, ...]:
    """What is loaded and not taken back, oldest first. Raises Damaged."""
    folder = _Use.folder
    return loaded_parts(folder, standing(read_loads(folder))) if folder else ()


def rows_of_table(name: str) -> list[Block]:
    """The rows of one table as they hold now: what ships, and over it what is loaded. Raises Damaged."""
    own = [one for one in loaded_now() if one.part.table == name]
    return laid_over(_shipped_rows(DATA, name), own)


def _shipped_rows(folder: Path, name: str) -> list[Block]:
    return table(folder / f"{name}.csv", TABLES[name].columns) if TABLES[name].ships else []


@cache
def shipped() -> Reference:
    """The reference data that ships, kept for the process."""
    return load(DATA)


def load(folder: Path, loaded: Sequence[Loaded] = ()) -> Reference:
    """Read one folder of reference files with what was loaded laid over it. Raises BadFile for the first thing that is wrong."""
    sources = {**_sources(read_yaml(folder / "sources.yaml")), **{one.source_id: one.source for one in loaded}}

    def rows(name: str) -> list[Block]:
        own = [one for one in loaded if one.part.table == name]
        return laid_over(_shipped_rows(folder, name), own)

    medicare = prices.constants(rows("medicare"), sources)
    return Reference(
        products=products(read_yaml(folder / "products.yaml"), sources),
        limits=prices.payment_limits(rows("payment_limits"), sources),
        administration=prices.administration_codes(read_yaml(folder / "administration_codes.yaml")),
        office_fees=prices.office_fees(rows("office_fees"), sources),
        lists=loaded_lists(rows, sources),
        localities=prices.localities(rows("localities"), sources),
        contractors=claims.contractors(rows("contractors"), sources),
        unlikely_edits=claims.unlikely_edits(rows("unlikely_edits"), sources),
        negotiated=negotiated_rates(rows("negotiated_rates"), sources),
        hospital_fees=prices.hospital_fees(rows("hospital_fees"), sources),
        drug_indicators=prices.drug_indicators(rows("drug_indicators"), sources),
        **prices.medicare_parts(medicare),
        adjustment_codes=claims.adjustment_codes(rows("adjustment_codes"), sources),
        accumulator_bans=claims.accumulator_bans(rows("accumulator_bans"), sources),
        hdhp=prices.hdhp(read_yaml(folder / "hdhp.yaml"), sources),
        medigap=prices.medigap(read_yaml(folder / "medigap.yaml"), sources),
        poverty=prices.poverty(rows("poverty_guidelines"), sources),
        medicare_savings=claims.medicare_savings(rows("medicare_savings"), rows("medicare_savings_states"), sources),
        loaded=tuple(one.part for one in loaded),
        content_hash=content_hash(folder, loaded),
    )


def _sources(top: Block) -> dict[str, Source]:
    return {name: source_from(top.block(name)) for name in top}


def content_hash(folder: Path, loaded: Sequence[Loaded] = ()) -> str:
    """SHA-256 over the names and bytes of all files, and over the periods and rows of what is loaded."""
    digest = sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    for one in loaded:
        part = one.part
        digest.update(
            f"{part.table} {part.starts} {part.ends} {sorted(part.scope.items())} {part.rows_sha256}".encode()
        )
    return digest.hexdigest()
