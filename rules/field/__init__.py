"""The one Field vocabulary: forms, custom fields, device and channel settings speak it.

A value is plain JSON: text, number (int, or float with a fraction), money (int fen), date
"2026-11-30", time "08:30", datetime "2026-11-30T08:30", date_range {"from", "to"}, yes_no (bool),
choice, person, unit and file (a key), choices, people and files (lists), table (list of rows).
"""

from rules.field.vocabulary import Choice, Field, Kind, Values, parse_all, validate_all

__all__ = ["Choice", "Field", "Kind", "Values", "parse_all", "validate_all"]
