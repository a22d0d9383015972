import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import pytest

from devices.codecs.adms_order import update_user
from devices.codecs.adms_reply import Command
from devices.driver import CommandResult, Terminal, User, identity_of
from devices.exchange import HttpExchange
from devices.protocols import adms
from tests.devices.simulated import Simulator, simulator

ZONE = ZoneInfo("Asia/Shanghai")


class Listener(ThreadingHTTPServer):
    """A tiny gateway: stores by identity, answers after storing, fails on order."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rows: dict[str, int] = {}
        self.quarantine: list[str] = []
        self.results: list[CommandResult] = []
        self.users: set[str] = set()
        self.hellos = 0
        self.commands: list[Command] = []
        self.failures = 0
        self.statuses: list[int] = []
        self.lock = threading.Lock()

    def take(self, answer: HttpExchange) -> HttpExchange:
        """Store an exchange; repeats add nothing but are counted."""
        with self.lock:
            if answer.batch and self.failures:
                self.failures -= 1
                return HttpExchange(kind="refused", reply_ok=answer.reply_retry)
            for event in answer.batch.events if answer.batch else ():
                self.rows[event.identity] = self.rows.get(event.identity, 0) + 1
            self.quarantine += [b.reason for b in answer.batch.unreadable] if answer.batch else []
            self.results += answer.results
            self.users |= {user.code for user in answer.users}
            self.hellos += answer.reply_ok.body.startswith(b"GET OPTION")
            self.statuses.append(answer.reply_ok.status)
        return answer


class _Handler(BaseHTTPRequestHandler):
    server: Listener
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        head = adms.Head(method=self.command, target=self.path, headers=headers)
        admitted = adms.admit(head, self._known)
        if isinstance(admitted, adms.Admission):
            body = self.rfile.read(admitted.length)
            context = adms.Context(commands=self.server.commands)
            admitted = adms.exchange(admitted, body, context)
        reply = self.server.take(admitted).reply_ok
        self.send_response(reply.status)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_POST = do_GET  # noqa: N815 - the name http.server calls

    def _known(self, serial: str) -> Terminal | None:
        known = serial.startswith("SIM")
        return Terminal(serial=serial, secret="s3cret", zone=ZONE) if known else None


@contextmanager
def listening() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def terminal(server: Listener, *arguments: str) -> Iterator[Simulator]:
    where = ("--server", f"http://127.0.0.1:{server.server_port}", "--secret", "s3cret")
    fast = ("--poll-seconds", "0.1", "--retry-seconds", "0.1")
    with simulator("adms", *where, *fast, *arguments) as running:
        yield running


def _until(running: Simulator, acked: int) -> None:
    until = monotonic() + 15
    while running.order(do="status")["terminals"][0]["acked"] < acked:
        assert monotonic() < until, running.order(do="status")
        sleep(0.05)


@pytest.mark.parametrize("fault", ["crlf", "keyed", "epoch", "no_stamp", "double"])
def test_every_dialect_arrives_once(fault: str) -> None:
    with listening() as server, terminal(server, "--prefill", "250", "--fault", fault) as running:
        _until(running, 250)
        assert len(server.rows) == 250


@pytest.mark.parametrize("fault", ["resend_acked@2", "cut_body@2", "deaf@2"])
def test_a_batch_comes_again_until_it_is_acknowledged(fault: str) -> None:
    with listening() as server, terminal(server, "--prefill", "250", "--fault", fault) as running:
        _until(running, 250)
        assert len(server.rows) == 250


def test_a_server_that_cannot_store_gets_the_same_batch_again() -> None:
    with listening() as server:
        server.failures = 3
        with terminal(server, "--prefill", "5") as running:
            _until(running, 5)
        assert set(server.rows.values()) == {1}


def test_poison_rows_are_kept_and_the_others_pass() -> None:
    faults = ("--fault", "bad_line@1", "--fault", "bad_date@1")
    with listening() as server, terminal(server, "--prefill", "50", *faults) as running:
        _until(running, 50)
        assert server.quarantine == ["bad_time", "bad_time"]
        assert len(server.rows) == 50


def test_a_wrong_secret_or_serial_stores_nothing_and_keeps_the_data() -> None:
    with listening() as server:
        wrong = ("--secret", "wrong", "--prefill", "3")
        with terminal(server, *wrong) as running:
            while server.statuses.count(401) < 3:
                sleep(0.05)
            assert running.order(do="status")["terminals"][0]["acked"] == 0
        with terminal(server, "--serial", "STRANGER", "--prefill", "3"):
            while 403 not in server.statuses:
                sleep(0.05)
        assert server.rows == {}


def test_what_was_not_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    with listening() as server:
        server.failures = 10**6
        with terminal(server, "--prefill", "30", "--ledger", str(tmp_path)) as running:
            running.order(do="punch", person="1001")
            running.kill()
        server.failures = 0
        with terminal(server, "--ledger", str(tmp_path)) as running:
            _until(running, 31)
        assert len(server.rows) == 31


def test_a_command_is_carried_out_and_its_result_comes_back() -> None:
    with listening() as server:
        server.commands = [
            Command(number=1, text=update_user(User(code="9001", name="张三"))),
            Command(number=2, text="SHELL ls"),
        ]
        with terminal(server):
            while len(server.results) < 2:
                sleep(0.05)
        found = {(r.command_id, r.code, r.command) for r in server.results}
        assert found == {("1", 0, "DATA"), ("2", -1002, "SHELL")}


@pytest.mark.parametrize("proof", ["path", "comkey", "header"])
def test_the_secret_may_be_shown_in_three_ways(proof: str) -> None:
    with listening() as server, terminal(server, "--prefill", "3", "--proof", proof) as running:
        _until(running, 3)
        assert set(server.statuses) == {200}


@pytest.mark.parametrize(
    ("fault", "results"),
    [("lose_orders@1", 1), ("lose_results@1", 1), ("repeat_results@1", 2)],
)
def test_an_order_is_carried_out_once_whatever_gets_lost(
    fault: str, results: int, tmp_path: Path
) -> None:
    with listening() as server:
        server.commands = [Command(number=1, text=update_user(User(code="9001", name="张三")))]
        with terminal(server, "--ledger", str(tmp_path), "--fault", fault):
            while len(server.results) < results:
                sleep(0.05)
        assert {(r.command_id, r.code) for r in server.results} == {("1", 0)}
    lines = (tmp_path / "SIMADMS001.jsonl").read_text().splitlines()
    assert sum('"noted"' in line for line in lines) == 1


def test_asked_for_its_users_it_uploads_them_and_after_a_restart_says_hello() -> None:
    with listening() as server:
        server.commands = [
            Command(number=1, text="DATA QUERY USERINFO"),
            Command(number=2, text="REBOOT"),
        ]
        with terminal(server):
            while len(server.users) < 20 or server.hellos < 2:
                sleep(0.05)


def test_a_live_punch_arrives_within_a_second() -> None:
    with listening() as server, terminal(server) as running:
        punch = running.order(do="punch", person="1007")
        started = monotonic()
        while not server.rows:
            sleep(0.01)
        assert monotonic() - started < 1
        assert set(server.rows) == {identity_of("1007", punch["local"])}
