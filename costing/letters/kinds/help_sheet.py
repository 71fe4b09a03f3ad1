"""The help sheet, one page in plain words: what to try first, what it may pay, what to do; nothing is promised that is not known."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from costing.letters.backing import sourced
from costing.letters.kinds import patient
from costing.letters.matter import Matter
from costing.letters.parts import Backing, Grid, Letter, Origin, Paragraph, Section, Sentence
from costing.letters.tongue import Language, Tongue
from payer_rules.findings import Eligibility, ProgramAnswer

MOST = 5  # what one page holds, and what one person can try
OF_A_KIND = {"government": 2}  # of every other kind one
LEAFLETS = {Language.ENGLISH: "en", Language.SPANISH: "es"}


def build(matter: Matter) -> Letter:
    """Write the sheet."""
    say = Tongue(matter.language)
    found = tuple(one for one in matter.programs if one.eligibility is not Eligibility.NOT_ELIGIBLE)
    chosen = tuple(to_try(found))
    barred = tuple(one for one in matter.programs if one.barred)
    sections = (_programs(chosen, say), _good_to_know(found, chosen, say)) if chosen else ()
    sheet = patient.written(
        matter, say("Help to pay for your treatment"), tuple(_opening(chosen, barred, say)), sections
    )
    return replace(sheet, blocks=())  # one page, and no more about the patient than the name


def to_try(found: Iterable[ProgramAnswer]) -> Iterator[ProgramAnswer]:
    """The first programs in their order: of each kind one, of the government's two."""
    taken: list[str] = []
    for one in found:
        if len(taken) < MOST and taken.count(one.kind) < OF_A_KIND.get(one.kind, 1):
            taken.append(one.kind)
            yield one


def _opening(chosen: tuple[ProgramAnswer, ...], barred: tuple[ProgramAnswer, ...], say: Tongue) -> Iterator[Sentence]:
    if chosen:
        yield Sentence(say("These programs may help you to pay."), _behind(chosen))
        yield Sentence(say("Each one decides for itself, so this is not a promise."), _behind(chosen))
    else:
        yield Sentence(say("No program that we know fits or may fit now."))
    if barred:
        yield Sentence(
            say(
                "You are in a health plan of the government, so the law does not let you use a copay card of a drug maker."
            ),
            _behind(barred[:1]),
        )


def _programs(chosen: tuple[ProgramAnswer, ...], say: Tongue) -> Section:
    columns = (say("Try in this order"), say("What it may pay"), say("What to do"), say("How to reach it"))
    rows = tuple(_row(place, one, say) for place, one in enumerate(chosen, start=1))
    return Section(say("What you can try"), "programs", grids=(Grid("programs", say("Programs"), columns, rows),))


def _row(place: int, one: ProgramAnswer, say: Tongue) -> Paragraph:
    """One program; its name stays in English, as people will hear it."""
    leaflet = one.leaflets[LEAFLETS[say.language]]
    reach = one.contact or one.link.removeprefix("https://") or say("Ask your clinic.")
    return tuple(Sentence(text, _behind((one,))) for text in (f"{place}. {one.name}", leaflet.pays, leaflet.do, reach))


def _good_to_know(found: tuple[ProgramAnswer, ...], chosen: tuple[ProgramAnswer, ...], say: Tongue) -> Section:
    return Section(say("Good to know"), "good-to-know", points=tuple(_points(found, chosen, say)))


def _points(found: tuple[ProgramAnswer, ...], chosen: tuple[ProgramAnswer, ...], say: Tongue) -> Iterator[Sentence]:
    behind = _behind(chosen)
    yield Sentence(say("We do not know all of the limits. Ask each program how much it pays in a year."), behind)
    yield Sentence(say("Ask each one which papers it wants."), behind)
    yield Sentence(say("Tell your clinic when you apply and when you get an answer."), behind)
    if more := len(found) - len(chosen):
        yield Sentence(say("Your clinic has {count} more programs on its list.", count=more), behind)
    oldest = min(one.verified for one in chosen)
    yield Sentence(say("We read the rules of these programs on {day}. Rules change.", day=oldest), behind)
    if any(one.stale for one in chosen):
        yield Sentence(say("That was more than 90 days ago, so call first."), behind)


def _behind(programs: Iterable[ProgramAnswer]) -> tuple[Backing, ...]:
    return tuple(sourced(Origin.POLICY, one.name, one.provenance) for one in programs)
