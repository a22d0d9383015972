"""Who works at the demo company. Everybody and everything here is invented."""

from dataclasses import dataclass

COMPANY = ("深圳市衡舟精密仪器有限公司", "Hengzhou Precision Instruments, Shenzhen")
SITES = (("南山总部", "Nanshan head office"), ("宝安厂区", "Baoan works"))


@dataclass(frozen=True, slots=True)
class UnitCast:
    """A unit, its site and shift, its head, and its people as `name position` lines."""

    name: str
    name_en: str
    site: int
    shift: str
    people: str


UNITS = (
    UnitCast(
        "研发部",
        "Research",
        0,
        "OFFICE",
        """赵立群 研发总监
        方志恒 开发经理
        陈思远 测试工程师
        李文博 嵌入式工程师
        唐小雅 前端工程师
        吴昊 结构工程师
        周子墨 算法工程师
        蒋欣怡 产品经理
        高远 嵌入式工程师
        韦青 后端工程师
        马骁 硬件工程师
        丁一凡 测试工程师
        曹颖 工业设计师""",
    ),
    UnitCast(
        "市场部",
        "Marketing",
        0,
        "OFFICE",
        """叶岚 市场总监
        何佳怡 渠道经理
        梁浩然 大客户经理
        沈曼 品牌专员
        乔安 销售代表
        秦朗 销售代表
        白露 市场专员
        尤佳 商务助理""",
    ),
    UnitCast(
        "人事行政部",
        "HR and office",
        0,
        "OFFICE",
        """杜衡 人事经理
        许雯 人事专员
        林小雨 文档专员
        石安然 行政专员
        安达 系统管理员""",
    ),
    UnitCast(
        "财务部",
        "Finance",
        0,
        "OFFICE",
        """彭静仪 财务经理
        韩静 薪酬会计
        钱进 出纳
        纪明 内部审计""",
    ),
    UnitCast(
        "生产部",
        "Production",
        1,
        "WORKS",
        """彭国栋 生产经理
        罗嘉敏 装配班长
        石磊 装配技工
        黄丽娟 装配技工
        邓小满 仓管员
        曾伟 仓管员
        王海 装配技工
        刘洋 装配技工
        张倩 装配技工
        陈勇 装配技工
        杨帆 装配技工
        黎明 装配技工
        孙悦 装配技工
        胡斌 数控技工
        郭蓉 数控技工
        林森 数控技工
        谢婷 数控技工
        宋涛 数控技工
        郑爽 包装工
        冯刚 包装工
        于洁 包装工
        董强 设备维修""",
    ),
    UnitCast(
        "品质部",
        "Quality",
        1,
        "WORKS",
        """萧然 品质经理
        欧阳倩 质检员
        汪洋 质检员
        夏雪 质检员
        田野 计量工程师
        范冰 质检员
        邹凯 质检员
        熊英 体系工程师""",
    ),
)

DIRECTOR = "赵立群"
GOLDEN, VANISHED, CLERK = "陈思远", "方志恒", "林小雨"
ROLES = {
    "hr": ("许雯", "hr", None),
    "hrlead": ("杜衡", "hr", None),
    "payroll": ("韩静", "payroll", None),
    "paylead": ("彭静仪", "payroll", None),
    "admin": ("安达", "administrator", None),
    "auditor": ("纪明", "auditor", None),
}
"""Sign-in name to person and company-wide role; unit heads are managers of their unit."""

STRANGER = "8801"
"""A code on the works' terminal that nobody is mapped to."""


@dataclass(frozen=True, slots=True)
class TerminalCast:
    """A terminal of the demo; the simulator with this serial speaks its protocol."""

    code: str
    name: str
    name_en: str
    site: int
    protocol: str
    serial: str
    verify: str


TERMINALS = (
    TerminalCast("NS-01", "南山前台", "Nanshan reception", 0, "mqtt_face", "1026700", "face"),
    TerminalCast("NS-02", "南山三楼", "Nanshan third floor", 0, "zk", "HZZK20260001", "finger"),
    TerminalCast("BA-01", "宝安大门", "Baoan gate", 1, "adms", "HZADMS260001", "finger"),
)
