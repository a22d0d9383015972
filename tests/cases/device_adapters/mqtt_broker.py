"""What the broker itself decides: a real mosquitto under the product's configuration, real clients.

`client` is the name a stranger takes, with and without an account of his own; `action` is what he
does (`publish` if nothing else is said). Denied means that nobody hears what he may not say, and
that he hears nothing of others, while the terminal whose topics they are goes on unharmed.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liuhen.broker import Broker
from tests.cases.device_adapters.outcome import Outcome
from tests.support.mosquitto import program
from tests.support.ports import free_port, wait_for_port

TERMINALS, GATEWAY = ("TEST0001", "TEST0002"), "gateway"
WORDS = {one: f"word of {one}" for one in (*TERMINALS, GATEWAY)}
HEARD = ("attend/v1/+/punch", "mqtt/face/+/Rec", "mqtt/face/basic")
_TRUE = b"said by the terminal itself"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who somebody says he is: user name and password (or nothing), and a client id."""

    user: str
    word: str
    client_id: str

    def command(self, name: str, at: Broker, *more: str) -> list[str]:
        """The command line of mosquitto_pub or mosquitto_sub for this caller."""
        port = at.gateway_port if self.user == GATEWAY else at.port
        found = [name, "-h", "127.0.0.1", "-p", str(port), "-V", "5", "-q", "1"]
        found += ["-i", self.client_id] if self.client_id else []
        found += ["-u", self.user, "-P", self.word] if self.user else []
        return [*found, *more]


def run(case: dict[str, Any]) -> Outcome:
    """Let every caller the case can mean try it; all of them must be denied."""
    payload: bytes = case["payload"]
    topic = str(case["topic"])
    tried = {"subscribe": subscribes, "publish": publishes}[str(case.get("action", "publish"))]
    outcome = Outcome()
    with broker() as at:
        denied = [tried(one, topic, payload, at) for one in callers(case, topic)]
    outcome.words = {"broker_denies"} if denied and all(denied) else {"broker_allows"}
    return outcome


def owner(topic: str) -> Caller:
    """The terminal whose topic it is."""
    found = next((one for one in TERMINALS if one in topic), TERMINALS[0])
    return Caller(found, WORDS[found], found)


def callers(case: dict[str, Any], topic: str) -> list[Caller]:
    """A stranger under that name, with and without a password, and a terminal that takes it."""
    other = next(one for one in TERMINALS if one != owner(topic).user)
    name = case.get("client")
    if name is None:
        return [Caller(other, WORDS[other], other), Caller("", "", "nobody")]
    name = str(name)
    return [Caller(name, "guess", name), Caller("", "", name), Caller(other, WORDS[other], name)]


def publishes(who: Caller, topic: str, payload: bytes, at: Broker) -> bool:
    """Whether what he says on the topic is heard by nobody."""
    true = owner(topic)
    with listening(Caller(GATEWAY, WORDS[GATEWAY], ""), HEARD, at) as heard:
        say(who, topic, payload, at)
        say(true, f"attend/v1/{true.user}/punch", _TRUE, at)
        found = waited(heard, _TRUE)
    return found == [_TRUE]


def subscribes(who: Caller, topic: str, payload: bytes, at: Broker) -> bool:
    """Whether he hears nothing of what a terminal and the gateway say to each other."""
    true, gateway = owner(topic), Caller(GATEWAY, WORDS[GATEWAY], "")
    punch = f"attend/v1/{true.user}/punch"
    with listening(who, (topic,), at) as heard, listening(gateway, HEARD, at) as control:
        say(true, punch, payload, at)
        say(gateway, f"mqtt/face/{true.user}", payload, at)
        say(true, punch, _TRUE, at)
        assert _TRUE in waited(control, _TRUE)
        time.sleep(0.3)
        return heard.read_bytes() == b""


def say(who: Caller, topic: str, payload: bytes, at: Broker) -> None:
    """Publish with mosquitto_pub; what it thinks of the answer is its own affair."""
    command = who.command("mosquitto_pub", at, "-t", topic, "-s")
    subprocess.run(command, input=payload, capture_output=True, check=False, timeout=10)


@contextmanager
def listening(who: Caller, topics: Sequence[str], at: Broker) -> Iterator[Path]:
    """Listen with mosquitto_sub; yields the file that gets the payloads, a line each."""
    with tempfile.NamedTemporaryFile() as talk:
        filters = [word for topic in topics for word in ("-t", topic)]
        command = who.command("mosquitto_sub", at, *filters)
        process = subprocess.Popen(command, stdout=talk, stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.3)
            yield Path(talk.name)
        finally:
            process.kill()
            process.wait()


def waited(heard: Path, last: bytes) -> list[bytes]:
    """The payloads heard until the last one came."""
    until = time.monotonic() + 5
    while last not in heard.read_bytes() and time.monotonic() < until:
        time.sleep(0.02)
    return heard.read_bytes().splitlines()


@contextmanager
def broker() -> Iterator[Broker]:
    """The product's own broker on a free port, with two terminals."""
    with tempfile.TemporaryDirectory() as folder:
        made = Broker(Path(folder) / "broker", free_port(), free_port())
        made.write(WORDS)
        process = subprocess.Popen([program(), "-c", str(made.config)], stderr=subprocess.DEVNULL)
        try:
            wait_for_port(made.gateway_port)
            yield made
        finally:
            process.kill()
            process.wait()
