"""Numbers people quote (LV-2026-0412): one after the other, no gaps within a committed series."""

from tortoise.expressions import F

from orm.models import Series


async def next_number(company_id: str, prefix: str, year: int) -> str:
    """The next number of a series; call inside the transaction that uses it."""
    key = f"{company_id}:{prefix}:{year}"
    if not await Series.filter(id=key).update(given=F("given") + 1):
        await Series.bulk_create(
            [Series(id=key, company_id=company_id, given=0)], ignore_conflicts=True
        )
        await Series.filter(id=key).update(given=F("given") + 1)
    series = await Series.get(id=key)
    return f"{prefix}-{year}-{series.given:04d}"
