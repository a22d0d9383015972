"""One new file and one registry line: a module nobody registered is dead, and fails here."""

import pytest

from tests.arch.seams import SEAMS, Seam


@pytest.mark.parametrize("seam", SEAMS, ids=str)
def test_every_module_of_a_seam_is_registered(seam: Seam) -> None:
    forgotten = seam.modules() - seam.registered()
    assert not forgotten, f"add to {seam.registry} in {seam.package}/__init__.py: {forgotten}"


@pytest.mark.parametrize("seam", SEAMS, ids=str)
def test_a_seam_is_not_empty(seam: Seam) -> None:
    assert seam.registered()
