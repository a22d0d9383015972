"""Vendors' signatures, one small pure file each; every one is pinned by published vectors."""
