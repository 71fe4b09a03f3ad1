"""The assistance programs that are loaded: what is known of each, and which have not been verified for 90 days."""

from datetime import date

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from payer_rules.criteria.asked import asked, parts_of
from payer_rules.programs import programs as collection
from payer_rules.programs.answering import told
from payer_rules.programs.review import review

programs = Blueprint("programs", __name__, url_prefix="/programs")
TERM_WORDS = {
    "label_rule": "Labeled use only?",
    "insurance": "Insurance",
    "pays": "What it pays",
    "does_not_cover": "What it does not cover",
    "yearly_limit": "Limit of a year",
    "claim_limit": "Limit of a claim",
    "income_limit": "Income limit",
    "enrollment_window": "When to apply",
    "benefit_period": "How long it holds",
    "lookback": "How far back it pays",
    "stacking": "Beside other help",
    "papers": "Papers to bring",
    "open_status": "Open now?",
    "covers_drug": "Pays for the drug?",
    "covers_administration": "Pays for the infusion?",
    "covers_premium": "Pays premiums?",
    "counts_on_plan": "On the plan’s counters",
}


@programs.get("")
def index() -> ResponseReturnValue:
    """Every program, those verified longest ago first."""
    return render_template("staff/programs.html", reviews=review(collection(), date.today()))


@programs.get("/<program_id>")
def show(program_id: str) -> ResponseReturnValue:
    """One program: each term as it is known, and each criterion."""
    found = next((one for one in review(collection(), date.today()) if one.program.id == program_id), None)
    if found is None:
        abort(404)
    terms = [
        (TERM_WORDS.get(name, name.replace("_", " ").capitalize()), told(term, date.today()))
        for name, term in found.program.terms.items()
    ]
    return render_template("staff/program_text.html", found=found, terms=terms, asked=asked, parts_of=parts_of)
