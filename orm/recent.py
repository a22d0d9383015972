"""The newest punches of a company, found from the end of the ids and not by sorting its history."""

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

from orm.models import Punch


def punches(company_id: str) -> QuerySet[Punch]:
    """A company's punches, the latest received first: filter and limit it.

    The expression hides the column from SQLite, which would sort everything of the company.
    """
    own = RawSQL('"punch"."company_id" || \'\'')
    return Punch.annotate(own=own).filter(own=company_id).order_by("-id")
