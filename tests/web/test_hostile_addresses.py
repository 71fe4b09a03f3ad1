"""Addresses that name nothing, on both databases: not found, never an error of ours."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from costing.store.database import make_engine, migrate
from costing.store.instance import Instance, open_instance

ODD = [
    "%00",
    "a%00b",
    "%2500",
    "%ED%A0%80",
    "%FF",
    "x" * 3000,
    "%E2%80%AE",
    "..%2F..%2Fetc%2Fpasswd",
    "%0d%0aSet-Cookie:a=b",
    "'--",
]


@pytest.fixture
def instance(tmp_path: Path, database_url: str) -> Instance:
    """An installation over each kind of database."""
    engine = make_engine(database_url)
    migrate(engine)
    engine.dispose()
    return replace(open_instance(tmp_path / "instance"), database_url=database_url)


def test_no_address_breaks_anything(app: Flask, signed_in: FlaskClient):
    """Every page with every odd word at each of its places, and as what is asked beside it."""
    wrong = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()):
            continue
        for odd in ODD:
            address = rule.rule
            for _ in rule.arguments:
                address = (
                    address[: address.index("<")] + odd + address[address.index(">") + 1 :]
                    if "<" in address
                    else address
                )
            for asked in (address, f"{address}?case={odd}&kind={odd}&fact={odd}&q={odd}&to={odd}&next={odd}"):
                answer = signed_in.get(asked)
                if answer.status_code >= 500 or "Set-Cookie: a" in str(answer.headers):
                    wrong[asked[:80]] = answer.status_code
    assert wrong == {}
