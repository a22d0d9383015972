"""Use cases: transactions, permissions, evidence, notices, jobs."""
