"""What an installation is told from outside: environment variables and secret files only."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import TypeVar

from rules.problem import Refused, refuse

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation. `data` holds the database, the secrets and nothing web-served.

    `mqtt_url` is the gateway's way to the broker, `mqtt_port` (0: the same) that of terminals.
    """

    data: Path
    database: str
    host: str = "127.0.0.1"
    port: int = 8080
    gateway_port: int = 8081
    mqtt_url: str = ""
    mqtt_port: int = 0
    mqtt_shared: bool = False
    gateway_name: str = ""
    public_url: str = ""

    @property
    def tls(self) -> bool:
        """Whether browsers reach us over TLS, so cookies may be `__Host-`."""
        return self.public_url.startswith("https://")

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read `LIUHEN_*`; a wrong value is refused with its name and what is allowed."""
    env = os.environ if environ is None else environ
    data = Path(env.get("LIUHEN_DATA", "var")).absolute()
    return Settings(
        data=data,
        database=env.get("LIUHEN_DATABASE", f"sqlite:///{data}/liuhen.db"),
        host=env.get("LIUHEN_HOST", "127.0.0.1"),
        port=_port(env, "LIUHEN_PORT", 8080),
        gateway_port=_port(env, "LIUHEN_GATEWAY_PORT", 8081),
        mqtt_url=env.get("LIUHEN_MQTT_URL", ""),
        mqtt_port=_port(env, "LIUHEN_MQTT_PORT", 1883) if env.get("LIUHEN_MQTT_PORT") else 0,
        mqtt_shared=bool(_as("bool", "LIUHEN_MQTT_SHARED", env.get("LIUHEN_MQTT_SHARED", ""))),
        gateway_name=env.get("LIUHEN_GATEWAY_NAME", ""),
        public_url=env.get("LIUHEN_PUBLIC_URL", ""),
    )


def read_into(kind: type[T], prefix: str, environ: Mapping[str, str] | None = None) -> T | None:
    """Fill a settings dataclass from `PREFIX_FIELD` or `PREFIX_FIELD_FILE`.

    None when no variable with the prefix is set: that channel is not configured.
    """
    env = os.environ if environ is None else environ
    if not any(name.startswith(prefix + "_") for name in env):
        return None
    values: dict[str, object] = {}
    for one in fields(kind):  # type: ignore[arg-type] # T is always a dataclass
        name = f"{prefix}_{one.name.upper()}"
        text = _secret(env, name)
        if text is not None:
            values[one.name] = _as(one.type, name, text)
    missing = [
        f"{prefix}_{one.name.upper()}"
        for one in fields(kind)  # type: ignore[arg-type] # T is always a dataclass
        if one.name not in values and one.default is MISSING and one.default_factory is MISSING
    ]
    if missing:
        names = " ".join(missing)
        raise refuse(
            "settings",
            f"渠道设置不全，还缺 {names}。补上，或去掉所有 {prefix}_ 变量后重新启动。",
            f"The channel is set up by halves: {names} missing. "
            f"Add them, or remove every {prefix}_ variable, and start again.",
            where=missing[0],
        )
    return kind(**values)


def _secret(env: Mapping[str, str], name: str) -> str | None:
    path = env.get(name + "_FILE")
    if path is None:
        return env.get(name)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise _wrong(name + "_FILE", path, error.strerror or "unreadable") from error


def _as(kind: object, name: str, text: str) -> object:
    word = kind if isinstance(kind, str) else getattr(kind, "__name__", "")
    if word == "bool":
        return text.lower() in {"1", "true", "yes"}
    if word in {"int", "float"}:
        try:
            return int(text) if word == "int" else float(text)
        except ValueError:
            raise _wrong(name, text, "a number is needed") from None
    return text


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise _wrong(name, text, "a port between 1 and 65535 is needed")
    return int(text)


def _wrong(name: str, value: str, why: str) -> Refused:
    return refuse(
        "settings",
        f"环境变量 {name} 的值“{value}”不能用：{why}。改正后重新启动。",
        f"The variable {name} has the value '{value}', which cannot be used: {why}. "
        "Correct it and start again.",
        where=name,
    )
