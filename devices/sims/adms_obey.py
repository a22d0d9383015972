"""How a simulated ADMS terminal carries out orders; each stands in its ledger with its result.

It remembers numbers: an order that comes again is not carried out again, its result is told again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.codecs import zk_time
from devices.sims.faults import Faults
from devices.sims.terminal import Terminal

_DONE, _WRONG, _NOBODY, _UNSUPPORTED = 0, -1, -4, -1002
_Act = Callable[[dict[str, str]], int]
_LINE = re.compile(r"C:([0-9]+):(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """What came of one answer: the results to tell, and what the terminal does next."""

    results: bytes = b""
    sends_users: bool = False
    restarts: bool = False


class Obedience:
    """The people of one terminal and the orders it has carried out; both survive a kill."""

    def __init__(self, terminal: Terminal, faults: Faults, encoding: str = "utf-8") -> None:
        self._terminal = terminal
        self._faults = faults
        self._encoding = encoding
        self._told: dict[int, int] = {}
        for note in terminal.ledger.notes:
            self._again(note)

    def obey(self, body: bytes) -> Obeyed:
        """Carry out the orders of a poll's answer, one line each."""
        found = [
            _LINE.fullmatch(line) for line in body.decode(self._encoding, "replace").split("\n")
        ]
        orders = [(int(one[1]), one[2]) for one in found if one]
        done = [(number, text, self._result(number, text)) for number, text in orders]
        lines = (f"ID={n}&Return={code}&CMD={text.split()[0]}\n" for n, text, code in done)
        good = [text for _, text, code in done if code == _DONE]
        return Obeyed(
            results="".join(lines).encode(),
            sends_users=any(text.startswith("DATA QUERY USERINFO") for text in good),
            restarts=any(text in {"REBOOT", "CONTROL DEVICE 03000000"} for text in good),
        )

    def _result(self, number: int, text: str) -> int:
        refused = self._faults.take("refuse_orders")
        if refused is not None:
            return int(refused or _WRONG)
        if number in self._told and not self._faults.on("forget_orders"):
            return self._told[number]
        code = self._carry_out(text)
        self._told[number] = code
        self._terminal.ledger.note(order=number, text=text, code=code)
        return code

    def _carry_out(self, text: str) -> int:
        for start, act in self._acts().items():
            if text.startswith(start):
                parts = text.removeprefix(start).split("\t")
                try:
                    return act(dict(part.partition("=")[::2] for part in parts))
                except (KeyError, ValueError):
                    return _WRONG
        return _UNSUPPORTED

    def _acts(self) -> Mapping[str, _Act]:
        silent = ("DATA QUERY USERINFO", "CHECK", "INFO", "LOG", "REBOOT", "CONTROL DEVICE 0300")
        return {
            "DATA UPDATE USERINFO ": lambda told: self._put(told["PIN"], told["Name"]),
            "DATA UPDATE user ": lambda told: self._put(told["Pin"], told["Name"]),
            "DATA DELETE USERINFO ": lambda told: self._delete(told["PIN"]),
            "DATA DELETE user ": lambda told: self._delete(told["Pin"]),
            "DATA QUERY ATTLOG ": lambda told: self._replay(told["StartTime"], told["EndTime"]),
            "SET OPTION ": lambda told: self._set_time(told["DateTime"]),
            "SET OPTIONS ": lambda told: self._set_time(told["DateTime"]),
            "CLEAR LOG": lambda _: self._clear(),
            **dict.fromkeys(silent, lambda _: _DONE),
        }

    def _put(self, code: str, name: str) -> int:
        self._forget(code)
        self._terminal.people.append((code, name))
        return _DONE

    def _delete(self, code: str) -> int:
        return _DONE if self._forget(code) else _NOBODY

    def _forget(self, code: str) -> bool:
        before = len(self._terminal.people)
        self._terminal.people[:] = [one for one in self._terminal.people if one[0] != code]
        return len(self._terminal.people) < before

    def _replay(self, start: str, end: str) -> int:
        """Send the records of a span once more, as uploads."""
        ledger = self._terminal.ledger
        found = [one for one in ledger.records[ledger.cleared :] if start <= one.local <= end]
        ledger.forget([record.n for record in found])
        for record in found[:1]:
            self._terminal.on_punch(record)
        return len(found) or _WRONG

    def _set_time(self, told: str) -> int:
        """Take the clock as the firmware's counter or as text."""
        self._terminal.set_time((zk_time.decode(int(told)) or "") if told.isdecimal() else told)
        return _DONE

    def _clear(self) -> int:
        self._terminal.ledger.clear()
        return _DONE

    def _again(self, note: Mapping[str, object]) -> None:
        """After a restart: the people as the orders carried out have left them."""
        number, text, code = int(str(note["order"])), str(note["text"]), int(str(note["code"]))
        self._told[number] = code
        if text.startswith(("DATA UPDATE", "DATA DELETE")) and code == _DONE:
            self._carry_out(text)
