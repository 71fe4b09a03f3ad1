"""Holds a product's label attributes against the chart, hazard by hazard; neither is matched in prose."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from payer_rules.chart import Chart
from payer_rules.evaluate import evaluate
from payer_rules.findings import Finding
from payer_rules.message import Message, say
from payer_rules.safety.hazards import Hazard
from payer_rules.safety.shapes import Alert, Level, ProductAttribute, ProductSafety
from payer_rules.verdict import Verdict

URGENCY = tuple(Level)


def screen(
    known: Mapping[str, Hazard], product: str, name: str, attributes: Sequence[ProductAttribute], chart: Chart, on: date
) -> ProductSafety:
    """Every hazard that the product's attributes name, that every product has, or that the chart speaks of."""
    alerts = sorted(_alerts(known, name, attributes, chart, on), key=lambda alert: URGENCY.index(alert.level))
    return ProductSafety(product, name, alerts[0].level if alerts else Level.CLEAR, tuple(alerts))


def _alerts(
    known: Mapping[str, Hazard], name: str, attributes: Sequence[ProductAttribute], chart: Chart, on: date
) -> Iterator[Alert]:
    for hazard in known.values():
        finding = evaluate(hazard.when, chart, on)
        naming = tuple(one for one in attributes if hazard.name in (*one.stops, *one.cautions))
        clearing = tuple(one for one in attributes if hazard.name in one.clears)
        if naming:
            yield _named(hazard, naming, finding, name)
        elif clearing:
            says = say("{cleared}", cleared=hazard.cleared or f"What is known of {name} rules this out.")
            yield _alert(hazard, Level.CLEAR, says, clearing, finding)
        elif hazard.every_product or finding.verdict is Verdict.MET:
            yield _unread(hazard, finding, name)


def _named(hazard: Hazard, naming: tuple[ProductAttribute, ...], finding: Finding, name: str) -> Alert:
    """The label names the hazard: the chart decides."""
    stops = any(hazard.name in one.stops for one in naming)
    match finding.verdict:
        case Verdict.MET if stops:
            says = say(
                "{product}: a contraindication by what is known of its label, and the chart says that it holds.",
                product=name,
            )
            return _alert(hazard, Level.STOP, says, naming, finding)
        case Verdict.MET:
            held = hazard.held or f"What is known of {name} warns of this, and the chart says that it holds."
            says = say("{held}", held=held)
            return _alert(hazard, Level.CAUTION, says, naming, finding)
        case Verdict.OPEN:
            return _alert(hazard, Level.ASK, _what_is_open(finding), naming, finding)
    return _alert(hazard, Level.CLEAR, say("The chart says that it does not hold."), naming, finding)


def _unread(hazard: Hazard, finding: Finding, name: str) -> Alert:
    """Nothing that is loaded of the product speaks of the hazard."""
    match finding.verdict:
        case Verdict.MET if hazard.every_product:
            says = say(
                "The chart says that it holds. What the label of {product} says of it is not loaded: read it.",
                product=name,
            )
            return _alert(hazard, Level.CAUTION, says, (), finding)
        case Verdict.MET:
            says = say(
                "The chart says that it holds. Nothing that is loaded of {product} names it: check the label.",
                product=name,
            )
            return _alert(hazard, Level.ASK, says, (), finding)
        case Verdict.OPEN:
            return _alert(hazard, Level.ASK, _what_is_open(finding), (), finding)
    return _alert(hazard, Level.CLEAR, say("The chart says that it does not hold."), (), finding)


def _what_is_open(finding: Finding) -> Message:
    return say("The chart does not settle it. {reason}", reason=str(_leaf(finding).reason))


def _leaf(finding: Finding) -> Finding:
    """The first open criterion without parts."""
    return next((_leaf(part) for part in finding.parts if part.verdict is Verdict.OPEN), finding)


def _alert(
    hazard: Hazard, level: Level, says: Message, attributes: tuple[ProductAttribute, ...], finding: Finding
) -> Alert:
    advice = hazard.advice if level in (Level.STOP, Level.CAUTION) else None
    return Alert(hazard.name, hazard.title, level, says, attributes, finding, advice)
