"""Check inclusion and consistency proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

Each check returns None when the proof holds, else a Problem that says what is wrong and where.
"""

from collections.abc import Sequence

from rules.evidence.tree import EMPTY_ROOT, node_hash
from rules.problem import Problem
from rules.text import Text

HASH_BYTES = 32


def inclusion(
    leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> Problem | None:
    """Check that the leaf hash stands at `index` in the tree of `size` leaves with this root."""
    if not 0 <= index < size:
        return _wrong(
            "evidence.index", f"树里只有 {size} 条", f"the tree has only {size} entries", index
        )
    if problem := _hashes([leaf, *proof, root], index):
        return problem
    first, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return _wrong("evidence.too_long", "证明太长", "the proof is too long", index)
        node, first, last = _climb(node, sibling, first, last)
    if last != 0:
        return _wrong("evidence.too_short", "证明太短", "the proof is too short", index)
    if node != root:
        return _wrong("evidence.root", "算出的根不同", "it leads to another root", index)
    return None


def consistency(
    *, old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> Problem | None:
    """Check that the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not 0 <= old <= new:
        return _wrong("evidence.size", f"旧树大于新树 {new}", f"old is larger than new {new}", old)
    if problem := _hashes([old_root, new_root, *proof], old):
        return problem
    if old in (0, new):
        return _trivial(old, new, old_root, new_root, proof)
    return _grown(old, new, old_root, new_root, proof)


def _trivial(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> Problem | None:
    if proof:
        return _wrong("evidence.too_long", "证明应为空", "the proof must be empty", old)
    if old == new and old_root != new_root:
        return _wrong("evidence.root", "同样大小，根不同", "same size, different roots", old)
    if old == 0 and old_root != EMPTY_ROOT:
        return _wrong("evidence.root", "空树的根不对", "not the root of the empty tree", old)
    return None


def _grown(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> Problem | None:
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    if not path:
        return _wrong("evidence.too_short", "证明太短", "the proof is too short", old)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_node = new_node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return _wrong("evidence.too_long", "证明太长", "the proof is too long", old)
        if first & 1 or first == last:
            old_node = node_hash(sibling, old_node)
        new_node, first, last = _climb(new_node, sibling, first, last)
    if last != 0:
        return _wrong("evidence.too_short", "证明太短", "the proof is too short", old)
    if (old_node, new_node) == (old_root, new_root):
        return None
    side = ("旧", "old") if old_node != old_root else ("新", "new")
    return _wrong("evidence.root", f"{side[0]}根对不上", f"it leads to another {side[1]} root", old)


def _climb(node: bytes, sibling: bytes, first: int, last: int) -> tuple[bytes, int, int]:
    """Go up one level, past the levels where the last node has no sibling."""
    if not (first & 1 or first == last):
        return node_hash(node, sibling), first >> 1, last >> 1
    node = node_hash(sibling, node)
    while first and not first & 1:
        first, last = first >> 1, last >> 1
    return node, first >> 1, last >> 1


def _hashes(hashes: Sequence[bytes], index: int) -> Problem | None:
    if all(len(value) == HASH_BYTES for value in hashes):
        return None
    return _wrong("evidence.hash_size", "有哈希不是 32 字节", "a hash is not 32 octets", index)


def _wrong(code: str, zh: str, en: str, index: int) -> Problem:
    text = Text(f"第 {index} 条的证明不成立：{zh}", f"the proof at {index} does not hold: {en}")
    return Problem(code=code, text=text, where=str(index))
