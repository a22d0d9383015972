"""A real MQTT broker for a test: durable, on a free port, with its own directory."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.ports import free_port, wait_for_port

_CONFIGURATION = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval 1
max_queued_messages 0
log_dest file {folder}/mosquitto.log
"""
_PROGRAMS = ("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto")


@dataclass(slots=True)
class Mosquitto:
    """A broker that can be killed and started again on the same port and the same files."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it accepts."""
        configuration = self.folder / "mosquitto.conf"
        text = _CONFIGURATION.format(port=self.port, folder=self.folder)
        configuration.write_text(text + "user root\n", "utf-8")
        self._process = subprocess.Popen([program(), "-c", str(configuration)])
        wait_for_port(self.port)

    def stop(self) -> None:
        """End it politely, so that it saves its sessions."""
        self._end(kill=False)

    def kill(self) -> None:
        """Pull the plug."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        if self._process is None:
            return
        (self._process.kill if kill else self._process.terminate)()
        self._process.wait(10)
        self._process = None


def program() -> str:
    for path in _PROGRAMS:
        if Path(path).exists():
            return path
    raise FileNotFoundError("mosquitto is not installed: apt-get install mosquitto")
