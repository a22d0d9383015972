"""A terminal in words: its state, and the few facts that say whether it can be trusted."""

from collections.abc import Sequence
from datetime import datetime

from hr.terminals import TerminalView
from portal.widgets.chip import Tone
from portal.widgets.punches import Means
from portal.widgets.show import ago, clock, number
from portal.widgets.terminals import TerminalTile
from rules.heads import Trouble
from rules.text import Text

STATES: dict[str, tuple[Tone, Text]] = {
    "new": ("plain", Text("等首次连接", "not seen yet")),
    "connecting": ("info", Text("连接中", "connecting")),
    "online": ("good", Text("正常", "alive")),
    "backing_off": ("wrong", Text("失联", "silent")),
    "offline": ("wrong", Text("失联", "silent")),
    "quarantined": ("wrong", Text("设置不对", "wrong settings")),
}
OFF: tuple[Tone, Text] = ("plain", Text("已停用", "switched off"))
BEHIND: tuple[Tone, Text] = ("wait", Text("补传中", "behind"))
PROTOCOLS = {
    "zk": "ZK",
    "adms": "ADMS",
    **dict.fromkeys(("mqtt_face", "mqtt_attend", "mqtt_huaan", "mqtt_site"), "MQTT"),
}
SILENT = ("backing_off", "offline")
SKEW_FINE_MS = 60_000


def state_of(one: TerminalView) -> tuple[Tone, Text]:
    """Tone and word of a terminal's state."""
    if not one.enabled:
        return OFF
    if one.state == "online" and missing_of(one) > 0:
        return BEHIND
    return STATES.get(one.state, ("plain", Text(one.state, one.state)))


def missing_of(one: TerminalView) -> int:
    """How many records the terminal holds that are not stored; 0 where it does not say."""
    return max(0, (one.device_count or 0) - one.stored_count)


def trouble(used: Sequence[TerminalView]) -> Trouble:
    """What is wrong with the terminals in use."""
    known = {"online", *SILENT}
    return Trouble(
        silent=[name_of(one) for one in used if one.state in SILENT],
        unseen=[name_of(one) for one in used if one.state not in known],
        owing=sum(missing_of(one) for one in used),
        skewed=[name_of(one) for one in used if is_off(one.clock_skew_ms)],
    )


def name_of(one: TerminalView) -> Text:
    return Text(one.name, one.name_en or one.name)


def tile(one: TerminalView, now: datetime) -> TerminalTile:
    """One terminal of the strip; `now` carries the zone its times are shown in."""
    tone, state = state_of(one)
    return TerminalTile(
        key=one.id,
        name=one.code,
        place=name_of(one),
        protocol=PROTOCOLS.get(one.protocol, one.protocol),
        means=Means.FACE if one.protocol.startswith("mqtt") else Means.FINGER,
        tone=tone,
        state=state,
        facts=_facts(one, now),
    )


def skew(ms: int | None) -> Text | None:
    """How far its clock is off, signed, in seconds."""
    short = skew_short(ms)
    return Text(f"钟 {short}", short) if short else None


def skew_short(ms: int | None) -> str:
    return "" if ms is None else f"{number(ms / 1000, places=1, sign=True)} s"


def is_off(ms: int | None) -> bool:
    """Whether a clock is so far off that its punches carry a flag."""
    return abs(ms or 0) > SKEW_FINE_MS


def seen(at: datetime | None, now: datetime) -> Text:
    if at is None:
        return Text("还没有连上过", "has never connected")
    return ago(int((now - at).total_seconds()))


def _facts(one: TerminalView, now: datetime) -> list[Text]:
    if one.state in SILENT:
        since = clock(one.state_since.astimezone(now.tzinfo))
        return [Text(f"{since} 起失联", f"since {since}")]
    behind = missing_of(one)
    backlog = Text(f"还差 {behind} 条", f"{behind} to come") if behind else None
    if one.device_count is not None and not behind:
        backlog = Text("无积压", "no backlog")
    found = [seen(one.last_seen_at, now), backlog, skew(one.clock_skew_ms)]
    return [fact for fact in found if fact is not None]
