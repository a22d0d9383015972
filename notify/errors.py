"""Why a send failed, as data: the class decides what happens next, the sentence says it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from notify.words import Words


class ErrorClass(StrEnum):
    """What a failure means for the next step."""

    ADDRESS = "address"  # permanent: this address cannot be reached
    CONTENT = "content"  # permanent: this message will not be taken
    CONFIG = "config"  # stop the channel until an administrator acts
    THROTTLE = "throttle"  # wait as told, use other channels meanwhile
    TRANSIENT = "transient"  # try again with backoff
    UNKNOWN = "unknown"  # it may have been sent: ask first, never just send again

    @property
    def permanent(self) -> bool:
        """Whether sending the same message to the same address again is pointless."""
        return self in {ErrorClass.ADDRESS, ErrorClass.CONTENT}


ADVICE = {
    ErrorClass.ADDRESS: Words(
        "这个地址送不到，请人事核对并更正；其他渠道照常发送。",
        "This address cannot be reached: HR should correct it; the other channels go on.",
    ),
    ErrorClass.CONTENT: Words(
        "内容不被接受，请修改内容或模板后重新发送。",
        "The content was refused: change the text or template and send again.",
    ),
    ErrorClass.CONFIG: Words(
        "渠道已停用，请管理员检查账号、签名和设置后再启用。",
        "The channel is stopped: an administrator must check account, signature and settings.",
    ),
    ErrorClass.THROTTLE: Words(
        "对方限制了频率，将按其要求稍后再发。",
        "The provider limits the rate: it will be sent later, as the provider asks.",
    ),
    ErrorClass.TRANSIENT: Words(
        "对方暂时不可用，将自动重试。",
        "The provider is not available for now: it is tried again automatically.",
    ),
    ErrorClass.UNKNOWN: Words(
        "请求可能已被受理但没有答复，先查询再决定是否重发。",
        "It may have been sent but no answer came: we ask the provider before sending again.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failed step: its class, the provider's code and words, where it was found."""

    error: ErrorClass
    code: str
    what: Words
    where: str = ""
    retry_after: timedelta | None = None
    request: bytes = b""
    response: bytes = b""

    @property
    def say(self) -> Words:
        """Return the whole sentence for people: what is wrong, then what to do."""
        advice = ADVICE[self.error]
        return Words(f"{self.what.zh}（{self.code}）。{advice.zh}", _english(self, advice.en))


class SendError(Exception):
    """A channel could not do what was asked; `failure` says why and what comes next."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.say.en)
        self.failure = failure


def refused(error: ErrorClass, code: str, what: Words, *, where: str = "") -> SendError:
    """Build the error of something refused before any byte left us."""
    return SendError(Failure(error=error, code=code, what=what, where=where))


def _english(failure: Failure, advice: str) -> str:
    return f"{failure.what.en} ({failure.code}). {advice}"
