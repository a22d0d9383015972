"""Whole screens rebuilt from the widgets with sample data, for page authors and screenshots."""
