"""Policy files to policies: one version a file, all of a folder to a collection without overlaps."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from payer_rules.criteria.classification import shared
from payer_rules.criteria.parse import Shared, criterion, sets_of
from payer_rules.criteria.shapes import Criterion
from payer_rules.facts import facts
from payer_rules.files import Block, provenance_from, read_yaml
from payer_rules.findings import Required
from payer_rules.policies.shapes import AuthorizationRule, Policy, Scope

LAYERS = ("national", "plan", "label", "common")
TREES = (
    "initial", "renewal", "product_step", "site_of_care", "quantity", "documents",
    "indication", "contraindication", "dosing",
)  # fmt: skip
CATALOGUE = "catalogue.yaml"
SCOPE_KEYS = ("insurance_kinds", "products", "diagnoses", "sites", "not_sites", "states", "routes", "because")
AN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 80
KEYS = (
    "id", "title", "payer", "payer_id", "layer", "starts", "ends", "starts_reason", "by", "status", "source", "reason",
    "scope", "authorization", "sets", "trees", "not_loaded", "notes",
    "number", "lines_of_business", "states", "seen", "ends_reason", "draft",
)  # fmt: skip


def policy_files(folder: Path) -> Iterable[Path]:
    """Every policy file below `folder`, without the case files beside them and the catalogues."""
    beside = (".cases.yaml", CATALOGUE)
    return sorted(path for path in folder.rglob("*.yaml") if not path.name.endswith(beside))


def load_policy(path: Path) -> Policy:
    """Read one file. Raises BadFile with the line of the first mistake."""
    block = read_yaml(path)
    block.only(*KEYS)
    if not AN_ID.fullmatch(block.text("id")) or len(block["id"]) > LONGEST_ID:
        raise block.bad("id must be small letters, digits and hyphens, such as my-plan-immune-globulin", "id")
    if block.get("draft", False) not in (True, False):
        raise block.bad("draft must be true or false", "draft")
    if block.text("layer") not in LAYERS:
        raise block.bad(f"layer must be one of {', '.join(LAYERS)}", "layer")
    if (ends := block.maybe_day("ends")) and ends < block.day("starts"):
        raise block.bad("ends before it starts", "ends")
    return Policy(
        id=block.text("id"),
        title=block.text("title"),
        payer=block.text("payer"),
        payer_id=block.text("payer_id"),
        layer=block.text("layer"),
        starts=block.day("starts"),
        ends=ends,
        starts_reason=block.maybe_text("starts_reason"),
        by_date_of_service=_by_date_of_service(block),
        provenance=provenance_from(block),
        scope=_scope(block.block("scope")) if block.get("scope") else Scope(),
        authorization=_authorization(block.block("authorization")) if block.get("authorization") else None,
        trees=_trees(block.block("trees"), _shared(block)) if block.get("trees") else {},
        not_loaded=block.texts("not_loaded"),
        notes=block.texts("notes"),
        number=block.maybe_text("number"),
        lines_of_business=block.texts("lines_of_business"),
        states=block.texts("states"),
        seen=block.texts("seen"),
        ends_reason=block.maybe_text("ends_reason"),
        draft=block.get("draft", False),
    )


def _by_date_of_service(block: Block) -> bool:
    by = block.maybe_text("by") or "request_date"
    if by not in ("request_date", "date_of_service"):
        raise block.bad("by must be request_date or date_of_service", "by")
    return by == "date_of_service"


def _shared(block: Block) -> Shared:
    """The shipped atoms and classifications, and the sets of this file."""
    return replace(shared(), sets=sets_of(block.block("sets")) if "sets" in block else {})


def _trees(block: Block, known: Shared) -> dict[str, Criterion]:
    block.only(*TREES)
    return {name: criterion(block.block(name), known) for name in block}


def _scope(block: Block) -> Scope:
    block.only(*SCOPE_KEYS)
    return Scope(
        _choices(block, "insurance_kinds", "insurance_kind"),
        frozenset(block.texts("products")),
        block.texts("diagnoses"),
        _choices(block, "sites", "site"),
        _choices(block, "not_sites", "site"),
        frozenset(block.texts("states")),
        _choices(block, "routes", "route"),
        block.maybe_text("because"),
    )


def _choices(block: Block, key: str, fact: str) -> frozenset[str]:
    """The words at `key`, each a choice of the fact, so that a typing error cannot make a policy about nobody."""
    given, choices = frozenset(block.texts(key)), facts()[fact].choices
    if unknown := given - set(choices):
        raise block.bad(f"{fact} is never {min(unknown)!r}; expected one of {', '.join(choices)}", key)
    return given


def _authorization(block: Block) -> AuthorizationRule:
    block.only("required", "why", "next_step", "cite")
    try:
        required = Required(block.text("required"))
    except ValueError:
        raise block.bad(f"required must be one of {', '.join(Required)}", "required") from None
    return AuthorizationRule(required, block.text("why"), block.text("next_step"), block.maybe_text("cite"))


def refuse_overlaps(versions: Iterable[tuple[Path, Policy]]) -> None:
    """Raise BadFile when two versions of one policy hold on the same day."""
    ordered = sorted(versions, key=lambda pair: (pair[1].id, pair[1].starts))
    for (_, earlier), (path, later) in pairwise(ordered):
        if earlier.id == later.id and (earlier.ends is None or earlier.ends >= later.starts):
            raise read_yaml(path).bad(f"overlaps the version of {earlier.id} from {earlier.starts}", "starts")
