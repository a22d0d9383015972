"""What can go wrong with a terminal, as one tree; each says what to do in both languages."""

from typing import ClassVar


class DeviceError(Exception):
    """Root of all; `retryable` says whether trying again unchanged can help."""

    code: ClassVar[str] = "device_error"
    retryable: ClassVar[bool] = True
    zh: ClassVar[str] = "设备出错，请稍后重试；仍不行请查看设备日志。"
    en: ClassVar[str] = "The terminal failed. Try again; if it persists, look at its log."

    def sentence(self) -> dict[str, str]:
        """Say in Chinese and English what is wrong and what to do next."""
        return {"zh": self.zh, "en": self.en, "detail": str(self)}


class Unreachable(DeviceError):  # noqa: N818 - the word says it
    """Nobody answers: route, port, power, or a connection that ended."""

    code = "unreachable"
    zh = "连不上设备：请检查电源、网线、地址和端口，以及防火墙。"
    en = "The terminal does not answer: check power, cable, address, port and firewall."


class AuthRefused(DeviceError):  # noqa: N818 - the word says it
    """The terminal or we refused: wrong communication key, secret or serial."""

    code = "auth_refused"
    retryable = False
    zh = "设备拒绝了通信密码：请在设备菜单中核对后重新填写。"
    en = "The terminal refused the communication key: compare it with the terminal's menu."


class WireError(DeviceError):
    """The bytes contradict the protocol; nothing of this transfer was taken."""

    code = "wire_error"
    zh = "设备发来的数据不完整或有误：本次不采用，将重新连接再读。"
    en = "The terminal sent broken or incomplete data: nothing was taken, it will be read again."


class NotOurs(DeviceError):  # noqa: N818 - the word says it
    """Another gateway may be speaking with the terminal: nothing more was said."""

    code = "not_ours"
    zh = "这台设备可能已由另一个网关接管：本网关不再与它通信。"
    en = "Another gateway may have taken this terminal over: this one has fallen silent."


class Refused(DeviceError):  # noqa: N818 - the word says it
    """The terminal did not do what it was asked; the connection stands."""

    code = "refused"
    zh = "设备没有照办：请看说明，必要时在设备上核对。"
    en = "The terminal did not do it: see the detail and check at the terminal."


class Unsupported(DeviceError):  # noqa: N818 - the word says it
    """The terminal speaks a dialect we cannot prove; `payload` is what it sent, for quarantine."""

    code = "unsupported"
    retryable = False
    zh = "无法确认该设备的记录格式：原始数据已保留，请联系支持并附上型号和固件版本。"
    en = "The record format of this terminal is not known: raw data is kept; report its model."

    def __init__(self, detail: str, payload: bytes = b"") -> None:
        super().__init__(detail)
        self.payload = payload
