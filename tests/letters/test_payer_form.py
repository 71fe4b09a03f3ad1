"""A payer's own form: cleaned, its fields listed, tied and filled; what stays empty is said; flat or still editable."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from pypdf import PdfReader

from costing.case.plan_shapes import Coverage
from costing.letters.form_filling import fill_form, number_form
from costing.letters.form_ties import prepare, suggested, too_long, wrong_tie
from costing.letters.form_values import Matter, names, values_of
from costing.letters.intake import BadUpload
from costing.letters.payer_form import BlankForm, FormField, fields_from, fields_to, read_form
from payer_rules.chart import Chart, Fact
from tests.letters.builders import NOTE, PATIENT, PLAN, TODAY, a_case, a_letter
from tests.letters.files import a_pdf, encrypted, saved
from tests.letters.payer_forms import a_payer_form


@cache
def blank() -> BlankForm:
    return read_form(a_payer_form())


def ties() -> dict[str, str]:
    return {one.key: tie for one in blank().fields if (tie := suggested(one))}


def matter() -> Matter:
    return Matter(a_case(), a_letter(), TODAY)


def text_of(pdf: bytes, page: int = 0) -> str:
    return PdfReader(BytesIO(pdf)).pages[page].extract_text()


def by_label(label: str) -> FormField:
    return next(one for one in blank().fields if one.label == label)


# --- reading


def test_the_fields_are_listed_as_a_person_sees_them():
    kinds = {one.label: (one.kind, one.page) for one in blank().fields}
    assert kinds["Member ID"] == ("text", 1)
    assert kinds["Type of review: Renewal"] == ("check", 1)
    assert kinds["Office"] == ("check", 2)
    assert by_label("Benefit").options == ("Medical", "Pharmacy")
    assert by_label("Member ID").most == 14
    assert "Signature" not in kinds  # is left to the pen
    assert fields_from(fields_to(blank().fields)) == blank().fields


def test_nothing_that_acts_stays_in_the_form():
    with Pdf.open(BytesIO(a_payer_form())) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=String("app.launchURL('http://127.0.0.1:9/canary')"))
        pdf.Root.OpenAction = script
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
        pdf.Root.AcroForm.XFA = Array([String("template"), pdf.make_stream(b"<template>canary</template>")])
        pdf.Root.AcroForm.CO = Array([pdf.Root.AcroForm.Fields[1]])
        pdf.Root.AcroForm.Fields[1].AA = Dictionary(K=script)
        pdf.Root.AcroForm.Fields[2].A = script
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=script)
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(link))
        pdf.attachments["canary.exe"] = b"MZ"
        raw = saved(pdf)
    form = read_form(raw)
    assert len(form.fields) == len(blank().fields)
    for word in (b"canary", b"JavaScript", b"/XFA", b"/AA", b"OpenAction", b"EmbeddedFile", b"/Link"):
        assert word not in form.pdf


def a_form_of(count: int) -> bytes:
    with Pdf.open(BytesIO(a_payer_form())) as pdf:
        first, page = pdf.Root.AcroForm.Fields[1], pdf.pages[0]
        for number in range(count):
            more = pdf.make_indirect(Dictionary({**dict(first.items()), "/T": String(f"more{number}")}))
            pdf.Root.AcroForm.Fields.append(more)
            page.obj.Annots.append(more)
        return saved(pdf)


def needs_acrobat() -> bytes:
    with Pdf.open(BytesIO(a_payer_form())) as pdf:
        pdf.Root.NeedsRendering = True
        return saved(pdf)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Choose a file"),
        (b"\x89PNG\r\n\x1a\n", "not a PDF"),
        (a_pdf("No fields"), "no fields to fill in"),
        (encrypted("x"), "without protection"),
        (a_payer_form()[:-500], "damaged"),
        (a_form_of(700), "more than 600 fields"),
        (needs_acrobat(), "only inside Adobe Acrobat"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_form_is_refused_with_what_to_do(raw: bytes, said: str):
    with pytest.raises(BadUpload, match=said):
        read_form(raw)


def test_a_tree_of_fields_without_end_ends():
    with Pdf.open(BytesIO(a_payer_form())) as pdf:
        loop = pdf.make_indirect(Dictionary(T=String("loop"), FT=Name.Tx))
        loop.Kids = Array([loop])
        pdf.Root.AcroForm.Fields.append(loop)
        raw = saved(pdf)
    try:
        assert all(len(one.name) < 300 for one in read_form(raw).fields)
    except BadUpload as bad:
        assert "damaged" in str(bad)  # noqa: PT017  # either is right


# --- ties


def test_ties_are_offered_by_the_words_of_a_field():
    offered = {one.label: suggested(one) for one in blank().fields}
    assert offered["Member last name"] == "Patient: family name"
    assert offered["Prescriber NPI"] == "Prescriber: NPI"
    assert offered["Type of review: Renewal"] == "Request: renewal?"
    assert offered["Home"] == "Order: given at home?"
    assert offered["Benefit"] == offered["topmost.nested"] == ""
    assert all(wrong_tie(one, suggested(one)) is None for one in blank().fields)


def test_every_offered_name_exists_whatever_the_case():
    texts, boxes = names()
    empty = a_case(**dict.fromkeys(("practice", "patient", "coverage", "request", "order")), chart=Chart((), ()))
    assert set(values_of(matter())) == {*texts, *boxes}
    assert {name for name, value in values_of(Matter(empty, None, TODAY)).items() if value is not None} == {"Today"}


@pytest.mark.parametrize(
    ("label", "tie", "right"),
    [
        ("Member ID", "Coverage: member ID", True),
        ("Member ID", "=Not applicable", True),
        ("Member ID", "Coverage: menber ID", False),
        ("Member ID", "Request: renewal?", False),
        ("Member ID", "=", False),
        ("Member ID", "=" + "x" * 500, False),
        ("Office", "not Request: renewal?", True),
        ("Office", "=yes", True),
        ("Office", "=maybe", False),
        ("Office", "Coverage: member ID", False),
        ("Office", "", True),
    ],
)
def test_a_wrong_tie_is_named(label: str, tie: str, right: bool):
    assert (wrong_tie(by_label(label), tie) is None) is right


# --- filling


def test_the_form_is_filled_from_the_case():
    ready = prepare(blank().fields, ties(), values_of(matter()))
    done = fill_form(blank().pdf, ready.values, flatten=True)
    text = text_of(done.pdf)
    for value in ("Fictional", "Maria", "03/14/1962", "1234567893", "Octagam 10%", "J1568", "M33.10", "919-555-0141"):
        assert value in text
    assert "Y P P W" in text or "YPPW00000001" in text.replace(" ", "").replace("\n", "")
    assert done.too_long == ("Short",)
    assert [one.label for one in ready.untied] == ["Earlier treatment and outcome", "Benefit", "topmost.nested"]


def test_a_flat_form_has_no_field_left():
    done = fill_form(blank().pdf, {"MemberLastName": "Fictional"}, flatten=True)
    with Pdf.open(BytesIO(done.pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert all("/Annots" not in page.obj for page in pdf.pages)
    assert "Fictional" in text_of(done.pdf)


def test_an_editable_form_keeps_its_fields_and_their_values():
    values = {
        "MemberLastName": "Fictional",
        "Benefit": "Pharmacy",
        "ReviewType\tRenewal": True,
        "ReviewType\tInitial": False,
    }
    done = fill_form(blank().pdf, values, flatten=False)
    fields = PdfReader(BytesIO(done.pdf)).get_fields()
    assert fields["MemberLastName"]["/V"] == "Fictional"
    assert fields["Benefit"]["/V"] == "PH"
    assert fields["ReviewType"]["/V"] == "/Renewal"
    with Pdf.open(BytesIO(done.pdf)) as pdf:
        boxes = pdf.Root.AcroForm.Fields[0].Kids
        assert [str(box.AS) for box in boxes] == ["/Off", "/Renewal"]
    assert "Pharmacy" in text_of(fill_form(blank().pdf, values, flatten=True).pdf, 1)


def test_the_same_values_give_the_same_bytes():
    values = {"MemberLastName": "Fictional"}
    assert fill_form(blank().pdf, values, flatten=True) == fill_form(blank().pdf, values, flatten=True)


def test_what_could_not_be_filled_says_why():
    plan = replace(PLAN, group=None, member_id="A" * 15)
    case = a_case(coverage=Coverage(plan), patient=replace(PATIENT, family_name="Trần"))
    chosen = {**ties(), "Benefit": "Coverage: plan"}
    ready = prepare(blank().fields, chosen, values_of(Matter(case, None, TODAY)))
    said = {one.field.label: str(one.why) for one in ready.unfilled}
    assert said["Group number"] == "The case does not say: Coverage: group."
    assert "longer than 14 letters" in said["Member ID"]
    assert "cannot print" in said["Member last name"]
    assert "none of the choices: Medical, Pharmacy" in said["Benefit"]
    assert said["Medication name"] == "The case does not say: Order: drug."  # it is worked out in the letter
    assert "does not fit" in str(too_long(by_label("Phone")).why)
    assert not {"MemberID", "MemberLastName", "Benefit"} & set(ready.values)


def test_no_box_is_ticked_where_the_case_is_silent():
    case = a_case(request=None)
    ready = prepare(
        blank().fields, {"ReviewType\tInitial": "not Request: renewal?"}, values_of(Matter(case, None, TODAY))
    )
    assert ready.values == {}
    assert [str(one.why) for one in ready.unfilled] == ["The case does not say: Request: renewal."]


def test_two_values_of_one_day_are_none():
    one, other = (Fact("ck", Decimal(value), NOTE, "U/L", TODAY) for value in (4200, 900))
    newest = values_of(Matter(a_case(chart=Chart((one,), ())), None, TODAY))
    assert newest["Chart: Creatine kinase"] == "4,200 U/L"
    assert values_of(Matter(a_case(chart=Chart((one, other), ())), None, TODAY))["Chart: Creatine kinase"] is None


def test_long_text_is_wrapped_and_what_does_not_fit_is_not_cut():
    words = "Prednisone 60 mg daily: weakness persisted. "
    fits = fill_form(blank().pdf, {"History": words * 4}, flatten=True)
    assert fits.too_long == ()
    assert text_of(fits.pdf).count("persisted") == 4
    large = fill_form(blank().pdf, {"History": words * 80, "MemberLastName": "Stays"}, flatten=True)
    assert large.too_long == ("History",)
    assert "Prednisone" not in text_of(large.pdf)
    assert "Stays" in text_of(large.pdf)


def test_the_numbered_form_shows_which_is_which():
    text = text_of(number_form(blank().pdf, blank().fields))
    assert all(str(number) in text for number in range(3, 18))


def test_signs_print_literally():
    hostile = "<b>(x)\\) Tj ET {{7*7}}"
    assert hostile in text_of(fill_form(blank().pdf, {"MemberLastName": hostile}, flatten=True).pdf)
