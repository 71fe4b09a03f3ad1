"""Files in the layouts that are published, made small: what a test changes is the only thing odd about them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from costing.importers.files import Refused
from costing.importers.kinds import Read, read_files
from costing.importers.official import Asked, Period

LIMITS_HEAD = ("HCPCS Code", "Short Description", "HCPCS Code Dosage", "Payment Limit", "Co-insurance Percentage",
               "Vaccine AWP%", "Vaccine Limit", "Blood AWP%", "Blood limit", "Clotting Factor", "Notes")  # fmt: skip
PREAMBLE = (
    "Payment Allowance Limits for Medicare Part B Drugs,,,,,,,,,,",
    ",,,,,,,,,,",
    '"Effective October 1, 2026 through December 31, 2026",,,,,,,,,,',
    ",,,,,,,,,,",
    "Note 1: Payment allowance limits subject to the ASP methodology are based on 2Q26 ASP data.,,,,,,,,,,",
)
LIMITS = (
    ("J1459", "Inj ivig privigen 500 mg", "500 MG", "46.001", "20", "", "", "", "", "", ""),
    ("J1559", "Hizentra injection", "100 MG", "14.786", "19.344", "", "", "", "", "", "Inflation-adjusted coinsurance"),
    ("J1568", "Octagam injection", "500 MG", "47.133", "20", "", "", "", "", "", ""),
    ("A9606", "Radium ra223 dichloride ther", "1 MICROCURIE", "N/A", "20", "", "", "", "", "", ""),
    ("90371", "Hep b ig im", "1 ML", "123.456", "20", "", "", "", "", "", ""),
)


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text


def lines(rows: Sequence[Sequence[str]]) -> list[str]:
    return [",".join(cell(one) for one in row) for row in rows]


def limits_file(
    rows: Sequence[Sequence[str]] = LIMITS, head: Sequence[str] = LIMITS_HEAD, preamble: Sequence[str] = PREAMBLE
) -> bytes:
    return "\r\n".join([*preamble, *lines([head, *rows])]).encode("cp1252")


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return out.getvalue()


def read(
    tmp_path: Path, raw: bytes, name: str = "file.csv", period: Period | None = None, codes: Sequence[str] = ()
) -> Read:
    """The only thing that a file gives."""
    path = tmp_path / name
    path.write_bytes(raw)
    (found,), _ = read_files([(path, name)], Asked(frozenset(codes), period))
    return found


def refused(
    tmp_path: Path, raw: bytes, name: str = "file.csv", period: Period | None = None, codes: Sequence[str] = ()
) -> str:
    """What the refusal of a file says."""
    with pytest.raises(Refused) as told:
        read(tmp_path, raw, name, period, codes)
    return str(told.value)
