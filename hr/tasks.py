"""Every module that defines background work; a worker imports this and knows them all."""

from hr import outbox, pay, rounds
from hr.jobs import pruning

MODULES = (outbox, pay, pruning, rounds)
