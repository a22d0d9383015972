"""Rule errors as values; a refusal carries one to the person who must act on it."""

from dataclasses import dataclass, field

from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong (`text`), where (`where`: a field name or path), what to do next (`hint`)."""

    code: str
    text: Text
    where: str = ""
    hint: Text | None = None
    facts: dict[str, object] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The asked thing is not done and nothing has changed; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.text.en}")
        self.problem = problem


def refuse(code: str, zh: str, en: str, *, where: str = "", hint: Text | None = None) -> Refused:
    """Build a refusal; raise it where the rule is broken."""
    return Refused(Problem(code=code, text=Text(zh, en), where=where, hint=hint))
