"""What counts as read or confirmed: a person's own act in a logged-in session, nothing less.

Never a pixel, a GET, a prefetch, a token in an address, an MDN (reference: notices 3, 4.1).
"""

from dataclasses import dataclass

from rules.notices.facts import FactKind
from rules.problem import Problem
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a request to a notice is; `person` is the session's, empty without a login.

    `reauthenticated`: a code or password was given for this very act. `shown` and `document` are
    SHA-256 of what was on the screen and of the notice.
    """

    method: str
    person: str
    addressee: str
    shown: str
    document: str
    reached_end: bool = False
    reauthenticated: bool = False


def refusal(view: View, kind: FactKind) -> Problem | None:
    """Return why a view does not count as `kind`, or None where it does."""
    for wrong, code, text in _checks(view, kind):
        if wrong:
            return Problem(code=code, text=text)
    return None


def _checks(view: View, kind: FactKind) -> list[tuple[bool, str, Text]]:
    signing = kind in {FactKind.CONFIRMED, FactKind.DISPUTED}
    return [
        (not view.person, "notice.login", Text("请先登录", "Log in first")),
        (
            view.person != view.addressee,
            "notice.other_person",
            Text("不是本人的通知", "This notice is for somebody else"),
        ),
        (
            view.method != "POST",
            "notice.passive",
            Text("打开链接不算已读", "Opening a link is not reading"),
        ),
        (
            view.shown != view.document,
            "notice.document",
            Text("显示的内容与通知不一致，请刷新", "Another document was shown: reload"),
        ),
        (
            kind is not FactKind.DELIVERED and not view.reached_end,
            "notice.not_to_end",
            Text("请看到末尾", "Please read to the end"),
        ),
        (
            signing and not view.reauthenticated,
            "notice.second_check",
            Text("签收前请再次验证身份", "Confirm who you are before signing"),
        ),
    ]
