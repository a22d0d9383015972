"""The product's own broker for a test: its configuration, its access list, its two ports."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from liuhen.broker import Broker
from tests.support.mosquitto import program
from tests.support.ports import free_port, wait_for_port


@dataclass(slots=True)
class OwnBroker:
    """Runs until `kill` or `stop`, and again after `start`; `users` are names and passwords."""

    folder: Path
    users: Mapping[str, str]
    port: int = field(default_factory=free_port)
    gateway_port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def made(self) -> Broker:
        return Broker(self.folder, self.port, self.gateway_port)

    @property
    def url(self) -> str:
        """Where the gateway connects."""
        return f"mqtt://gateway:{self.users['gateway']}@127.0.0.1:{self.gateway_port}"

    @property
    def talk(self) -> str:
        """What it has said."""
        return (self.folder / "talk.log").read_text()

    def start(self) -> None:
        if not self.made.config.exists():
            self.made.write(self.users)
        with (self.folder / "talk.log").open("ab") as talk:
            self.process = subprocess.Popen([program(), "-c", str(self.made.config)], stderr=talk)
        wait_for_port(self.port)
        wait_for_port(self.gateway_port)

    def kill(self) -> None:
        """Pull the plug."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def forget(self) -> None:
        """Lose what it had saved."""
        for left in self.folder.glob("*.db*"):
            left.unlink()
