"""The words in which the two databases differ; times are always the database's own clock.

PostgreSQL's is the statement's: a volatile clock_timestamp() could not use an index.
"""

from orm import sql

_WORDS: dict[sql.Dialect, dict[str, str]] = {
    "sqlite": {
        "now": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
        "skip": "",
        "lock": "",
        "empty": "'[]'",
        "array": "(SELECT value FROM json_each({}))",
        "known": "version <= json_extract($1, '$.\"' || kind || '\"')",
        "json": "{}",
        "append": "json_insert(errors, '$[#]', json_object('error', {}, 'worker', worker))",
        "incoming": (
            "(SELECT value ->> 'id' AS id, value -> 'args' AS args, value ->> 'ukey' AS ukey,"
            " value ->> 'run_at' AS run_at, value ->> 'delay' AS delay FROM json_each($1)) AS n"
        ),
        "wake": "0",
    },
    "postgres": {
        "now": "(extract(epoch FROM statement_timestamp()) * 1000)::bigint",
        "skip": "FOR UPDATE SKIP LOCKED",
        "lock": "FOR UPDATE",
        "empty": "'[]'::jsonb",
        "array": "(SELECT jsonb_array_elements_text({}::jsonb))",
        "known": "version <= ($1::jsonb ->> kind)::int",
        "json": "{}::jsonb",
        "append": "errors || jsonb_build_array(jsonb_build_object('error', {}, 'worker', worker))",
        "incoming": (
            "jsonb_to_recordset($1::jsonb)"
            " AS n (id text, args jsonb, ukey text, run_at bigint, delay bigint)"
        ),
        "wake": "pg_notify('liuhen_job', '')",
    },
}
_COMMON = {
    "live": "ukey IS NOT NULL AND state IN ('scheduled', 'ready', 'running')",
    "fence": "WHERE id = $1 AND token = $2 AND state = 'running'",
}
CHANNEL = "liuhen_job"
"""PostgreSQL: heard at the commit of every enqueue."""


def say(text: str) -> str:
    """Put the dialect's words in for `<now>`, `<skip>`, ...; `<array:$2>` takes a parameter."""
    for name, word in {**_COMMON, **_WORDS[sql.dialect()]}.items():
        text = text.replace(f"<{name}>", word)
        while (start := text.find(f"<{name}:")) >= 0:
            end = text.index(">", start)
            text = text[:start] + word.format(text[start + len(name) + 2 : end]) + text[end + 1 :]
    return text
