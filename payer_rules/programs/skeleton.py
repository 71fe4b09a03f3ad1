"""A new program's file and its cases, to be filled in: every term starts as not seen, every sentence says what to write."""

from datetime import date
from pathlib import Path

from payer_rules.programs.load import TERMS

PROGRAM = """# {name}: fill in what was read, with its source; what was looked for and not found stays under not_seen.
id: {id}
name: {name}
sponsor: Write who gives the help
kind: {kind}
verified: {today}
status: published        # or secondary: seen only in what somebody else wrote
source:
  title: Write the title of the page that was read
  url: https://example.org/terms
  where: Write which part of it
  read: {today}
criteria:                # who may have it; the words are those of policies
  - text: The patient lives in the United States
    cite: terms, residency
    documented: us_resident
    otherwise: Write the sentence for who does not.
fits: Write the sentence for who meets everything.
next_step: Write what to do next.
terms:                   # each {{value: ...}}, {{not_applicable: why}}, {{unknown: what is missing}} or {{conflicting: [one, other]}}
  pays: {{value: Write what it pays.}}
not_seen: [{not_seen}]
"""
CASES = """# Each case: the facts, what is expected, and the reason word for word. `igpath programs test` names what no case notices.
cases:
  - name: Lives in the United States
    on: {today}
    facts: [{{name: us_resident, value: true}}]
    expect: eligible
    reason: Write the sentence for who meets everything.
  - name: Lives elsewhere
    on: {today}
    facts: [{{name: us_resident, value: false}}]
    expect: not_eligible
    reason: Write the sentence for who does not.
"""


def write_skeleton(path: Path, program_id: str, kind: str, today: date) -> tuple[Path, Path]:
    """Write both files beside each other; returns their paths. Raises FileExistsError rather than write over one."""
    cases = path.with_suffix(".cases.yaml")
    if path.exists() or cases.exists():
        raise FileExistsError(path if path.exists() else cases)
    name = program_id.replace("-", " ").capitalize()
    not_seen = ", ".join(term for term in TERMS if term != "pays")
    text = PROGRAM.format(id=program_id, name=name, kind=kind, today=today.isoformat(), not_seen=not_seen)
    path.write_text(text, "utf-8")
    cases.write_text(CASES.format(today=today.isoformat()), "utf-8")
    return path, cases
