"""Which processes `liuhen run` keeps alive, and what each is told."""

import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hr import clock
from hr.settings import Settings
from liuhen.broker import FOLDER, Broker
from liuhen.children import Child

_SIMS = {"zk": "zk", "adms": "adms", "mqtt_face": "mqtt_face"}
_PACE = {"zk": 0.08, "adms": 0.1, "mqtt_face": 0.12}
"""Punches a second of the demo's terminals: lively, and a day's log stays small."""


@dataclass(frozen=True, slots=True)
class Local:
    """One installation on this machine: ports beside those of the settings; broker 0 is none."""

    settings: Settings
    broker: int
    zk: int
    broker_gateway: int = 0

    @property
    def broker_folder(self) -> Path:
        return self.settings.data / "mosquitto"


def processes(local: Local, ready: dict[str, Any]) -> list[Child]:
    """Every child in starting order, for what `liuhen setup` found."""
    env = environment(local)
    found = []
    if local.broker:
        config = own_broker(local).config
        found.append(
            Child("mosquitto", ["mosquitto", "-c", str(config)], log=_log(local, "mosquitto"))
        )
        env["LIUHEN_MQTT_URL"] = (
            f"mqtt://gateway:{ready['broker_password']}@127.0.0.1:{local.broker_gateway}"
        )
        env[FOLDER] = str(local.broker_folder)
        env["LIUHEN_MQTT_PORT"] = str(local.broker)
    if ready["demo"]:
        state = local.settings.data / "demo"
        smtp, imap, sms = free_port(), free_port(), free_port()
        fakes = [sys.executable, "-m", "notify.sims", "--state", str(state / "providers")]
        fakes += ["--smtp-port", str(smtp), "--imap-port", str(imap), "--sms-port", str(sms)]
        fakes += ["--clock-skew", str(clock.OFFSET.total_seconds())]
        found.append(Child("providers", fakes, log=_log(local, "providers")))
        env |= _providers(smtp, imap, sms, ready["bounce_secret"])
    found += [Child(name, liuhen(name), env) for name in ("gateway", "portal", "worker")]
    if ready["demo"]:
        found += [_sim(local, one) for one in ready["terminals"] if _speaks(local, one)]
    return found


def own_broker(local: Local) -> Broker:
    """The private broker of this installation."""
    host = local.settings.host
    return Broker(local.broker_folder, local.broker, local.broker_gateway, host)


def environment(local: Local) -> dict[str, str]:
    """What every process of this installation is told."""
    settings = local.settings
    return {
        "LIUHEN_DATA": str(settings.data),
        "LIUHEN_DATABASE": settings.database,
        "LIUHEN_HOST": settings.host,
        "LIUHEN_PORT": str(settings.port),
        "LIUHEN_GATEWAY_PORT": str(settings.gateway_port),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def liuhen(*words: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-m", "liuhen", *words]


def address(settings: Settings) -> str:
    """Where a browser finds the portal."""
    host = "localhost" if settings.host in {"127.0.0.1", "0.0.0.0"} else settings.host  # noqa: S104 - compared, not bound
    return settings.public_url or f"http://{host}:{settings.port}"


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _providers(smtp: int, imap: int, sms: int, bounce_secret: str) -> dict[str, str]:
    return {
        "LIUHEN_EMAIL_HOST": "127.0.0.1",
        "LIUHEN_EMAIL_PORT": str(smtp),
        "LIUHEN_EMAIL_SECURITY": "none",
        "LIUHEN_EMAIL_SENDER": "hr@hengzhou.example",
        "LIUHEN_EMAIL_SENDER_NAME": "衡舟人事",
        "LIUHEN_EMAIL_BOUNCES": "bounces@hengzhou.example",
        "LIUHEN_EMAIL_BOUNCE_SECRET": bounce_secret,
        "LIUHEN_EMAIL_IMAP_HOST": "127.0.0.1",
        "LIUHEN_EMAIL_IMAP_PORT": str(imap),
        "LIUHEN_EMAIL_IMAP_SECURITY": "none",
        "LIUHEN_EMAIL_IMAP_USERNAME": "bounces",
        "LIUHEN_EMAIL_IMAP_PASSWORD": "sim-password",
        "LIUHEN_SMS_ALIYUN_KEY_ID": "sim-key-id",
        "LIUHEN_SMS_ALIYUN_KEY_SECRET": "sim-key-secret",
        "LIUHEN_SMS_ALIYUN_SIGN_NAME": "留痕",
        "LIUHEN_SMS_ALIYUN_TEMPLATE": "SMS_100001",
        "LIUHEN_SMS_ALIYUN_ENDPOINT": f"http://127.0.0.1:{sms}",
    }


def _log(local: Local, name: str) -> Path:
    """Where one talks that is not ours or only plays a part; a new start begins a new file."""
    folder = local.settings.data / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / f"{name}.log"
    found.write_bytes(b"")
    return found


def _speaks(local: Local, terminal: dict[str, str]) -> bool:
    return terminal["protocol"] in _SIMS and (
        terminal["protocol"] != "mqtt_face" or local.broker > 0
    )


def _sim(local: Local, terminal: dict[str, str]) -> Child:
    """The twin of one demo terminal; it speaks the real wire from a process of its own."""
    folder = local.settings.data / "demo"
    protocol = terminal["protocol"]
    argv = [sys.executable, "-m", f"devices.sims.{_SIMS[protocol]}"]
    argv += ["--serial", terminal["serial"], "--rate", str(_PACE[protocol])]
    argv += ["--clock-skew", str(clock.OFFSET.total_seconds())]
    argv += ["--people", str(folder / f"{terminal['code']}.people")]
    argv += ["--backlog", str(folder / f"{terminal['code']}.backlog")]
    argv += ["--ledger", str(folder / "ledgers")]
    argv += {
        "zk": ["--port", str(local.zk)],
        "adms": [
            "--server",
            f"http://127.0.0.1:{local.settings.gateway_port}",
            f"--secret={terminal['secret']}",
        ],
        "mqtt_face": ["--port", str(local.broker), f"--password={terminal['secret']}"],
    }[protocol]
    name = f"terminal {terminal['code']}"
    return Child(name, argv, log=_log(local, terminal["code"]))
