"""No test reads what a developer's own installation has loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from costing.reference.load import use_loaded
from costing.store.instance import FOLDER_VARIABLE


@pytest.fixture(scope="session", autouse=True)
def an_installation_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty instance folder for whatever opens the default one."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("instance")
        patch.setenv(FOLDER_VARIABLE, str(folder))
        yield folder


@pytest.fixture(autouse=True)
def what_ships_and_no_more() -> Iterator[None]:
    """What one test loads is gone for the next."""
    yield
    use_loaded(None)
