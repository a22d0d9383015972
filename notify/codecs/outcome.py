"""What an accepted batch really means for each of its addresses."""

from dataclasses import dataclass

from notify.errors import ErrorClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One address of a send: taken where `error` is None, else why not, in the vendor's code."""

    address: str
    error: ErrorClass | None = None
    code: str = ""
    vendor_id: str = ""
    attempt: str = ""
