"""State machines as tables: what is not in the table is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.problem import refuse
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`moves` maps (state, event) to the next state; `label` names the thing in a refusal."""

    label: Text
    moves: Mapping[tuple[str, str], str]

    def after(self, state: str, event: str) -> str:
        """Return the next state; refuse `bad_state` and say what is possible instead."""
        if (state, event) in self.moves:
            return self.moves[state, event]
        can = ", ".join(self.events(state)) or "-"
        raise refuse(
            "bad_state",
            f"{self.label.zh}处于“{state}”，不能“{event}”",
            f"{self.label.en} is {state}; it cannot {event}",
            hint=Text(f"现在可以：{can}", f"Possible now: {can}"),
        )

    def events(self, state: str) -> list[str]:
        """Return what may happen in a state, in table order."""
        return [event for at, event in self.moves if at == state]

    def allows(self, state: str, event: str) -> bool:
        """Tell whether the event may happen in the state."""
        return (state, event) in self.moves

    def states(self) -> set[str]:
        """Return every state the table names."""
        return {at for at, _ in self.moves} | set(self.moves.values())
