"""From a finger on a terminal to a day that changes: the first half of the newcomer's story."""

from playwright.async_api import Locator, Page, expect

from tests.story.visit import PASSWORD, Visit

WIRES = {"NS-01": "1026700", "NS-02": "HZZK20260001", "BA-01": "HZADMS260001"}
"""The demo's terminals by the serial they report: MQTT, ZK and ADMS."""

EMPLOYEE, ON_LEAVE = ("0019", "秦朗"), "2026-11-11"
"""Came on the 11th and forgot to punch out."""

STRANGER, OWNER = "8801", "于洁"


async def punches_appear(v: Visit) -> None:
    """Somebody punches on each wire; the open board shows it without a reload."""
    board = await v.enter("hr", v.house.links["HR"])
    await v.head(board, "应到 59 人，已到 58 人，1 人没到", "58 of 59 are here and 1 is missing")
    for terminal, serial in WIRES.items():
        code, name = ("0003", "陈思远") if terminal != "BA-01" else ("0033", "石磊")
        at = v.house.punch(serial, code)[11:]
        row = board.get_by_role("button", name=at).filter(has_text=name).filter(has_text=terminal)
        await expect(row).to_be_visible()
    await v.picture(board, "board", dark=True)
    await v.focus_is_seen(board)


async def link_opens_only_once(v: Visit) -> None:
    """The link is used up; from now on it is name and password."""
    context = await v.browser.new_context(locale="zh-CN" if v.lang == "zh" else "en-GB")
    page = await context.new_page()
    await page.goto(v.house.links["HR"])
    used = v.t("这个登录链接已经用过", "This sign-in link was used")
    await expect(page.get_by_role("alert")).to_contain_text(used)
    for password in ("not the password", PASSWORD):
        await page.get_by_label(v.t("登录名", "Sign-in name")).fill("hr")
        await page.get_by_label(v.t("密码", "Password")).fill(password)
        await page.get_by_role("button", name=v.t("登录", "Sign in")).click()
        if password != PASSWORD:
            wrong = v.t("登录名或密码不对", "The sign-in name or the password is wrong")
            await expect(page.get_by_role("alert")).to_contain_text(wrong)
    await v.head(page, "应到 59 人", "58 of 59 are here")
    await context.close()


async def stranger_is_claimed(v: Visit) -> None:
    """A code nobody knows waits under its number until HR says whose it is."""
    board = v.pages["hr"]
    at = v.house.punch(WIRES["BA-01"], STRANGER)[11:]
    waiting = v.t("未认领 8801", "unassigned 8801")
    await board.get_by_role("button", name=at).filter(has_text=waiting).click()
    await v.head(board, "1 个编号的 \\d 条打卡还不知道是谁的", "under 1 code ha\\w+ no owner yet")
    await board.get_by_role("button", name=v.t("认领", "Assign"), exact=True).click()
    box = board.get_by_label(v.t("搜姓名、拼音、工号", "Search name, pinyin or number"))
    await box.fill("yujie")
    await board.locator("aside").get_by_role("button", name=OWNER).click()
    await expect(board.locator("aside")).to_contain_text(
        v.t(f"终端上的 8801 就是{OWNER}", f"8801 is {OWNER} there")
    )
    await v.picture(board, "unassigned")
    await board.locator("aside").get_by_role("button", name=v.t("认领", "Assign")).click()
    await v.head(board, "每条打卡都有主人", "Every punch has its owner")
    await board.goto("/")
    at = v.house.punch(WIRES["BA-01"], STRANGER)[11:]
    row = board.get_by_role("button", name=at).filter(has_text=OWNER)
    await expect(row).to_be_visible()


async def links_are_handed_out(v: Visit) -> None:
    """The administrator gives links to those who have none yet."""
    admin = await v.enter("admin", v.house.links["administrator"])
    await admin.goto("/accounts")
    await v.head(admin, "60 个账号能登录", "60 accounts can sign in")
    links = {}
    for login in (EMPLOYEE[0], "paylead"):
        await admin.get_by_label(v.t("搜姓名、登录名", "Search names")).fill(login)
        await expect(admin.get_by_role("row").nth(20)).to_have_count(0)  # the search is done
        await admin.get_by_role("row").filter(has_text=login).click()
        issue = v.t("发登录链接", "Issue sign-in link")
        await admin.get_by_role("button", name=issue).click()
        links[login] = await admin.locator("aside code").inner_text()
        if login == "paylead":
            await v.picture(admin, "accounts")
        await admin.keyboard.press("Escape")
    await v.enter("employee", links[EMPLOYEE[0]], small=True)
    await v.enter("paylead", links["paylead"])
    await v.enter("manager", v.house.links["manager"], small=True)


async def leave_is_requested(v: Visit) -> None:
    """The employee sees a day that lacks a punch, and asks for leave in three taps."""
    mine = v.pages["employee"]
    await mine.goto("/me")
    await expect(mine.get_by_role("link", name=v.t("请假", "Leave"), exact=True)).to_be_visible()
    await v.picture(mine, "my-space", dark=True)
    await mine.goto("/me/days")
    await mine.get_by_role("button", name=ON_LEAVE).click()
    lacks = v.t("没有下班卡", "no punch out")
    await expect(mine.locator("aside")).to_contain_text(lacks, ignore_case=True)
    await v.picture(mine, "my-days")
    await mine.goto("/me/leave")
    await mine.get_by_role("radio", name=v.t("年假", "Annual leave")).click()
    await v.head(mine, "年假还有 5 天", "Annual leave: 5 days left")
    await mine.get_by_role("button", name=v.t("往前", "Earlier")).click()
    await mine.get_by_role("button", name=ON_LEAVE).click()
    await v.head(mine, "请年假 1 天，还剩 4 天", "Annual leave, 1 day; 4 days remain")
    await v.picture(mine, "leave")
    await mine.get_by_role("button", name=v.t("提交", "Send")).click()
    await expect(mine.locator("aside")).to_contain_text(v.t("审批中", "being decided"))


async def leave_is_approved(v: Visit) -> None:
    """The manager approves, then HR; both see the balance it leaves."""
    for who, page in (("manager", v.pages["manager"]), ("hr", v.pages["hr"])):
        await page.goto("/todo")
        if who == "hr":
            await v.picture(page, "todo", dark=True)
        await page.get_by_role("button").filter(has_text=EMPLOYEE[1]).click()
        sheet = page.locator("aside")
        await expect(sheet).to_contain_text(v.t("5 天 → 4 天", "5 days → 4 days"))
        if who == "manager":
            await v.picture(page, "request")
        await sheet.get_by_role("button", name=v.t("同意", "Approve"), exact=True).click()
        waiting = page.get_by_role("button").filter(has_text=EMPLOYEE[1])
        await expect(waiting.filter(visible=True)).to_have_count(0)


async def day_has_changed(v: Visit) -> None:
    """The employee's day is leave now, and HR's month no longer asks about it."""
    mine = v.pages["employee"]
    leave = v.t("假", "leave")

    def day() -> Locator:
        return mine.get_by_role("button", name=ON_LEAVE).filter(has_text=leave)

    await v.again(mine, f"/me/days?day={ON_LEAVE}", day)
    await expect(mine.locator("aside")).to_contain_text(
        v.t("已批准的请假占应出勤时间 7 小时 30 分钟", "Approved leave covers 7 hours 30 minutes")
    )
    hr = v.pages["hr"]
    await hr.goto("/month")
    await v.head(hr, "还有 8 处要您看过", "8 days still need your eye")


async def rest_of_the_house(v: Visit, hr: Page) -> None:
    """The pages around the story, looked at once."""
    for name in ("terminals", "people", "month", "jobs"):
        await hr.goto(f"/{name}")
        await expect(hr.get_by_role("heading", level=1)).to_be_visible()
        await v.picture(hr, name, dark=name == "month")
