"""Attendance terminals: wire formats, drivers, and their simulated twins."""
