from orm import sql
from orm.migrate import migrate, pending
from orm.models import Company
from tests.dbfixtures import Database


async def test_a_fresh_database_has_nothing_pending(fresh: Database) -> None:
    assert await pending(fresh.url) == []


async def test_x(db: Database) -> None:
    assert await Company.all().count() == 0
    print(await sql.rows("SELECT 1 AS one"))
