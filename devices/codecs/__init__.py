"""Bytes to values and back: no I/O, total on any input, every length bounded."""
