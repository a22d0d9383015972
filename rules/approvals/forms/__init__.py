"""The built-in forms. A new form is one file here and one line in `FORMS`."""

from rules.approvals.form import Form
from rules.approvals.forms.correction import CORRECTION
from rules.approvals.forms.leave import LEAVE
from rules.approvals.forms.overtime import OVERTIME

FORMS: tuple[Form, ...] = (
    LEAVE,
    CORRECTION,
    OVERTIME,
)


def form(code: str) -> Form:
    """Return a built-in form by its code; an unknown code is a KeyError."""
    return {each.code: each for each in FORMS}[code]
