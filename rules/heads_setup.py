"""The sentences that head the pages of set-up: accounts, background work, scores, parameters."""

from rules.text import Text, join

_STOP = Text("。", ".")


def accounts_head(accounts: int, administrators: int, disabled: int, waiting: int) -> Text:
    """Say who may enter. `waiting`: those who have not set a password yet."""
    parts = [Text(f"{accounts} 个账号能登录", f"{_n(accounts, 'account')} can sign in")]
    if administrators == 1:
        parts.append(Text("只有 1 位管理员，没人能替", "only 1 administrator, nobody can stand in"))
    if waiting:
        parts.append(Text(f"{waiting} 个还没设密码", f"{waiting} have no password yet"))
    if disabled:
        parts.append(Text(f"{disabled} 个已停用", f"{disabled} disabled"))
    return join(parts, zh="；", en="; ") + _STOP


def jobs_head(waiting: int, dead: int, workers: int, orphans: int = 0) -> Text:
    """Say whether background work gets done. `orphans`: kinds no live worker knows."""
    if not workers and waiting:
        return Text(
            f"没有后台进程在运行，{waiting} 件在等。请启动 liuhen worker。",
            f"No worker is running and {_n(waiting, 'job')} {_wait(waiting)}. Start liuhen worker.",
        )
    if dead:
        return Text(
            f"{dead} 件做不下去，要您看一眼。",
            f"{_n(dead, 'job')} gave up and {_wait(dead)} for you.",
        )
    if orphans:
        return Text(
            "有任务没有进程会做，请升级后台进程。", "Some work fits no worker: update the workers."
        )
    if waiting:
        return Text(f"{waiting} 件在排队，都在做。", f"{_n(waiting, 'job')} queued, all in hand.")
    return Text("没有积压。", "Nothing is waiting.")


def scores_head(month: Text, people: int, set_: int, confirmed: int) -> Text:
    """Say how far a month's scores are."""
    if not people:
        return Text("没有要您打分的人。", "Nobody waits for a score from you.")
    if set_ < people:
        return Text("{month}还有 {n} 人没有得分。", "{month}: {n} without a score.").format(
            month=month, n=people - set_
        )
    if confirmed < set_:
        return Text(
            "{month}都打了分，{n} 人还没确认。", "{month}: all scored, {n} not confirmed yet."
        ).format(month=month, n=set_ - confirmed)
    return Text(
        "{month} {n} 人都打了分、都确认了。", "{month}: all {n} scored and confirmed."
    ).format(month=month, n=people)


def parameters_head(unchecked: int, missing: int) -> Text:
    """Say whether pay stands on checked law. `missing`: those that cannot be used today."""
    if unchecked:
        return Text(
            f"{unchecked} 个录入的参数等另一个人核对。",
            f"{_n(unchecked, 'entered value')} must be checked by another person.",
        )
    if missing:
        return Text(
            f"{missing} 个参数现在不能用（没核对或已过期），算到它就停下。",
            f"{_n(missing, 'value')} not checked or expired: a run that needs one stops.",
        )
    return Text("用到的参数都有来源、都核对过。", "Every value has a source and was checked.")


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"


def _n(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"
