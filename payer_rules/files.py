"""Strict YAML with line numbers, and the provenance block that every record carries."""

import re
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from payer_rules.dated import Provenance, Source, Status

MAX_BYTES = 200_000  # the largest file that ships has a fifth of it
MAX_LINE = 10_000  # signs
MAX_DEPTH = 40
MAX_NODES = 15_000


class BadFile(ValueError):
    """A file we cannot take, with the place: `str()` reads `limits.csv, line 7: ...`."""

    def __init__(self, path: Path | str, line: int | None, problem: str) -> None:
        place = f"{path}, line {line}" if line else f"{path}"
        super().__init__(f"{place}: {problem}")
        self.path = str(path)
        self.line = line
        self.problem = problem


class Block(dict[str, Any]):
    """A YAML mapping that knows its file and the line of each key."""

    path: str = ""
    line: int = 0
    lines: dict[str, int]

    def bad(self, problem: str, key: str | None = None) -> BadFile:
        """An error at this block, or at one of its keys."""
        return BadFile(self.path, self.lines.get(key, self.line) if key else self.line, problem)

    def need(self, key: str) -> Any:
        """The value at `key`; raises BadFile when it is missing or empty."""
        value = self.get(key)
        if value is None or value == "":
            raise self.bad(f"{key} is missing")
        return value

    def only(self, *allowed: str) -> None:
        """Refuse keys that nobody reads: they are usually typing errors."""
        for key in self:
            if key not in allowed:
                raise self.bad(f"unknown key {key!r}; expected one of {', '.join(sorted(allowed))}", key)

    def text(self, key: str) -> str:
        """A required text."""
        value = self.need(key)
        if not isinstance(value, str):
            raise self.bad(f"{key} must be text in quotes, not {value!r}", key)
        return value

    def maybe_text(self, key: str) -> str | None:
        """An optional text."""
        return self.text(key) if self.get(key) is not None else None

    def day(self, key: str) -> date:
        """A required date, such as 2026-10-01."""
        value = self.need(key)
        if type(value) is not date:
            raise self.bad(f"{key} must be a date such as 2026-10-01, not {value!r}", key)
        return value

    def maybe_day(self, key: str) -> date | None:
        """An optional date."""
        return self.day(key) if self.get(key) is not None else None

    def block(self, key: str) -> "Block":
        """A required mapping."""
        value = self.need(key)
        if not isinstance(value, Block):
            raise self.bad(f"{key} must be a mapping", key)
        return value

    def blocks(self, key: str) -> list["Block"]:
        """A list of mappings; empty when the key is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, Block) for item in value):
            raise self.bad(f"{key} must be a list of mappings", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when the key is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.bad(f"{key} must be a list of texts", key)
        return tuple(value)


class _Loader(yaml.SafeLoader):
    """Safe YAML without tags, aliases, duplicate keys, floats, times or octal numbers; only `true` and `false` are booleans,
    not `on` or `NO`; neither deep nor endless.
    """

    path = ""
    depth = nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave it out
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise BadFile(self.path, line, "aliases (*name) are not allowed: write the part out")
        if getattr(event, "tag", None) is not None:
            raise BadFile(self.path, line, f"tags ({event.tag}) are not allowed: write the value plainly")
        self.depth, self.nodes = self.depth + 1, self.nodes + 1
        if self.depth > MAX_DEPTH:
            raise BadFile(self.path, line, f"is nested more than {MAX_DEPTH} levels deep")
        if self.nodes > MAX_NODES:
            raise BadFile(self.path, line, f"holds more than {MAX_NODES:,} values")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _block(loader: _Loader, node: yaml.MappingNode) -> Block:
    block = Block()
    block.path, block.line, block.lines = loader.path, node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, Hashable) or not isinstance(key, str):
            raise BadFile(loader.path, line, f"the key {key!r} must be text")
        if key in block:
            raise BadFile(loader.path, line, f"the key {key!r} stands here twice")
        block[key] = loader.construct_object(value_node, deep=True)
        block.lines[key] = line
    return block


def _no_float(loader: _Loader, node: yaml.ScalarNode) -> Any:
    raise BadFile(
        loader.path, node.start_mark.line + 1, f"write the number {node.value} in quotes, so that it stays exact"
    )


def _plain_whole(loader: _Loader, node: yaml.ScalarNode) -> int:
    """YAML 1.1 reads 010 as 8 and 1:30 as 90; a number that could be meant otherwise is refused."""
    if not PLAIN_WHOLE.fullmatch(node.value):
        raise BadFile(
            loader.path, node.start_mark.line + 1, f"write {node.value} in quotes, or as a plain number such as 10"
        )
    return int(node.value)


def _only_date(loader: _Loader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise BadFile(loader.path, node.start_mark.line + 1, f"{node.value} is not a date such as 2026-10-01") from None


PLAIN_WHOLE = re.compile("-?(?:0|[1-9][0-9]{0,15})")
BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOLEAN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(BOOLEAN, re.compile("^(?:true|false)$"), ["t", "f"])
_Loader.add_constructor("tag:yaml.org,2002:map", _block)
_Loader.add_constructor("tag:yaml.org,2002:float", _no_float)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _only_date)
_Loader.add_constructor("tag:yaml.org,2002:int", _plain_whole)


def read_yaml(path: Path, shown_as: str | None = None) -> Block:
    """Read one YAML file whose top is a mapping. Raises BadFile with the line for anything odd."""
    name = shown_as or path.name
    if path.exists() and not path.is_file():
        raise BadFile(name, None, "is no file: give the path of a YAML file")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "this is not a path"
        raise BadFile(name, None, f"cannot be read: {reason}") from None
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> Block:
    """Parse YAML bytes whose top is a mapping; `name` stands in the errors."""
    if len(raw) > MAX_BYTES:
        raise BadFile(name, None, f"is larger than {MAX_BYTES:,} bytes")
    for line, text in enumerate(raw.split(b"\n"), 1):
        if len(text) > MAX_LINE:
            raise BadFile(name, line, f"is longer than {MAX_LINE:,} signs")
    try:
        loader = _Loader(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadFile(name, raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text: save it as UTF-8") from None
    except yaml.reader.ReaderError as error:
        line = raw.decode("utf-8").count("\n", 0, error.position) + 1
        raise BadFile(name, line, f"holds the control character U+{error.character:04X}: remove it") from None
    loader.path = name
    try:
        top = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadFile(name, mark.line + 1 if mark else None, error.problem or "is not YAML") from None
    except yaml.YAMLError as error:
        raise BadFile(name, None, f"is not YAML: {error}") from None
    except RecursionError:
        raise BadFile(name, None, "is nested too deeply") from None
    if not isinstance(top, Block):
        raise BadFile(name, 1, "the file must hold a mapping")
    return top


def source_from(block: Block) -> Source:
    """Read `{title, url, where, read}`; the day it was read is required."""
    block.only("title", "url", "where", "read")
    return Source(block.text("title"), block.day("read"), block.maybe_text("url"), block.maybe_text("where"))


def provenance_from(block: Block, sources: dict[str, Source] | None = None) -> Provenance:
    """Read `status`, and its `source` (a block, or a name in `sources`) or `reason`, from the block that carries them."""
    given = block.text("status")
    try:
        status = Status(given)
    except ValueError:
        raise block.bad(f"status must be one of {', '.join(Status)}", "status") from None
    try:
        return Provenance(status, _source(block, sources or {}), block.maybe_text("reason"))
    except ValueError as error:
        raise error if isinstance(error, BadFile) else block.bad(str(error), "status") from None


def _source(block: Block, sources: dict[str, Source]) -> Source | None:
    given = block.get("source")
    if given is None:
        return None
    if isinstance(given, Block):
        return source_from(given)
    if not isinstance(given, str) or given not in sources:
        raise block.bad(f"no source is named {given!r}", "source")
    return sources[given]
