"""Attendance terminals: wire bytes to values and back, sessions, and a simulator twin of each.

Imports nothing of the product; could be published as its own library.
"""
