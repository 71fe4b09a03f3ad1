"""A PDF of somebody else without what acts, reaches out or carries along: wherever in the file it stands."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

ACTIONS = frozenset(
    (
        "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Named", "/Rendition", "/ResetForm",
        "/RichMediaExecute", "/SetOCGState", "/Sound", "/SubmitForm", "/Thread", "/URI",
    )
)  # fmt: skip
# more actions, files inside, scripts, notes of the program and the camera, pictures to show instead, content from elsewhere
CARRIED = ("/AA", "/AF", "/EF", "/JS", "/Metadata", "/PieceInfo", "/PresSteps", "/Alternates", "/OPI", "/Ref")
ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")  # of a stream: the file that holds it


def silence(pdf: Pdf) -> None:
    """Take it out of every object of the file; what is drawn stays."""
    for top in pdf.objects:
        for one in _within(top):
            _silence(one)


def _within(top: Object) -> Iterator[Object]:
    """The dictionaries of one object of the file, its own and those directly inside; others come by themselves."""
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Dictionary | Stream):
            yield one
            waiting += [one[key] for key in one.keys() if _is_inside(one[key])]  # noqa: SIM118  # not a dict
        elif isinstance(one, Array):
            waiting += [inner for inner in one if _is_inside(inner)]


def _is_inside(value: object) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _silence(one: Object) -> None:
    kind = one.get("/S")
    gone = list(one.keys()) if isinstance(kind, Name) and str(kind) in ACTIONS else CARRIED
    for key in (*gone, *(ELSEWHERE if isinstance(one, Stream) else ())):
        if key in one:
            del one[key]
