"""The fields of a fillable PDF, walked from the root: what each is, and where it stands on the pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

INHERITED = ("/FT", "/Ff", "/MaxLen", "/Opt", "/DA", "/Q", "/TU", "/V")
MULTILINE, RADIO, BUTTON, COMB = 1 << 12, 1 << 15, 1 << 16, 1 << 24
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field with its widgets; `own` holds what it has or inherits."""

    name: str
    node: Dictionary
    own: dict[str, Object]
    widgets: tuple[Dictionary, ...]

    @property
    def kind(self) -> str:
        """Its type: /Tx, /Btn, /Ch or /Sig."""
        return str(self.own.get("/FT", ""))

    @property
    def flags(self) -> int:
        """The bits of its flags."""
        return int(self.own.get("/Ff", 0))

    @property
    def most(self) -> int | None:
        """The longest text it takes."""
        return int(self.own["/MaxLen"]) if "/MaxLen" in self.own else None


def leaves(pdf: Pdf) -> Iterator[Leaf]:
    """Every field that holds a value, in the order of the form."""
    form = pdf.Root.get("/AcroForm")
    roots = form.get("/Fields", Array()) if isinstance(form, Dictionary) else Array()
    seen: set[tuple[int, int]] = set()
    for root in roots:
        if isinstance(root, Dictionary):
            yield from _leaves(root, "", {}, 0, seen)


def _leaves(
    node: Dictionary, above: str, given: dict[str, Object], depth: int, seen: set[tuple[int, int]]
) -> Iterator[Leaf]:
    """The fields at or below a node, which is walked once, wherever else it hangs."""
    if node.is_indirect and node.objgen in seen:
        return
    seen.add(node.objgen)
    part = str(node.get("/T", ""))
    name = f"{above}.{part}" if above and part else above or part
    own = given | {key: node[key] for key in INHERITED if key in node}
    kids = [kid for kid in node.get("/Kids", Array()) if isinstance(kid, Dictionary)]
    below = [kid for kid in kids if "/T" in kid]
    if below and depth < DEEPEST:
        for kid in below:
            yield from _leaves(kid, name, own, depth + 1, seen)
    elif name and "/FT" in own:
        yield Leaf(name, node, own, tuple(kids) or (node,))


def states(widget: Dictionary) -> tuple[str, ...]:
    """The names under which a box can be ticked."""
    appearance = widget.get("/AP", Dictionary()).get("/N")
    if not isinstance(appearance, Dictionary):
        return ()
    return tuple(str(key).lstrip("/") for key in appearance.keys() if key != "/Off")  # noqa: SIM118  # not a dict


def options(leaf: Leaf) -> tuple[tuple[str, str], ...]:
    """What a choice offers: the value that is kept, and the words that are shown."""
    found = leaf.own.get("/Opt", Array())
    pairs = [(one[0], one[1]) if isinstance(one, Array) and len(one) == 2 else (one, one) for one in found]
    return tuple((str(value), str(words)) for value, words in pairs if isinstance(value, String))


def pages_of(pdf: Pdf) -> dict[tuple[int, int], int]:
    """The number of the page on which each widget stands."""
    return {
        annotation.objgen: number
        for number, page in enumerate(pdf.pages, start=1)
        for annotation in page.obj.get("/Annots", Array())
        if isinstance(annotation, Dictionary)
    }


def is_widget(annotation: object) -> bool:
    """Whether an annotation belongs to a field."""
    return isinstance(annotation, Dictionary) and annotation.get("/Subtype") == Name.Widget
