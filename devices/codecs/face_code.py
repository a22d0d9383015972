"""What a face terminal's error codes mean; the same number differs by call (devices.md 3.1)."""

from collections.abc import Mapping

from devices.driver import Label

BATCH = frozenset({"AddPersons", "EditPersonsNew", "DeletePersons"})
"""Calls about several people at once: from BeginFlag to EndFlag, one at a time."""


def _label(zh: str, en: str) -> Label:
    return {"zh": zh, "en": en}


_ANY: Mapping[int, Label] = {
    200: _label("成功", "Done"),
    410: _label("终端正忙，稍后自动重发", "The terminal is busy; it will be sent again"),
    412: _label("缺少批量开始标志", "The batch has no begin flag"),
    413: _label("缺少批量结束标志", "The batch has no end flag"),
    414: _label("缺少人员信息", "The message has no info"),
    415: _label("缺少人数", "The number of people is missing"),
    416: _label("人数与名单不符", "The number of people is not that of the list"),
    417: _label("一次的人数太多", "Too many people at once"),
    460: _label("命令超过 1 MB", "The order is over 1 MB"),
}

_SINGLE: Mapping[int, Label] = {
    461: _label("没有人员编号", "There is no person code"),
    463: _label("照片编码无效", "The picture is not valid base64"),
    464: _label("照片里没有人脸", "There is no face in the picture"),
    467: _label("终端存储已满", "The terminal is full"),
    468: _label("照片数据太短", "The picture's data is too short"),
    469: _label("照片太大", "The picture is too large"),
    470: _label("找不到照片的地址", "The picture's host was not found"),
    471: _label("照片下载失败", "The picture could not be fetched"),
    472: _label("没有照片：请先在终端上录入人脸", "No picture: enrol it on the terminal"),
    478: _label("与别人的照片太像", "The picture is too like somebody else's"),
}

_BATCH: Mapping[int, Label] = {
    461: _label("人员编号已存在", "The person code exists already"),
    463: _label("没有照片地址", "There is no picture address"),
    464: _label("找不到照片的地址", "The picture's host was not found"),
    465: _label("照片下载失败", "The picture could not be fetched"),
    466: _label("照片是空的", "The picture is empty"),
    467: _label("照片超过 1 MB", "The picture is over 1 MB"),
    468: _label("照片里没有人脸", "There is no face in the picture"),
    478: _label("与别人的照片太像", "The picture is too like somebody else's"),
}

SINGLE_WORDS: Mapping[int, Label] = {**_ANY, **_SINGLE}
BATCH_WORDS: Mapping[int, Label] = {**_ANY, **_BATCH}


def meaning(command: str, code: int) -> Label:
    """Say what a code of a command means, in both languages; an unlisted one by its number."""
    words = BATCH_WORDS if command in BATCH else SINGLE_WORDS
    return words.get(code) or _label(f"未知错误 {code}", f"Unknown error {code}")
