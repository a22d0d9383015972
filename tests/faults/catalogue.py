"""All faults that have a run."""

from tests.faults.registry import Fault
from tests.faults.runs import crash, network, store

FAULTS: tuple[Fault, ...] = tuple(
    sorted((*crash.FAULTS, *network.FAULTS, *store.FAULTS), key=lambda one: one.id)
)
