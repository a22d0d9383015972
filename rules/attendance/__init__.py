"""Attendance: punches to days, days to what pay, people and the ladder need. No clock, no I/O.

`docs/algorithms/attendance-day.md` tells the rules in prose with worked tables.
"""
