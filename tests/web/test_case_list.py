"""The list of cases: found by name without a name in an address, narrowed, ordered, and what is due on top of it."""

import re
from datetime import date, timedelta
from typing import Any

from costing.store import cases
from tests.web.conftest import csrf_token
from tests.web.forms_read import form_of
from tests.web.test_cases import actions, add_case, changed, example, kept, said, sent

SOON = (date.today() + timedelta(days=3)).isoformat()


def named(family: str, **request: Any) -> dict[str, Any]:
    document = example("medicare-advantage")
    document.pop("label")
    document["patient"]["family_name"] = family
    document["request"] |= request
    return document


def listed(page) -> list[str]:
    """The names in the list, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>(.*?)</a>', page.text)


def found(client, **typed: str):
    return client.post("/cases/find", data={"csrf_token": csrf_token(client, "/cases"), **typed})


def test_a_case_is_found_by_any_part_of_its_name_or_number(app, biller, signed_in):
    for family in ("Abbott", "Baker", "Cruz"):
        add_case(app, biller, named(family, case_number=f"N-{family[0]}7"))
    assert listed(found(signed_in, find="WALTER bak")) == ["Walter Baker"]
    assert listed(found(signed_in, find="n-c7")) == ["Walter Cruz"]
    assert len(listed(found(signed_in, find="ypn00000001"))) == 3
    nobody = found(signed_in, find="Zzz")
    assert "No case is found. Check the spelling" in said(nobody)
    assert 'value="Zzz"' in nobody.text
    assert "Zzz" not in " ".join(f"{action} {subject}" for action, subject in actions(app, biller))


def test_a_name_cannot_be_asked_for_in_an_address(app, biller, signed_in):
    add_case(app, biller, named("Abbott"))
    add_case(app, biller, named("Baker"))
    assert len(listed(signed_in.get("/cases?find=Baker"))) == 2


def test_the_list_is_ordered_by_name_date_and_what_is_due(app, biller, signed_in):
    for family, ends in (("Cruz", "2026-12-31"), ("Abbott", "2027-06-30"), ("Baker", "2026-02-01")):
        add_case(app, biller, named(family, authorization={"ends": ends}))
    add_case(app, biller, named("Young"))
    assert listed(signed_in.get("/cases"))[0] == "Walter Young"
    assert listed(signed_in.get("/cases?order=name")) == [
        "Walter Abbott",
        "Walter Baker",
        "Walter Cruz",
        "Walter Young",
    ]
    assert listed(signed_in.get("/cases?order=due")) == ["Walter Baker", "Walter Cruz", "Walter Abbott", "Walter Young"]
    assert listed(signed_in.get("/cases?order=nonsense&show=nonsense"))[0] == "Walter Young"


def test_what_is_due_within_a_week_is_counted_and_shown_alone(app, biller, signed_in):
    add_case(app, biller, named("Abbott", denial={"on": "2026-11-01", "reason": "step_therapy", "appeal_by": SOON}))
    add_case(app, biller, named("Baker", authorization={"ends": "2099-12-31"}))
    page = signed_in.get("/cases")
    assert "1 due by the end of a week" in said(page)
    due = signed_in.get("/cases?show=due&order=due")
    assert listed(due) == ["Walter Abbott"]
    assert "Denied Appeal by" in said(due)
    assert "1 of 2 cases." in said(due)
    assert listed(signed_in.get("/cases?show=approved")) == ["Walter Baker"]
    assert listed(found(signed_in, show="denied", find="baker")) == []


def test_a_long_list_shows_its_first_hundred_until_all_are_asked_for(app, biller, signed_in):
    with app.extensions["sessions"].begin() as session:
        for _ in range(101):
            cases.keep_new(session, biller.practice_id, {"version": 1}, biller.id)
    page = signed_in.get("/cases")
    assert (len(listed(page)), "The first 100 of 101 are shown" in said(page)) == (100, True)
    assert len(listed(signed_in.get("/cases?all=yes"))) == 101


def test_what_was_sent_is_recorded_and_the_case_waits_for_its_decision(app, biller, signed_in):
    case_id = add_case(app, biller, named("Abbott"))
    letter = signed_in.get(f"/cases/{case_id}/letter").text
    address = f"/cases/{case_id}/sent/add?what=prior_authorization"
    assert f'href="{address}"' in letter
    _, form = form_of(signed_in.get(address).text)
    today = date.today()
    assert (form["what"], form["on"], form["way"], form["to"]) == (
        "prior_authorization", f"{today.month}/{today.day}/{today.year}", "fax", "800-555-0199"
    )  # fmt: skip
    assert sent(signed_in, address, on="1/9/2026", proof="Confirmation 4711").location == f"/cases/{case_id}/sent"
    assert kept(app, biller, case_id).document["request"]["sent"] == [{
        "what": "prior_authorization", "on": "2026-01-09", "way": "fax", "to": "800-555-0199", "proof": "Confirmation 4711",
    }]  # fmt: skip
    words = said(signed_in.get(f"/cases/{case_id}/sent"))
    assert "Prior authorization By fax to 800-555-0199, January 9, 2026 Confirmation 4711" in words
    words = said(signed_in.get(f"/cases/{case_id}"))
    assert "Enter the authorization Sent January 9, 2026. The payer has 72 hours to decide" in words
    assert "It was denied: enter the notice" in words


def test_a_paper_without_its_day_is_not_recorded(app, biller, signed_in):
    case_id = add_case(app, biller, named("Abbott"))
    answer = sent(signed_in, f"/cases/{case_id}/sent/add?what=renewal", on="", way="")
    assert answer.status_code == 422
    assert "Enter the day on which it was sent." in said(answer)
    assert "sent" not in kept(app, biller, case_id).document["request"]


def test_a_denied_case_leads_to_its_appeal(app, biller, signed_in):
    case_id = add_case(app, biller, named("Abbott", denial={"on": "2026-11-01", "reason": "step_therapy"}))
    page = signed_in.get(f"/cases/{case_id}")
    assert "Open the appeal" in said(page)
    assert f'href="/cases/{case_id}/letter/appeal"' in page.text


def test_a_renewal_is_a_case_of_its_own_and_both_know_it(app, biller, signed_in):
    given = {"number": "A1", "starts": "2026-01-01", "ends": "2026-12-31"}
    earlier = {"what": "prior_authorization", "on": "2025-12-16", "way": "fax"}
    case_id = add_case(app, biller, named("Abbott", authorization=given, sent=[earlier]) | {"label": "Abbott, IVIG"})
    assert f'href="/cases/{case_id}/renew"' in signed_in.get(f"/cases/{case_id}").text
    answer = sent(signed_in, f"/cases/{case_id}/renew")
    assert "This is the renewal." in said(signed_in.get(answer.location))
    new = kept(app, biller, answer.location.rpartition("/")[2]).document
    assert new["label"] == "Abbott, IVIG, renewal"
    assert new["request"] == {
        "kind": "renewal",
        "on": date.today().isoformat(),
        "authorization": given,
        "expedited": False,
    }
    old = kept(app, biller, case_id).document["request"]
    assert (old["renewed_on"], old["sent"]) == (date.today().isoformat(), [earlier])
    page = signed_in.get(f"/cases/{case_id}")
    assert f'href="/cases/{case_id}/renew"' not in page.text
    assert "The renewal is a case of its own since" in said(signed_in.get("/cases"))


def test_an_old_page_starts_no_renewal(app, biller, signed_in):
    case_id = add_case(app, biller, named("Abbott", authorization={"ends": "2026-12-31"}))
    action, form = form_of(signed_in.get(f"/cases/{case_id}/renew").text)
    sent(signed_in, f"/cases/{case_id}/name", label="Changed")
    assert signed_in.post(action, data=changed(form, {})).location == f"/cases/{case_id}"
    assert len(listed(signed_in.get("/cases"))) == 1
