"""Every page of the portal, in the order of the menu; a new page is a module and a line here."""

from portal.page import Page
from portal.pages import board, month, people

PAGES: tuple[Page, ...] = (
    board.PAGE,
    people.PAGE,
    people.PERSON,
    month.PAGE,
    month.DAY,
)  # fmt: skip
