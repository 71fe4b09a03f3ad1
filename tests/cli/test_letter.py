"""`igpath letter`: what it writes, where, and that a refused letter leaves no file."""

import json
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from costing.letters.structure import problems
from tests.cli.running import changed, document, example, run, said


def letter(target: Path, case: Path, *more: str) -> str:
    """The text of the letter that was written."""
    result = run("letter", case, "-o", target, "--date", "2025-12-15", *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return "\n".join(page.extract_text() for page in PdfReader(target).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_sample_is_ready_to_sign_under_the_plans_own_policy(tmp_path):
    target = tmp_path / "letter.pdf"
    result = run("letter", example("medicare-advantage"), "-o", target, "--date", "2025-12-15")
    assert result.stdout.splitlines() == [
        "Prior authorization request: Octagam 10% for dermatomyositis: ready to sign.",
        f"Written to {target}.",
        "Before you send it:",
        "- The payer decides a request within 72 hours.",
        "- The payer decides an expedited request within 24 hours.",
        "- Organization determination on a Part B drug, 42 CFR 422.568 and 422.572; status: secondary.",
    ]
    pages = [squeezed(page.extract_text()) for page in PdfReader(target).pages]
    assert len(pages) == 3
    for expected in ("Page1of3", "WalterSample", "YPN00000001", "M33.12", "J1568", "68982-0850-05", "Initial3:"):
        assert expected in pages[0], expected
    assert "BlueCrossNC" in pages[0]
    assert "DRAFT" not in "".join(pages)


def test_the_sample_is_tagged_embeds_its_fonts_and_carries_the_identifier(tmp_path):
    letter(tmp_path / "a.pdf", example("medicare-advantage"))
    printed = (tmp_path / "a.pdf").read_bytes()
    assert problems(printed) == ()
    with pikepdf.open(BytesIO(printed)) as pdf:
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_the_same_case_and_date_write_the_same_bytes(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        letter(tmp_path / name, example("medicare-advantage"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_original_medicare_gets_a_record_and_is_told_why(tmp_path):
    target = tmp_path / "record.pdf"
    result = run("letter", example("part-b-office"), "-o", target, "--date", "2025-12-15")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "This is a record, not a request. Original Medicare has no prior authorization for immune globulin."
    )
    text = squeezed("\n".join(page.extract_text() for page in PdfReader(target).pages))
    assert squeezed("Record of medical necessity: Octagam 10% for dermatomyositis") in text
    assert squeezed("This is a record, not a request.") in text
    assert squeezed("I request") not in text


def test_gaps_make_a_draft_that_says_so_on_paper_and_on_the_terminal(tmp_path):
    silent = changed(
        tmp_path, "chart.facts", document("medicare-advantage")["chart"]["facts"][:2], "medicare-advantage"
    )
    target = tmp_path / "draft.pdf"
    result = run("letter", silent, "-o", target, "--date", "2025-12-15")
    assert result.exit_code == 0
    assert "a draft, not ready to send" in result.stdout
    assert "Has the patient ever had a severe reaction to human immune globulin?" in result.stdout
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert all("DRAFT: NOT READY TO SEND" in page for page in pages)


def test_a_course_that_cannot_be_priced_still_gets_its_letter_without_vials(tmp_path):
    case = changed(tmp_path, "assumptions", [], "medicare-advantage")
    assert run("estimate", case).exit_code == 2
    text = letter(tmp_path / "letter.pdf", case)
    assert "300 units per cycle" in " ".join(text.split())
    assert "Vials a day" not in text
    assert "NDC" not in text


def test_the_default_target_is_named_after_the_case_in_this_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("letter", example("medicare-advantage")).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["medicare-advantage.pdf"]


def test_json_prints_the_letter_as_data_and_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = json.loads(run("letter", "--json", example("medicare-advantage"), "--date", "2025-12-15").stdout)
    assert (found["kind"], found["date"], found["is_draft"]) == ("prior_authorization", "2025-12-15", False)
    assert found["criteria"][0]["rows"][0]["status"] == "Met"
    assert found["criteria"][0]["rows"][0]["finding"]["backing"][0]["origin"] == "policy"
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_target_is_said_and_nothing_is_left(tmp_path):
    for target, reason in ((tmp_path / "no" / "x.pdf", "No such file or directory"), (tmp_path, "Is a directory")):
        told = said(run("letter", example("medicare-advantage"), "-o", target))
        assert f"{target}: cannot be written: {reason}." in told
    assert list(tmp_path.iterdir()) == []


def test_the_case_itself_is_never_written_over(tmp_path):
    case = changed(tmp_path, "label", "Mine", "medicare-advantage")
    before = case.read_bytes()
    assert "is the case file itself" in said(run("letter", case, "-o", case))
    assert case.read_bytes() == before


@pytest.mark.parametrize(
    "typed", ["<b>Walter</b>", "file:///etc/passwd", "http://127.0.0.1:1/x.png", "{{ 7 * 7 }}", "</h1><h1>"]
)
def test_markup_and_addresses_print_as_typed(tmp_path, typed):
    text = letter(tmp_path / "x.pdf", changed(tmp_path, "patient.given_name", typed, "medicare-advantage"))
    assert squeezed(typed) in squeezed(text)
    assert "root:x:0" not in text


def test_another_kind_of_paper_is_written_and_one_that_is_not_for_the_case_is_refused(tmp_path):
    text = letter(tmp_path / "call.pdf", example("medicare-advantage"), "--kind", "peer_to_peer")
    assert "Peer-to-peer call" in text
    refused = run("letter", example("medicare-advantage"), "-o", tmp_path / "x.pdf", "--kind", "good_faith_estimate")
    assert refused.exit_code == 2
    assert "for a patient without insurance" in said(refused)
    assert not (tmp_path / "x.pdf").exists()


def test_a_paper_for_the_patient_is_written_in_spanish(tmp_path):
    kind = ("--kind", "patient_estimate", "--spanish")
    text = letter(tmp_path / "estimate.pdf", example("medicare-advantage"), *kind)
    assert "Estimado de lo que usted podría deber" in text
    assert "Página 1 de" in text


def test_a_paper_that_is_in_english_only_says_so(tmp_path):
    refused = run("letter", example("medicare-advantage"), "-o", tmp_path / "x.pdf", "--spanish")
    assert refused.exit_code == 2
    assert "This paper is in English only. In Spanish there are: good_faith_estimate, help_sheet" in said(refused)
    assert not (tmp_path / "x.pdf").exists()
