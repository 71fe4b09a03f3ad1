"""What one program answers for one case: may they have it, why, what it pays, and what to do next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from payer_rules.chart import Chart
from payer_rules.dated import Status
from payer_rules.evaluate import evaluate
from payer_rules.facts import facts
from payer_rules.findings import Eligibility, Finding, ProgramAnswer
from payer_rules.message import Message, long_date, say
from payer_rules.programs.shapes import Held, Known, Program, Term
from payer_rules.programs.standing import standing
from payer_rules.verdict import Cause, Verdict, all_of

FRESH_FOR = timedelta(days=90)
AGAIN_LATER = "Do not apply now. Look again when the answer that rules it out changes."
OTHERWISE = "{otherwise}"  # the template of a reason that a criterion brings along
THE_CHART = frozenset({Cause.NOT_DOCUMENTED, Cause.CONFLICT})


def answer(program: Program, chart: Chart, on: date, held: Sequence[Held] = ()) -> ProgramAnswer:
    """Judge the criteria and say the terms. Terms verified more than 90 days before `on` are never promised."""
    finding = _judged(program, chart, on, held)
    stale = is_stale(program.verified, on)
    eligibility = _eligibility(finding, stale)
    failed = (part for part in finding.parts[: len(program.kind.barred)] if part.verdict is Verdict.NOT_MET)
    barred = " ".join(str(part.reason) for part in failed)
    return ProgramAnswer(
        program_id=program.id,
        name=program.name,
        sponsor=program.sponsor,
        kind=program.kind.name,
        eligibility=eligibility,
        reason=_reason(program, finding, eligibility),
        finding=finding,
        needs=finding.needs,
        pays=told(program.terms["pays"], on),
        limit=_limit(program, on),
        covers_drug=_yes_or_no(program.terms["covers_drug"]),
        covers_administration=_yes_or_no(program.terms["covers_administration"]),
        counts_on_plan=_counts(program.terms["counts_on_plan"]),
        next_step=_next_step(program, eligibility, stale, bool(barred)),
        verified=program.verified,
        provenance=program.provenance,
        barred=barred,
        covers_premium=_yes_or_no(program.terms["covers_premium"]),
        papers=_if_known(program, "papers", on),
        contact=program.terms["contact"].value or "",
        link=program.terms["link"].value or "",
        yearly_limit=program.terms["yearly_limit"].dollars,
        stale=stale,
        also=program.also,
        leaflets=program.leaflets or program.kind.leaflets or {},
    )


def _judged(program: Program, chart: Chart, on: date, held: Sequence[Held]) -> Finding:
    """The criteria, and what the program asks beside them."""
    finding, beside = evaluate(program.criterion, chart, on), tuple(standing(program, on, held))
    verdict = all_of((finding.verdict, *(one.verdict for one in beside)))
    still_open = [one for one in (finding, *beside) if verdict is Verdict.OPEN and one.verdict is Verdict.OPEN]
    return replace(
        finding,
        parts=(*finding.parts, *beside),
        verdict=verdict,
        causes=tuple(dict.fromkeys(cause for one in still_open for cause in one.causes)),
        needs=tuple(dict.fromkeys(need for one in still_open for need in one.needs)),
    )


def is_stale(verified: date, on: date) -> bool:
    """Whether terms were verified too long ago to be promised."""
    return on - verified > FRESH_FOR


def _next_step(program: Program, eligibility: Eligibility, stale: bool, barred: bool) -> str:
    """What to do; whoever may not have it is not sent to apply, and whom the law keeps out is told another way."""
    step = AGAIN_LATER if eligibility is Eligibility.NOT_ELIGIBLE else program.next_step
    if barred:
        return program.kind.instead or step
    if not stale:
        return step
    reach = "; ".join(said for name in ("contact", "link") if (said := program.terms[name].value))
    how = f" ({reach})" if reach else ""
    return f"Check with the program{how}: its terms were last verified on {long_date(program.verified)}. {step}"


def _eligibility(finding: Finding, stale: bool) -> Eligibility:
    if finding.verdict is Verdict.NOT_MET:
        return Eligibility.NOT_ELIGIBLE
    if finding.verdict is Verdict.MET:
        return Eligibility.MAY_BE if stale else Eligibility.ELIGIBLE
    return Eligibility.MORE_NEEDED if THE_CHART & set(finding.causes) else Eligibility.MAY_BE


def _reason(program: Program, finding: Finding, eligibility: Eligibility) -> Message:
    match eligibility:
        case Eligibility.NOT_ELIGIBLE:
            failed = (part for part in finding.parts if part.verdict is Verdict.NOT_MET)
            return say("{why}", why=" ".join(dict.fromkeys(why for part in failed for why in _why_not(part))))
        case Eligibility.ELIGIBLE:
            return say("{why}", why=program.fits)
        case Eligibility.MORE_NEEDED:
            labels = ", ".join(facts()[name].label if name in facts() else "prior treatments" for name in finding.needs)
            return say("It depends on what is not answered yet: {labels}.", labels=labels)
        case Eligibility.MAY_BE:
            unknown = "; ".join(dict.fromkeys(leaf.text for leaf in _open_leaves(finding)))
            if not unknown:
                return say("It fitted when its terms were last verified, on {day}.", day=program.verified)
            return say("Nothing known speaks against it. Still to be learned: {unknown}.", unknown=unknown)


def _why_not(failed: Finding) -> tuple[str, ...]:
    """The sentences that the file has for it, the outermost ones; what was found, where it has none."""
    return tuple(_written(failed)) or (str(failed.reason),)


def _written(failed: Finding) -> Iterator[str]:
    if failed.reason.template == OTHERWISE:
        yield str(failed.reason)
        return
    for part in failed.parts:
        if part.verdict is Verdict.NOT_MET:
            yield from _written(part)


def _open_leaves(finding: Finding) -> Iterator[Finding]:
    if finding.verdict is not Verdict.OPEN:
        return
    if not finding.parts:
        yield finding
    for part in finding.parts:
        yield from _open_leaves(part)


def told(term: Term, on: date) -> str:
    """A term as a sentence, with its mark and, when it was verified too long ago, the advice to check."""
    said = "; ".join(words.rstrip(".") for words in term.said)
    match term.known:
        case Known.UNKNOWN:
            return f"Not known ({said})."
        case Known.NOT_APPLICABLE:
            return f"Does not apply: {said}."
        case Known.CONFLICTING:
            said = f"The accounts differ: {said}"
        case Known.VALUE:
            pass
    mark = "" if term.status is Status.PUBLISHED else f" ({term.status})"
    old = f"; check with the program, verified {long_date(term.verified)}" if is_stale(term.verified, on) else ""
    return f"{said}{mark}{old}."


def _limit(program: Program, on: date) -> str:
    """Both caps; an unknown one is said, since it is neither zero nor without end."""
    yearly, claim = told(program.terms["yearly_limit"], on), told(program.terms["claim_limit"], on)
    return f"A year: {yearly} A claim: {claim}"


def _if_known(program: Program, name: str, on: date) -> str:
    term = program.terms[name]
    return "" if term.known is Known.UNKNOWN else told(term, on)


def _yes_or_no(term: Term) -> bool | None:
    return None if term.value is None else term.value == "yes"


def _counts(term: Term) -> str:
    if term.value is not None:
        return term.value
    return "not_applicable" if term.known is Known.NOT_APPLICABLE else "unknown"
