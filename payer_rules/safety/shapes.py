"""What the screen is given and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from payer_rules.dated import Provenance
from payer_rules.findings import Finding
from payer_rules.message import Message


class Level(StrEnum):
    """What to do, the most urgent first."""

    STOP = "stop"  # the label forbids it, and the chart says that it holds
    CAUTION = "caution"
    ASK = "ask"  # the chart is silent or disagrees, or the label was not read
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class ProductAttribute:
    """One thing a label says, in words, with who vouches for it; the names of the hazards that it stops, cautions or clears."""

    name: str
    value: str
    provenance: Provenance
    note: str | None = None
    stops: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """One hazard of one product: the attributes that name it (none when no label was read), what the chart says, and what to do."""

    hazard: str
    title: str
    level: Level
    says: Message
    attributes: tuple[ProductAttribute, ...]
    finding: Finding
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class ProductSafety:
    """Every hazard of one product, the most urgent first; `level` is that of the first."""

    product: str
    name: str
    level: Level
    alerts: tuple[Alert, ...]
