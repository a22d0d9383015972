"""The sentences over accounts, background work, scores and parameters."""

import pytest

from rules.heads_setup import accounts_head, jobs_head, parameters_head, scores_head
from rules.text import Text

OCTOBER = Text("10 月", "October")
CASES = [
    (
        accounts_head(3, 1, 0, 0),
        "3 个账号能登录；只有 1 位管理员，没人能替。",
        "3 accounts can sign in; only 1 administrator, nobody can stand in.",
    ),
    (
        accounts_head(1, 2, 4, 5),
        "1 个账号能登录；5 个还没设密码；4 个已停用。",
        "1 account can sign in; 5 have no password yet; 4 disabled.",
    ),
    (jobs_head(0, 0, 0), "没有积压。", "Nothing is waiting."),
    (
        jobs_head(1, 2, 0),
        "没有后台进程在运行，1 件在等。请启动 liuhen worker。",
        "No worker is running and 1 job waits. Start liuhen worker.",
    ),
    (
        jobs_head(9, 1, 2),
        "1 件做不下去，要您看一眼。",
        "1 job gave up and waits for you.",
    ),
    (
        jobs_head(9, 0, 2, 1),
        "有任务没有进程会做，请升级后台进程。",
        "Some work fits no worker: update the workers.",
    ),
    (jobs_head(9, 0, 2), "9 件在排队，都在做。", "9 jobs queued, all in hand."),
    (scores_head(OCTOBER, 0, 0, 0), "没有要您打分的人。", "Nobody waits for a score from you."),
    (
        scores_head(OCTOBER, 5, 3, 3),
        "10 月还有 2 人没有得分。",
        "October: 2 without a score.",
    ),
    (
        scores_head(OCTOBER, 5, 5, 3),
        "10 月都打了分，2 人还没确认。",
        "October: all scored, 2 not confirmed yet.",
    ),
    (
        scores_head(OCTOBER, 5, 5, 5),
        "10 月 5 人都打了分、都确认了。",
        "October: all 5 scored and confirmed.",
    ),
    (
        parameters_head(1, 3),
        "1 个录入的参数等另一个人核对。",
        "1 entered value must be checked by another person.",
    ),
    (
        parameters_head(0, 1),
        "1 个参数现在不能用（没核对或已过期），算到它就停下。",
        "1 value not checked or expired: a run that needs one stops.",
    ),
    (
        parameters_head(0, 0),
        "用到的参数都有来源、都核对过。",
        "Every value has a source and was checked.",
    ),
]


@pytest.mark.parametrize(("said", "zh", "en"), CASES)
def test_a_head_answers_its_page_in_both_languages(said: Text, zh: str, en: str) -> None:
    assert (said.zh, said.en) == (zh, en)
