"""Copies of the product with one change each: the product itself has no test switches."""

import shutil
from pathlib import Path

from tests.faults.processes import ROOT

PACKAGES = ("devices", "gateway", "hr", "liuhen", "notify", "orm", "portal", "rules", "packs")


def patched(folder: Path, file: str, old: str, new: str) -> Path:
    """Copy the packages, replace a text that must stand there exactly once; returns the copy."""
    for name in PACKAGES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "static")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    path = folder / file
    text = path.read_text("utf-8")
    count = text.count(old)
    assert count == 1, f"{file} has the text to change {count} times: {old.strip()!r}"
    path.write_text(text.replace(old, new), "utf-8")
    return folder
