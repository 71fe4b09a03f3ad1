"""The instance folder: made once, private, and never with new keys beside an old database."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from costing.store.instance import BadInstance, open_instance


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("IGPATH_INSTANCE", raising=False)
    monkeypatch.delenv("IGPATH_DATABASE", raising=False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_is_private(tmp_path: Path):
    instance = open_instance(tmp_path / "new" / "instance")
    assert mode(instance.folder) == 0o700
    assert mode(instance.folder / "keys.json") == mode(instance.folder / "igpath.sqlite") == 0o600
    assert len(instance.keys.document_key) == 32


def test_opening_again_gives_the_same_keys(tmp_path: Path):
    assert open_instance(tmp_path) == open_instance(tmp_path)


def test_two_folders_have_different_keys(tmp_path: Path):
    one, two = open_instance(tmp_path / "one").keys, open_instance(tmp_path / "two").keys
    assert one.document_key != two.document_key
    assert one.secret_key != two.secret_key


def test_many_at_once_agree_on_one_set_of_keys(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: open_instance(tmp_path).keys.document_key, range(40)))
    assert len(set(found)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["igpath.sqlite", "keys.json"]


def test_the_environment_names_folder_and_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IGPATH_INSTANCE", str(tmp_path / "here"))
    monkeypatch.setenv("IGPATH_DATABASE", "postgresql+psycopg://db/igpath")
    instance = open_instance()
    assert (instance.folder, instance.database_url) == (tmp_path / "here", "postgresql+psycopg://db/igpath")
    assert not (tmp_path / "here" / "igpath.sqlite").exists()


def test_lost_keys_are_not_replaced_beside_a_database(tmp_path: Path):
    open_instance(tmp_path)
    (tmp_path / "keys.json").unlink()
    with pytest.raises(BadInstance, match="restore it from your backup"):
        open_instance(tmp_path)
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "not json", '{"secret_key": "a", "password_salt": "b", "document_key": "#"}']
)
def test_damaged_keys_are_refused(tmp_path: Path, content: str):
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(BadInstance, match=r"keys\.json is damaged"):
        open_instance(tmp_path)


def test_a_short_key_is_refused(tmp_path: Path):
    (tmp_path / "keys.json").write_text(json.dumps({"secret_key": "a", "password_salt": "b", "document_key": "AAAA"}))
    with pytest.raises(BadInstance, match="32 bytes"):
        open_instance(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInstance, match="cannot be used"):
        open_instance(tmp_path / "file")


def test_keys_are_not_printed(tmp_path: Path):
    instance = open_instance(tmp_path)
    assert instance.keys.secret_key not in repr(instance)
