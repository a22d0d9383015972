"""A refusal keeps its words; a failure is logged under the id that the reader is shown."""

import logging

import pytest

from portal.errors import outcome
from rules.problem import refuse


async def done() -> None:
    """Nothing goes wrong."""


async def refused() -> None:
    raise refuse("closed", "已关账", "closed")


async def broken() -> None:
    raise ValueError("secret detail")


async def test_what_was_done_leaves_nothing_to_say() -> None:
    assert await outcome(done) is None


async def test_a_refusal_is_shown_as_it_is() -> None:
    problem = await outcome(refused)
    assert problem is not None
    assert (problem.code, problem.text.zh) == ("closed", "已关账")


async def test_a_failure_is_logged_under_the_id_that_is_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, "liuhen.portal"):
        problem = await outcome(broken)
    assert problem is not None
    assert problem.code == "failed"
    assert "secret detail" not in problem.text.en
    number = caplog.records[0].getMessage().removeprefix("error ")
    assert number in problem.text.zh
    assert number in problem.text.en
    assert caplog.records[0].exc_info is not None
