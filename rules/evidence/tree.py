"""The Merkle tree of RFC 6962 section 2.1: hashes, roots and proofs, and a frontier to append.

Leaf hash = SHA-256(00 || leaf), node hash = SHA-256(01 || left || right); all hashes 32 octets.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from rules.problem import refuse

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash one leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The roots of the full subtrees of a tree of `size` leaves, largest first.

    It is all the sequencer has to remember: an append costs O(log n) and needs no older leaf.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise refuse(
                "evidence.frontier",
                f"{self.size} 个叶子不会有 {len(self.peaks)} 个峰",
                f"a tree of {self.size} leaves does not have {len(self.peaks)} peaks",
            )

    def append(self, leaf: bytes) -> "Frontier":
        """Return the frontier after one more leaf hash."""
        return self.extend([leaf])

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier after several leaf hashes."""
        peaks, size = list(self.peaks), self.size
        for size, node in enumerate(leaves, self.size + 1):
            peaks.append(node)
            for _ in range(_trailing_zeros(size)):
                right = peaks.pop()
                peaks[-1] = node_hash(peaks[-1], right)
        return Frontier(size=size, peaks=tuple(peaks))

    def root(self) -> bytes:
        """Return the tree's root hash."""
        if not self.peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes (RFC 6962: MTH)."""
    return Frontier().extend(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the audit path of the leaf at `index` in the tree over `leaves` (RFC 6962: PATH)."""
    return next(inclusion_proofs(leaves, (index,)))


def inclusion_proofs(
    leaves: Sequence[bytes], indices: Iterable[int]
) -> Iterator[tuple[bytes, ...]]:
    """Yield the audit paths of many leaves; every inner node is computed once for all of them."""
    known: dict[tuple[int, int], bytes] = {}

    def node(low: int, high: int) -> bytes:
        if high - low == 1:
            return leaves[low]
        if (low, high) not in known:
            middle = low + _split(high - low)
            known[low, high] = node_hash(node(low, middle), node(middle, high))
        return known[low, high]

    for index in indices:
        yield _path(node, index, len(leaves))


def _path(node: Callable[[int, int], bytes], index: int, size: int) -> tuple[bytes, ...]:
    if not 0 <= index < size:
        raise refuse(
            "evidence.index",
            f"第 {index} 条不在 {size} 条之内",
            f"index {index} is not inside a tree of {size}",
        )
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(node(middle, high))
            high = middle
        else:
            path.append(node(low, middle))
            low = middle
    return tuple(reversed(path))


def consistency_proof(leaves: Sequence[bytes], old: int) -> tuple[bytes, ...]:
    """Return the proof that the first `old` leaves are a prefix of `leaves` (RFC 6962: PROOF)."""
    if not 0 < old <= len(leaves):
        raise refuse(
            "evidence.size",
            f"旧树 {old} 不在 1 到 {len(leaves)} 之间",
            f"old size {old} is not between 1 and {len(leaves)}",
        )
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low = middle
    if low > 0:
        path.append(root(leaves[low:high]))
    return tuple(reversed(path))


def _trailing_zeros(size: int) -> int:
    """Return how many pairs close when the tree reaches `size` leaves."""
    return (size & -size).bit_length() - 1


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
