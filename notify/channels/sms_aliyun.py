"""SMS over Aliyun: signed sends and queries; the unsigned push is only a reason to ask."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx

from notify import address
from notify.channel import Accepted, Answer, Heard, Message, Plain, Ports, Push, Sent, Spec
from notify.codecs import aliyun, loose
from notify.errors import ErrorClass, Failure, SendError, refused
from notify.receipt import Ignored, ReceiptKind
from notify.settings import about, faults
from notify.signing.aliyun_acs3 import sign
from notify.signing.percent import sorted_query
from notify.words import Words

VERSION = "2017-05-25"
PAGE = 50
PAGES = 20
DAYS = 7
_LINK = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|www\.|\.(?:com|cn|net|org|top|xyz)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class AliyunSettings:
    """One Aliyun account with its approved signature and template; times in seconds."""

    key_id: str = field(metadata=about("AccessKey ID", "AccessKey ID", required=True))
    key_secret: str = field(
        repr=False, metadata=about("AccessKey Secret", "AccessKey secret", secret=True, minimum=8)
    )
    sign_name: str = field(metadata=about("短信签名", "SMS signature", required=True))
    template: str = field(metadata=about("默认模板", "Default template", required=True))
    endpoint: str = field(
        default="https://dysmsapi.aliyuncs.com",
        metadata=about("接口地址", "Endpoint", required=True),
    )
    abroad: str = field(
        default="no", metadata=about("允许境外号码", "Foreign numbers", choices=("no", "yes"))
    )
    value_limit: int = field(
        default=35, metadata=about("变量字数上限", "Characters per value", minimum=1, maximum=500)
    )
    timeout: int = field(
        default=10, metadata=about("超时（秒）", "Timeout (s)", minimum=1, maximum=60)
    )


class AliyunSms(Plain):
    """Delivered only when the signed QuerySendDetails says so; reading cannot be proven."""

    spec: ClassVar[Spec] = Spec(
        key="sms_aliyun",
        label=Words("短信", "SMS"),
        settings=AliyunSettings,
        proves=frozenset({ReceiptKind.ACCEPTED, ReceiptKind.DELIVERED, ReceiptKind.FAILED}),
        never={
            ReceiptKind.READ: Words(
                "短信不能证明已读，只能证明到达手机",
                "SMS cannot prove reading, only arrival on the phone",
            ),
            ReceiptKind.CONFIRMED: Words(
                "短信不能证明本人确认，须登录后确认",
                "SMS cannot prove a confirmation: that needs a login",
            ),
        },
    )

    def __init__(self, settings: AliyunSettings, ports: Ports) -> None:
        for name, words in faults(settings):
            raise refused(ErrorClass.CONFIG, f"sms.{name}", words, where=name)
        self._settings, self._ports = settings, ports
        self._url = httpx.URL(settings.endpoint)
        self._http = httpx.AsyncClient(timeout=settings.timeout, trust_env=False)

    def check(self, message: Message) -> None:
        """Refuse bad numbers and template values with links, brackets, controls, overlength."""
        self._params(message)

    async def send(self, message: Message) -> Accepted:
        """Send one SMS; the attempt id goes along as OutId."""
        request, raw = await self._call("SendSms", self._params(message))
        biz_id = loose.text(loose.parse(raw), "BizId")
        return Accepted(vendor_id=biz_id, request=request, response=raw)

    async def query(self, sent: Sent) -> Answer:
        """Ask what became of one attempt, by number and Beijing day; matched on OutId.

        Every day from `sent.at` until now is asked: retries and midnight move the vendor's day.
        """
        answer = Answer(found=None)
        for day in _days(sent.at, self._ports.now()):
            answer = await self._query(sent, day)
            if answer.found is not False:
                break
        return answer

    async def _query(self, sent: Sent, day: str) -> Answer:
        number = address.mobile(sent.address, abroad=True).lstrip("+")
        asked = {"PhoneNumber": number, "SendDate": day, "PageSize": str(PAGE)}
        if sent.vendor_id:
            asked["BizId"] = sent.vendor_id
        for page in range(1, PAGES + 1):
            _, raw = await self._call("QuerySendDetails", {**asked, "CurrentPage": str(page)})
            receipts = aliyun.details(raw, now=self._ports.now())
            if found := [r for r in receipts if r.attempt == sent.attempt]:
                return Answer(found=True, receipts=tuple(found), raw=raw)
            if page * PAGE >= aliyun.total(raw):
                return Answer(found=False, raw=raw)
        return Answer(found=None, raw=raw)

    def hear(self, push: Push) -> Heard:
        """Read a SmsReport push as hints; a GET is the vendor's configuration check."""
        if push.method == "GET":
            return Heard(status=200, body=aliyun.ACK_CHECK)
        receipts = aliyun.report(push.body, now=self._ports.now())
        if receipts is None:
            why = Words("不是阿里云的短信回执", "Not an Aliyun SMS report")
            return Heard(status=400, body=b"{}", ignored=(Ignored(raw=push.body, why=why),))
        return Heard(status=200, body=aliyun.ACK, receipts=tuple(receipts))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _params(self, message: Message) -> dict[str, str]:
        settings = self._settings
        number = address.mobile(message.address, abroad=settings.abroad == "yes")
        values = {k: _value(k, v, settings.value_limit) for k, v in message.params.items()}
        return {
            "PhoneNumbers": number.lstrip("+"),
            "SignName": settings.sign_name,
            "TemplateCode": message.template or settings.template,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": address.attempt_id(message.attempt),
        }

    async def _call(self, action: str, params: dict[str, str]) -> tuple[bytes, bytes]:
        """Return the request's and the reply's bytes, or raise what the reply means."""
        headers = self._headers(action)
        signed = sign("POST", "/", params, headers, b"", self._settings.key_secret)
        query = sorted_query(params)
        shown = "".join(f"{name}: {value}\n" for name, value in headers.items())
        request = f"POST /?{query}\n{shown}authorization: (removed)\n".encode()
        headers["authorization"] = signed.authorization(self._settings.key_id)
        lost = ErrorClass.UNKNOWN if action == "SendSms" else ErrorClass.TRANSIENT
        url = self._url.copy_with(path="/", query=query.encode())
        try:
            reply = await self._http.post(url, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as wrong:
            raise _broken(ErrorClass.TRANSIENT, "connect", wrong, request) from wrong
        except httpx.HTTPError as wrong:
            raise _broken(lost, "no_answer", wrong, request) from wrong
        _refusal(reply, request, lost)
        return request, reply.content

    def _headers(self, action: str) -> dict[str, str]:
        now = self._ports.now().astimezone(UTC)
        return {
            "host": self._url.netloc.decode(),
            "x-acs-action": action,
            "x-acs-version": VERSION,
            "x-acs-date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": self._ports.nonce(),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }


def _days(first: datetime, last: datetime) -> list[str]:
    """Return the Beijing days between two instants as yyyyMMdd, seven at most."""
    start, end = (at.astimezone(loose.BEIJING).date() for at in (first, max(first, last)))
    count = min((end - start).days + 1, DAYS)
    return [f"{start + timedelta(days=n):%Y%m%d}" for n in range(count)]


def _value(name: str, value: str, limit: int) -> str:
    """Return one template value fit for the vendor; a no-break space would double the cost."""
    where = f"params.{name}"
    value = address.one_line(value.replace("\u00a0", " "), where=where, limit=limit)
    if _LINK.search(value):
        words = Words("短信变量不能带链接", "A link cannot be a template value in SMS")
        raise refused(ErrorClass.CONTENT, "sms.link", words, where=where)
    if any(c in value for c in "【】"):
        words = Words("短信变量不能带签名括号【】", "Signature brackets in a template value")
        raise refused(ErrorClass.CONTENT, "sms.brackets", words, where=where)
    return value


def _refusal(reply: httpx.Response, request: bytes, lost: ErrorClass) -> None:
    """Raise what a reply other than `OK` means; `lost` where it says nothing."""
    said = loose.parse(reply.content)
    code, text = loose.text(said, "Code"), loose.text(said, "Message")
    if code == "OK" and reply.status_code < 400:
        return
    error = aliyun.classify(code) if code else lost
    throttled = error is ErrorClass.THROTTLE
    raise SendError(
        Failure(
            error=error,
            code=code or f"http.{reply.status_code}",
            what=Words("短信服务商：{text}", "SMS provider: {text}").fill(text=text),
            where="sms",
            retry_after=aliyun.WAIT.get(code, timedelta(minutes=1)) if throttled else None,
            request=request,
            response=reply.content,
        )
    )


def _broken(error: ErrorClass, code: str, wrong: Exception, request: bytes) -> SendError:
    what = Words("连接短信服务商：{wrong}", "SMS provider connection: {wrong}")
    kind = type(wrong).__name__
    return SendError(
        Failure(error=error, code=f"sms.{code}", what=what.fill(wrong=kind), request=request)
    )
