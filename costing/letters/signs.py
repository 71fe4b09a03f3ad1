"""Which signs our fonts can print, so that a name of empty boxes never leaves the office."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it ships no types

from costing.letters.html import FOLDER, UNPRINTABLE

# every text may be set in one of these families, in its regular and bold cut
FALLBACK = (
    ("SourceSans3-Regular.ttf", "SourceSans3-Bold.ttf"),
    ("NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
    ("NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"),
)
ISOLATES = "\u2068\u2069"  # around a name of its own direction: they are obeyed, not printed


def unknown_signs(part: object) -> tuple[str, ...]:
    """The signs of all texts at or below a part of a letter that our fonts lack, in order; dropped controls aside."""
    strange = (text for text in texts_of(part) if not _known().issuperset(text))
    signs = dict.fromkeys(sign for text in strange for sign in UNPRINTABLE.sub("", text))
    return tuple(sign for sign in signs if not sign.isspace() and sign not in _known())


def texts_of(part: object) -> Iterator[str]:
    """Every text at or below a part of a letter."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts_of(item)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts_of(getattr(part, each.name))


@cache
def _known() -> frozenset[str]:
    """The signs that some family has in both its cuts."""
    families = (frozenset.intersection(*map(_of_font, family)) for family in FALLBACK)
    return frozenset(ISOLATES).union(*families)


def _of_font(name: str) -> frozenset[str]:
    with TTFont(FOLDER / "fonts" / name, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
