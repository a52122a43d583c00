"""Random numbers by counter: known answers, ranges, and that a number depends on what it is for and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from pyrrhus.engine import streams
from pyrrhus.engine.ensemble import draw_uniforms
from pyrrhus.engine.streams import fill_uniforms, hash_of, normal, philox, uniform

WORD = 2**32 - 1
# kat_vectors of Random123, philox4x32-10: counter, key, answer
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 4, (WORD,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)


def words(*values: int) -> tuple[np.uint32, ...]:
    return tuple(np.uint32(v) for v in values)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]) -> None:
    assert tuple(int(w) for w in philox(*words(*counter, *key))) == answer


def reference(counter: list[int], key: list[int]) -> tuple[int, ...]:
    """Philox4x32-10 in whole numbers of any size, from the paper."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & WORD, (p0 >> 32) ^ c3 ^ k1, p0 & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


@given(st.lists(st.integers(0, WORD), min_size=6, max_size=6))
@settings(max_examples=200)
def test_any_counter_as_in_the_paper(six: list[int]) -> None:
    assert tuple(int(w) for w in philox(*words(*six))) == reference(six[:4], six[4:])


def test_uniforms_lie_strictly_between_0_and_1() -> None:
    assert 0.0 < uniform(np.uint32(0)) < 1e-9
    assert 1.0 - 1e-9 < uniform(np.uint32(WORD)) < 1.0
    assert uniform(np.uint32(2**31)) == pytest.approx(0.5, abs=1e-9)


def test_normals_are_those_of_scipy() -> None:
    chosen = np.concatenate(
        [np.array([0, 1, 2, 50, 1000, 2**31 - 1, 2**31, WORD - 1, WORD]), np.linspace(0, WORD, 4001).astype(np.int64)]
    )
    ours = np.array([normal(np.uint32(w)) for w in chosen])
    np.testing.assert_allclose(ours, ndtri((chosen + 0.5) / 2.0**32), rtol=1e-6, atol=1e-6)
    assert (np.diff(ours[9:]) > 0).all(), "one word more, one number more"


def test_normals_are_symmetric() -> None:
    for word in (0, 3, 999, 10**6, 2**30, 2**31 - 1):
        assert normal(np.uint32(word)) == pytest.approx(-normal(np.uint32(WORD - word)), abs=1e-6)


@pytest.mark.parametrize("draws", [1, 3, 100])
def test_a_draw_does_not_depend_on_how_many_there_are(draws: int) -> None:
    names = ["exchange_ratio", "a", "b"]
    np.testing.assert_array_equal(draw_uniforms(names, draws, 7), draw_uniforms(names, 500, 7)[:draws])


def test_a_name_keeps_its_numbers_whatever_stands_beside_it() -> None:
    both, alone = draw_uniforms(["x", "y"], 50, 7), draw_uniforms(["y"], 50, 7)
    np.testing.assert_array_equal(both[:, 1], alone[:, 0])
    assert (both[:, 0] != both[:, 1]).all()


def test_blocks_join_without_a_seam() -> None:
    whole, part = np.empty(100), np.empty(40)
    key = np.uint32(7), np.uint32(1), np.uint32(hash_of("x"))
    fill_uniforms(whole, 0, *key)
    fill_uniforms(part, 60, *key)
    np.testing.assert_array_equal(whole[60:], part)


def test_seeds_streams_and_names_give_other_numbers() -> None:
    base = draw_uniforms(["x"], 1000, 7)[:, 0]
    for other in (
        draw_uniforms(["x"], 1000, 8)[:, 0],
        draw_uniforms(["x"], 1000, 7, stream=9)[:, 0],
        draw_uniforms(["z"], 1000, 7)[:, 0],
        draw_uniforms(["x"], 1000, 2**32 - 1)[:, 0],
    ):
        assert not np.intersect1d(base, other).size
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.13  # four standard errors of 1000 pairs


def test_uniforms_are_uniform() -> None:
    u = draw_uniforms(["x"], 20_000, 7)[:, 0]
    counts = np.bincount((u * 50).astype(int), minlength=50)
    assert ((counts - 400.0) ** 2 / 400.0).sum() < 94.0  # chi-squared, 49 degrees of freedom, 1 in 10,000
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 4 / np.sqrt(20_000)


def test_streams_of_laws_are_all_different() -> None:
    numbers = [int(value) for name, value in vars(streams).items() if name.startswith("STREAM_")]
    assert len(numbers) == len(set(numbers)) > 9


def test_hash_is_the_same_on_every_machine() -> None:
    # CRC-32 of the nine digits is the check value in every table of CRCs
    assert hash_of("123456789") == 0xCBF43926
    assert hash_of("") == 0
    assert 0 <= hash_of("Соледар") <= WORD
