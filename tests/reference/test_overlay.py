"""What an office loads speaks alone for its period; every other day, and everything when a file is damaged, stays as it was."""

import json
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest

from costing.reference import versions
from costing.reference.load import DATA, load, reference, shipped, use_loaded
from costing.reference.overlay import loaded_parts
from costing.reference.versions import Busy, Damaged, Part, as_csv, keep, read_loads, rows_of, standing, undo, writing
from payer_rules.dated import NotInEffect, Status

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 25)
COLUMNS = ("hcpcs", "per_unit", "coinsurance_percent", "unit")


def limit(code: str, per_unit: str) -> dict[str, str]:
    return {"hcpcs": code, "per_unit": per_unit, "coinsurance_percent": "20", "unit": "500 mg"}


def a_part(rows: list[dict[str, str]], **changes: object) -> tuple[Part, bytes]:
    raw = as_csv(rows, COLUMNS)
    given = {
        "table": "payment_limits", "kind": "part_b_limits", "title": "Limits", "file": "limits.csv", "file_sha256": "0" * 64,
        "starts": date(2027, 1, 1), "ends": date(2027, 3, 31), "scope": {}, "whole": True, "rows": len(rows),
        "rows_sha256": sha256(raw).hexdigest(), "page": "",
    }  # fmt: skip
    return Part(**{**given, **changes}), raw  # type: ignore[arg-type]  # the fields are given by name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_loaded(tmp_path / "prices")
    return tmp_path / "prices"


def put(folder: Path, *parts: tuple[Part, bytes]) -> None:
    with writing(folder):
        keep(folder, parts, TODAY, "a tester")


def test_a_new_quarter_is_added_with_its_source_and_the_others_stay(folder: Path):
    before = reference().content_hash
    put(folder, a_part([limit("J1568", "48.001")]))
    history = reference().limits["J1568"]
    found = history.on(date(2027, 1, 5))
    assert found.value.per_unit == Decimal("48.001")
    assert found.provenance.status is Status.PUBLISHED
    assert found.provenance.source is not None
    assert "limits.csv" in (found.provenance.source.where or "")
    assert history.on(date(2026, 12, 31)).value.per_unit == Decimal("47.133")
    assert reference().content_hash != before


def test_a_whole_file_silences_the_codes_it_does_not_hold(folder: Path):
    quarter = {"starts": date(2026, 10, 1), "ends": date(2026, 12, 31)}
    put(folder, a_part([limit("J1568", "1")], **quarter))
    with pytest.raises(NotInEffect):
        reference().limits["J1569"].on(date(2026, 10, 1))
    put(folder, a_part([limit("J1569", "2")], **quarter, whole=False))
    assert reference().limits["J1568"].on(date(2026, 10, 1)).value.per_unit == Decimal(1)
    assert reference().limits["J1569"].on(date(2026, 10, 1)).value.per_unit == Decimal(2)


def test_a_period_inside_another_leaves_the_days_beside_it(folder: Path):
    put(folder, a_part([limit("J1568", "9")], starts=date(2026, 11, 1), ends=date(2026, 11, 30)))
    history = reference().limits["J1568"]
    assert [(entry.starts, entry.ends, entry.value.per_unit) for entry in history.entries][-3:] == [
        (date(2026, 10, 1), date(2026, 10, 31), Decimal("47.133")),
        (date(2026, 11, 1), date(2026, 11, 30), Decimal(9)),
        (date(2026, 12, 1), date(2026, 12, 31), Decimal("47.133")),
    ]


def test_a_scope_touches_only_its_own_rows(folder: Path):
    fee = {
        "code": "96365", "conversion": "qp", "work_rvu": "1", "practice_rvu": "1", "malpractice_rvu": "1",
        "conversion_factor": "10", "fee": "30.00", "unit": "service",
    }  # fmt: skip
    raw = as_csv([fee], tuple(fee))
    part, _ = a_part(
        [], table="office_fees", starts=date(2026, 1, 1), ends=date(2026, 12, 31), scope={"conversion": "qp"}
    )
    put(folder, (versions.replace(part, rows=1, rows_sha256=sha256(raw).hexdigest()), raw))
    held = {key for key, history in reference().office_fees.items() if history.find(date(2026, 6, 1))}
    assert {code for code, factor in held if factor.value == "qp"} == {"96365"}
    assert len({code for code, factor in held if factor.value == "non_qp"}) > 5


def test_what_is_taken_back_is_as_if_it_had_not_been_loaded_and_is_kept(folder: Path):
    before = reference()
    put(folder, a_part([limit("J1568", "48.001")]))
    with writing(folder):
        taken = undo(folder, TODAY)
        assert undo(folder, TODAY) is None
    assert reference() == before
    assert taken
    assert taken.path(folder, 0).exists()
    assert [one.undone for one in read_loads(folder)] == [TODAY]
    put(folder, a_part([limit("J1568", "48.002")]))
    assert [one.id for one in standing(read_loads(folder))] == ["0002"]


def test_two_people_cannot_load_at_once(folder: Path):
    with writing(folder), pytest.raises(Busy, match="Try again"), writing(folder):
        pass


def test_a_crash_before_the_index_leaves_the_old_version_whole(folder: Path, monkeypatch: pytest.MonkeyPatch):
    put(folder, a_part([limit("J1568", "48.001")]))
    before = reference()

    def crash(*_: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(versions, "_write_index", crash)
    with pytest.raises(OSError, match="power"):
        put(folder, a_part([limit("J1568", "1")]))
    monkeypatch.undo()
    use_loaded(folder)
    assert reference() == before
    put(folder, a_part([limit("J1568", "2")]))
    assert reference().limits["J1568"].on(date(2027, 1, 1)).value.per_unit == Decimal(2)


@pytest.mark.parametrize("damage", ["index", "rows", "table"])
def test_a_damaged_folder_leaves_the_last_good_state(folder: Path, damage: str):
    put(folder, a_part([limit("J1568", "48.001")]))
    good, index = reference(), folder / "index.json"
    if damage == "rows":
        standing(read_loads(folder))[0].path(folder, 0).write_text("hcpcs\nJ1568\n")
        index.write_text(index.read_text() + "\n")
    else:
        held = json.loads(index.read_text())
        held["loads"][0]["parts"][0]["table"] = "nothing"
        index.write_text("{" if damage == "index" else json.dumps(held))
    assert reference() == good
    use_loaded(folder)
    assert reference() == shipped()
    with pytest.raises((Damaged, ValueError)):
        load(DATA, loaded_parts(folder, standing(read_loads(folder))))


def test_without_a_folder_what_ships_answers(tmp_path: Path):
    use_loaded(tmp_path / "nowhere")
    assert reference() == shipped()
    use_loaded(None)
    assert reference() is shipped()


def test_answers_go_on_while_somebody_loads(folder: Path):
    """Every reader sees the state before a load or after it, never half of one, and nobody waits."""
    day, limits = date(2027, 1, 5), [Decimal(f"{number}.5") for number in range(1, 9)]
    seen: list[set[Decimal]] = [set(), set()]
    done = Event()

    def read(own: set[Decimal]) -> None:
        while not done.is_set():
            history = reference().limits["J1568"].find(day)
            if history is not None:
                own.add(history.value.per_unit)

    readers = [Thread(target=read, args=(own,)) for own in seen]
    for one in readers:
        one.start()
    for limit_ in limits:
        put(folder, a_part([limit("J1568", str(limit_))]))
    assert reference().limits["J1568"].on(day).value.per_unit == limits[-1]
    done.set()
    for one in readers:
        one.join()
    assert set.union(*seen) <= set(limits)


def test_a_process_that_is_killed_while_it_loads_leaves_the_old_version_whole(folder: Path):
    """Killed at a moment of its own choosing by the system, again and again, with thousands of rows to write."""
    put(folder, a_part([limit("J1568", "48.001")]))
    before = folder / "index.json"
    script = (
        "import sys; from pathlib import Path; from tests.reference.test_overlay import a_part, limit, put\\n"
        "print('ready', flush=True)\\n"
        "while True: put(Path(sys.argv[1]), a_part([limit(f'J{n:04}', '1') for n in range(1000, 9000)]))"
    )
    for moment in (0.0, 0.02, 0.05, 0.11):
        process = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, cwd=ROOT)
        with process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        loads = standing(read_loads(folder))
        assert loads[0].parts[0].rows == 1
        assert all(len(rows_of(folder, one, 0)) > 0 for one in loads)
        load(DATA, loaded_parts(folder, loads[:1]))
    put(folder, a_part([limit("J1568", "2")]))
    assert before.exists()
    use_loaded(folder)
    assert reference().limits["J1568"].on(date(2027, 1, 1)).value.per_unit == Decimal(2)
