"""Bytes to values and back, without I/O: reports, receipts and replies of every vendor."""
