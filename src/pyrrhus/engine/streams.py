"""Random numbers by counter: Philox4x32-10, so that a number depends on what it is for and on nothing else.

Key = (seed, stream of the law); counter = (history, day, hash of cell or axis, n). Salmon, Moraes, Dror & Shaw,
"Parallel random numbers: as easy as 1, 2, 3", SC'11, doi:10.1145/2063384.2063405. The first test compares with the
known answers of their Random123 library.
"""

from __future__ import annotations

import zlib

import numpy as np

from pyrrhus.engine.compiling import called, compiled

# One stream for each law that draws; the numbers never change, or results would.
STREAM_PARAMETERS = np.uint32(1)
STREAM_ORDERS = np.uint32(2)
STREAM_INTENSITY = np.uint32(3)
STREAM_ADVANCE = np.uint32(4)
STREAM_CONTROL = np.uint32(5)
STREAM_WITHDRAWAL = np.uint32(6)
STREAM_PERCEPTION = np.uint32(7)
STREAM_RESAMPLE = np.uint32(8)
STREAM_START = np.uint32(9)
STREAM_BRIDGES = np.uint32(10)
STREAM_TEMPO = np.uint32(11)

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


def hash_of(name: str) -> int:
    """A 32-bit hash of an id, the same on every machine and in every run (CRC-32)."""
    return zlib.crc32(name.encode("utf-8"))


@called
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words from a counter of four words and a key of two (all uint32)."""
    c0 = np.uint32(c0)
    c1 = np.uint32(c1)
    c2 = np.uint32(c2)
    c3 = np.uint32(c3)
    k0 = np.uint32(k0)
    k1 = np.uint32(k1)
    for _ in range(10):
        p0 = _M0 * np.uint64(c0)
        p1 = _M1 * np.uint64(c2)
        n0 = np.uint32(p1 >> _SHIFT) ^ c1 ^ k0
        n2 = np.uint32(p0 >> _SHIFT) ^ c3 ^ k1
        c1 = np.uint32(p1 & _LOW)
        c3 = np.uint32(p0 & _LOW)
        c0 = n0
        c2 = n2
        k0 = np.uint32(k0 + _W0)
        k1 = np.uint32(k1 + _W1)
    return c0, c1, c2, c3


@compiled
def word_of_day(words, history, day, c2, c3, seed, stream):
    """Today's word of a stream that needs one a day: a counter's four words serve four days.

    `words` [5] keeps them, and in its last place for which four days they are, plus 1; 0 there forgets them, as at the
    beginning of a draw. What comes out depends on the counter alone.
    """
    block = np.uint32(day // 4)
    if words[4] != block + 1:
        words[0], words[1], words[2], words[3] = philox(history, block, c2, c3, seed, stream)
        words[4] = block + 1
    return words[day % 4]


@compiled
def uniform(word):
    """A 32-bit word as a number strictly between 0 and 1."""
    return (np.float64(word) + 0.5) * 2.3283064365386963e-10


@compiled
def normal(word):
    """A 32-bit word as a standard normal number, by inversion, so that one word is one decision.

    Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) 477-484, routine PPND7: about 7 correct figures.
    """
    p = uniform(word)
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        bottom = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0
        return q * top / bottom
    r = p if q < 0.0 else 1.0 - p
    r = np.sqrt(-np.log(r))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        bottom = (0.12021132975 * r + 0.73700164250) * r + 1.0
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        bottom = (0.012258202635 * r + 0.24197894225) * r + 1.0
    value = top / bottom
    return -value if q < 0.0 else value


@compiled
def fill_uniforms(out, first, seed, stream, name_hash):
    """Fill out[i] with the uniform number of history `first + i` under (seed, stream, name); [n] float64."""
    for i in range(out.shape[0]):
        word, _, _, _ = philox(np.uint32(first + i), np.uint32(0), name_hash, np.uint32(0), seed, stream)
        out[i] = uniform(word)
