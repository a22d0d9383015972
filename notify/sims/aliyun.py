"""Aliyun dysmsapi (2017-05-25) over HTTP: SendSms, QuerySendDetails, SmsReport pushes.

The last digits of a number decide: 0404 fails, 0408 stays silent, 0429 is throttled, 0498 is cut
before reading, 0499 is sent and then cut, 0500 answers 500; any other is delivered.
"""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl

from notify.sims import http
from notify.sims.acs3 import Checker
from notify.sims.http import Request, Response
from notify.sims.ledger import Ledger

BEIJING = timezone(timedelta(hours=8))
WAITING, FAILED, DELIVERED = 1, 2, 3
PUSH_AFTER = (0.0, 60.0, 300.0, 600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the customer has with the provider: key, approved signature and templates."""

    key_id: str = "sim-key-id"
    secret: str = field(default="sim-key-secret", repr=False)
    sign_name: str = "留痕"
    templates: frozenset[str] = frozenset({"SMS_100001"})


class AliyunSim:
    """The provider; its ledger holds every SMS it really sent, and is read again at start."""

    def __init__(
        self,
        ledger: Ledger,
        now: Callable[[], datetime],
        *,
        account: Account | None = None,
        deliver_after: float = 1.0,
        callback: str = "",
    ) -> None:
        self._ledger, self._now = ledger, now
        self._account = account or Account()
        self._deliver_after, self._callback = deliver_after, callback
        self._checker = Checker({self._account.key_id: self._account.secret}, now)
        self._sent = [entry for entry in ledger.read() if entry["what"] == "sms"]
        self._pushes: set[asyncio.Task[None]] = set()

    async def listen(self, port: int) -> asyncio.Server:
        """Serve on the loopback; port 0 picks a free one."""
        return await http.listen(port, self.answer)

    async def answer(self, request: Request) -> Response | None:
        """Answer one API call; None cuts the line."""
        params = dict(parse_qsl(request.query or request.body.decode(), keep_blank_values=True))
        ending = params.get("PhoneNumbers", "")[-4:]
        if ending == "0498":
            return None
        if fault := self._checker.fault(request):
            return _error(400, fault)
        if ending == "0500":
            return _error(500, "isp.SYSTEM_ERROR")
        action = request.headers.get("x-acs-action", "")
        if action == "QuerySendDetails":
            return self._details(params)
        if action != "SendSms":
            return _error(404, "InvalidAction.NotFound")
        response = self._send(params)
        return None if ending == "0499" else response

    def _send(self, params: dict[str, str]) -> Response:
        if code := self._refusal(params):
            return Response(200, {"Code": code, "Message": code, "RequestId": "sim"})
        biz_id = f"{len(self._sent) + 1:015d}^0"
        entry = {
            "what": "sms",
            "biz_id": biz_id,
            "phone": params["PhoneNumbers"],
            "out_id": params.get("OutId", ""),
            "template": params["TemplateCode"],
            "content": f"【{self._account.sign_name}】{params.get('TemplateParam', '')}",
            "at": self._now().isoformat(),
        }
        self._ledger.write(**entry)
        self._sent.append(entry)
        if self._callback:
            task = asyncio.get_running_loop().create_task(self._push(entry))
            self._pushes.add(task)
            task.add_done_callback(self._pushes.discard)
        ok = {"Code": "OK", "Message": "OK", "BizId": biz_id, "RequestId": "sim"}
        return Response(200, ok)

    def _refusal(self, params: dict[str, str]) -> str | None:
        if params.get("SignName") != self._account.sign_name:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        if params.get("TemplateCode") not in self._account.templates:
            return "isv.SMS_TEMPLATE_ILLEGAL"
        if not _values_are_text(params.get("TemplateParam", "{}")):
            return "isv.INVALID_JSON_PARAM"
        if not params.get("PhoneNumbers", "").isdigit():
            return "isv.MOBILE_NUMBER_ILLEGAL"
        return "isv.BUSINESS_LIMIT_CONTROL" if params["PhoneNumbers"].endswith("0429") else None

    def _details(self, params: dict[str, str]) -> Response:
        found = [entry for entry in reversed(self._sent) if _matches(entry, params)]
        size, page = int(params.get("PageSize", "10")), int(params.get("CurrentPage", "1"))
        shown = [self._detail(entry) for entry in found[(page - 1) * size : page * size]]
        body = {
            "Code": "OK",
            "Message": "OK",
            "RequestId": "sim",
            "TotalCount": str(len(found)),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown},
        }
        return Response(200, body)

    def _detail(self, entry: dict[str, str]) -> dict[str, object]:
        status, at = self._status(entry)
        return {
            "PhoneNum": entry["phone"],
            "SendStatus": status,
            "ErrCode": {WAITING: "", FAILED: "MOBILE_NOT_ON_SERVICE"}.get(status, "DELIVERED"),
            "TemplateCode": entry["template"],
            "Content": entry["content"],
            "SendDate": _beijing(datetime.fromisoformat(entry["at"])),
            "ReceiveDate": "" if status == WAITING else _beijing(at),
            "OutId": entry["out_id"],
        }

    def _status(self, entry: dict[str, str]) -> tuple[int, datetime]:
        at = datetime.fromisoformat(entry["at"]) + timedelta(seconds=self._deliver_after)
        if entry["phone"].endswith("0408") or self._now() < at:
            return WAITING, at
        return (FAILED if entry["phone"].endswith("0404") else DELIVERED), at

    async def _push(self, entry: dict[str, str]) -> None:
        """Push the report until the customer answers a number as `code`, four times at most."""
        await asyncio.sleep(self._deliver_after)
        status, at = self._status(entry)
        if status == WAITING:
            return
        for wait in PUSH_AFTER:
            await asyncio.sleep(wait)
            if await asyncio.to_thread(_post, self._callback, [_report(entry, status, at)]):
                return


def _matches(entry: dict[str, str], params: dict[str, str]) -> bool:
    day = datetime.fromisoformat(entry["at"]).astimezone(BEIJING).strftime("%Y%m%d")
    biz_id = params.get("BizId") or entry["biz_id"]
    asked = (params.get("PhoneNumber"), params.get("SendDate"), biz_id)
    return asked == (entry["phone"], day, entry["biz_id"])


def _report(entry: dict[str, str], status: int, at: datetime) -> dict[str, object]:
    good = status == DELIVERED
    return {
        "phone_number": entry["phone"],
        "send_time": _beijing(datetime.fromisoformat(entry["at"])),
        "report_time": _beijing(at),
        "success": good,
        "err_code": "DELIVERED" if good else "MOBILE_NOT_ON_SERVICE",
        "err_msg": "用户接收成功" if good else "停机",
        "sms_size": "1",
        "biz_id": entry["biz_id"],
        "out_id": entry["out_id"],
    }


def _post(url: str, body: object) -> bool:
    data = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - the operator's own address
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310 - likewise
            return isinstance(json.load(reply).get("code"), int)
    except (OSError, ValueError):
        return False


def _values_are_text(template_param: str) -> bool:
    try:
        values = json.loads(template_param)
    except ValueError:
        return False
    return isinstance(values, dict) and all(isinstance(v, str) for v in values.values())


def _beijing(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _error(status: int, code: str) -> Response:
    return Response(status, {"Code": code, "Message": code, "RequestId": "sim"})
