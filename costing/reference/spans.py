"""Stretches of days for which something is loaded, and those between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

A_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Span:
    """From a first to a last day, both included; no last day: still in force."""

    starts: date
    ends: date | None


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order of their first day; those that touch or overlap, as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.starts, one.ends or date.max)):
        last = found[-1] if found else None
        if last and (last.ends is None or span.starts <= last.ends + A_DAY):
            ends = None if last.ends is None or span.ends is None else max(last.ends, span.ends)
            found[-1] = Span(last.starts, ends)
        else:
            found.append(span)
    return tuple(found)


def gaps(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The days between joined spans, and everything after the last when it ends."""
    between = [Span(one.ends + A_DAY, later.starts - A_DAY) for one, later in pairwise(spans) if one.ends]
    after = [Span(spans[-1].ends + A_DAY, None)] if spans and spans[-1].ends else []
    return (*between, *after)
