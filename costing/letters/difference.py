"""What a writer changed, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: `same`, `removed` or `added`."""

    kind: str
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that lead from one text to the other, in reading order."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[start:end])))
        if kind in ("delete", "replace"):
            pieces.append(Piece("removed", "".join(old[start:end])))
        if kind in ("insert", "replace"):
            pieces.append(Piece("added", "".join(new[begin:stop])))
    return tuple(pieces)
