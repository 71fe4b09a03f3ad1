"""Files that mean harm: refused within two seconds and 200 MB with file and line, and nothing of them is loaded."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from payer_rules.criteria.classification import shared
from payer_rules.criteria.parse import KINDS, criterion
from payer_rules.files import BadFile, Block, parse_yaml, read_yaml
from payer_rules.policies import SHIPPED
from payer_rules.policies.load import load_policy

SECONDS, MEGABYTES = 2.0, 200
LOADER = """
import json, re, sys, time
from pathlib import Path
from payer_rules.files import BadFile
from payer_rules.policies import policies
from payer_rules.policies.load import load_policy
before = policies()
began = time.process_time()  # what a busy machine does meanwhile is not counted
try:
    said = f"LOADED {load_policy(Path(sys.argv[1])).id}"
except BadFile as bad:
    said = str(bad)
seconds = time.process_time() - began
unchanged = policies() is before and len(before.all()) > 10
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])  # getrusage would count the parent's
print(json.dumps([said, seconds, peak / 1024, unchanged]))
"""
GOOD = (SHIPPED / "cms" / "ncd-250-3-2002-10-01.yaml").read_text("utf-8")
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HEAD = "id: x\ntitle: x\npayer: x\npayer_id: x\nlayer: plan\nstarts: 2026-01-01\nstatus: entered\nreason: x\n"
DEEP = HEAD + "trees:\n  initial: " + "{text: a, not:\n" * 5_000 + "{}" + "}" * 5_000
HOSTILE = {
    "a tag that runs code": (f"{HEAD}title2: !!python/object/apply:os.system [echo]\n", "line 9: tags"),
    "a harmless tag": (HEAD.replace("title: x", "title: !!str x"), "line 2: tags"),
    "a bomb of aliases": (BOMB, "line 2: aliases"),
    "a cycle": (f"{HEAD}notes: &n [*n]\n", "line 9: aliases"),
    "a merge": (f"{HEAD}<<: {{id: y}}\n", "line 9"),
    "five thousand levels": (DEEP, "is nested more than 40 levels deep"),
    "ten thousand brackets": (f"{HEAD}notes: {'[' * 9_000}", "line 9: is nested more than 40 levels deep"),
    "a key twice": (f"{HEAD}id: y\n", "line 9: the key 'id' stands here twice"),
    "ten megabytes": (f"{HEAD}notes: [{'x, ' * 3_500_000}]\n", "is larger than 200,000 bytes"),
    "a long flat list": (f"{HEAD}notes:\n{'- x' + chr(10)}" + "- x\n" * 40_000, "holds more than 15,000 values"),
    "many keys": (HEAD + "".join(f"k{number}: 1\n" for number in range(18_000)), "holds more than 15,000 values"),
    "one endless word": (f"{HEAD}notes: [{'x' * 190_000}\n", "line 9: is longer than 10,000 signs"),
    "endless quotes": (f"{HEAD}notes: [{chr(34)}{('x ' * 40 + chr(10)) * 2_300}", "line"),
    "an unknown operator": (f"{HEAD}trees: {{initial: {{text: a, at_lest: 2}}}}\n", "line 9: a criterion needs exactly one of"),
    "an unknown fact": (f"{HEAD}trees: {{initial: {{text: a, documented: rush}}}}\n", "line 9: no fact is named 'rush'"),
    "a list for a text": (HEAD.replace("payer: x", "payer: [x]"), "line 3: payer must be text"),
    "a country for a text": (HEAD.replace("payer: x", "payer: true"), "line 3: payer must be text in quotes, not True"),
    "an octal number": (f"{HEAD}notes: [010]\n", "line 9: write 010 in quotes"),
    "minutes for a number": (f"{HEAD}notes: [1:30]\n", "line 9: write 1:30 in quotes"),
    "a float": (f"{HEAD}notes: [0.1]\n", "line 9: write the number 0.1 in quotes"),
    "a path for an id": (HEAD.replace("id: x", "id: ../../etc/passwd", 1), "line 1: id must be small letters"),
    "no UTF-8": (b"id: x\ntitle: \xff\xfe\n", "line 2: is not UTF-8 text"),
    "a control character": (HEAD.replace("title: x", "title: \x1b[31mx"), "line 2: holds the control character U+001B"),
    "two documents": (f"{HEAD}---\nid: y\n", "line 9"),
    "nothing": ("", "line 1: the file must hold a mapping"),
    "a key that is a list": (f"{HEAD}? [a, b]\n: c\n", "line 9"),
}  # fmt: skip


def run(path: Path) -> tuple[str, float, float, bool]:
    """Loaded in a process of its own, whose memory is its own."""
    done = subprocess.run(
        [sys.executable, "-c", LOADER, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    said, seconds, megabytes, unchanged = json.loads(done.stdout)
    return said, seconds, megabytes, unchanged


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_soon_and_small_with_file_and_line(tmp_path: Path, name: str):
    content, problem = HOSTILE[name]
    path = tmp_path / "hostile.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said, seconds, megabytes, unchanged = run(path)
    assert said.startswith("hostile.yaml")
    assert problem in said
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert unchanged


def test_the_largest_file_that_is_taken_is_taken_soon_and_small(tmp_path: Path):
    """The limits above would prove nothing if what they let through were slow."""
    path = tmp_path / "large.yaml"
    criterion_line = "      - {text: Biopsy, cite: A, documented: biopsy_proven}\n"
    count = 14_900 // 7
    path.write_text(f"{HEAD}trees:\n  initial:\n    every:\n{criterion_line * count}", "utf-8")
    said, seconds, megabytes, _ = run(path)
    assert said == "LOADED x"
    assert (seconds < 4 * SECONDS, megabytes < MEGABYTES) == (True, True)


@pytest.mark.parametrize("what", ["/dev/zero", "folder", "gone.yaml"])
def test_what_is_no_file_is_refused(tmp_path: Path, what: str):
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadFile, match=r"is no file|cannot be read"):
        read_yaml(tmp_path / what)


def refusal(load: Callable[[], object]) -> str:
    """Why it is refused, or nothing; any other exception than a refusal fails the test."""
    try:
        load()
    except BadFile as bad:
        return str(bad)
    return ""


SIGNS = st.sampled_from(list("{}[]:-#&*!|>'\"%@`\n \t\x00?,~=<0123456789xyé"))


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.text(SIGNS, max_size=12))
def test_a_damaged_policy_is_taken_or_refused_and_never_falls_over(tmp_path_factory, at: int, gone: int, put: str):
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_bytes((GOOD[:at] + put + GOOD[at + gone :]).encode())
    said = refusal(lambda: load_policy(path))
    assert said == "" or said.startswith("damaged.yaml")


WORDS = st.sampled_from([*KINDS, "text", "of", "then", "at_least", "at_most", "unit", "which", "within", "days", "before",
                         "is_one_of", "starts_with", "tried", "set", "ck", "dysphagia", "diagnosis", "request_date", "latest"])  # fmt: skip
VALUES = st.one_of(WORDS, st.booleans(), st.none(), st.integers(-5, 100), st.just("0.5"), st.dates())
SHAPES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5), max_leaves=12
)


@settings(deadline=None, max_examples=400)
@given(st.dictionaries(WORDS, SHAPES, max_size=5))
def test_any_shape_is_a_criterion_or_a_sentence(shape: dict[str, object]):
    block = parse_yaml(yaml.safe_dump(shape).encode(), "any.yaml")
    assert isinstance(block, Block)
    said = refusal(lambda: criterion(block, shared()))
    assert said == "" or said.startswith("any.yaml, line ")
