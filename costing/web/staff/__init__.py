"""The staff pages, behind the sign-in."""

from flask import Blueprint

from costing.web.staff.answers import answers
from costing.web.staff.cases import cases
from costing.web.staff.policies import policies

blueprints: tuple[Blueprint, ...] = (cases, answers, policies)
