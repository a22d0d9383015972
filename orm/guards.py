"""Triggers that keep raw facts raw, as SQL for migrations. Frozen: released text never changes.

They deter (an owner can drop a trigger); the evidence tree detects. Rows of a demo company may be
deleted, so that the demo can be removed, and no real company can be turned into a demo.
"""

from collections.abc import Sequence

FUNCTION = """CREATE FUNCTION liuhen_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE demo boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (to_jsonb(NEW) - TG_ARGV) = (to_jsonb(OLD) - TG_ARGV) THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT is_demo INTO demo FROM company WHERE id = OLD.company_id;
    IF demo THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$"""
"""PostgreSQL: refuses all but changes to the columns given as arguments, and demo deletes."""

REAL = "NOT EXISTS (SELECT 1 FROM company WHERE id = OLD.company_id AND is_demo)"
"""SQLite: the old row is not a demo company's."""


def sqlite_append_only(table: str, fixed: Sequence[str]) -> list[str]:
    """No DELETE, and no UPDATE that changes one of the `fixed` columns."""
    olds = ", ".join(f'OLD."{c}"' for c in fixed)
    news = ", ".join(f'NEW."{c}"' for c in fixed)
    return [
        refuse(f"{table}_no_delete", f"DELETE ON {table}", REAL, table),
        refuse(f"{table}_no_update", f"UPDATE ON {table}", f"({olds}) IS NOT ({news})", table),
    ]


def postgres_append_only(table: str, free: Sequence[str] = ()) -> list[str]:
    """No DELETE, no TRUNCATE, no UPDATE but of the `free` columns; also under a replica role."""
    free_arguments = ", ".join(f"'{c}'" for c in free)
    return [
        (
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION liuhen_guard({free_arguments})"
        ),
        (
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION liuhen_guard()"
        ),
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_guard",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_truncate",
    ]


def refuse(name: str, event: str, when: str, what: str, rule: str = "append-only") -> str:
    """One SQLite trigger that aborts the statement."""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{rule}: {what}'); END"
    )
