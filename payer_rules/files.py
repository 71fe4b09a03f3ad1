"""Strict YAML with line numbers, and the provenance block that every record carries."""

import re
from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from payer_rules.dated import Provenance, Source, Status

MAX_BYTES = 2_000_000


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
    """Safe YAML without aliases, duplicate keys, floats or times; only `true` and `false` are booleans, not `on` or `NO`."""

    path = ""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise BadFile(self.path, self.line + 1, "aliases (*name) are not allowed")
        return super().compose_node(parent, index)


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


def _only_date(loader: _Loader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise BadFile(loader.path, node.start_mark.line + 1, f"{node.value} is not a date such as 2026-10-01") from None


BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != BOOLEAN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(BOOLEAN, re.compile("^(?:true|false)$"), ["t", "f"])
_Loader.add_constructor("tag:yaml.org,2002:map", _block)
_Loader.add_constructor("tag:yaml.org,2002:float", _no_float)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _only_date)


def read_yaml(path: Path, shown_as: str | None = None) -> Block:
    """Read one YAML file whose top is a mapping. Raises BadFile with the line for anything odd."""
    name = shown_as or path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadFile(name, None, f"cannot be read: {error.strerror}") from None
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes, name: str) -> Block:
    """Parse YAML bytes whose top is a mapping; `name` stands in the errors."""
    if len(raw) > MAX_BYTES:
        raise BadFile(name, None, f"is larger than {MAX_BYTES:,} bytes")
    try:
        loader = _Loader(raw.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadFile(name, None, f"is not UTF-8 text: {error}") from None
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
