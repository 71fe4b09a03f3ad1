"""The patient page in English or Spanish: an English sentence is the id of its translation; without one it stays English, marked so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from costing.letters.tongue import MONTHS, Language, Tongue
from costing.web.forms import Field, Group, Option
from payer_rules.files import Block, read_yaml
from payer_rules.message import Message

FILE = Path(__file__).with_name("spanish.yaml")
PLACE = re.compile(r"\\{(\w+)\\}")  # a parameter in an escaped template
BETWEEN = re.compile(r"(?<=\.) (?=[A-Z])")  # one sentence and the next
LANGUAGES = {"en": Language.ENGLISH, "es": Language.SPANISH}
SHORT = 3  # letters of a month in a table


@dataclass(frozen=True, slots=True)
class Dictionary:
    """English templates with their Spanish ones; sentences with a name in them, and what a name may be made of, by their looks."""

    phrases: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    parts: tuple[tuple[re.Pattern[str], str], ...]


@cache
def spanish() -> Dictionary:
    """The shipped words. Raises BadFile for an odd key or a sentence that stands there twice."""
    top = read_yaml(FILE)
    top.only("phrases", "patterns", "parts")
    phrases: dict[str, str] = {}
    for block in top.blocks("phrases"):
        block.only("en", "es")
        if block.text("en") in phrases:
            raise block.bad(f"{block.text('en')!r} stands here twice", "en")
        phrases[block.text("en")] = block.text("es")
    patterns, parts = (tuple(map(_pattern, top.blocks(key))) for key in ("patterns", "parts"))
    return Dictionary(phrases, patterns, parts)


def _pattern(block: Block) -> tuple[re.Pattern[str], str]:
    block.only("en", "es")
    return re.compile(PLACE.sub(r"(?P<\1>.+?)", re.escape(block.text("en")))), block.text("es")


class Spoken:
    """Says a sentence in one language; in templates `t`."""

    def __init__(self, code: str) -> None:
        self.code = code if code in LANGUAGES else "en"
        self.language = LANGUAGES[self.code]
        self._tongue = Tongue(self.language)

    def __call__(self, said: str | Message, **values: Any) -> str:
        """The sentence with its values, dates written out; marked as English where it has no Spanish."""
        template, filled = (said.template, said.parameters) if isinstance(said, Message) else (said, values)
        shown = {name: self.day(value) if isinstance(value, date) else value for name, value in filled.items()}
        if self.code == "en":
            return template.format_map(shown) if shown else template
        own = self._in_spanish(template)
        if own is None:
            return self._sentence_by_sentence(str(said))
        return own.format_map(shown) if shown else own

    def _sentence_by_sentence(self, said: str) -> str:
        """Of several sentences those that have their Spanish; the others marked as English."""
        marked = Markup('<span lang="en">{}</span>')
        return Markup(" ").join(self._in_spanish(one) or marked.format(one) for one in BETWEEN.split(said))

    def _in_spanish(self, said: str) -> str | None:
        words = spanish()
        return words.phrases.get(said) or self._filled(said, words.patterns)

    def _filled(self, said: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
        for pattern, own in patterns:
            if found := pattern.fullmatch(said):
                return own.format_map({name: self._named(value) for name, value in found.groupdict().items()})
        return None

    def _named(self, value: str) -> str:
        """What a sentence names, which may begin it: the dose, The dose; or several things; a proper name as it is."""
        if "; " in value:
            return "; ".join(map(self._named, value.split("; ")))
        known = spanish().phrases.get(value)
        begun = None if known else spanish().phrases.get(value[0].lower() + value[1:])
        return known or (begun and begun[0].upper() + begun[1:]) or self._filled(value, spanish().parts) or value

    def day(self, day: date) -> str:
        """January 5, 2026, or 5 de enero de 2026."""
        return self._tongue.day(day)

    def month(self, day: date) -> str:
        """Jan 2026, or ene 2026."""
        return f"{day:%b %Y}" if self.code == "en" else f"{MONTHS[day.month - 1][:SHORT]} {day.year}"

    def groups(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """The questions of a page."""
        return tuple(groups) if self.code == "en" else tuple(map(self._group, groups))

    def _group(self, group: Group) -> Group:
        fields = tuple(map(self._field, group.fields))
        return replace(group, fields=fields, legend=self._maybe(group.legend), hint=self._maybe(group.hint))

    def _field(self, field: Field) -> Field:
        return replace(
            field, label=self(field.label), hint=self._maybe(field.hint), suffix=self._maybe(field.suffix),
            options=tuple(map(self._option, field.options)),
        )  # fmt: skip

    def _option(self, option: Option) -> Option:
        """A choice; a name of a medicine or a state is none of ours and stays as it is."""
        return replace(option, text=self._in_spanish(option.text) or option.text, hint=self._maybe(option.hint))

    def _maybe(self, said: str | None) -> str | None:
        return self(said) if said else None

    def errors(self, errors: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """What is wrong, by field."""
        return {path: [self(sentence) for sentence in said] for path, said in errors.items()}
