"""The papers of a saved case as they stand: addressed by the office's directory, with its logo, as data or as PDF."""

from datetime import date
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from costing.letters.pdf import Paper, render_pdf
from costing.questions import read_case, to_plain
from costing.questions.refused import refuse
from costing.questions.sending import addressed_letter, logo_of
from costing.store import cases
from costing.web.api.admission import practice_id, record
from costing.web.api.bodies import PDF, asks_for_pdf, chosen_kind, chosen_language
from costing.web.api.described import named
from costing.web.api.describing import KIND, LANGUAGE, Told, asked_for, handles
from costing.web.database import session

SIZES = {"letter": Paper.LETTER, "a4": Paper.A4}
PAPER = asked_for("paper", "The size of a PDF: letter or a4.", {"type": "string", "enum": list(SIZES)})


@handles(
    "/cases/<uuid:case_id>/letter",
    "GET",
    "Write a paper of a saved case",
    "The paper as data, or as a tagged PDF with Accept: application/pdf.",
    named("Letter"),
    told=Told(query=(KIND, LANGUAGE, PAPER), has_pdf=True),
)
def show_letter(case_id: UUID) -> ResponseReturnValue:
    """Any of the kinds of paper, dated today, with your logo and the address that your directory holds for the plan.

    Patient papers come in Spanish with language=es. What is missing stands under `gaps`; a paper with gaps is a draft.
    """
    saved, as_pdf, paper = cases.get(session(), practice_id(), str(case_id)), asks_for_pdf(), _chosen_paper()
    asked = (chosen_kind(), chosen_language())
    written = addressed_letter(session(), saved.practice_id, read_case(saved.document), date.today(), *asked)
    if not as_pdf:
        record("case read", saved.id)
        return jsonify(to_plain(written))
    pdf = render_pdf(written, logo_of(session(), saved.practice_id), paper)
    record("letter printed", saved.id)
    return Response(pdf, mimetype=PDF)


def _chosen_paper() -> Paper:
    given = request.args.get("paper", "letter")
    if given not in SIZES:
        raise refuse("paper", f"Choose the size of the paper: one of {', '.join(SIZES)}.")
    return SIZES[given]
