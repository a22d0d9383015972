"""The tamper-evident log: canonical events, Merkle tree, checkpoints, proofs (RFC 6962, C2SP)."""
