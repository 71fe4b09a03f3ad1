"""The page that says where the figures come from: everything loaded is on it, with its gaps."""

from datetime import date

from flask.testing import FlaskClient

from costing.letters.deadlines import clocks
from costing.letters.laws import laws
from costing.questions import data_hash
from costing.web.loaded import Collection, Span, loaded
from payer_rules.dated import Status


def named(start: str) -> Collection:
    return next(one for one in loaded() if str(one.name).startswith(start))


def test_it_is_open_to_everybody_and_shows_every_collection(anonymous: FlaskClient) -> None:
    page = anonymous.get("/data")
    assert page.status_code == 200
    for one in loaded():
        assert str(one.name) in page.text
        assert f"{one.records} record" in page.text
    assert data_hash()[:12] in page.text


def test_the_limits_name_the_quarters_that_are_missing(anonymous: FlaskClient) -> None:
    limits = named("Medicare Part B payment limits")
    assert limits.periods[0] == Span(date(2025, 1, 1), date(2025, 3, 31))
    assert limits.gaps[0] == Span(date(2025, 4, 1), date(2025, 9, 30))
    assert limits.gaps[-1] == Span(date(2027, 1, 1), None)
    assert "Not loaded:</strong> April 1, 2025 to September 30, 2025" in anonymous.get("/data").text


def test_every_record_is_vouched_for() -> None:
    for one in loaded():
        assert sum(count for _, count in one.statuses) == one.records > 0
        assert one.sources or one.reasons


def test_what_is_told_from_memory_says_so(anonymous: FlaskClient) -> None:
    assert "Told from memory; the notice for 2024 was not read." in anonymous.get("/data").text


def test_what_letters_rest_on_is_listed_with_how_sure_it_is() -> None:
    limits = named("Time limits of decisions and appeals")
    assert limits.records == len(clocks())
    assert {status for status, _ in limits.statuses} >= {Status.PUBLISHED, Status.SECONDARY, Status.MEMORY}
    assert named("Laws that letters lean on").records == len(laws())
