"""The sentences that head the set-up and people pages: each answers its page's question."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.text import Text, join

_STOP = Text("。", ".")
_SEMI = Text("；", "; ")


def people_head(working: int, units: int, left: int) -> Text:
    """Say how many work here. `left`: those on file who have gone."""
    if not working:
        return Text("花名册还是空的。", "Nobody is on file yet.")
    said = Text(
        f"在职 {working:,} 人，分在 {units} 个部门",
        f"{_count(working, 'person works', 'people work')} here in {_count(units, 'unit')}",
    )
    gone = Text(f"，另有离职 {left:,} 人的档案", f", and {_count(left, 'file')} of leavers kept")
    return (said + gone if left else said) + _STOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What speaks against trusting terminals, by name; `owing` records are not stored yet."""

    silent: Sequence[Text] = ()
    unseen: Sequence[Text] = ()
    owing: int = 0
    skewed: Sequence[Text] = ()


def terminals_head(enabled: int, trouble: Trouble) -> Text:
    """Say whether the terminals can be trusted, and if not, why."""
    if not enabled:
        return Text("还没有终端在用。", "No terminal is in use yet.")
    owing = trouble.owing
    found = [
        _named(trouble.silent, "失联", "is silent", "are silent"),
        _named(trouble.unseen, "还没有连上", "is not connected yet", "are not connected yet"),
        Text(f"还有 {owing:,} 条记录没取回", f"{_count(owing, 'record')} still to be fetched")
        if owing
        else None,
        _named(trouble.skewed, "的钟不准", "has a wrong clock", "have wrong clocks"),
    ]
    said = [one for one in found if one is not None]
    if said:
        return join(said, zh="；", en="; ") + _STOP
    zh = "台终端正常，记录都已入库" if enabled == 1 else "台终端都正常，记录都已入库"
    en = "The terminal is" if enabled == 1 else f"All {enabled} terminals are"
    return Text(f"{enabled} {zh}", f"{en} alive and every record is stored") + _STOP


def _named(names: Sequence[Text], zh: str, one: str, many: str) -> Text | None:
    if not names:
        return None
    verb = one if len(names) == 1 else many
    return join(list(names), zh="、", en=", ") + Text(zh, f" {verb}")


def unassigned_head(codes: int, punches: int, unread: int | None) -> Text:
    """Say what waits for a person to be named. `unread`: quarantined lines, None when not shown."""
    if codes:
        said = Text(
            f"{codes} 个编号的 {punches:,} 条打卡还不知道是谁的",
            f"{_count(punches, 'punch', 'punches')} under {_count(codes, 'code')} "
            f"{'has' if punches == 1 else 'have'} no owner yet",
        )
    else:
        said = Text("每条打卡都有主人", "Every punch has its owner")
    if unread is None:
        return said + _STOP
    rest = (
        Text(f"{unread} 条记录读不出", f"{_count(unread, 'record')} could not be read")
        if unread
        else Text("没有读不出的记录", "nothing is unreadable")
    )
    return said + _SEMI + rest + _STOP


def search_head(words: str, found: int, *, more: bool = False) -> Text:
    """Say what a search brought. `more`: of some kind only the first are shown."""
    if not words:
        return Text(
            "搜人、终端、申请号、通知号。", "Search people, terminals, requests and notices."
        )
    if not found:
        return Text("没有找到“{words}”。", "Nothing found for '{words}'.").format(words=words)
    number = Text(
        f"{found} 条{'以上' if more else ''}",
        f"{found} matches or more" if more else _count(found, "match", "matches"),
    )
    return Text("搜“{words}”，找到 {number}。", "{number} for '{words}'.").format(
        words=words, number=number
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
