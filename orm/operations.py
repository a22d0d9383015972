"""Migration operations that do what Tortoise's own leave out, the same on both databases.

`CreateModel` silently drops CHECKs, SQLite can take foreign keys and CHECKs only in CREATE TABLE,
and the stock `RunSQL` cuts trigger bodies at each semicolon.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.migrations.operations import CreateModel, FieldLike, TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class CreateTable(CreateModel):
    """A table with its foreign keys (column -> table), CHECKs (name -> SQL) and integer columns.

    `later` are foreign keys to tables made after this one: SQLite takes them here, PostgreSQL
    gets them by a `Sql` operation. `integers` are columns SQLite must hold to whole numbers.
    """

    def __init__(
        self,
        name: str,
        fields: list[tuple[str, FieldLike]],
        options: dict[str, Any],
        *,
        refs: Mapping[str, str] | None = None,
        later: Mapping[str, str] | None = None,
        checks: Mapping[str, str] | None = None,
        integers: Sequence[str] = (),
    ) -> None:
        super().__init__(name, fields, options)
        self.refs = refs or {}
        self.later = later or {}
        self.checks = checks or {}
        self.integers = integers

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Create the table, its constraints and its indexes."""
        if state_editor:
            model = new_state.apps.get_model(f"{app_label}.{self.name}")
            stock = state_editor._get_model_sql_data(model).table_sql  # noqa: SLF001 - the only way
            columns, rest = stock.split("\n)", 1)
            clauses = ",\n    ".join([columns, *self._clauses(state_editor.DIALECT)])
            await state_editor._run_sql(f"{clauses}\n){rest}")  # noqa: SLF001 - the only way

    def _clauses(self, dialect: str) -> list[str]:
        sqlite = dialect == "sqlite"
        keys = {**self.refs, **self.later} if sqlite else self.refs
        checks = {f"ck_{name}": text for name, text in self.checks.items()}
        if sqlite:
            checks |= {f"ck_{name}_integer": _whole(name) for name in self.integers}
        return [f'FOREIGN KEY ("{c}") REFERENCES "{t}" ("id")' for c, t in keys.items()] + [
            f'CONSTRAINT "{name}" CHECK ({text})' for name, text in checks.items()
        ]


class Sql(TortoiseOperation):
    """Whole statements, each run as it stands: `both` first, then those of the dialect."""

    reversible = False

    def __init__(
        self,
        *,
        both: Sequence[str] = (),
        sqlite: Sequence[str] = (),
        postgres: Sequence[str] = (),
    ) -> None:
        self.both, self.sqlite, self.postgres = both, sqlite, postgres

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Run the statements in the migration's transaction."""
        if state_editor:
            own = self.sqlite if state_editor.DIALECT == "sqlite" else self.postgres
            for statement in (*self.both, *own):
                await state_editor.client.execute_query_dict(statement)


OWN = (CreateTable, Sql)
"""Operations that do not look at the state before them."""


def _whole(column: str) -> str:
    return f'"{column}" IS NULL OR typeof("{column}") = \'integer\''
