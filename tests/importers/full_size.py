"""Writes invented files of the size and layout of the official ones, and measures how each is read: seconds and peak memory."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from costing.importers.kinds import read_files
from costing.importers.official import Asked
from tests.importers import layouts
from tests.importers.builders import LIMITS, LIMITS_HEAD, PREAMBLE
from tests.importers.layouts import Layout, Row

SERVICES = ("96360", "96361", "96365", "96366", "96367", "96368", "96369", "96370", "96371", "96372", "96374", "96375", "96413", "96415",
            "96417", "96523")  # fmt: skip
DRUGS = (
    "J1459",
    "J1551",
    "J1554",
    "J1555",
    "J1556",
    "J1557",
    "J1558",
    "J1559",
    "J1561",
    "J1566",
    "J1568",
    "J1569",
    "J1575",
    "J1576",
)
ANY = "AEGJQ"  # the letters of the Level II codes that are invented beside numbers
SEED = 20261125
MEGABYTE = 1_000_000
EMPTY = ("",) * 200  # columns behind the table
KILOBYTES = 1024  # of what the system calls one in its answer


@cache
def _every_code(letters: str) -> tuple[str, ...]:
    numbers = {f"{number:05}" for number in range(100, 99_999)} if letters == ANY else set()
    return tuple(sorted(numbers | {f"{letter}{number:04}" for letter in letters for number in range(9_999)}))


def _codes(random: Random, count: int, own: tuple[str, ...], letters: str = ANY) -> list[str]:
    """As many codes, in order: our own, the rest invented, Level II codes and, under any letter, numbers."""
    others = random.sample(_every_code(letters), count)
    return sorted({*others[: count - len(own)], *own})


def _descriptor(random: Random) -> str:
    return " ".join(random.choice(("invented", "item, each", "service", '"quoted"', "w/o")) for _ in range(4))


def limits(random: Random, count: int) -> Layout:
    rows = tuple(
        (code, _descriptor(random), "500 MG", f"{random.uniform(0.01, 9_000):.3f}", "20.000", "", "", "", "", "", "")
        for code in _codes(random, count - len(LIMITS), (), "J")
        if code not in {row[0] for row in LIMITS}
    )
    above = tuple(tuple(next(csv.reader([line]))) for line in PREAMBLE)
    return Layout("october-2026-payment-limits.csv", above, (LIMITS_HEAD,), (*rows, *LIMITS))


def not_payable(random: Random, count: int) -> Layout:
    rows = tuple((code, _descriptor(random)) for code in _codes(random, count, DRUGS[:1]))
    return replace(layouts.NOT_PAYABLE, rows=rows)


def noc(random: Random, count: int) -> Layout:
    rows = tuple(
        (f"Invented {number} (Maker)", "1 MG", f"${random.uniform(0.1, 900):.3f}", "") for number in range(count)
    )
    return replace(layouts.noc(), rows=rows)


def crosswalk(random: Random, count: int) -> Layout:
    rows = tuple(_package(random, number) for number in range(count))
    base = layouts.crosswalk()
    return replace(base, heading=((*base.heading[0], *EMPTY),), rows=rows)


def _package(random: Random, number: int) -> Row:
    code = random.choice(DRUGS if number % 50 == 0 else _every_code("J"))
    ndc = f"{number:05}-{random.randrange(10_000):04}-01"
    return (
        code,
        _descriptor(random),
        "Maker, Inc",
        ndc,
        f"Drug {number // 5}",
        "500 MG",
        "50",
        "1",
        "10",
        "10",
        *EMPTY,
    )


def pprrvu(random: Random, count: int) -> Layout:
    return replace(
        layouts.pprrvu(), rows=tuple(_relative_values(random, code) for code in _codes(random, count, SERVICES))
    )


def _relative_values(random: Random, code: str) -> Row:
    work, practice, malpractice = (random.randrange(1, 900) for _ in range(3))
    shown = (f"{number / 100:.2f}" for number in (work, practice, practice, malpractice, work + practice + malpractice))
    work_rvu, pe, facility, mp, total = shown
    return layouts.pprrvu_row(code, "", "A", work_rvu, pe, "", facility, "", mp, total, total, "32.3465")


def opps(random: Random, count: int) -> Layout:
    rows = (_rate(random, code) for code in _codes(random, count, SERVICES + DRUGS))
    return replace(layouts.opps(), name="october-2025-addendum-b.txt", rows=tuple(rows))


def _rate(random: Random, code: str) -> Row:
    rate = random.uniform(1, 9_000)
    return (code, _descriptor(random), "", random.choice(("S", "N", "K", "Q1")), "5693", "1.0000", f"${rate:,.2f} ", ".",
            f"${rate / 5:,.2f} ", "", "", "", "")  # fmt: skip


def mue(random: Random, count: int) -> Layout:
    said = ("2 Date of Service Edit: Policy", "3 Date of Service Edit: Clinical", "1 Line Edit")
    rows = (
        (code, str(random.randrange(1, 3_000)), random.choice(said), "Clinical: Data")
        for code in _codes(random, count, SERVICES + DRUGS)
    )
    return replace(layouts.MUE, rows=tuple(rows))


def dmepos(random: Random, count: int) -> Layout:
    base = layouts.dmepos()
    held = {row[0] for row in base.rows}
    others = (code for code in _codes(random, count, (), "AE") if code not in held)
    fees = tuple(f"{random.uniform(1, 900):.2f}" for _ in range(len(base.heading[0]) - 8))
    rows = ((code, "RR", "", "D", "CR", "0.00", "0.00", *fees, _descriptor(random)) for code in others)
    return replace(base, rows=(*rows, *base.rows))


def by_locality(random: Random, count: int) -> Iterator[str]:
    """The records of the list by locality, the trailer last."""
    places = [(row[0], row[2]) for row in layouts.gpci().rows]
    codes = _codes(random, max(count // len(places), len(SERVICES)), SERVICES)
    for carrier, locality in places:
        for code in codes:
            yield layouts.pfall_line(code, f"{random.randrange(1, 9_999_999) / 100:010.2f}", carrier, locality)
    yield '"TRLCPT codes and descriptions only are copyright by the American Medical Association.'


@dataclass(frozen=True)
class Size:
    """How many rows the official file has, and what invents one such."""

    rows: int
    invent: Callable[[Random, int], Layout]


TABLES: Mapping[str, Size] = {
    "part_b_limits": Size(1_000, limits),
    "not_payable": Size(300, not_payable),
    "noc_limits": Size(100, noc),
    "crosswalk": Size(9_000, crosswalk),
    "pprrvu": Size(19_000, pprrvu),
    "pprrvu as text": Size(19_000, pprrvu),
    "gpci": Size(109, lambda _, __: layouts.gpci()),
    "opps_addendum_b": Size(18_000, opps),
    "mue": Size(15_000, mue),
    "dmepos": Size(4_000, dmepos),
}
BY_LOCALITY, RECORDS = "pfall", 1_035_000


def write(which: str, folder: Path, part: float = 1) -> tuple[Path, str]:
    """A file of that kind (or of a part of its size), the same bytes for the same arguments: where it lies, and its name."""
    random = Random(SEED)  # noqa: S311  # invents files, no secrets
    path = folder / which.replace(" ", "-")
    if which == BY_LOCALITY:
        with path.open("w", encoding="cp1252", newline="") as file:
            file.writelines(f"{line}\r\n" for line in by_locality(random, int(RECORDS * part)))
        return path, "PFALL26AR_nonQPP.txt" if part == 1 else "PFREV26D_nonQPP.txt"
    size = TABLES[which]
    layout = size.invent(random, max(int(size.rows * part), 60))
    path.write_bytes(layouts.fixed(layout) if which == "pprrvu as text" else layout.raw())
    return path, layout.name


def measured(path: str, name: str) -> dict[str, float]:
    """In a process of its own: seconds to read a file, to go through it as CSV and no more, and the peak of memory in bytes."""
    began = time.perf_counter()
    with Path(path).open(encoding="cp1252", newline="") as file:
        for _ in csv.reader(file, delimiter="\t" if name.endswith("addendum-b.txt") else ","):
            pass
    plain, before = time.perf_counter() - began, _peak()
    began = time.perf_counter()
    found, _ = read_files([(Path(path), name)], Asked(frozenset(SERVICES), None, frozenset(DRUGS)))
    seconds = time.perf_counter() - began
    rows = sum(len(one.official.rows) for one in found)
    return {
        "plain": plain,
        "seconds": seconds,
        "peak": _peak(),
        "added": _peak() - before,
        "rows": rows,
    }


def _peak() -> int:
    """The most bytes that this process has held, as Linux counts them."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * KILOBYTES


def main() -> None:
    """Print a line for each kind."""
    print(
        f"{'official file, full size':<26}{'MB':>8}{'kept':>8}{'ratio':>8} x reading it as CSV{'seconds':>10}{'peak MB':>9}{'added MB':>10}"
    )
    for which in (*TABLES, BY_LOCALITY):
        with TemporaryDirectory() as folder:
            path, name = write(which, Path(folder))
            program = f"import json; from tests.importers.full_size import measured; print(json.dumps(measured({str(path)!r}, {name!r})))"
            run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
            one = json.loads(run.stdout)
            ratio = one["seconds"] / one["plain"]
            size, peak, added = (number / MEGABYTE for number in (path.stat().st_size, one["peak"], one["added"]))
            print(
                f"{which:<26}{size:>8.1f}{one['rows']:>8.0f}{ratio:>8.1f}{'':<19}{one['seconds']:>10.2f}{peak:>9.0f}{added:>10.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
