"""Every package we ship with has a licence that goes with ours (docs/decisions/001-licence.md)."""

import re
from importlib.metadata import distribution

import pytest

from tests.arch.source import ROOT

GOES_WITH_GPL = re.compile(r"\b(MIT|MIT-0|BSD|Apache|PSF|MPL|Mozilla|Python Software|ISC)\b")
REASONED = {"pyzk": "GPL-2 in its repository, nothing in its archive: decision 001"}


def locked() -> list[str]:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    return re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", text, re.MULTILINE)


def declared(name: str) -> str:
    metadata = distribution(name).metadata
    classifiers = [c for c in metadata.get_all("Classifier") or () if c.startswith("License")]
    return " ".join(
        filter(None, (metadata["License-Expression"], metadata["License"], *classifiers))
    )


@pytest.mark.parametrize("name", locked())
def test_a_locked_package_goes_with_our_licence(name: str) -> None:
    assert GOES_WITH_GPL.search(declared(name)) or name in REASONED, declared(name)


def test_the_licence_says_which_one_it_is() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "SPDX-License-Identifier: GPL-2.0-or-later" in text
    assert "Version 2, June 1991" in text
