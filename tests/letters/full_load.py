"""Measures what many letters cost: against plain WeasyPrint, in memory from 50 to 300, and with two workers against one."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import weasyprint

from costing.letters.html import STYLESHEET, stylesheet
from costing.letters.parts import Letter
from costing.letters.pdf import ACCESSIBLE, render_html, render_pdf
from costing.questions import letter, read_case

EXAMPLE = Path(__file__).resolve().parents[2] / "costing" / "examples" / "medicare-advantage.json"
ON = "2025-12-15"
ROUNDS = 10
FEW, MANY = 50, 300  # letters of one process
BULK = 120  # letters of one command
FIXED = "table-layout: fixed;"  # the one rule of our style sheet that is there for speed
RESIDENT = "VmRSS:"  # kB, of /proc/self/status


def written() -> Letter:
    """The letter that is measured: three pages, eight tables."""
    return letter(read_case(json.loads(EXAMPLE.read_text())), date.fromisoformat(ON))


def plain(html: str, css: str) -> bytes:
    """A tagged letter as WeasyPrint's manual makes one: fonts, style sheet and cache are made anew each time."""
    page = weasyprint.HTML(string=html, base_url=str(STYLESHEET))
    sheet = weasyprint.CSS(string=css, base_url=str(STYLESHEET))
    pdf: bytes = page.write_pdf(stylesheets=[sheet], pdf_tags=True, pdf_variant=ACCESSIBLE)
    return pdf


def compared() -> Iterator[str]:
    """Warm letters against plain WeasyPrint, in turns, in seconds of the processor, so that a busy machine bends neither."""
    told, css = written(), stylesheet()
    html = render_html(told)
    ways: dict[str, Callable[[], bytes]] = {
        "letter as tagged PDF, warm": lambda: render_pdf(told),
        "plain WeasyPrint, columns measured": lambda: plain(html, css.replace(FIXED, "")),
        "plain WeasyPrint, our style sheet": lambda: plain(html, css),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, work in ways.items():
            began = time.process_time()
            work()
            if turn:
                seconds[name].append(time.process_time() - began)
    (warm, own), *baselines = [(name, median(taken)) for name, taken in seconds.items()]
    for name, baseline in baselines:
        yield f"{warm:<52}{own / baseline:>10.2f} x {name:<36}{own * 1000:>8.0f} ms, baseline {baseline * 1000:.0f} ms"


def resident() -> float:
    """What this process holds, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(RESIDENT)) / 1024


def print_many() -> None:
    """Print letters, and tell what the process holds after few and after many."""
    told, held = written(), []
    for number in range(1, MANY + 1):
        render_pdf(told)
        if number in (FEW, MANY):
            held.append(resident())
    print(json.dumps(held))


def grown() -> str:
    """How much a process grows from the fiftieth to the three-hundredth letter."""
    command = [sys.executable, "-m", "tests.letters.full_load", "many"]
    few, many = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return f"{'memory after 300 letters':<52}{many / few:>10.2f} x after 50 letters{many:>26.1f} MB, grown by {many - few:.1f} MB"


def shared() -> str:
    """The command `igpath letters`, one worker and two, from start to end."""
    with TemporaryDirectory() as folder:
        cases = [str(shutil.copy(EXAMPLE, Path(folder) / f"{number:03}.json")) for number in range(BULK)]
        one, two = (_command(cases, Path(folder) / f"by-{workers}", workers) for workers in (1, 2))
    return f"{f'{BULK} letters, two workers':<52}{one / two:>10.2f} times as fast as one{two:>22.1f} s, one worker {one:.1f} s"


def _command(cases: list[str], output: Path, workers: int) -> float:
    program = [sys.executable, "-m", "costing.cli", "letters", *cases, "-o", str(output)]
    began = time.perf_counter()
    subprocess.run([*program, "--workers", str(workers), "--date", ON], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print each figure as soon as it is known."""
    for line in compared():
        print(line, flush=True)
    print(shared(), flush=True)
    print(grown(), flush=True)


if __name__ == "__main__":
    print_many() if sys.argv[1:] == ["many"] else main()
