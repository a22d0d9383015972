"""All faults that have a run."""

from tests.faults.registry import Fault
from tests.faults.runs import (
    broker,
    clearing,
    clocks,
    crash,
    device,
    identity,
    load,
    network,
    notify,
    recovery,
    store,
    trust,
    wrong_input,
)

_CLASSES = (
    broker,
    clearing,
    clocks,
    crash,
    device,
    identity,
    load,
    network,
    notify,
    recovery,
    store,
    trust,
    wrong_input,
)
FAULTS: tuple[Fault, ...] = tuple(
    sorted((fault for one in _CLASSES for fault in one.FAULTS), key=lambda one: one.id)
)
