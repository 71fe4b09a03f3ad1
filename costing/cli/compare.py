"""`igpath compare CASE.json`: the same patient with other products, sites, days or start dates, cheapest first."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from costing.case.fields import plain
from costing.cli.cases import AS_JSON, CASE
from costing.cli.files import case_from, refusals, show
from costing.cli.told import dollars, table
from costing.domain.sites import SiteKind
from costing.questions.alternatives import Alternatives, Rank, read_alternatives
from costing.questions.compare import Compared, Comparison
from costing.questions.compare import compare as ask_compare

T = TypeVar("T")
HEAD = (
    "Change",
    "Product",
    "Site",
    "Days",
    "Starts",
    "Visits",
    "Chair hours",
    "Total allowed",
    "Patient",
    "First visit",
    "Margin",
)


def _listed(read: Callable[[str], T], example: str) -> Callable[[click.Context, click.Parameter, str], tuple[T, ...]]:
    """A callback that reads a list with commas between."""

    def reading(_: click.Context, parameter: click.Parameter, given: str) -> tuple[T, ...]:
        try:
            return tuple(read(one.strip()) for one in given.split(",") if one.strip())
        except ValueError:
            raise click.BadParameter(f"give a list such as {example}", param=parameter) from None

    return reading


@click.command()
@CASE
@AS_JSON
@click.option("--products", default="", callback=_listed(str, "privigen,panzyga"), help="Such as privigen,panzyga.")
@click.option(
    "--sites", default="", callback=_listed(SiteKind, "office,hospital_outpatient"), help="Such as hospital_outpatient."
)
@click.option("--days", default="", callback=_listed(int, "2,3,4"), help="Infusion days per cycle, such as 2,3,4.")
@click.option(
    "--starts", default="", callback=_listed(date.fromisoformat, "2026-01-05,2026-03-02"), help="Such as 2026-01-05."
)
@click.option("--minutes", type=int, help="Minutes of one infusion day, for products without a loaded rate table.")
@click.option(
    "--under-the-skin",
    metavar="PRODUCT:WEEKS:FACTOR",
    help="The same therapy under the skin, such as hizentra:1:1.37. The prescriber chooses the factor.",
)
@click.option("--by", type=click.Choice([one.value for one in Rank]), default="patient", help="By what to rank.")
def compare(
    case_file: Path,
    as_json: bool,
    products: tuple[str, ...],
    sites: tuple[SiteKind, ...],
    days: tuple[int, ...],
    starts: tuple[date, ...],
    minutes: int | None,
    under_the_skin: str | None,
    by: str,
) -> None:
    """Price the order with one change at a time, ranked by what the patient pays.

    Without a list: both sites, every product of the same route, and the days that the label prints. What is unknown is listed, not
    ranked.
    """
    case = case_from(case_file)
    with refusals(case_file):
        under = read_alternatives({"under_the_skin": _under(under_the_skin)}).under_the_skin
        asked = Alternatives(products, sites, days, starts, minutes, under, Rank(by))
        show(ask_compare(case, asked), as_json, told_comparison)


def _under(given: str | None) -> list[dict[str, Any]]:
    """`hizentra:1:1.37` as the document writes it: at home, by the patient."""
    if given is None:
        return []
    product, _, rest = given.partition(":")
    weeks, _, factor = rest.partition(":")
    return [{"product": product, "interval": {"every": weeks, "unit": "weeks"}, "factor": factor}]


def told_comparison(comparison: Comparison) -> str:
    """One row an alternative, then what is not ranked and why."""
    parts = [
        table(HEAD, map(_row, comparison.ranked), (3, *range(5, len(HEAD)))),
        "\n".join(_not_ranked(comparison)),
        "An estimate, not a bill and not a promise of coverage.",
    ]
    return "\n\n".join(part for part in parts if part)


def _row(one: Compared) -> tuple[str, ...]:
    product = f"{one.product_name} (off label)" if one.off_label else one.product_name
    site, days, starts = one.site.replace("_", " "), str(one.days_per_cycle), str(one.first_infusion)
    hours = "" if one.chair_hours is None else plain(round(one.chair_hours, 1))
    sums = map(dollars, (one.allowed, one.patient, one.first_visit_patient, one.margin))
    return one.change, product, site, days, starts, str(one.visits), hours, *sums


def _not_ranked(comparison: Comparison) -> Iterator[str]:
    for one in comparison.not_ranked:
        change, product, site, days, starts, *_ = _row(one)
        yield f"NOT RANKED, {change}: {product}, {site}, {days} days, from {starts}: {' '.join(one.unknown)}"
