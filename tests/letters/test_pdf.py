"""The printed letter: fonts, pages, metadata, and the same bytes every time."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from jinja2 import UndefinedError
from pypdf import PdfReader

from costing.letters import pdf as printing
from costing.letters.html import NO_BREAK, UNPRINTABLE, render_html
from costing.letters.parts import Sentence
from costing.letters.pdf import own_file, render_pdf
from costing.letters.structure import problems
from payer_rules.chart import Chart, Evidence, Outcome, Trial
from payer_rules.verdict import Verdict
from tests.letters.builders import (
    CHART,
    INDICATION,
    PATIENT,
    PRACTICE,
    a_finding,
    a_letter,
    a_reading,
    an_answer,
    pdf_text,
    squeezed,
)
from tests.letters.pages import faults

ROOT = Path(__file__).resolve().parents[2]
OURS = {"Body", "Plain", "Plain-Bold"}
PRINT_ONE = """
from hashlib import sha256
from costing.letters.pdf import render_pdf
from tests.letters.builders import a_letter
print(sha256(render_pdf(a_letter())).hexdigest())
"""


def run(program: str, seed: str = "0") -> str:
    """What a fresh Python says."""
    environment = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def fonts_of(pdf: bytes) -> set[str]:
    """The base fonts of all pages, without the mark of a subset."""
    pages = PdfReader(BytesIO(pdf)).pages
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }


def a_long_history(length: int) -> Chart:
    """A chart with so many earlier treatments."""
    first = date(2020, 1, 6)
    trials = tuple(
        Trial(
            f"Drug {n:03}",
            "immunosuppressant",
            Outcome.INADEQUATE,
            Evidence("Clinic note", first + timedelta(length)),
            starts=first + timedelta(n),
        )
        for n in range(length)
    )
    return replace(CHART, trials=trials)


def test_two_processes_print_the_same_bytes():
    first, second = run(PRINT_ONE, "1"), run(PRINT_ONE, "2")
    assert first == second
    assert len(first) == 64


def test_threads_take_turns_and_print_the_same_bytes():
    letter = a_letter()
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(render_pdf, [letter] * 8))) == 1


def test_weasyprint_is_loaded_with_the_first_letter_and_not_before():
    program = "import sys, costing.letters.document, costing.letters.pdf; print('weasyprint' in sys.modules)"
    assert run(program) == "False"


def test_a_complete_letter_takes_three_pages_with_criteria_on_the_first():
    pages = PdfReader(BytesIO(render_pdf(a_letter()))).pages
    assert len(pages) == 3
    first = squeezed(pages[0].extract_text())
    assert "Initial3:Thedoseiswithinthelabeloracompendiumforthatindication" in first
    assert [squeezed(page.extract_text()).count(f"Page{n}of3") for n, page in enumerate(pages, 1)] == [1, 1, 1]


def test_later_pages_say_whose_letter_it_is():
    pages = PdfReader(BytesIO(render_pdf(a_letter()))).pages
    head = squeezed("Maria Fictional · Octagam 10% · case PA-778123 · 11/24/2026")
    assert [head in squeezed(page.extract_text()) for page in pages] == [False, True, True]


def test_only_our_fonts_are_embedded_as_subsets():
    reader = PdfReader(BytesIO(render_pdf(a_letter())))
    names = [str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert {name.split("+")[-1] for name in names} == OURS
    assert all(len(name.split("+")[0].strip("/")) == 6 for name in names)


@pytest.mark.parametrize(
    "name", ["Łukasz Wiśniewski", "Nguyễn Thị Hương", "Παναγιώτης Ωνάσης", "Юлия Щербакова", "Zoë Ŧħoŗšťęi"]
)
def test_names_in_four_alphabets_print_in_our_own_fonts(name):
    given, family = name.rsplit(" ", 1)
    printed = render_pdf(a_letter(patient=replace(PATIENT, given_name=given, family_name=family)))
    assert squeezed(name) in squeezed(pdf_text(printed))
    assert fonts_of(printed) == OURS


@pytest.mark.parametrize(("given", "family", "font"), [("محمد", "الأحمد", "Arabic"), ("דוד", "בן־גוריון", "Hebrew")])
def test_names_that_run_from_right_to_left_print_whole_and_leave_the_line_in_order(given, family, font):
    printed = render_pdf(a_letter(patient=replace(PATIENT, given_name=given, family_name=family)))
    text = subprocess.run(["pdftotext", "-", "-"], input=printed, capture_output=True, check=True).stdout.decode()
    marks = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    assert f"(J1568) for {given} {family}, who has dermatomyositis" in re.sub(r"\s+", " ", marks)
    assert fonts_of(printed) == OURS | {font}
    assert problems(printed) == ()


def test_the_metadata_names_the_paper_and_not_the_patient():
    printed = render_pdf(a_letter())
    with pikepdf.open(BytesIO(printed)) as pdf:
        assert str(pdf.docinfo.Title) == "Prior authorization request: Octagam 10% for dermatomyositis; case PA-778123"
        assert str(pdf.Root.Lang) == "en-US"
        said = pdf.Root.Metadata.read_bytes().decode() + repr(dict(pdf.docinfo))
    assert "Maria" not in said
    assert "Fictional" not in said


def test_a_sound_letter_carries_the_accessibility_identifier():
    with pikepdf.open(BytesIO(render_pdf(a_letter()))) as pdf:
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_a_letter_that_fails_our_checks_is_printed_without_the_identifier(monkeypatch):
    monkeypatch.setattr(printing, "problems", lambda pdf: ("a table head has no scope",))
    printed = render_pdf(a_letter())
    with pikepdf.open(BytesIO(printed)) as pdf:
        assert "/Metadata" not in pdf.Root or b"pdfuaid" not in pdf.Root.Metadata.read_bytes()
    assert "Prior authorization request" in pdf_text(printed)


def test_a_draft_says_so_on_every_page_and_lists_what_is_missing_on_the_first():
    pages = PdfReader(BytesIO(render_pdf(a_letter(patient=replace(PATIENT, birth_date=None))))).pages
    assert all("DRAFT: NOT READY TO SEND" in page.extract_text() for page in pages)
    assert "Enter the date of birth. (Patient)" in pages[0].extract_text()


def test_a_finished_letter_never_says_draft():
    assert "draft" not in pdf_text(render_pdf(a_letter())).lower()


def test_everything_is_black_or_white_so_that_a_fax_can_carry_it():
    answer = an_answer(a_reading(INDICATION, a_finding("Not so", Verdict.NOT_MET), verdict=Verdict.NOT_MET))
    with pikepdf.open(BytesIO(render_pdf(a_letter(answer, practice=replace(PRACTICE, npi=None))))) as pdf:
        colors = {
            tuple(map(float, instruction.operands))
            for page in pdf.pages
            for instruction in pikepdf.parse_content_stream(page, "rg RG g G k K sc SC scn SCN")
        }
    assert colors == {(0, 0, 0), (1, 1, 1)}


def test_sixty_treatments_survive_with_the_column_heads_on_each_page():
    printed = render_pdf(a_letter(chart=a_long_history(60)))
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(printed)).pages]
    assert all(sum(f"Drug{n:03}" in page for page in pages) == 1 for n in range(60))
    with_rows = [page for page in pages if "Drug0" in page]
    assert len(with_rows) >= 3
    assert all("DrugDoseandrouteDatesOutcomeWheredocumented" in page for page in with_rows)


@pytest.mark.parametrize("length", range(2, 42, 3))
def test_wherever_the_pages_break_they_are_well_made(length):
    letter = a_letter(chart=a_long_history(length))
    assert faults(letter, render_pdf(letter)) == []


def test_long_names_and_words_stay_on_the_paper():
    long_word = "Wolfeschlegelsteinhausenbergerdorff" * 8
    letter = a_letter(
        practice=replace(PRACTICE, name=long_word),
        patient=replace(PATIENT, given_name=long_word, family_name=long_word),
    )
    printed = render_pdf(letter)
    assert squeezed(pdf_text(printed)).count(long_word) >= 4
    assert right_edge(printed) <= 612 - 60


def right_edge(pdf: bytes) -> float:
    """How far to the right any word reaches, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return max(float(part.split('"')[0]) for part in done.stdout.decode().split('xMax="')[1:])


def test_what_no_printer_can_set_is_left_out():
    letter = replace(a_letter(), opening=(Sentence("a\x00b\x07c\ud800d\ufffee"),))
    assert "abcde" in pdf_text(render_pdf(letter))
    assert not UNPRINTABLE.search(render_html(letter).replace(NO_BREAK, " "))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/letter.css",
        "https://fonts.example/x.ttf",
        "data:text/css,body{}",
        "file:///etc/passwd",
        "file:///etc/fonts/x.ttf",
        f"file://{ROOT}/templates/letters/../../pyproject.toml",
        f"file://{ROOT}/templates/letters/../staff/x.css",
        f"file://{ROOT}/templates/letters/letter.html",
        f"file://host{ROOT}/templates/letters/letter.css",
        "ftp://127.0.0.1/x.ttf",
    ],
)
def test_nothing_but_our_own_fonts_and_style_is_ever_loaded(url):
    with pytest.raises(PermissionError):
        own_file(url)


def test_our_own_fonts_and_style_are_loaded():
    assert own_file((ROOT / "templates/letters/letter.css").as_uri()).name == "letter.css"
    assert own_file((ROOT / "templates/letters/fonts/SourceSans3-Bold.ttf").as_uri()).suffix == ".ttf"


def test_a_name_that_no_value_has_fails_loudly():
    with pytest.raises(UndefinedError):
        render_html("not a letter")
