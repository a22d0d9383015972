"""Whole screens rebuilt from the widgets with sample data: page authors lift them, screenshots check them."""
