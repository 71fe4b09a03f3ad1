"""Ciphertexts open with their key in their place, and nowhere else."""

import pytest

from costing.store.sealing import CannotOpen, seal, unseal

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
CONTENT = {"name": "Zoë Ünlikely", "weight_kg": "70", "visits": [1, None, True]}


def test_what_is_sealed_opens_again_as_it_was():
    assert unseal(KEY, seal(KEY, CONTENT, "cases/a/1"), "cases/a/1") == CONTENT


def test_the_same_content_never_looks_the_same():
    assert seal(KEY, CONTENT, "cases/a/1") != seal(KEY, CONTENT, "cases/a/1")


def test_nothing_readable_is_left():
    assert b"nlikely" not in seal(KEY, CONTENT, "cases/a/1")


@pytest.mark.parametrize("place", ["cases/a/2", "cases/b/1", "answers/a/1"])
def test_a_ciphertext_moved_to_another_place_does_not_open(place: str):
    with pytest.raises(CannotOpen):
        unseal(KEY, seal(KEY, CONTENT, "cases/a/1"), place)


def test_another_key_does_not_open():
    with pytest.raises(CannotOpen):
        unseal(OTHER_KEY, seal(KEY, CONTENT, "cases/a/1"), "cases/a/1")


@pytest.mark.parametrize("at", [0, 11, 12, 30, -1])
def test_one_changed_bit_does_not_open(at: int):
    broken = bytearray(seal(KEY, CONTENT, "cases/a/1"))
    broken[at] ^= 1
    with pytest.raises(CannotOpen):
        unseal(KEY, bytes(broken), "cases/a/1")


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_cut_ciphertext_does_not_open(length: int):
    with pytest.raises(CannotOpen):
        unseal(KEY, seal(KEY, CONTENT, "cases/a/1")[:length], "cases/a/1")
