"""The help sheet: programs that fit or may fit, in the order in which to try them, each with what it pays and the next step."""

from collections.abc import Iterator

from costing.letters.backing import sourced
from costing.letters.kinds import patient
from costing.letters.matter import Matter
from costing.letters.parts import Grid, Letter, Origin, Section, Sentence
from costing.letters.tongue import Language, Tongue
from payer_rules.findings import Eligibility, ProgramAnswer

FITS = "Fits, as far as we know"
MAY_FIT = "May fit: ask"
WORDS = {Eligibility.ELIGIBLE: FITS, Eligibility.MAY_BE: MAY_FIT, Eligibility.MORE_NEEDED: MAY_FIT}


def build(matter: Matter) -> Letter:
    """Write the sheet."""
    say = Tongue(matter.language)
    found = tuple(one for one in matter.programs if one.eligibility in WORDS)
    none = (Sentence(say("No program that we know fits or may fit now.")),)
    opening = (
        (Sentence(say("These programs may help you to pay. Each decides by itself; terms change, so ask it first.")),)
        if found
        else none
    )
    sections = tuple(_section(found, say)) if found else ()
    return patient.written(matter, say("Help to pay for your treatment"), opening, sections)


def _section(found: tuple[ProgramAnswer, ...], say: Tongue) -> Iterator[Section]:
    columns = (say("Program"), say("Fits?"), say("What it pays"), say("Next step"), say("Terms read on"))
    rows = tuple(_row(one, say) for one in found)
    lead = (Sentence(say("The words of the programs are in English.")),) if say.language is Language.SPANISH else ()
    yield Section(
        say("Programs, in the order in which to try them"),
        "programs",
        lead,
        grids=(Grid("programs", say("Programs"), columns, rows),),
    )


def _row(one: ProgramAnswer, say: Tongue) -> tuple[Sentence, ...]:
    backing = (sourced(Origin.POLICY, one.name, one.provenance),)
    name = f"{one.name} ({one.sponsor})" if one.sponsor not in one.name else one.name
    texts = (name, say(WORDS[one.eligibility]), one.pays, one.next_step, say.day(one.verified))
    return tuple(Sentence(text, backing) for text in texts)
