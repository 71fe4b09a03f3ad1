"""Loading, stop date and changes of an order through the case's pages, and what the estimate then says."""

from tests.web.test_cases import add_case, example, kept, said, sent

LOADING = {
    "order__loading__dose": "2",
    "order__loading__dose_unit": "g_per_kg_per_cycle",
    "order__loading__days_per_cycle": "5",
    "order__loading__cycles": "1",
}


def test_loading_and_stop_date_are_kept_and_shown_before_the_order_is_saved(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    answer = sent(signed_in, f"/cases/{case_id}/order-details", **LOADING, order__ends="6/30/2026")
    assert answer.status_code == 303
    order = kept(app, biller, case_id).document["order"]
    assert (order["ends"], order["loading"]["dose"]) == ("2026-06-30", "2")
    check = said(sent(signed_in, f"/cases/{case_id}/order", order__dose="1"))
    assert "January 5, 2026 to January 9, 2026 1 28 g 140 g 140 g" in check
    assert "February 2, 2026 to June 23, 2026 6 35 g 70 g 70 g" in check
    assert "loading with 2 g/kg per cycle, ends June 30, 2026" in said(signed_in.get(f"/cases/{case_id}"))


def test_a_new_weight_is_entered_listed_and_priced(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    change = {"on": "7/1/2026", "weight__value": "77", "weight__unit": "kg"}
    assert sent(signed_in, f"/cases/{case_id}/changes/add", **change).location == f"/cases/{case_id}/changes"
    assert "From July 1, 2026 77 kg" in said(signed_in.get(f"/cases/{case_id}/changes"))
    estimate = said(signed_in.get(f"/cases/{case_id}/estimate"))
    assert "July 20, 2026 to December 8, 2026 Octagam 10% 6 77 kg 154 g 154 g" in estimate


def test_a_change_of_nothing_is_refused_beside_its_date(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    answer = sent(signed_in, f"/cases/{case_id}/changes/add", on="7/1/2026")
    assert answer.status_code == 422
    assert said(answer).count("Enter what changes on that date") == 2
    assert "changes" not in kept(app, biller, case_id).document["order"]


def test_only_sizes_of_the_ordered_product_can_be_ticked(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    sent(signed_in, f"/cases/{case_id}/order-details", order__stocked_grams=["10", "20"])
    assert kept(app, biller, case_id).document["order"]["stocked_grams"] == ["10", "20"]
    assert "2.5 g" not in said(signed_in.get(f"/cases/{case_id}/order-details"))


def test_emptying_the_fields_takes_loading_out_although_radios_stay_chosen(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    interval = {"order__loading__interval__every": "1", "order__loading__interval__unit": "weeks"}
    sent(signed_in, f"/cases/{case_id}/order-details", **LOADING, **interval)
    emptied = {name: "" for name in (*LOADING, *interval) if not name.endswith("unit")}
    assert sent(signed_in, f"/cases/{case_id}/order-details", **emptied).status_code == 303
    assert "loading" not in kept(app, biller, case_id).document["order"]


def test_half_a_loading_is_asked_for_the_rest(app, biller, signed_in):
    case_id = add_case(app, biller, example("part-b-office"))
    answer = sent(signed_in, f"/cases/{case_id}/order-details", order__loading__dose="2")
    assert answer.status_code == 422
    assert said(answer).count("Enter the number of loading cycles.") == 2
