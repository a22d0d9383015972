"""Our private mosquitto: durable per change, queues sized, every terminal on its own topics.

Its defaults lose acknowledged messages; each line here closes a measured hole
(docs/why/broker.md).
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_LONG, _SHORT = 256_000, 64_000
"""Bytes of a saved queue: some 1,500 plain punches, and few enough again."""

FOLDER = "LIUHEN_BROKER_FOLDER"
"""The variable that names this folder to the gateway beside the broker."""

_LISTENERS = """\
listener {port} {host}
use_username_as_clientid true
"""
_GATEWAYS = "listener {gateway_port} 127.0.0.1\n"
_COMMON = """\
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/acl
pid_file {folder}/pid
persistence true
persistence_location {folder}/
autosave_on_changes {per_change}
autosave_interval 1
queue_qos0_messages true
max_queued_messages 100000
max_queued_bytes 536870912
max_inflight_messages 4000
max_packet_size 4719616
retain_available false
persistent_client_expiration 30d
log_dest stderr
log_type error
log_type warning
{user}"""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker's files are, and its ports; without `gateway_port` all share one.

    Terminals' client ids are their user names; only on the gateways' own port may they differ.
    """

    folder: Path
    port: int
    gateway_port: int = 0
    host: str = "127.0.0.1"

    @property
    def config(self) -> Path:
        return self.folder / "mosquitto.conf"

    def write(self, users: Mapping[str, str], prefixes: Iterable[str] = ()) -> None:
        """Write configuration, access list and hashed passwords (user name to password)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._configure(per_change=True)
        self.set_access(prefixes)
        self.set_users(users)

    def set_access(self, prefixes: Iterable[str] = ()) -> None:
        """Replace the access list whole; the broker rereads it on SIGHUP."""
        from liuhen.broker_access import access_list  # `liuhen run` itself stays small

        fresh = self.folder / "acl.new"
        fresh.touch(mode=0o600)
        fresh.write_text(access_list(prefixes))
        fresh.replace(self.folder / "acl")

    def set_users(self, users: Mapping[str, str]) -> None:
        """Replace the password file whole; the broker rereads it on SIGHUP."""
        fresh = self.folder / "passwords.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text("".join(f"{name}:{word}\n" for name, word in sorted(users.items())))
        subprocess.run(  # noqa: S603 - fixed program, our own file
            ["mosquitto_passwd", "-U", str(fresh)],  # noqa: S607 - found on PATH on every system
            check=True,
            capture_output=True,
        )
        fresh.replace(self.folder / "passwords")

    def adapt(self) -> None:
        """Save at every change while the queue is short, every second while it is long.

        A save writes the whole queue: at every change, 5,000 waiting messages let in 50 a second.
        """
        saved = sum(one.stat().st_size for one in self.folder.glob("mosquitto.db"))
        per_change = "autosave_on_changes true" in self.config.read_text()
        if per_change != (saved < (_LONG if per_change else _SHORT)):
            self._configure(per_change=not per_change)
            self.reload()

    def reload(self) -> bool:
        """Make the running broker read passwords and access again; whom they refuse is cut off."""
        number = self._process()
        if number is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGHUP)
        return True

    def _configure(self, *, per_change: bool) -> None:
        text = _LISTENERS + (_GATEWAYS if self.gateway_port else "") + _COMMON
        fresh = self.config.with_suffix(".new")
        fresh.write_text(
            text.format(
                port=self.port,
                host=self.host,
                gateway_port=self.gateway_port,
                folder=self.folder,
                per_change=str(per_change).lower(),
                user="user root\n" if os.geteuid() == 0 else "",
            )
        )
        fresh.replace(self.config)

    def _process(self) -> int | None:
        """The number of our running broker; a left-over file names nobody, or somebody else."""
        try:
            number = int((self.folder / "pid").read_text())
            command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return number if str(self.config).encode() in command else None
