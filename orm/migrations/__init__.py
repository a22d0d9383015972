"""The schema, step by step; only ever added to (docs/decisions/009-schema.md)."""
