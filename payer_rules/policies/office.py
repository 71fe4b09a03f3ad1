"""An office's own policies, a folder of files beside the shipped ones: the running service takes what is put there."""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from payer_rules.cases import cases_beside, cases_path
from payer_rules.files import BadFile, read_yaml
from payer_rules.policies.calls import refuse_circles
from payer_rules.policies.collection import Collection, shipped
from payer_rules.policies.load import load_policy, policy_files, refuse_overlaps
from payer_rules.policies.shapes import Policy

Signature = tuple[tuple[str, int, int], ...]
MOST_FILES = 1_000
A_DAY = timedelta(1)


class _Use:
    """What `policies()` answers from: the shipped files and the folder of an installation, read again when it changes."""

    folder: Path | None = None
    signature: Signature | None = None
    known: Collection | None = None


def use_office_policies(folder: Path | None) -> None:
    """From now on add what is in `folder`, which need not exist (None: nothing)."""
    _Use.folder, _Use.signature, _Use.known = folder, None, None


def policies() -> Collection:
    """The shipped policies and the office's own as its folder holds them now.

    While a file there cannot be taken, what was loaded before stays, with the `problem` said.
    """
    folder = _Use.folder
    if folder is None:
        return shipped()
    signature = _signature(folder)
    if _Use.known is None or signature != _Use.signature:
        _Use.known, _Use.signature = _renewed(folder, _Use.known or shipped()), signature
    return _Use.known


def files_in_use() -> tuple[Path, ...]:
    """The office's own policy files as they stand now; none without a folder."""
    return tuple(policy_files(_Use.folder)) if _Use.folder and _Use.folder.is_dir() else ()


def _signature(folder: Path) -> Signature:
    """What changes with every change of a file: its name, time and size."""
    try:
        with os.scandir(folder) as found:
            seen = [(one.name, one.stat()) for one in found if one.name.endswith(".yaml")]
    except OSError:
        return ()
    return tuple(sorted((name, told.st_mtime_ns, told.st_size) for name, told in seen))


def _renewed(folder: Path, before: Collection) -> Collection:
    try:
        return with_own(shipped(), own_files(folder))
    except BadFile as error:
        held = before if any(one.office_own for one in before.all()) else _those_that_can(folder)
        return replace(held, problem=str(error))


def _those_that_can(folder: Path) -> Collection:
    """At a start there is nothing from before: every file that can be taken is, so that one bad file takes no other with it."""
    taken: list[Path] = []
    found = shipped()
    for path in policy_files(folder):
        try:
            found = with_own(shipped(), (*taken, path))
            taken.append(path)
        except BadFile:
            continue
    return found


def own_files(folder: Path) -> tuple[Path, ...]:
    """The policy files of the folder. Raises BadFile when there are too many to be meant."""
    found = tuple(policy_files(folder)) if folder.is_dir() else ()
    if len(found) > MOST_FILES:
        raise BadFile(folder, None, f"holds more than {MOST_FILES:,} policy files")
    return found


def with_own(base: Collection, paths: Iterable[Path]) -> Collection:
    """The collection with these files, marked as the office's own.

    A later version of a shipped policy that has no end closes it the day before. Raises BadFile for a mistake or an overlap.
    """
    own = [(path, replace(load_policy(path), office_own=True)) for path in paths]
    refuse_overlaps(own)
    refuse_circles(own, base.versions)
    for path, policy in own:
        _refuse_overlap(path, policy, base.get(policy.id))
    ids = {policy.id for _, policy in own}
    versions = (*(_closed(one, own) for one in base.versions), *(policy for _, policy in own))
    entries = tuple(entry for entry in base.entries if entry.id not in ids)
    return replace(base, versions=tuple(sorted(versions, key=lambda one: (one.id, one.starts))), entries=entries)


def add_own(path: Path, folder: Path) -> Path:
    """Put a file, and the cases beside it, among the office's own; where it stands now.

    Raises BadFile for whatever loading refuses, also together with what is there, and when that version is there already with
    other words: a version in use never changes. Nothing is written then.
    """
    policy = load_policy(path)
    target = folder / f"{policy.id}-{policy.starts.isoformat()}.yaml"
    if not target.exists():
        with_own(shipped(), (*own_files(folder), path))
    elif target.read_bytes() != path.read_bytes():
        raise read_yaml(path).bad(
            f"{target.name} is there already, and a version in use never changes: give this one a later start", "starts"
        )
    proved = cases_path(path).is_file() and cases_beside(path)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if proved:
        _write(cases_path(target), cases_path(path).read_bytes())
    _write(target, path.read_bytes())
    return target


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees a part of it."""
    draft = target.with_name(f".{target.name}.draft")
    draft.write_bytes(content)
    draft.replace(target)


def _refuse_overlap(path: Path, policy: Policy, others: Iterable[Policy]) -> None:
    """Raise BadFile when the version holds on a day of a shipped one that it does not merely follow, or changes whose it is."""
    for other in others:
        if (policy.payer_id, policy.layer) != (other.payer_id, other.layer):
            raise read_yaml(path).bad(
                f"{policy.id} is a policy of {other.payer_id} ({other.layer}): take an id of your own", "id"
            )
        follows = policy.starts > (other.ends or other.starts)
        if not follows and (policy.ends is None or policy.ends >= other.starts):
            raise read_yaml(path).bad(
                f"overlaps the shipped version of {policy.id} from {other.starts}: start later, or take an id of your own",
                "starts",
            )


def _closed(version: Policy, own: Iterable[tuple[Path, Policy]]) -> Policy:
    later = [policy.starts for _, policy in own if policy.id == version.id and policy.starts > version.starts]
    return replace(version, ends=min(later) - A_DAY) if later and version.ends is None else version
