"""The hazards' file: every hazard is read, a mistake is refused with its line."""

from pathlib import Path

import pytest

from payer_rules.files import BadFile
from payer_rules.safety.hazards import HAZARDS, load_hazards

GOOD = """rash:
  title: Rash
  advice: Ask the prescriber.
  when: {text: Rash, documented: gottron_sign}
"""


def test_the_shipped_hazards_are_read_in_their_order():
    found = load_hazards(HAZARDS)
    assert list(found)[:2] == ["ig_hypersensitivity", "iga_antibodies"]
    assert {name for name, one in found.items() if one.every_product} == {
        "ig_hypersensitivity", "iga_antibodies", "thrombosis", "volume",
    }  # fmt: skip


@pytest.mark.parametrize(("instead", "wrong"), [
    (("gottron_sign", "gotron_sign"), "no fact is named 'gotron_sign'"),
    (("  advice: Ask the prescriber.\n", ""), "advice is missing"),
    (("  title:", "  every_product: false\n  title:"), "every_product must be true, or left out"),
    (("  title:", "  level: stop\n  title:"), "unknown key 'level'"),
])  # fmt: skip
def test_a_wrong_hazard_is_refused_with_its_line(tmp_path: Path, instead: tuple[str, str], wrong: str):
    (tmp_path / "safety.yaml").write_text(GOOD.replace(*instead))
    with pytest.raises(BadFile, match=r"safety\.yaml, line \d+: ") as refused:
        load_hazards(tmp_path / "safety.yaml")
    assert wrong in str(refused.value)
