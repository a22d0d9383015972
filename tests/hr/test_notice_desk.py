"""Every notice at a glance, and how a person can be reached."""

from hr import notice_desk, notices
from orm.models import Notice, Person
from tests.hr.kit import refusal
from tests.support.town import Town


async def sent(town: Town, who: str, title: str, best: str = "created") -> str:
    draft = notices.Draft(person_id=town.people[who], title=title, body="b", channels=("inapp",))
    notice_id = await notices.send(town.of("hana"), draft)
    await Notice.filter(id=notice_id).update(best=best)
    return notice_id


async def test_the_three_answers_add_up_and_each_filters(town: Town) -> None:
    for best in ("created", "accepted", "delivered", "confirmed", "failed"):
        await sent(town, "ada", best, best)
    page = await notice_desk.find(town.of("hana"))
    assert page.counts == {"proven": 2, "open": 2, "lost": 1}
    assert page.head.en == "2 proven delivered, 2 not proven yet, 1 not delivered."
    lost = await notice_desk.find(town.of("hana"), state="lost")
    assert [one.title for one in lost.rows] == ["failed"]


async def test_search_finds_title_number_and_person_and_pages_count_everything(town: Town) -> None:
    await sent(town, "ada", "体检")
    await sent(town, "ben", "停车")
    for word, title in (("体", "体检"), ("0002", "停车"), ("ben", "停车")):
        found = await notice_desk.find(town.of("hana"), search=word, limit=1)
        assert title in [one.title for one in found.rows], word
    assert (await notice_desk.find(town.of("hana"), limit=1)).total == 2


async def test_a_channel_that_cannot_be_used_says_why(town: Town) -> None:
    await Person.filter(id=town.people["ada"]).update(phone="")
    ways = {one.channel: one for one in await notice_desk.ways(town.of("hana"), town.people["ada"])}
    assert ways["inapp"].closed is None
    assert "还没有设置" in (ways["email"].closed or ways["inapp"].name).zh
    assert "没有手机号" in (ways["sms_aliyun"].closed or ways["inapp"].name).zh
    assert ways["email"].address == "ada@harbour.example"[:2] + "…@harbour.example"
    assert await refusal(notice_desk.ways(town.of("mara"), town.people["ada"])) == "no_permission"
