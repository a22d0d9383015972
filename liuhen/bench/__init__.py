"""Benches: a figure, the limit measured in the same run on the same machine, and their ratio."""
