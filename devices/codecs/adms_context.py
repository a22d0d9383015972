"""What an operator sets for one ADMS terminal, and what the server knows when it answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from devices.codecs import adms_reply
from devices.codecs import adms_time as times
from devices.driver import Terminal

_START = "2000-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmsSettings:
    """What an operator sets for one terminal."""

    secret: str = field(
        default="",
        metadata={"zh": "通信密钥（ComKey）", "en": "Secret (ComKey)", "secret": True},
    )
    zone_form: str = field(
        default=times.AUTO,
        metadata={
            "zh": "时区写法：auto 按版本，或 hours、minutes、offset，或直接写 8、480、+08:00",
            "en": "Time zone as the model reads it: auto, hours, minutes, offset, or the text",
            "pattern": r"auto|hours|minutes|offset|[+-]?[0-9]{1,3}(:[0-9]{2})?",
        },
    )
    encoding: str = field(
        default="utf-8",
        metadata={
            "zh": "姓名编码：utf-8 或 gbk",
            "en": "Code page of names: utf-8 or gbk",
            "pattern": "utf-8|gbk",
        },
    )
    text_codes: bool = field(
        default=False,
        metadata={
            "zh": "人员编号可以有字母（StringPinFunOn）",
            "en": "Person codes may have letters (StringPinFunOn)",
        },
    )
    clock_text: bool = field(
        default=False,
        metadata={
            "zh": "校时用文字而不用数字（校时后时间不对时试试）",
            "en": "Set the clock by text, not by a number (try it when the clock comes out wrong)",
        },
    )
    poll_seconds: int = field(
        default=10,
        metadata={"zh": "轮询间隔（秒）", "en": "Poll (seconds)", "min": 2, "max": 60},
    )
    retry_seconds: int = field(
        default=30,
        metadata={"zh": "失败重试（秒）", "en": "Retry (seconds)", "min": 5, "max": 300},
    )

    @property
    def code_page(self) -> str:
        """The code page by Python's name, UTF-8 unless it is GBK; what it lacks becomes `?`."""
        return "gbk" if self.encoding.lower() == "gbk" else "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the server knows when it answers: settings, time, waiting orders, last stamps."""

    settings: AdmsSettings = AdmsSettings()
    now_iso: str = _START
    commands: Sequence[adms_reply.Command] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)
    dialect: str = ""

    def here(self, terminal: Terminal) -> datetime:
        """The present in the terminal's zone."""
        return datetime.fromisoformat(self.now_iso or _START).astimezone(terminal.zone)

    def options(self, terminal: Terminal, push: str) -> adms_reply.Options:
        """The option block's knobs."""
        zone = times.time_zone(self.settings.zone_form, self.here(terminal), push)
        return adms_reply.Options(
            poll_seconds=self.settings.poll_seconds,
            retry_seconds=self.settings.retry_seconds,
            time_zone=zone,
        )
