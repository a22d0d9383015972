"""The parts every page is made of: frozen values in, escaped markup out."""
