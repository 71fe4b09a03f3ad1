"""The patient page in Spanish: every question and sentence of ours has its Spanish, the cents are the same, and what was answered stays."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from costing.domain.coverage import PlanKind
from costing.web.forms import Group
from costing.web.patient import asked, told, words
from costing.web.patient.household import household_groups
from costing.web.patient.spoken import Spoken, spanish
from tests.web.test_patient import ALL_ASSUMED, HDHP, HOUSEHOLD, PART_B, SELF_PAY, figures, posted
from tests.web.test_patient import words as shown

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "patient"
NOT_OURS = {asked.PRODUCT, "patient.state"}  # names of medicines and states
KINDS = [kind for kind in PlanKind if kind is not PlanKind.MEDICAID]
PLACE = re.compile(r"{\w+}")


def every_group() -> Iterator[Group]:
    yield from asked.treatment_groups()
    for kind in KINDS:
        yield from household_groups(kind)
        for product in asked.infused_products():
            yield from asked.plan_groups(kind, product)


def sentences() -> Iterator[str]:
    for group in every_group():
        yield from filter(None, (group.legend, group.hint))
        for field in group.fields:
            yield from filter(None, (field.label, field.hint, field.suffix))
            for option in () if field.path in NOT_OURS else field.options:
                yield from filter(None, (option.text, option.hint))
    for one in words.ASSUMED.values():
        yield from (one.sentence.template, one.trust.template)
    for said in (*words.RESTS_ON.values(), *words.ASK_PLAN.values(), *words.ASK_CLINIC.values()):
        yield from (message.template for message in said)
    yield from (message.template for message in words.STILL_TO_TELL.values())
    yield from told.NEEDED.values()


def test_everything_that_we_ask_and_say_has_its_spanish():
    assert {said for said in sentences() if said not in spanish().phrases} == set()


def test_everything_that_the_templates_say_has_its_spanish():
    said = {
        text
        for template in TEMPLATES.glob("*.html")
        for text in re.findall(r'\bt\("([^"]+)"', template.read_text())
        + re.findall(r'else "(We checked[^"]+)"', template.read_text())
    }
    assert len(said) > 50
    assert said - set(spanish().phrases) == set()


def test_a_translation_has_the_same_places():
    pairs = (
        *spanish().phrases.items(),
        *((pattern.pattern, own) for pattern, own in (*spanish().patterns, *spanish().parts)),
    )
    for english, own in pairs:
        places = set(PLACE.findall(english)) or {f"{{{name}}}" for name in re.findall(r"\?P<(\w+)>", english)}
        assert places == set(PLACE.findall(own)), english


@pytest.mark.parametrize("answers", [PART_B, {**HDHP, "told.day_price": "6751.28"}, SELF_PAY])
def test_the_answer_is_in_spanish_and_the_cents_are_the_same(anonymous: FlaskClient, answers: dict[str, object]):
    english, own = posted(anonymous, "answer", answers), posted(anonymous, "answer", answers, speaks="es")
    assert '<html lang="es"' in own.text
    assert [value.replace("No se sabe", "Unknown") for value in figures(own)] == figures(english)
    told_in_spanish = shown(own)
    assert "Lo que usted podría deber" in told_in_spanish
    assert "no ha sido revisada por un traductor calificado" in own.text
    without_english = re.sub(
        r'<(\w+)[^>]* lang="en".*?</\1>', "", own.text.split("<main")[1].split("<footer")[0], flags=re.S
    )
    left = re.sub(r"<[^>]+>", " ", without_english)
    for word in (" the ", " your ", " you ", " What ", " infusion days", "Unknown"):
        assert word not in left, word


def test_the_help_is_in_spanish(anonymous: FlaskClient):
    page = shown(posted(anonymous, "answer", {**PART_B, **HOUSEHOLD}, speaks="es"))
    assert "Usted no puede usar la tarjeta de copago de una compañía farmacéutica." in page
    assert "Próximo paso:" in page
    assert "CSL Behring no fabrica la medicina indicada." in page
    assert "Nada de lo que sabemos está en contra. Falta saber: si " in page


def test_of_several_sentences_those_with_spanish_are_said_in_it():
    said = Spoken("es")("Nothing known speaks against it. A rule <of> nobody.")
    assert said == 'Nada de lo que sabemos está en contra. <span lang="en">A rule &lt;of&gt; nobody.</span>'


def test_mistakes_are_told_in_spanish(anonymous: FlaskClient):
    wrong = {**PART_B, "patient.weight.value": "siete", "order.first_infusion": "31/12/2026", "order.dose": "-2"}
    page = posted(anonymous, "treatment", {**wrong, "order.site": ""}, speaks="es")
    assert page.status_code == 422
    said = shown(page)
    for sentence in (
        "Hay un problema", "Escriba el peso como un número, por ejemplo", "Elija dónde recibirá la infusión.",
        "Escriba la fecha de la primera infusión como una fecha real, por ejemplo", "La dosis: no puede ser negativo.",
    ):  # fmt: skip
        assert sentence in said, sentence
    assert 'value="siete"' in page.text


def test_the_other_language_keeps_what_was_answered(anonymous: FlaskClient):
    page = posted(anonymous, "treatment", PART_B, switch="es", assumptions=ALL_ASSUMED[1:], offered="x")
    assert "Su seguro" in shown(page)
    assert 'name="order.dose" value="2"' in page.text
    assert 'name="speaks" value="es"' in page.text
    back = posted(anonymous, "answer", PART_B, speaks="es", switch="en")
    assert "What you may owe" in shown(back)
    assert figures(back)[0] == "$1,576.65"


def test_the_first_page_offers_spanish_and_an_odd_language_is_english(anonymous: FlaskClient):
    page = anonymous.get("/estimate").text
    assert 'href="/estimate?speaks=es" hreflang="es" lang="es">Esta página en español</a>' in page
    assert "¿Cuánto podrían costarle sus infusiones?" in anonymous.get("/estimate?speaks=es").text
    assert "What may your infusions cost you?" in anonymous.get("/estimate?speaks=xx").text


def test_what_has_no_spanish_is_marked_as_english():
    assert Spoken("es")("A note <of> nobody.") == '<span lang="en">A note &lt;of&gt; nobody.</span>'
    assert Spoken("es")("The dose cannot be negative. Enter a number, such as 2 or 0.4.").startswith(
        "La dosis: no puede"
    )
    assert Spoken("es")("Red, green or blue").startswith('<span lang="en">')
    assert Spoken("es")("Choose the site: one of a, b or c.").startswith('<span lang="en">')
    assert Spoken("en")("A note of nobody.") == "A note of nobody."
