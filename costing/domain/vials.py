"""Which vials to open for one infusion day: least waste first, then fewest vials, exact for any dose."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import ceil, gcd

from costing.domain.estimate import Vial


@dataclass(frozen=True, slots=True)
class VialSize:
    """A size the office can open: its content in mg and the package numbers (NDC) that hold it."""

    mg: int
    ndcs: tuple[str, ...]


def choose_vials(dose_mg: int, sizes: tuple[VialSize, ...]) -> tuple[Vial, ...]:
    """Return the vials that hold at least `dose_mg`, largest first. Raises ValueError without any size."""
    if not sizes:
        raise ValueError("no vial size is known")
    counts = _least_waste(dose_mg, tuple(sorted(size.mg for size in sizes)))
    by_mg = {size.mg: size for size in sizes}
    return tuple(Vial(Decimal(mg) / 1000, count, by_mg[mg].ndcs) for mg, count in sorted(counts, reverse=True))


def opened_mg(vials: tuple[Vial, ...]) -> int:
    """The content of all opened vials in mg."""
    return int(sum(vial.grams * vial.count for vial in vials) * 1000)


@lru_cache(maxsize=4096)
def _least_waste(dose_mg: int, sizes_mg: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """(size, count) pairs of the best filling, by the fewest vials that reach each total in steps of the sizes' gcd."""
    step = gcd(*sizes_mg)
    sizes = [mg // step for mg in sizes_mg]
    needed = ceil(dose_mg / step)
    fewest: list[int | None] = [0] + [None] * (needed + sizes[-1])
    last = [0] * len(fewest)
    for total in range(1, len(fewest)):
        for size in sizes:
            before = fewest[total - size] if size <= total else None
            if before is not None and (fewest[total] is None or before + 1 <= (fewest[total] or 0)):
                fewest[total], last[total] = before + 1, size
    total = next(reached for reached in range(needed, len(fewest)) if fewest[reached] is not None)
    return _unwind(total, last, step)


def _unwind(total: int, last: list[int], step: int) -> tuple[tuple[int, int], ...]:
    counts: dict[int, int] = {}
    while total:
        size = last[total]
        counts[size * step] = counts.get(size * step, 0) + 1
        total -= size
    return tuple(counts.items())
