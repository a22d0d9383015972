"""How a simulated face terminal carries out the orders of its server, and what it answers."""

from collections.abc import Callable
from typing import Any

from devices.sims.faults import Faults
from devices.sims.ledger import Record
from devices.sims.terminal import Terminal

_BUSY, _NO_CODE, _NOBODY, _UNKNOWN = 410, 461, 465, 400
Body = dict[str, Any]


class Obedience:
    """The people and options of one terminal; `again` is told what to send once more."""

    def __init__(
        self, terminal: Terminal, faults: Faults, again: Callable[[list[Record]], None]
    ) -> None:
        self._terminal = terminal
        self._faults = faults
        self._again = again
        self._resume = 0
        self.people: dict[str, str] = dict(terminal.people)

    def obey(self, message: Body) -> Body | None:
        """Carry out one order and return the whole answer; None when it does not answer."""
        if self._faults.take("deaf") is not None:
            return None
        found = self._carry_out(str(message["operator"]), message)
        code = int(found.pop("code", 200))
        info = {"facesluiceId": self._terminal.serial, "result": "ok" if code == 200 else "fail"}
        return {
            "messageId": message.get("messageId", ""),
            "operator": f"{message['operator']}-Ack",
            "code": str(code),
            "info": {**info, **found},
        }

    def _carry_out(self, operator: str, message: Body) -> Body:
        if self._faults.take("busy") is not None:
            return {"code": _BUSY}
        acts: dict[str, Callable[[Body], Body]] = {
            "EditPerson": self._edit,
            "DelPerson": self._delete,
            "DeletePersons": self._delete_many,
            "SearchPersonList": self._list,
            "ManualPushRecords": self._replay,
            "SetSysTime": self._set_time,
            "GetSysTime": lambda _: {"SysTime": self._terminal.now().replace(" ", "T")},
            "UpMQTTconfig": self._configure,
            "GetMQTTconfig": lambda _: {"ResumefromBreakpoint": self._resume},
            "RebootDevice": lambda _: {},
        }
        act = acts.get(operator)
        info = {**message.get("info", {}), "_envelope": message}
        return act(info) if act else {"code": _UNKNOWN}

    def _edit(self, info: Body) -> Body:
        if not info.get("customId"):
            return {"code": _NO_CODE}
        self.people[info["customId"]] = info.get("name", "")
        return {"customId": info["customId"]}

    def _delete(self, info: Body) -> Body:
        known = self.people.pop(info["customId"], None) is not None
        return {"customId": info["customId"]} if known else {"code": _NOBODY}

    def _delete_many(self, info: Body) -> Body:
        envelope, codes = info["_envelope"], info["customId"]
        if envelope.get("DataBegin") != "BeginFlag":
            return {"code": 412}
        if envelope.get("DataEnd") != "EndFlag":
            return {"code": 413}
        if envelope.get("PersonNum") != len(codes):
            return {"code": 416}
        known = [code for code in codes if self.people.pop(code, None) is not None]
        gone = [{"customId": code} for code in known]
        missing = [{"customId": c, "errcode": str(_NOBODY)} for c in codes if c not in known]
        counts = {"DelSucNum": str(len(gone)), "DelErrNum": str(len(missing))}
        return {**counts, "DelSucInfo": gone, "DelErrInfo": missing}

    def _list(self, info: Body) -> Body:
        start, most = int(info["BeginNO"]), int(info["RequestCount"])
        rows = [{"customId": code, "name": name} for code, name in self.people.items()]
        return {"Totalnum": str(len(rows)), "SearchInfo": rows[start : start + most]}

    def _replay(self, info: Body) -> Body:
        low, high = (str(info[key]).replace("T", " ") for key in ("TimeS", "TimeE"))
        found = [one for one in self._terminal.ledger.records if low <= one.local <= high]
        self._again(found)
        return {"RecordNum": str(len(found))}

    def _set_time(self, info: Body) -> Body:
        self._terminal.set_time(str(info["SysTime"]).replace("T", " "))
        return {}

    def _configure(self, info: Body) -> Body:
        self._resume = int(info.get("ResumefromBreakpoint", self._resume))
        return {}
