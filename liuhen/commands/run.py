"""`liuhen run`: everything in one go; on an empty database, with the demo company."""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from typing import Any

from hr.settings import Settings, load
from liuhen import children, plan
from rules.problem import refuse

_PATIENCE = 60.0
_USUAL_BROKER_PORT = 1883


def arguments(parser: argparse.ArgumentParser) -> None:
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument("--demo", action="store_true", default=True, help="demo company (default)")
    demo.add_argument("--no-demo", dest="demo", action="store_false", help="start empty")


def main(args: argparse.Namespace) -> int:
    settings = _ports(load())
    stopping: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _frame: stopping.append(number))
    broker = _broker_port(settings) if shutil.which("mosquitto") else 0
    if not broker:
        print("liuhen: mosquitto is not installed, MQTT terminals stay off", file=sys.stderr)
    ports = {"broker": broker, "broker_gateway": plan.free_port(), "zk": plan.free_port()}
    local = plan.Local(settings=settings, **ports)
    ready = _setup(local, demo=args.demo)
    running = plan.processes(local, ready)
    for child in running:
        child.start()
    try:
        _wait(settings, stopping)
        _welcome(settings, ready)
    except BaseException:
        children.stop(running)
        raise
    own = plan.own_broker(local)
    children.watch(running, lambda: bool(stopping), own.adapt if broker else lambda: None)
    return 0


def _ports(settings: Settings) -> Settings:
    """The wanted ports, or free ones where nobody asked for particular ones."""
    wanted = {"port": settings.port, "gateway_port": settings.gateway_port}
    taken = {name: number for name, number in wanted.items() if not _free(settings.host, number)}
    for name, number in taken.items():
        variable = f"LIUHEN_{name.upper()}"
        if variable in os.environ:
            raise refuse(
                "port",
                f"端口 {number} 已被别的程序占用。请换一个 {variable}。",
                f"Port {number} is taken by another program. Choose another {variable}.",
                where=variable,
            )
        wanted[name] = plan.free_port()
    return replace(settings, port=wanted["port"], gateway_port=wanted["gateway_port"])


def _broker_port(settings: Settings) -> int:
    """Where terminals find our broker: always the same once they can reach it at all."""
    alone = settings.host in {"127.0.0.1", "localhost", "::1"}
    wanted = settings.mqtt_port or (0 if alone else _USUAL_BROKER_PORT)
    if wanted and _free(settings.host, wanted):
        return wanted
    if settings.mqtt_port:
        raise refuse(
            "port",
            f"端口 {wanted} 已被别的程序占用。请换一个 LIUHEN_MQTT_PORT。",
            f"Port {wanted} is taken by another program. Choose another LIUHEN_MQTT_PORT.",
            where="LIUHEN_MQTT_PORT",
        )
    return plan.free_port()


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _setup(local: plan.Local, *, demo: bool) -> dict[str, Any]:
    """Migrate and seed in a process of its own, so that this one stays small."""
    command = plan.liuhen("setup", "--demo" if demo else "--no-demo", "--zk-port", str(local.zk))
    command += ["--broker-port", str(local.broker)]
    command += ["--broker-gateway-port", str(local.broker_gateway)]
    done = subprocess.run(  # noqa: S603 - our own command line
        command, env={**os.environ, **plan.environment(local)}, stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _wait(settings: Settings, stopping: list[int]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and not stopping:
        try:
            with urllib.request.urlopen(f"{plan.address(settings)}/healthz", timeout=2):  # noqa: S310 - our own http address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    if not stopping:
        raise refuse(
            "start",
            "门户一分钟内没有启动，请看上面的信息。",
            "The portal did not start within a minute; see the lines above.",
        )


def _welcome(settings: Settings, ready: dict[str, Any]) -> None:
    address = plan.address(settings)
    print(f"\n留痕 Liuhen   {address}")
    if ready["links"]:
        print("一次性登录链接（24 小时内有效，进去后设密码）/ single-use links, 24 hours:")
    for who, token in ready["links"]:
        print(f"  {who:<28} {address}/enter/{token}")
    print("Ctrl+C 停止 / stops everything.\n", flush=True)
