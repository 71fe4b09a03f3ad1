"""`make bench`: what each question costs, as a ratio of medians to a named baseline measured in the same run."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from costing.domain.sites import SiteKind
from costing.letters.intake import clean
from costing.letters.packet import Enclosed, make_packet
from costing.letters.pdf import render_pdf
from costing.questions import check, estimate, letter, programs, read_case, to_json, to_plain
from costing.questions.alternatives import Alternatives
from costing.questions.batch import priced_row
from costing.questions.compare import compare
from costing.questions.derived import full_chart
from costing.store import people
from costing.store.database import make_engine, migrate
from costing.store.instance import open_instance
from costing.web.app import create_app
from costing.web.limits import limiter
from payer_rules.chart import Chart
from payer_rules.findings import Reading
from payer_rules.policies import policies, read

SERVED = "an operation of the API with a token, the list of cases"
EXAMPLES = Path(__file__).resolve().parents[1] / "costing" / "examples"
SECONDS_A_FIGURE = 2.0
FEWEST, MOST = 5, 2_000
TODAY = date(2026, 11, 25)
COLD = """
import json, time
from datetime import date
from pathlib import Path
{imports}
document = json.loads(Path({path!r}).read_text())
began = time.perf_counter()
case = read_case(document)
{work}
print(time.perf_counter() - began)
"""
COLD_LETTER = (
    "from costing.letters.pdf import render_pdf\nfrom costing.questions import letter, read_case",
    "render_pdf(letter(case, date(2026, 11, 25)))",
)
COLD_ESTIMATE = ("from costing.questions import estimate, read_case", "estimate(case)")


@dataclass(frozen=True)
class Figure:
    """One thing timed: its median in seconds, how often it ran, and what it is compared with."""

    name: str
    seconds: float
    runs: int
    against: str

    def told(self, baselines: dict[str, float]) -> str:
        """A line: ratio to the baseline, then the median behind it."""
        ratio = self.seconds / baselines[self.against]
        return f"{self.name:<52}{ratio:>10.2f} x {self.against:<34}{self.seconds * 1000:>10.3f} ms{self.runs:>7}"


def timed(work: Callable[[], object]) -> tuple[float, int]:
    """Median of as many runs as two seconds hold, after one to warm up."""
    work()
    seconds: list[float] = []
    ends = time.perf_counter() + SECONDS_A_FIGURE
    while len(seconds) < FEWEST or (time.perf_counter() < ends and len(seconds) < MOST):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return median(seconds), len(seconds)


def cold(imports: str, work: str) -> tuple[float, int]:
    """Median of the first run in fresh processes; imports of our own modules are not counted."""
    program = COLD.format(imports=imports, work=work, path=str(EXAMPLES / "medicare-advantage.json"))
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(3)
    ]
    return median(float(run.stdout) for run in runs), len(runs)


def figures() -> Iterator[Figure]:
    """Every figure, baselines first."""
    text = (EXAMPLES / "part-b-office.json").read_text()
    document = json.loads(text)
    case = read_case(document)
    advantage = read_case(json.loads((EXAMPLES / "medicare-advantage.json").read_text()))
    written = letter(advantage, TODAY)

    trip = "JSON round trip of the case"
    yield Figure(trip, *timed(lambda: json.dumps(json.loads(text))), trip)
    yield Figure("read_case, reference case", *timed(lambda: read_case(document)), trip)
    yield Figure("estimate, reference case (26 infusion days)", *timed(lambda: estimate(case)), trip)
    five = Alternatives(sites=(SiteKind.HOSPITAL_OUTPATIENT,), days=(3, 4, 5))
    yield Figure("compare, the order and four alternatives", *timed(lambda: compare(case, five)), trip)
    yield Figure("one line of a batch, one process", *timed(lambda: priced_row((1, text.encode()))), trip)
    yield Figure("check, Medicare Advantage", *timed(lambda: check(advantage)), trip)
    chart, on = full_chart(advantage, TODAY), TODAY
    yield Figure("every tree of every shipped policy over one chart", *timed(lambda: read_all(chart, on)), trip)
    yield Figure("the same, with nothing charted", *timed(lambda: read_all(Chart(), on)), trip)
    yield Figure("programs, Medicare Advantage", *timed(lambda: programs(advantage)), trip)
    yield Figure("letter as data, Medicare Advantage", *timed(lambda: letter(advantage, TODAY)), trip)
    answer = estimate(case)
    own = "JSON round trip of the estimate"
    plain = to_plain(answer)
    yield Figure(own, *timed(lambda: json.loads(json.dumps(plain))), own)
    yield Figure("to_plain, estimate", *timed(lambda: to_plain(answer)), own)
    yield Figure("to_json, estimate", *timed(lambda: to_json(answer)), own)
    yield from _served(text)
    first = "letter as PDF, cold (first of a process)"
    yield Figure(first, *cold(*COLD_LETTER), first)
    yield Figure("letter as PDF, warm", *timed(lambda: render_pdf(written)), first)
    whole = clean(render_pdf(written))
    twelve = [Enclosed(f"Note {number}", whole.pages, whole.pdf) for number in range(12)]
    yield Figure("packet of 12 enclosures, warm", *timed(lambda: make_packet(written, twelve)), first)
    yield Figure("a PDF taken in, in a process of its own", *timed(lambda: clean(whole.pdf)), first)
    yield Figure("read_case and estimate, cold", *cold(*COLD_ESTIMATE), first)


def read_all(chart: Chart, on: date) -> list[Reading]:
    """Each tree of each version, as if its policy were asked."""
    known = policies()
    return [read(policy, tree, chart, on, known.consult) for policy in known.all() for tree in policy.trees]


def _served(text: str) -> Iterator[Figure]:
    """Over HTTP in one process, with sign-in, limits and database: an operation that does next to nothing, and an estimate."""
    with TemporaryDirectory() as folder:
        client, headers = _client(Path(folder))
        yield Figure(SERVED, *timed(lambda: client.get("/api/v1/cases", headers=headers)), SERVED)
        ask = partial(client.post, "/api/v1/estimate", data=text, content_type="application/json", headers=headers)
        yield Figure("estimate over HTTP", *timed(ask), SERVED)


def _client(folder: Path) -> tuple[FlaskClient, dict[str, str]]:
    instance = open_instance(folder)
    engine = make_engine(instance.database_url)
    migrate(engine)
    engine.dispose()
    app = create_app(instance)
    limiter.enabled = False
    with app.extensions["sessions"].begin() as session:
        office = people.add_practice(session, "Bench")
        person = people.add_person(
            session, office.id, "bench@example.org", "no password", "Bench", people.RoleName.BILLER
        )
        token = people.add_token(session, office.id, person.id, "bench")
    return app.test_client(), {"Authorization": f"Bearer {token}"}


def main() -> None:
    """Print each figure as soon as it is known."""
    began = time.perf_counter()
    print(f"{'figure':<52}{'ratio':>10}   {'to':<34}{'median':>13}{'runs':>7}")
    baselines: dict[str, float] = {}
    for figure in figures():
        if figure.name == figure.against:
            baselines[figure.name] = figure.seconds
        print(figure.told(baselines), flush=True)
    print(f"{time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main()
