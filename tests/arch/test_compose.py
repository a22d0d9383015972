"""docker-compose.yml, read by Debian's own docker-compose: no engine is needed for that."""

import subprocess
from functools import cache
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # PyYAML ships no types

from tests.arch.source import ROOT

SERVICES = ("postgres", "mosquitto", "mail", "migrate", "portal", "gateway", "worker")
SECRET_WORDS = ("PASSWORD", "SECRET", "TOKEN", "KEY")


@cache
def services() -> dict[str, Any]:
    command = ["docker-compose", "--file", str(ROOT / "docker-compose.yml"), "config"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = yaml.safe_load(answer.stdout)["services"]
    return found


def test_every_part_is_there() -> None:
    assert set(services()) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_no_more_than_it_must(name: str) -> None:
    service = services()[name]
    assert str(service["user"]).split(":")[0] not in {"0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_how_it_is(name: str) -> None:
    check = services()[name]["healthcheck"]
    assert check.get("test") or (name == "migrate" and check["disable"])


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_files(name: str) -> None:
    environment = services()[name].get("environment") or {}
    told = [k for k in environment if any(word in k for word in SECRET_WORDS)]
    assert all(key.endswith("_FILE") for key in told)


def test_every_mounted_file_is_in_the_repository() -> None:
    mounts = [m.split(":")[0] for s in services().values() for m in s["volumes"]]
    missing = [m for m in mounts if m.startswith("/") and not (ROOT / m).exists()]
    assert not missing
