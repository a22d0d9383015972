import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.evidence.tree import EMPTY_ROOT, consistency_proof, inclusion_proof, leaf_hash, root
from rules.evidence.verify import consistency, inclusion

LEAVES = [leaf_hash(bytes([n])) for n in range(70)]
SIZES = st.integers(1, 70)


def flipped(octets: bytes, bit: int) -> bytes:
    changed = bytearray(octets)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


def code(problem: object) -> str:
    return getattr(problem, "code", "holds")


@given(st.data())
def test_every_leaf_proves_and_any_flip_fails(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    proof, head = inclusion_proof(leaves, index), root(leaves)
    assert inclusion(leaves[index], index=index, size=size, proof=proof, root=head) is None
    parts = [leaves[index], *proof, head]
    spot, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[spot] = flipped(parts[spot], bit)
    leaf, *path, top = parts
    assert inclusion(leaf, index=index, size=size, proof=path, root=top) is not None


@given(st.data())
def test_every_prefix_proves_and_any_flip_fails(data: st.DataObject) -> None:
    new = data.draw(SIZES)
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(LEAVES[:new], old)
    heads = root(LEAVES[:old]), root(LEAVES[:new])
    given_ = {"old": old, "new": new}
    assert consistency(**given_, old_root=heads[0], new_root=heads[1], proof=proof) is None
    parts = [*heads, *proof]
    spot, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[spot] = flipped(parts[spot], bit)
    first, second, *path = parts
    assert consistency(**given_, old_root=first, new_root=second, proof=path) is not None


PROOF = inclusion_proof(LEAVES[:8], 2)


@pytest.mark.parametrize(
    ("index", "size", "proof", "expected"),
    [
        (2, 8, PROOF, "holds"),
        (3, 8, PROOF, "evidence.root"),
        (-1, 8, PROOF, "evidence.index"),
        (8, 8, PROOF, "evidence.index"),
        (2, 0, PROOF, "evidence.index"),
        (2, 16, PROOF, "evidence.too_short"),
        (2, 8, PROOF[:-1], "evidence.too_short"),
        (2, 8, (*PROOF, PROOF[0]), "evidence.too_long"),
        (2, 8, (PROOF[1], PROOF[0], PROOF[2]), "evidence.root"),
        (2, 8, (PROOF[0][:31], *PROOF[1:]), "evidence.hash_size"),
    ],
)
def test_a_damaged_inclusion_proof_is_refused_with_its_reason(
    index: int, size: int, proof: tuple[bytes, ...], expected: str
) -> None:
    head = root(LEAVES[:8])
    found = inclusion(LEAVES[2], index=index, size=size, proof=proof, root=head)
    assert code(found) == expected
    assert found is None or found.where == str(index)


@pytest.mark.parametrize(
    ("old", "new", "take", "expected"),
    [
        (3, 7, slice(None), "holds"),
        (7, 3, slice(None), "evidence.size"),
        (-1, 7, slice(None), "evidence.size"),
        (3, 7, slice(0, -1), "evidence.too_short"),
        (3, 7, slice(0, 0), "evidence.too_short"),
        (3, 7, slice(None, None, -1), "evidence.root"),
        (0, 7, slice(None), "evidence.too_long"),
        (0, 7, slice(0, 0), "evidence.root"),
        (7, 7, slice(0, 0), "evidence.root"),
        (3, 4, slice(None), "evidence.too_long"),
    ],
)
def test_a_damaged_consistency_proof_is_refused_with_its_reason(
    old: int, new: int, take: slice, expected: str
) -> None:
    proof = consistency_proof(LEAVES[:7], 3)[take]
    heads = {"old_root": root(LEAVES[:3]), "new_root": root(LEAVES[:7])}
    assert code(consistency(old=old, new=new, proof=proof, **heads)) == expected


def test_every_tree_grows_from_the_empty_one() -> None:
    head = root(LEAVES)
    assert consistency(old=0, new=70, old_root=EMPTY_ROOT, new_root=head, proof=()) is None
