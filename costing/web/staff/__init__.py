"""The staff pages, behind the sign-in."""

from flask import Blueprint

from costing.web.staff import (
    applications,
    asked_pages,
    bulk_job_pages,
    bulk_pages,
    case_list,
    cases,
    compare_pages,
    entry_pages,
    fee_files,
    form_pages,
    help_pages,
    letter_pages,
    letterhead_pages,
    packet_pages,
    payer_pages,
    practice_fees,
    remitted_pages,
    section_pages,
    signing_pages,
)
from costing.web.staff.answers import answers
from costing.web.staff.keeping import cases as case_pages
from costing.web.staff.policies import policies
from costing.web.staff.practice_fees import practice
from costing.web.staff.price_files import prices
from costing.web.staff.programs import programs

__all__ = [
    "applications",
    "asked_pages",
    "blueprints",
    "bulk_job_pages",
    "bulk_pages",
    "case_list",
    "cases",
    "compare_pages",
    "entry_pages",
    "fee_files",
    "form_pages",
    "help_pages",
    "letter_pages",
    "letterhead_pages",
    "packet_pages",
    "payer_pages",
    "practice_fees",
    "remitted_pages",
    "section_pages",
    "signing_pages",
]  # the modules hang their views on one blueprint
blueprints: tuple[Blueprint, ...] = (case_pages, answers, policies, practice, prices, programs)
