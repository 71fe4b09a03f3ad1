"""Invented files in the published layouts, a part of their size: always the same bytes, and each is read by its kind."""

from pathlib import Path

import pytest

from costing.importers.kinds import read_files
from costing.importers.official import Asked
from tests.importers.full_size import BY_LOCALITY, DRUGS, SERVICES, TABLES, write


@pytest.mark.parametrize("which", [*TABLES, BY_LOCALITY])
def test_an_invented_file_is_read_by_its_kind(tmp_path: Path, which: str):
    path, name = write(which, tmp_path, 0.01)
    first = path.read_bytes()
    found, unread = read_files([(path, name)], Asked(frozenset(SERVICES), None, frozenset(DRUGS)))
    assert {one.kind.id for one in found} == {which.removesuffix(" as text")}
    assert all(one.official.rows for one in found)
    assert unread == ()
    assert write(which, tmp_path, 0.01)[0].read_bytes() == first
