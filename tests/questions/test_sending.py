"""Every kind of paper can be bound into a packet, and none claims more than its checks find."""

import json
from datetime import date
from io import BytesIO

import pytest
from pikepdf import Pdf

from costing.case.request_shapes import LetterKind
from costing.letters.packet import Enclosed, make_packet
from costing.letters.pdf import render_pdf
from costing.letters.structure import problems
from costing.questions import Refused, letter, read_case
from tests.cli.running import EXAMPLES
from tests.letters.files import a_pdf

WHEN = date(2025, 12, 15)
CASES = {path.stem: read_case(json.loads(path.read_text())) for path in sorted(EXAMPLES.glob("*.json"))}


def papers(kind: LetterKind):
    """That kind of paper of every example that has it."""
    for name, case in CASES.items():
        try:
            yield name, letter(case, WHEN, kind)
        except Refused:
            continue


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_is_bound_and_its_identifier_follows_from_the_checks(kind: LetterKind):
    for name, written in list(papers(kind))[:2]:
        alone = render_pdf(written)
        with Pdf.open(BytesIO(alone)) as pdf:
            claims = b"pdfuaid" in pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else False
        assert claims is (problems(alone) == ()), (name, problems(alone))
        built = make_packet(written, [Enclosed("Outside record", 1, a_pdf("Outside"))])
        with Pdf.open(BytesIO(built.pdf)) as pdf:
            assert len(pdf.pages) == built.index.pages
            assert "/Metadata" not in pdf.Root


def test_most_kinds_are_tried():
    assert sum(bool(list(papers(kind))) for kind in LetterKind) >= 12
