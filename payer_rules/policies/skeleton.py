"""The files that a new policy starts from: they load, say that they are a draft, and claim nothing of any document."""

import re
from datetime import date

POLICY = """\
# yaml-language-server: $schema=policy.schema.json
# One version of one policy. `igpath policies check FILE` says what is wrong with it, `test FILE` whether its cases prove it.
id: {id}
title: {title}
payer: {payer}
payer_id: {payer_id}
layer: plan
starts: {starts}                   # the day that the document prints; `ends` when it prints one
by: request_date                     # or date_of_service
draft: true                          # remove it when a second person has compared every line with the document
# When you have the document: status: published, and
# source: {{title: "...", url: "https://...", where: "pages 3 to 7", read: {today}}}
status: entered
reason: Typed in by the office; not yet compared with the document.
scope:
  insurance_kinds: [commercial]      # medicare_part_b, medicare_advantage, commercial, hdhp, medicaid, self_pay
  because: This policy is for the payer's commercial plans.
authorization:
  required: unknown                  # required, not_required or unknown
  why: The document was not read yet.
  next_step: Call the plan, ask by billing code and site, and note the call's reference number.
trees:                               # initial, renewal, product_step, site_of_care, quantity, documents
  initial:
    text: Initial criteria
    every:
      # One line for each criterion, in the document's order, with the place where it stands. Such as:
      # - {{text: The diagnosis is listed, cite: "A.1", page: "3", fact: diagnosis, starts_with: [M33.1, M33.9]}}
      # - text: A corticosteroid was tried for 3 months and failed or was not tolerated
      #   cite: A.2
      #   tried: {{drug_classes: [corticosteroid], months: 3, outcomes: [inadequate, intolerant]}}
      # - {{text: The specialist judges treatment necessary, cite: A.3, judgment: true}}
      - {{text: The criteria of the first request, cite: "A", not_loaded: true}}
not_loaded: [renewal]
"""
CASES = """\
# What the policy must answer: at least one case that meets it and one for each criterion that fails.
cases:
  - name: Nothing is known of the criteria yet
    on: {starts}
    tree: initial
    facts: [{{name: insurance_kind, value: commercial}}]
    expect: open
  - name: Another kind of insurance
    on: {starts}
    tree: initial
    facts: [{{name: insurance_kind, value: medicaid}}]
    expect: does_not_apply
"""
UNSAFE = re.compile(r"""^[\s\-?:,\[\]{}#&*!|>'"%@`]|: | #|[:\s]$|^(?:true|false|null|~|[\d.+-].*)$""", re.I)


def skeleton(policy_id: str, title: str, payer: str, starts: date, today: date) -> tuple[str, str]:
    """The policy's file and its cases, as texts."""
    payer_id = re.sub(r"[^a-z0-9]+", "-", payer.lower()).strip("-") or "my-payer"
    told = {"id": policy_id, "title": _scalar(title), "payer": _scalar(payer), "payer_id": payer_id}
    policy = POLICY.format(**told, starts=starts.isoformat(), today=today.isoformat())
    return policy, CASES.format(starts=starts.isoformat())


def _scalar(text: str) -> str:
    """Text as YAML takes it on one line."""
    flat = " ".join(text.split())
    return f"'{flat.replace(chr(39), chr(39) * 2)}'" if UNSAFE.search(flat) else flat
