"""Fake providers, written from the vendors' documents, that speak and check the real wire."""
