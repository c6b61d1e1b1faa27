"""A line that reads like an update and isn't one is told; ordinary text is left alone."""

import pytest

from statuspage.lookalikes import reads_like_update


@pytest.mark.parametrize(
    "line",
    [
        "# 2026-11-29 03:50 completed",
        "### 2026-11-29 03:50 completed",
        "2026-11-29 03:50 completed",
        " ## 2026-11-29 03:50 completed",
        "**2026-11-29 03:50 completed**",
        "- ## 2026-11-29 03:50 completed",
        "> ## 2026-11-29 03:50 completed",
        "## [2026-11-29 03:50] completed",
        "## **2026-11-29 03:50** Completed",
        "## Nov 28 23:02 in-progress",
        "## 2026-11-29 (Sun) 03:50 completed",
        "## 2026-11-29（周日）03:50 completed",
        "## 2026-11-29 凌晨3:50 completed",
        "## 今天 03:50 completed",
        "## 20261129 0350 completed",
        "## 2026－11－29 03:50 completed",
        "##\u00a02026-11-29 03:50 completed",
        "\ufeff## 2026-11-29 03:50 completed",
        "＃＃ 2026-11-29 03:50 completed",
        "## completed",
        "## Update: completed",
    ],
)
def test_what_editors_write_instead_of_an_update_is_seen(line: str):
    """Another level, other marks, another way to write the time, characters that can't be seen."""
    assert reads_like_update(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "## 2026-11-28 的安排",
        "## Note",
        "## What was completed",
        "# Cancelled orders",
        "## 进行中",
        "The work is completed",
        "at 2026-11-28 23:00 all was completed",
        "Backups were verified at 23:00 and completed",
        "- 23:00 备份 completed",
    ],
)
def test_ordinary_text_is_no_update(line: str):
    """Sentences may name hours and states, and headings may be words."""
    assert not reads_like_update(line)
