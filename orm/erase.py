"""Taking a demo company out again, whole; a real company's raw facts cannot be deleted."""

from orm import sql
from rules.problem import refuse

_BY_PARENT = (
    ("request_line", "request_id", "request"),
    ("role_grant", "account_id", "account"),
    ("login_link", "account_id", "account"),
    ("session", "account_id", "account"),
    ("terminal_outage", "terminal_id", "terminal"),
    ("terminal_user", "terminal_id", "terminal"),
    ("terminal_lease", "terminal_id", "terminal"),
    ("terminal_day", "terminal_id", "terminal"),
    ("terminal_move", "terminal_id", "terminal"),
)
_BY_COMPANY = (
    *("task", "request", "delegation", "account", "fact", "attempt", "notice"),
    *("payslip", "pay_run", "pay_profile", "performance_score", "company_parameter"),
    *("day", "dirty_day", "absence_ladder", "attendance_month", "leave_grant"),
    *("shift_assignment", "shift", "punch", "inbox", "quarantine", "code_mapping"),
    *("dismissed_user", "zone_correction", "terminal_command", "terminal_gap", "terminal"),
    *("pending_leaf", "leaf", "checkpoint", "event", "job", "job_batch", "series"),
    *("person", "unit", "site"),
)
"""Children before parents; units and persons point at each other, so heads go first."""


async def erase_demo(company_id: str) -> None:
    """Delete every row of a demo company, in the caller's transaction; others are refused."""
    found = await sql.rows("SELECT is_demo FROM company WHERE id = $1", company_id)
    if not found or not found[0]["is_demo"]:
        raise refuse(
            "demo.real", "这不是演示公司，不能删除。", "This is not a demo company: it stays."
        )
    await sql.run("UPDATE unit SET head_id = NULL WHERE company_id = $1", company_id)
    for table, column, parent in _BY_PARENT:
        await sql.run(
            f"DELETE FROM {table} WHERE {column} IN"  # noqa: S608 - our own names
            f" (SELECT id FROM {parent} WHERE company_id = $1)",
            company_id,
        )
    for table in _BY_COMPANY:
        await sql.run(f"DELETE FROM {table} WHERE company_id = $1", company_id)  # noqa: S608 - ours
    await sql.run("DELETE FROM company WHERE id = $1", company_id)
