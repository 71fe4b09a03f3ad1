"""The languages of patient papers: an English template is the id of its translation, as everywhere; dates follow the language."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from payer_rules.files import read_yaml
from payer_rules.message import long_date

FILE = Path(__file__).with_name("spanish.yaml")
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
UNREVIEWED = (
    "La redacción en español de este documento no ha sido revisada por un traductor calificado. "
    "Si hay diferencias, vale el texto en inglés, que puede pedir a su clínica."
)


class Language(StrEnum):
    """A language as PDF and HTML name it."""

    ENGLISH = "en-US"
    SPANISH = "es-US"


@cache
def spanish() -> Mapping[str, str]:
    """Each English template with its Spanish one. Raises BadFile for an odd key or a template that stands there twice."""
    top = read_yaml(FILE)
    top.only("phrases")
    found: dict[str, str] = {}
    for block in top.blocks("phrases"):
        block.only("en", "es")
        if block.text("en") in found:
            raise block.bad(f"{block.text('en')!r} stands here twice", "en")
        found[block.text("en")] = block.text("es")
    return found


class Tongue:
    """Says a template in one language. Raises KeyError for one that has no translation."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, template: str, **values: object) -> str:
        """The sentence with its values; a date is written out."""
        words = template if self.language is Language.ENGLISH else spanish()[template]
        return words.format_map({name: self._shown(value) for name, value in values.items()})

    def _shown(self, value: object) -> object:
        return self.day(value) if isinstance(value, date) else value

    def day(self, day: date) -> str:
        """January 5, 2027, or 5 de enero de 2027."""
        if self.language is Language.ENGLISH:
            return long_date(day)
        return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
