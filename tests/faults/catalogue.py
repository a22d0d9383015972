"""All faults that have a run."""

from tests.faults.registry import Fault
from tests.faults.runs import (
    broker,
    clocks,
    crash,
    device,
    identity,
    network,
    store,
    wrong_input,
)

_CLASSES = (broker, clocks, crash, device, identity, network, store, wrong_input)
FAULTS: tuple[Fault, ...] = tuple(
    sorted((fault for one in _CLASSES for fault in one.FAULTS), key=lambda one: one.id)
)
