"""The words that other systems and their people put before what they say, and the state that each stands for."""

import re
from collections.abc import Mapping
from typing import Final

from statuspage.model import UpdateState

STATES: Final[Mapping[str, UpdateState]] = {
    word: state
    for state, words in {
        UpdateState.INVESTIGATING: ("investigating", "investigation", "调查中", "正在调查"),
        UpdateState.IDENTIFIED: ("identified", "cause identified", "issue identified", "已定位", "原因已查明"),
        UpdateState.MONITORING: ("monitoring", "under observation", "observing", "观察中", "监控中"),
        UpdateState.RESOLVED: ("resolved", "resolution", "fixed", "solved", "restored", "已解决", "已恢复", "已修复"),
        UpdateState.IN_PROGRESS: ("in progress", "in-progress", "in-process", "started", "进行中", "已开始"),
        UpdateState.VERIFYING: ("verifying", "verification", "验证中"),
        UpdateState.COMPLETED: ("completed", "complete", "done", "finished", "已完成"),
        UpdateState.CANCELLED: ("cancelled", "canceled", "已取消"),
        UpdateState.REMINDER: ("reminder", "提醒"),
        UpdateState.REVIEWED: ("postmortem", "post-mortem", "post mortem", "root cause analysis", "复盘"),
        UpdateState.NOTE: ("update", "note", "scheduled", "更新", "说明"),
    }.items()
    for word in words
}
"""What a label says of an event, in lower case. `scheduled` says what the window says already."""

LONGEST: Final = 100

_NUMBERED: Final = re.compile(r"[ ]*(?:#?\d+|\(\d+\))$")


def state_of(label: str) -> UpdateState | None:
    """Return the state that a label stands for (`Investigating`, `Update 3`, `resolution (1)`), or None."""
    if len(label) > LONGEST:
        return None
    plain = " ".join(label.replace("_", " ").split()).strip(" .:：-–—").lower()
    return STATES.get(plain) or STATES.get(_NUMBERED.sub("", plain))
