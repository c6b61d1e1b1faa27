"""A small site as text, for the tests of everything after reading."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from statuspage.build import prepare
from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.model import Config
from statuspage.plan import Site, make_site
from statuspage.problems import Problems
from statuspage.snapshot import take_snapshot
from statuspage.theme import load_theme
from tests.conftest import sections

ROOT = Path(__file__).parent.parent
"""The checkout, whose own content is the sample site."""

LIVELY = datetime(2026, 11, 28, 19, 20, tzinfo=UTC)
"""An instant at which the sample site has events in nearly every phase (03:20 in its own zone)."""

NOW = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
"""An instant at which the work on the small site has begun and its update is out (23:30 in its own zone)."""

CONFIG = """\
-- config.toml --
[site]
title = { zh = "小站状态", en = "Small site" }
url = "https://status.example/"
time_zone = "Asia/Shanghai"
languages = ["zh", "en"]
default_language = "zh"
owner = { zh = "小站", en = "The small site" }

[[components]]
id = "shop"
name = { zh = "商店", en = "Shop" }
group = { zh = "业务", en = "Business" }

[[components]]
id = "mail"
name = { zh = "邮箱", en = "Mail" }
"""

SMALL = (
    CONFIG
    + """\
-- content/events/shop-db.md --
---
title: 商店数据库升级
components:
  shop: outage
start: 2026-03-01 23:00
end: 2026-03-02 02:00
announced: 2026-02-25 10:00
reason: 更换存储。
contact: desk
---

升级期间**不能下单**。

## 2026-03-01 23:05 in-progress

已开始。

## 2026-03-02 01:30 completed

秘密的将来。
-- content/events/shop-db.en.md --
---
title: Shop database upgrade
reason: New storage.
---

No orders **meanwhile**.

## 2026-03-01 23:05

Begun.

## 2026-03-02 01:30

A secret of the future.
-- content/events/mail-slow.md --
---
title: 邮件发送缓慢
kind: incident
components:
  mail: degraded
start: 2026-02-10 09:00
---

## 2026-02-10 09:10 investigating

正在排查。

## 2026-02-10 10:00 resolved

已恢复。
-- content/events/hidden-thing.md --
---
title: 尚未公布的绝密标题
components:
  mail: outage
start: 2026-03-20 23:00
end: 2026-03-21 01:00
announced: 2026-03-10 09:00
---

绝密的正文。
-- content/faq/when.md --
---
title: 多久维护一次？
---

每月一次，见[联系方式](/contact/)。
-- content/faq/when.en.md --
---
title: How often is there maintenance?
---

Once a month, see [contact](/contact/).
-- content/contacts/desk.md --
---
title: 服务台
reach: 400-000-0000
hours: 工作日9:00–17:00
urgent: true
---
-- content/pages/about.md --
---
title: 关于
---

本站说明系统状态。
"""
)

EMPTY = """\
-- config.toml --
[site]
title = "Empty"
url = "https://status.example/"
time_zone = "UTC"
languages = ["en"]
"""


def write(folder: Path, text: str) -> Path:
    """Write a site from one text under a folder, and return the folder."""
    for name, data in sections(text).items():
        if name:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder


def without_the_end(text: str) -> str:
    """Return the small site without the update that says the work is completed, in both languages."""
    return re.sub(r"\n## 2026-03-02 01:30[^\n]*\n\n[^\n]*\n", "", text)


def without_url(text: str) -> str:
    """Return the site without its address."""
    return text.replace('url = "https://status.example/"\n', "")


def render(root: Path, now: datetime = NOW) -> Mapping[str, bytes]:
    """Return the files that a build of the site would publish."""
    return prepare(root, now).files


def make(root: Path, now: datetime = NOW) -> Site:
    """Return what outputs look at."""
    problems = Problems()
    config = load_config(root / "config.toml", problems)
    assert config is not None, problems.found
    content = load_content(root / "content", config, problems)
    theme = load_theme(root / "themes", config, problems)
    assert theme is not None
    assert not problems.found, problems.found
    return make_site(config, content, take_snapshot(content, config, now), theme)


def asset(files: Iterable[str], name: str) -> str:
    """Return the path of one of the theme's files among published ones."""
    [path] = [path for path in files if re.fullmatch(rf"assets/[0-9a-f]{{8}}/{re.escape(name)}", path)]
    return path


def settings(root: Path) -> Config:
    """Return the settings of a site."""
    config = load_config(root / "config.toml", Problems())
    assert config is not None
    return config


def published(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder as {path: bytes}."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
