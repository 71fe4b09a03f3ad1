"""The diagnosis gate: may a Medicare claim carry the documented codes, there and then? It blames no chart and names no other code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from payer_rules.chart import Chart
from payer_rules.findings import DiagnosisGate, GatedCode, GateState
from payer_rules.message import Message, say
from payer_rules.policies.articles import Article, of_contract

ABN = say(
    "Give the patient the written notice (ABN, form CMS-R-131) before the infusion, since a denial is to be expected. "
    "The code must say what the chart documents, whatever is paid."
)
ASK_PLAN = say(
    "Ask the plan for an organization determination before the infusion. The code must say what the chart documents, "
    "whatever is paid. (That a Medicare Advantage plan follows this list is told from memory.)"
)
FIRST = (GateState.LISTED, GateState.CONDITION_NOT_LOADED, GateState.NOT_LOADED, GateState.NOT_SUPPORTED)


@dataclass(frozen=True, slots=True)
class Place:
    """Who decides claims from the place of infusion: the contract number, such as 11502, its contractor and jurisdiction."""

    contract_number: str
    contractor: str
    jurisdiction: str


def gate(found: Iterable[Article], place: Place | None, chart: Chart, on: date, by_plan: bool) -> DiagnosisGate:
    """Hold the documented codes against the revision of `on`, the date of service; `by_plan` for Medicare Advantage."""
    if place is None:
        says = say(
            "Which contractor decides is not known: the order has no Medicare locality, or none is loaded for {day}.",
            day=on,
        )
        return DiagnosisGate(GateState.NO_PLACE, on, says, say("Enter the locality of the order."))
    own = of_contract(found, place.contract_number)
    article = next((one for one in own if one.covers(on)), None)
    if article is None:
        return _without_revision(place, own, chart, on)
    return _of_article(article, place, chart, on, by_plan)


def _of_article(article: Article, place: Place, chart: Chart, on: date, by_plan: bool) -> DiagnosisGate:
    """What one revision says of the documented codes, the best of them first."""
    codes = tuple(dict.fromkeys(str(fact.value) for fact in chart.values("diagnosis")))
    gated = tuple(_gated(article, code) for code in codes)
    state = min((one.state for one in gated), key=FIRST.index, default=GateState.NO_CODE)
    return _answer(article, place, on, state, gated, by_plan)


def _gated(article: Article, code: str) -> GatedCode:
    if group := article.group_of(code):
        return GatedCode(code, GateState.CONDITION_NOT_LOADED if group.conditional else GateState.LISTED, group.number)
    return GatedCode(code, GateState.NOT_SUPPORTED if article.was_read_for(code) else GateState.NOT_LOADED)


def _without_revision(place: Place, own: tuple[Article, ...], chart: Chart, on: date) -> DiagnosisGate:
    """The list of that day was not read; where a later one was, what it says of the claims after it starts."""
    if own:
        says = say(
            "{contractor} ({jurisdiction}) decides; of its article {number} the revision of {day} is not loaded, only that of {starts}.",
            contractor=place.contractor,
            jurisdiction=place.jurisdiction,
            number=own[-1].number,
            day=on,
            starts=own[-1].starts,
        )
    else:
        says = say(
            "{contractor} ({jurisdiction}) decides; none of its articles is loaded.",
            contractor=place.contractor,
            jurisdiction=place.jurisdiction,
        )
    step = say("Read the contractor's article of that day for the diagnosis codes it lists.")
    if later := next((one for one in own if one.starts > on), None):
        step = say(
            "Read the article of that day for the diagnosis codes it lists. Of claims from {starts} on: {says}",
            starts=later.starts,
            says=str(_of_article(later, place, chart, later.starts, by_plan=False).says),
        )
    return DiagnosisGate(GateState.NOT_LOADED, on, says, step, place.contractor, place.jurisdiction)


def _answer(
    article: Article, place: Place, on: date, state: GateState, codes: tuple[GatedCode, ...], by_plan: bool
) -> DiagnosisGate:
    listed = ", ".join(one.code for one in codes if one.state is state)
    return DiagnosisGate(
        state,
        on,
        _says(state, article, place, listed, next((one.group for one in codes if one.state is state), None)),
        _next(state, article, by_plan),
        place.contractor,
        place.jurisdiction,
        article.number,
        article.title,
        article.determination,
        article.starts,
        codes,
        article.provenance,
        article.notes,
    )


def _says(state: GateState, article: Article, place: Place, codes: str, group: str | None) -> Message:
    told = {
        GateState.LISTED: "{codes}: listed in group {group} of {article} ({contractor}, {jurisdiction}).",
        GateState.CONDITION_NOT_LOADED: "{codes}: listed in group {group} of {article} ({contractor}, {jurisdiction}); "
        "the condition of this group is not loaded.",
        GateState.NOT_SUPPORTED: "{codes}: not supported in this jurisdiction. {article} ({contractor}, {jurisdiction}) does not list it.",
        GateState.NOT_LOADED: "{codes}: this part of the list of {article} ({contractor}, {jurisdiction}) is not loaded.",
        GateState.NO_CODE: "No diagnosis code is documented yet to hold against {article} ({contractor}, {jurisdiction}).",
    }[state]
    return say(
        told,
        codes=codes,
        group=group or "",
        article=article.number,
        contractor=place.contractor,
        jurisdiction=place.jurisdiction,
    )


def _next(state: GateState, article: Article, by_plan: bool) -> Message:
    if state is GateState.NOT_SUPPORTED:
        return ASK_PLAN if by_plan else ABN
    if state is GateState.LISTED:
        return say(
            "The list alone stops no claim. What else {lcd} asks is not loaded: read it.", lcd=article.determination
        )
    if state is GateState.NO_CODE:
        return say("Document the diagnosis code.")
    return say("Read {article} for this code before the claim.", article=article.number)
