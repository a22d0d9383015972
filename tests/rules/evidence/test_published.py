"""The published RFC 6962 vectors, through both builder and verifier."""

import json
from pathlib import Path
from typing import Any

from rules.evidence.tree import consistency_proof, inclusion_proof, leaf_hash, node_hash, root
from rules.evidence.verify import consistency, inclusion

FILE = Path(__file__).parents[2] / "cases" / "notices" / "rfc6962_vectors.json"
CASE: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in CASE["leaves_hex"]]
ROOTS = [bytes.fromhex(text) for text in CASE["roots_by_size_1_to_8"]]


def test_node_and_roots() -> None:
    told = CASE["node_kat"]
    node = node_hash(bytes.fromhex(told["left"]), bytes.fromhex(told["right"]))
    assert node.hex() == told["hash"]
    assert [root(LEAVES[: size + 1]) for size in range(8)] == ROOTS


def test_every_inclusion_proof_is_built_and_verified() -> None:
    assert len(CASE["inclusion"]) == 36
    for told in CASE["inclusion"]:
        index, size = told["index"], told["size"]
        proof = inclusion_proof(LEAVES[:size], index)
        assert [step.hex() for step in proof] == told["proof"]
        head = ROOTS[size - 1]
        assert inclusion(LEAVES[index], index=index, size=size, proof=proof, root=head) is None


def test_every_consistency_proof_is_built_and_verified() -> None:
    assert len(CASE["consistency"]) == 36
    for told in CASE["consistency"]:
        old, new = told["old"], told["new"]
        proof = consistency_proof(LEAVES[:new], old)
        assert [step.hex() for step in proof] == told["proof"]
        heads = {"old_root": ROOTS[old - 1], "new_root": ROOTS[new - 1]}
        assert consistency(old=old, new=new, proof=proof, **heads) is None
