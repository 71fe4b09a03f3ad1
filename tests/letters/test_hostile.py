"""Whatever is typed into a field prints as typed; nothing is fetched, nothing local enters, nothing is executed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from costing.case.chart_schema import MOST_FACTS, MOST_TRIALS
from costing.case.order_schema import MOST_ALSO_GIVEN
from costing.case.request_shapes import LetterKind
from costing.letters import pdf as printing
from costing.letters.intake import clean
from costing.letters.packet import Enclosed, make_packet, title_of
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.structure import problems
from costing.questions import Refused, read_case
from tests.letters.builders import PATIENT, PLAN, PRACTICE, PRESCRIBER, a_case, a_letter, pdf_text, squeezed
from tests.letters.files import a_pdf
from tests.letters.papers import a_document, a_paper

CANARY = "http://127.0.0.1:{port}/canary"
PAYLOADS = [
    '<img src="{url}">',
    '<link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}">',
    "<style>@import url({url}); body {{ background: url({url}) }}</style>",
    '"><iframe src="{url}"></iframe><script>fetch("{url}")</script>',
    '<svg><image href="{url}"/><use href="file:///etc/passwd#x"/></svg>',
    '<object data="file:///etc/passwd"></object>',
    '<a href="file:///etc/hostname">x</a>',
    "</title></head><body><h1>Approved</h1>",
    "</td></tr></table><table><tr><td>moved",
    "{{{{ 7 * 7 }}}} {{% include 'x' %}} {{{{ letter.__class__ }}}}",
    "{{# hidden #}} &lt;b&gt; &amp; &#60;",
    "url({url}) attr(x) counter(page)",
    "%s %(x)s \\0041 \\",
    '<svg><foreignObject><iframe src="{url}"/></foreignObject><script xlink:href="{url}"/></svg>',
    '<img src="data:image/svg+xml,<svg/>">data:text/html,<script>fetch("{url}")</script>',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
    "<![CDATA[ <b>x</b> ]]><!-- hidden --><!--[if IE]>x<![endif]-->",
    "@font-face {{ src: url({url}) }} expression(alert(1)) \\75rl({url})",
    "<meta http-equiv=refresh content='0;url={url}'><base href='{url}'>",
    "<embed src=file:///etc/passwd><audio src={url}><input type=image src={url}>",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}{{% for x in (1,2) %}}y{{% endfor %}}",
    '\'; DROP TABLE cases; -- " onmouseover="x()',
]


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address that records every request."""
    asked: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    Thread(target=server.serve_forever, daemon=True).start()
    yield CANARY.format(port=server.server_port), asked
    server.shutdown()
    server.server_close()


def everywhere(part: object, text: str) -> object:
    """A part of a letter with `text` in place of every text of it."""
    if isinstance(part, str) and type(part) is str:
        return text
    if isinstance(part, tuple):
        return tuple(everywhere(item, text) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        kept = ("language", "state")
        return replace(
            part, **{f.name: everywhere(getattr(part, f.name), text) for f in fields(part) if f.name not in kept}
        )
    return part


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_field_prints_as_typed(payload, canary):
    draft = a_letter(patient=replace(PATIENT, birth_date=None))
    assert_prints_as_typed(draft, payload, canary, 100)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_field_of_every_kind_prints_as_typed(kind, canary):
    """Each kind with the payload whose turn it is: every payload is tried on some kind, every kind with one."""
    payload = PAYLOADS[list(LetterKind).index(kind) % len(PAYLOADS)]
    assert_prints_as_typed(a_paper(kind), payload, canary, 10)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_payload_prints_as_typed_in_the_writers_own_words(payload, canary):
    url, asked = canary
    typed = payload.format(url=url)
    document = a_document(LetterKind.APPEAL)
    document["request"]["denial"] |= {"words": typed, "number": typed[:60], "appeal_to": typed[:300]}
    document["request"]["words"] = [
        {"letter": "appeal", "place": place, "text": typed} for place in ("reason", "opening", "closing")
    ]
    text = squeezed(pdf_text(render_pdf(a_paper(LetterKind.APPEAL, document=document))))
    assert text.count(squeezed(typed)) >= 3
    assert asked == []


def assert_prints_as_typed(letter, payload, canary, times):
    url, asked = canary
    typed = payload.format(url=url)
    letter = everywhere(letter, typed)
    assert isinstance(letter, Letter)
    printed = render_pdf(letter)
    text = squeezed(pdf_text(printed))
    assert text.count(squeezed(typed)) >= times
    assert "root:x:0" not in text
    assert asked == []
    assert problems(printed) == ()


def test_a_hostile_case_builds_and_prints(canary):
    url, asked = canary
    typed = f'<img src="{url}"> file:///etc/passwd'
    case = a_case(
        practice=replace(PRACTICE, name=typed, prescriber=replace(PRESCRIBER, name=typed)),
        patient=replace(PATIENT, given_name=typed),
        coverage=replace(a_case().coverage, primary=replace(PLAN, member_id=typed, plan_name=typed)),
    )
    text = squeezed(pdf_text(render_pdf(a_letter(**{f.name: getattr(case, f.name) for f in fields(case)}))))
    assert text.count(squeezed(typed)) >= 6
    assert asked == []


def test_the_printer_asks_for_nothing_but_our_files(monkeypatch):
    wanted = []
    real = printing.own_file
    monkeypatch.setattr(printing, "own_file", lambda url: wanted.append(url) or real(url))
    printing._press.cache_clear()
    render_pdf(a_letter())
    assert {url.rsplit("/", 1)[-1] for url in wanted} == {
        "SourceSerif4-Regular.ttf",
        "SourceSans3-Regular.ttf",
        "SourceSans3-Bold.ttf",
        "NotoSansHebrew-Regular.ttf",
        "NotoSansHebrew-Bold.ttf",
        "NotoNaskhArabic-Regular.ttf",
        "NotoNaskhArabic-Bold.ttf",
    }


def test_markup_that_reached_the_printer_would_still_fetch_nothing(canary):
    url, asked = canary
    press = printing._press()
    html = f'<img src="{url}"><img src="file:///etc/passwd"><link rel=stylesheet href="{url}"><style>@import url({url})</style>'
    press.parse(html).write_pdf(font_config=press.fonts)
    assert asked == []


@pytest.mark.parametrize(("name", "most"), [("facts", MOST_FACTS), ("trials", MOST_TRIALS)])
def test_a_chart_that_would_print_for_minutes_is_refused(name, most):
    document = a_document(LetterKind.PRIOR_AUTHORIZATION)
    document["chart"][name] = [document["chart"][name][-1]] * most
    assert read_case(document)
    document["chart"][name] *= 2
    with pytest.raises(Refused, match="A chart may hold"):
        read_case(document)


def test_an_order_that_would_price_for_minutes_is_refused():
    document = a_document(LetterKind.PRIOR_AUTHORIZATION)
    document["order"]["also_given"] = [{"code": "J1200", "label": "Diphenhydramine", "units": 1}] * MOST_ALSO_GIVEN
    assert read_case(document)
    document["order"]["also_given"] *= 2
    with pytest.raises(Refused, match="An order may list 30 things given besides"):
        read_case(document)


@pytest.mark.parametrize("payload", PAYLOADS[::3])
def test_index_and_stamps_print_as_typed(payload, canary):
    url, asked = canary
    typed = payload.format(url=url)
    letter = everywhere(a_letter(), typed)
    assert isinstance(letter, Letter)
    enclosed = [Enclosed(title_of(typed), 1, clean(a_pdf(title)).pdf) for title in ("One", "Two")]
    packet = make_packet(letter, enclosed)
    index = squeezed(pdf_text(packet.pdf).split("Encl. 1, p. 1 of 1")[0])
    assert index.count(squeezed(typed)) >= 10
    assert "root:x:0" not in index
    assert asked == []
