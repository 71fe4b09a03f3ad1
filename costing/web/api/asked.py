"""The questions: a case document in, the answer out."""

from datetime import date

from flask import Response
from flask.typing import ResponseReturnValue

from costing.case.csv_file import BadRows
from costing.case.shapes import Case
from costing.letters.pdf import render_pdf
from costing.questions import check, estimate, letter, programs, read_case, safety
from costing.questions.alternatives import read_alternatives
from costing.questions.compare import compare
from costing.questions.help_course import help_course
from costing.questions.letter import read_kind, read_language
from costing.questions.margin import margin
from costing.questions.refused import Refused, refuse
from costing.questions.remitted import compare_remitted, read_remitted
from costing.questions.why import explain
from costing.web.api.bodies import PDF, answered, asks_for_pdf, json_body
from costing.web.api.described import named
from costing.web.api.describing import COMPARE_BODY, LETTER_BODY, REMITTED_BODY, WHY_BODY, asks


def _case() -> Case:
    return read_case(json_body())


@asks("/estimate", "Price the ordered course", named("Estimate"), "Every claim line with its sources, and who pays it.")
def ask_estimate() -> ResponseReturnValue:
    """Needs order and coverage, and the weight where the dose is per kilogram."""
    return answered(estimate(_case()))


@asks(
    "/remitted",
    "Hold paid lines against the estimate",
    named("Remittance"),
    "Line by line, what was expected and paid, with the cause of each difference.",
    body=REMITTED_BODY,
)
def ask_remitted() -> ResponseReturnValue:
    """Send `case` and `lines`: a table as text, with headings; date, code and paid are needed."""
    body = json_body()
    if not isinstance(body, dict) or set(body) != {"case", "lines"} or not isinstance(body["lines"], str):
        raise refuse(
            "lines", 'Send an object with "case" and "lines", such as "date,code,paid\\n1/5/2026,J1568,5052.50".'
        )
    try:
        rows = read_remitted(body["lines"].encode())
    except BadRows as bad:
        raise Refused({"lines": [str(error) for error in bad.errors]}) from None
    return answered(compare_remitted(read_case(body["case"]), rows))


@asks(
    "/why",
    "Say why a figure is what it is",
    {"type": "array", "items": named("Step")},
    "The working of each figure that is meant, down to the values and sources it rests on.",
    body=WHY_BODY,
)
def ask_why() -> ResponseReturnValue:
    """Send `case` and `figure`: an amount such as "2926.90", or a name such as "day.1.patient"."""
    body = json_body()
    if not isinstance(body, dict) or set(body) != {"case", "figure"} or not isinstance(body["figure"], str):
        raise refuse("figure", 'Send an object with "case" and "figure", such as "2926.90".')
    return answered(explain(estimate(read_case(body["case"])), body["figure"]))


@asks(
    "/compare",
    "Compare the order with alternatives",
    named("Comparison"),
    "Each alternative over the whole course, ranked as asked; what is unknown stands apart with its reason.",
    body=COMPARE_BODY,
)
def ask_compare() -> ResponseReturnValue:
    """Needs what an estimate needs. One change at a time.

    Send a case document for the usual alternatives, or an object with `case` and `alternatives` to choose them.
    """
    body = json_body()
    chosen = isinstance(body, dict) and set(body) == {"case", "alternatives"}
    case, asked = (body["case"], body["alternatives"]) if chosen else (body, {})
    return answered(compare(read_case(case), read_alternatives(asked)))


@asks(
    "/margin",
    "Work out what the practice keeps",
    named("Margin"),
    "By infusion day, quarter and course: sequestration, what is not collected, what the vials cost. For the practice alone.",
)
def ask_margin() -> ResponseReturnValue:
    """Needs what an estimate needs, and a purchase price among the fees; without one the margin is null."""
    return answered(margin(_case()))


@asks(
    "/check",
    "Read the payer’s policy against the chart",
    named("PolicyAnswer"),
    "Whether authorization is required, and each criterion with its verdict.",
)
def ask_check() -> ResponseReturnValue:
    """Needs coverage and request."""
    return answered(check(_case()))


@asks(
    "/safety",
    "Hold the product’s label against the chart",
    {"type": "array", "items": named("ProductSafety")},
    "For each ordered product: stop, caution, ask or clear, with the label’s attribute and the chart’s fact.",
)
def ask_safety() -> ResponseReturnValue:
    """Needs the order; the chart decides."""
    return answered(safety(_case()))


@asks(
    "/programs",
    "List who may help to pay",
    {"type": "array", "items": named("ProgramAnswer")},
    "One answer for each program, with its reason.",
)
def ask_programs() -> ResponseReturnValue:
    """Needs coverage and order; household, income and state decide the most. Read as of today."""
    return answered(programs(_case(), on=date.today()))


@asks(
    "/help",
    "Say what the chosen help changes",
    named("HelpCourse"),
    "The course without and with help, month by month, and when each program runs out.",
)
def ask_help() -> ResponseReturnValue:
    """Needs what an estimate needs; `help` names the programs.

    A limit that is not known is never counted: `at_least` says how far it could reach.
    """
    return answered(help_course(_case()))


@asks(
    "/letter",
    "Write the letter",
    named("Letter"),
    "The letter as data, or as a tagged PDF with Accept: application/pdf.",
    pdf=True,
    body=LETTER_BODY,
)
def ask_letter() -> ResponseReturnValue:
    """Needs practice, patient, coverage, request and order; dated today.

    Send a case document for the kind that the case asks for, or an object with `case` and `kind` for another, such as "appeal";
    `language` "es" gives a paper for the patient in Spanish.
    """
    as_pdf, body = asks_for_pdf(), json_body()
    chosen = isinstance(body, dict) and "case" in body and set(body) <= {"case", "kind", "language"}
    case, more = (body["case"], body) if chosen else (body, {})
    kind = read_kind(more["kind"]) if "kind" in more else None
    written = letter(read_case(case), date.today(), kind, read_language(more.get("language", "en")))
    return Response(render_pdf(written), mimetype=PDF) if as_pdf else answered(written)
