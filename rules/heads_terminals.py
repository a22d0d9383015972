"""The sentences that head the pages about terminals: can this device be believed, what is open."""

from dataclasses import dataclass

from rules.text import Text, join

_STOP = Text("。", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What speaks for and against one terminal; `silent_since` is a clock time, "" when heard."""

    name: Text
    enabled: bool = True
    seen: bool = True
    silent_since: str = ""
    owing: int = 0
    skewed: bool = False
    gaps: int = 0
    differing: int = 0
    spells: int = 0


def terminal_head(one: Trust) -> Text:
    """Say whether a terminal's word can be trusted, and if not, why."""
    if not one.enabled:
        return _named(
            one, "已停用，它的打卡不会进来。", " is switched off: its punches stay on it."
        )
    if not one.seen:
        return _named(
            one,
            "还没有连上过，在等它的第一声。",
            " has never connected; waiting for its first sign of life.",
        )
    if one.silent_since:
        return _named(
            one,
            f"从 {one.silent_since} 起失联，这段时间没打卡不算缺勤。",
            f" is silent since {one.silent_since}; a missing punch there proves no absence.",
        )
    if doubts := _doubts(one):
        return one.name + Text("：", ": ") + join(doubts, zh="；", en="; ") + _STOP
    return _named(one, f"可信：{_past(one).zh}。", f" can be trusted: {_past(one).en}.")


def gaps_head(open_gaps: int, missing: int, terminals: int) -> Text:
    """Say how many gaps nobody has looked at. `missing`: punches known to be missing in them."""
    if not open_gaps:
        return Text("没有要看的缺口。", "No gap needs your eye.")
    known = Text(f"，知道少了 {missing:,} 条", f", {missing:,} punches known missing")
    said = Text(
        f"{terminals} 台终端有 {open_gaps} 个缺口没看过",
        f"{_count(open_gaps, 'gap')} on {_count(terminals, 'terminal')} not looked at yet",
    )
    return (said + known if missing else said) + _STOP


def orders_head(waiting: int, under_way: int, failed: int) -> Text:
    """Say what waits for a person, what for a terminal, and what went wrong lately."""
    found = [
        Text(
            f"{waiting} 条等第二个人同意",
            f"{waiting} {'waits' if waiting == 1 else 'wait'} for a second person",
        )
        if waiting
        else None,
        Text(
            f"{under_way} 条在等终端",
            f"{under_way} {'is' if under_way == 1 else 'are'} under way",
        )
        if under_way
        else None,
        Text(f"{failed} 条没做成", f"{failed} failed") if failed else None,
    ]
    said = [one for one in found if one is not None]
    if not said:
        return Text("没有在等的指令。", "No order is under way.")
    return Text("指令：", "Orders: ") + join(said, zh="，", en=", ") + _STOP


def codes_head(codes: int, drafts: int, matched: int) -> Text:
    """Say how many codes have an owner and whom terminals list that nobody knows."""
    held = Text(f"{codes:,} 个编号都有主人", f"{_count(codes, 'code has', 'codes have')} an owner")
    if not drafts and not matched:
        return held + _STOP
    rest = [
        Text(f"{matched} 个能对上", f"{matched} can be matched") if matched else None,
        Text(f"{drafts} 个是新人或外人", f"{drafts} are new or strangers") if drafts else None,
    ]
    return (
        Text(
            f"终端里还有 {drafts + matched} 个编号没有主人：",
            f"{_count(drafts + matched, 'code')} on terminals without an owner: ",
        )
        + join([one for one in rest if one], zh="，", en=", ")
        + _STOP
    )


def _doubts(one: Trust) -> list[Text]:
    found = [
        Text(f"还有 {one.owing:,} 条没取回", f"{_count(one.owing, 'record')} to be fetched")
        if one.owing
        else None,
        Text("钟不准", "its clock is wrong") if one.skewed else None,
        Text(f"{one.gaps} 个缺口没看过", f"{_count(one.gaps, 'gap')} not looked at")
        if one.gaps
        else None,
        Text(
            f"{one.differing} 天的记录对不上",
            f"{_count(one.differing, 'day')} on which the records differ",
        )
        if one.differing
        else None,
    ]
    return [each for each in found if each is not None]


def _past(one: Trust) -> Text:
    if not one.spells:
        return Text("三十天没有失联，记录一条不差", "never silent in 30 days, no record missing")
    return Text(
        f"三十天失联 {one.spells} 次，记录一条不差",
        f"silent {_count(one.spells, 'time')} in 30 days, no record missing",
    )


def _named(one: Trust, zh: str, en: str) -> Text:
    return one.name + Text(zh, en)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
