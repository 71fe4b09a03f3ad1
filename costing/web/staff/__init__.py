"""The staff pages, behind the sign-in."""

from flask import Blueprint

from costing.web.staff import cases, compare_pages, entry_pages, fee_files, practice_fees, remitted_pages, section_pages
from costing.web.staff.answers import answers
from costing.web.staff.keeping import cases as case_pages
from costing.web.staff.policies import policies
from costing.web.staff.practice_fees import practice
from costing.web.staff.price_files import prices

__all__ = [
    "blueprints",
    "cases",
    "compare_pages",
    "entry_pages",
    "fee_files",
    "practice_fees",
    "remitted_pages",
    "section_pages",
]  # the modules hang their views on one blueprint
blueprints: tuple[Blueprint, ...] = (case_pages, answers, policies, practice, prices)
