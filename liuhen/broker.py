"""Our private mosquitto: durable per change, queues sized, every terminal on its own topics.

Its defaults lose acknowledged messages; each line here closes a measured hole
(docs/why/broker.md).
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """\
listener {port} 127.0.0.1
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/acl
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval 1
queue_qos0_messages true
max_queued_messages 100000
max_queued_bytes 536870912
max_inflight_messages 1000
message_size_limit 4718592
retain_available false
use_username_as_clientid true
persistent_client_expiration 30d
log_dest stderr
log_type error
log_type warning
{user}"""

_ACL = """\
user gateway
topic read mqtt/face/#
topic write mqtt/face/+
topic read attend/v1/+/punch

pattern write mqtt/face/%u/#
pattern read mqtt/face/%u
pattern write mqtt/face/basic
pattern write mqtt/face/heartbeat
pattern write attend/v1/%u/punch
"""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker's files are and which port it listens on."""

    folder: Path
    port: int

    @property
    def config(self) -> Path:
        return self.folder / "mosquitto.conf"

    def write(self, users: dict[str, str]) -> None:
        """Write configuration, access list and hashed passwords (user name to password)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        user = "user root\n" if os.geteuid() == 0 else ""
        self.config.write_text(_CONFIG.format(port=self.port, folder=self.folder, user=user))
        (self.folder / "acl").write_text(_ACL)
        (self.folder / "acl").chmod(0o600)
        self.set_users(users)

    def set_users(self, users: dict[str, str]) -> None:
        """Replace the password file whole; the broker rereads it on SIGHUP."""
        fresh = self.folder / "passwords.new"
        fresh.touch(mode=0o600)
        fresh.write_text("".join(f"{name}:{word}\n" for name, word in sorted(users.items())))
        subprocess.run(  # noqa: S603 - fixed program, our own file
            ["mosquitto_passwd", "-U", str(fresh)],  # noqa: S607 - found on PATH on every system
            check=True,
            capture_output=True,
        )
        fresh.replace(self.folder / "passwords")
