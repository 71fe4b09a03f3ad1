"""Runs the command in this process, as a shell would, on the shipped examples or on changed copies of them."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from costing.cli import main

EXAMPLES = Path(__file__).resolve().parents[2] / "costing" / "examples"


def run(*arguments: str | Path) -> Result:
    """What the command says and its exit code."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="igpath")


def example(name: str) -> Path:
    """A shipped case file."""
    return EXAMPLES / f"{name}.json"


def document(name: str = "part-b-office") -> dict[str, Any]:
    """Its content."""
    found: dict[str, Any] = json.loads(example(name).read_text())
    return found


def changed(folder: Path, path: str, value: Any, name: str = "part-b-office") -> Path:
    """A copy of an example with the value at a dotted path replaced; None removes it."""
    whole = document(name)
    *parents, last = path.split(".")
    block: Any = whole
    for key in parents:
        block = block[int(key) if isinstance(block, list) else key]
    if value is None:
        del block[last]
    else:
        block[last] = value
    return written(folder, json.dumps(whole))


def written(folder: Path, content: str | bytes) -> Path:
    """A case file with this content."""
    target = folder / "case.json"
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


def said(result: Result) -> str:
    """Its refusal, after checking that it is one: exit code 2, nothing on standard output, no trace."""
    assert result.exit_code == 2, (result.stdout, result.stderr, result.exception)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr
