import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
)
from rules.problem import Refused

LEAVES = st.lists(st.binary(max_size=8), max_size=40).map(lambda raw: [leaf_hash(b) for b in raw])


def defined_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


@given(LEAVES)
def test_the_frontier_gives_the_root_of_the_definition(leaves: list[bytes]) -> None:
    one_by_one = Frontier()
    for leaf in leaves:
        one_by_one = one_by_one.append(leaf)
    assert one_by_one == Frontier().extend(leaves)
    assert one_by_one.root() == root(leaves) == defined_root(leaves)


@given(LEAVES, st.integers(0, 40))
def test_a_stored_frontier_goes_on_where_it_stopped(leaves: list[bytes], cut: int) -> None:
    stored = Frontier().extend(leaves[:cut])
    again = Frontier(size=stored.size, peaks=stored.peaks)
    assert again.extend(leaves[cut:]).root() == defined_root(leaves)


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert root([]) == Frontier().root() == EMPTY_ROOT


def test_leaf_and_node_hashes_never_meet() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)


def test_a_damaged_frontier_is_refused() -> None:
    with pytest.raises(Refused, match="peaks"):
        Frontier(size=3, peaks=(EMPTY_ROOT,))


@pytest.mark.parametrize("index", [-1, 3])
def test_no_inclusion_proof_outside_the_tree(index: int) -> None:
    with pytest.raises(Refused, match="not inside"):
        inclusion_proof([EMPTY_ROOT] * 3, index)


@pytest.mark.parametrize("old", [0, 4])
def test_no_consistency_proof_outside_the_tree(old: int) -> None:
    with pytest.raises(Refused, match="not between"):
        consistency_proof([EMPTY_ROOT] * 3, old)
