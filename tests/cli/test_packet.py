"""`igpath packet`: one file from a case and what is enclosed, and plain refusals."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.running import example, run, said
from tests.letters.files import A_LOGO, a_pdf, a_scan, as_file, encrypted

CASE = example("medicare-advantage")
WHEN = ("--date", "2025-12-15")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    note, scan = tmp_path / "note.pdf", tmp_path / "Outside scan.jpg"
    note.write_bytes(a_pdf("CK 4,200", "Signed"))
    scan.write_bytes(as_file(a_scan()))
    return note, scan


def test_a_packet_is_written_and_told(tmp_path: Path, files: tuple[Path, Path]):
    target = tmp_path / "packet.pdf"
    missing = run("packet", CASE, *files, "-o", target, *WHEN)
    assert missing.exit_code == 0, missing.output
    titles = [line.removeprefix("Not enclosed: ") for line in missing.stdout.splitlines() if "Not enclosed: " in line]
    told = run("packet", CASE, files[1], *(f"{title}={files[0]}" for title in titles), "-o", target, *WHEN)
    assert told.exit_code == 0
    assert "Encl. 1: Outside scan, pages" in told.stdout
    assert all(f"Encl. {number}: {title}, pages" in told.stdout for number, title in enumerate(titles, start=2))
    assert "Not enclosed" not in told.stdout
    pages = PdfReader(BytesIO(target.read_bytes())).pages
    assert f"{len(pages)} pages" in told.stdout
    assert f"Encl. {len(titles) + 1}, p. 2 of 2" in pages[-1].extract_text()
    assert re.search(r"\(Encl\. [23]\), from page \d+ of the packet", " ".join(pages[0].extract_text().split()))


def test_refusals_name_the_file(tmp_path: Path, files: tuple[Path, Path]):
    locked, target = tmp_path / "locked.pdf", tmp_path / "packet.pdf"
    locked.write_bytes(encrypted("x"))
    assert "locked.pdf: This PDF is protected" in said(run("packet", CASE, files[0], locked, "-o", target))
    assert "none.pdf: No such file" in said(run("packet", CASE, "none.pdf", "-o", target))
    assert "Write the name in letters" in said(run("packet", CASE, f"检查={files[0]}", "-o", target))
    assert "the payer takes 0.1 MB" in said(run("packet", CASE, *files, "-o", target, "--most-mb", "0.1"))
    assert not target.exists()


def test_another_kind_with_a_logo(tmp_path: Path, files: tuple[Path, Path]):
    (tmp_path / "logo.svg").write_bytes(A_LOGO)
    target, plain = tmp_path / "packet.pdf", tmp_path / "plain.pdf"
    assert run("packet", CASE, files[0], "-o", plain, *WHEN).exit_code == 0
    told = run("packet", CASE, files[0], "-o", target, "--kind", "fax_cover", "--logo", tmp_path / "logo.svg", *WHEN)
    assert told.exit_code == 0, told.output
    assert target.read_bytes() != plain.read_bytes()
    assert "not a PNG or SVG" in said(run("packet", CASE, "-o", target, "--logo", files[0]))
