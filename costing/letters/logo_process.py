"""The other side of `logo`, in its own process: an SVG made of shapes alone, or a PNG of pixels alone."""

import re
import xml.etree.ElementTree as ET  # a DOCTYPE is refused first, and the process is confined
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from costing.letters.apart import Refusal, answer_apart

SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
BLACK = "#000000"
MOST_PIXELS, WIDEST, HIGHEST = 16_000_000, 1600, 600
MOST_SHAPES, DEEPEST = 3000, 40
DRAWN = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"))
HELD = DRAWN | {"svg", "g", "defs", "clipPath"}
GRADIENTS = ("linearGradient", "radialGradient")  # each is painted in its first color: the printer misses them on paths
SILENT = frozenset(("title", "desc", "metadata", "style", "namedview"))  # left out without loss
STYLES = frozenset(
    (
        "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
        "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "stop-color", "clip-path",
        "clip-rule", "color", "display",
    )
)  # fmt: skip
SHAPES = frozenset(
    (
        "id", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "points",
        "transform", "viewBox", "clipPathUnits", "preserveAspectRatio",
    )
)  # fmt: skip
VALUE = re.compile(r"[\w\s.,%()+#-]*")
OWN = re.compile(r"url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)")
CLASSES = re.compile(r"([^{}]+)\{([^{}]*)\}")
LENGTH = re.compile(r"\s*[0-9.]+(px|pt|mm|cm|in)?\s*")


def logo_apart(raw: bytes) -> tuple[str, bytes]:
    """Kind and what was left out; the clean file. Raises Refusal with a key of `logo.REASONS`."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", clean_png(raw)
    if b"<svg" not in raw[:10_000]:
        raise Refusal("unknown")
    content, left_out = clean_svg(raw)
    return " ".join(("svg", *left_out)), content


def clean_png(raw: bytes) -> bytes:
    """The pixels, no larger than a letterhead needs, and nothing else that the file carries."""
    Image.MAX_IMAGE_PIXELS = None  # our own, lower, limit is asked below, before anything is unpacked
    try:
        with Image.open(BytesIO(raw), formats=("PNG",)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refusal("pixels")
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, IndexError):
        raise Refusal("broken") from None
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    target = BytesIO()
    Image.frombytes(picture.mode, picture.size, picture.tobytes()).save(target, "PNG", optimize=True)
    return target.getvalue()


def clean_svg(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The shapes with their colors: no script, style sheet, text, picture, effect or address."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("broken") from None
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Refusal("doctype")
    try:
        root = ET.fromstring(text)  # noqa: S314  # without DOCTYPE there are no entities
    except (ET.ParseError, RecursionError):
        raise Refusal("broken") from None
    if root.tag != f"{{{SVG}}}svg":
        raise Refusal("unknown")
    left_out: dict[str, None] = {}
    classes = _classes(root)
    kept = _kept(root, Paint(classes, _first_colors(root, classes)), left_out, 0)
    if kept is None or not any(_name(one) in DRAWN for one in kept.iter()):
        raise Refusal("nothing")
    if sum(1 for _ in kept.iter()) > MOST_SHAPES:
        raise Refusal("pixels")
    _size(kept)
    ET.register_namespace("", SVG)
    return ET.tostring(kept), tuple(name for name in left_out if name not in SILENT)


def _name(element: ET.Element) -> str:
    """The name without its namespace, letters only."""
    return re.sub(r"[^A-Za-z]", "", str(element.tag).rpartition("}")[2])[:30] or "other"


@dataclass(frozen=True, slots=True)
class Paint:
    """What a class says, and the first color of each gradient."""

    classes: Mapping[str, str]
    gradients: Mapping[str, str]


def _kept(element: ET.Element, paint: Paint, left_out: dict[str, None], depth: int) -> ET.Element | None:
    name = _name(element)
    if element.tag != f"{{{SVG}}}{name}" or name not in HELD or depth > DEEPEST:
        left_out[name] = None
        return None
    given = {key: _color(value, paint.gradients) for key, value in _attributes(element, paint.classes).items()}
    clean = ET.Element(element.tag, {key: value for key, value in given.items() if _is_plain(key, value)})
    clean.extend(kid for kid in (_kept(one, paint, left_out, depth + 1) for one in element) if kid is not None)
    return clean


def _attributes(element: ET.Element, classes: Mapping[str, str]) -> dict[str, str]:
    """Where it is and how it is painted; painted by class too, since many programs write that."""
    given = {key: value for key, value in element.attrib.items() if key in SHAPES | STYLES}
    for name in element.get("class", "").split():
        given |= _styles(classes.get(name, ""))
    return given | _styles(element.get("style", ""))


def _first_colors(root: ET.Element, classes: Mapping[str, str]) -> dict[str, str]:
    """The color of each gradient's first stop, its own or that of the gradient it refers to."""
    gradients = [one for one in root.iter() if _name(one) in GRADIENTS]
    stops = {one.get("id", ""): [_attributes(stop, classes) for stop in one] for one in gradients}
    for one in gradients:
        link = one.get("href", one.get(LINK, "")).removeprefix("#")
        stops[one.get("id", "")] = stops[one.get("id", "")] or stops.get(link, [])
    return {name: found[0].get("stop-color", BLACK) for name, found in stops.items() if found}


def _color(value: str, gradients: Mapping[str, str]) -> str:
    own = OWN.fullmatch(value)
    return gradients.get(own[1], value) if own else value


def _styles(text: str) -> dict[str, str]:
    pairs = (part.partition(":")[::2] for part in text.split(";"))
    return {key.strip(): value.strip() for key, value in pairs if key.strip() in STYLES}


def _is_plain(key: str, value: str) -> bool:
    """Numbers, colors and names; an address only of a clip in the same file."""
    rest = OWN.sub("", value) if key == "clip-path" else value
    return VALUE.fullmatch(rest) is not None and "url" not in rest.lower()


def _classes(root: ET.Element) -> dict[str, str]:
    """What a style sheet in the file says of a class: `.a,.b{fill:#123456}`."""
    found: dict[str, str] = {}
    for sheet in root.iter(f"{{{SVG}}}style"):
        for heads, said in CLASSES.findall(sheet.text or ""):
            for head in re.findall(r"\.([\w-]+)", heads):
                found[head] = f"{found.get(head, '')};{said}"
    return found


def _size(svg: ET.Element) -> None:
    """Keep a viewBox; without one, width and height must be lengths."""
    box = re.findall(r"-?[0-9.]+", svg.get("viewBox", ""))
    lengths = [svg.get(side, "") for side in ("width", "height")]
    if len(box) == 4:
        svg.set("width", box[2])
        svg.set("height", box[3])
    elif not all(map(LENGTH.fullmatch, lengths)):
        raise Refusal("size")


if __name__ == "__main__":
    answer_apart(logo_apart)
