"""The running installation: its settings and its secrets, set once at start."""

from dataclasses import dataclass

from hr.secrets import Vault
from hr.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    settings: Settings
    vault: Vault


_current: Installation | None = None


def start(settings: Settings) -> Installation:
    """Open the secrets of this installation; every process calls it once, before anything else."""
    global _current  # noqa: PLW0603 - one installation per process
    _current = Installation(settings, Vault(settings.secrets))
    return _current


def current() -> Installation:
    """The installation of this process."""
    if _current is None:
        raise RuntimeError("hr.installation.start() was not called")
    return _current
