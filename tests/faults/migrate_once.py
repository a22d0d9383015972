"""Migrate a database and print each step as it begins, then a digest of the schema.

python -m tests.faults.migrate_once URL
"""

import asyncio
import hashlib
import sys

from orm import config, schema
from orm.migrate import migrate, pending


async def main(url: str) -> None:
    await migrate(url, lambda step: print(step, flush=True))
    assert await pending(url) == []
    await config.connect(url)
    try:
        text = repr(sorted((str(key), str(value)) for key, value in (await schema.read()).items()))
    finally:
        await config.close()
    print("schema", hashlib.sha256(text.encode()).hexdigest(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
