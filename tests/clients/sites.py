"""The sites that clients are tried on, built and written once, and what their snapshots say that clients should see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from statuspage.build import OUTPUTS
from statuspage.channels import Maintnote
from statuspage.plan import Site, plan
from statuspage.problems import Problems
from statuspage.rendering import render
from statuspage.snapshot import Snapshot
from tests.sites import EMPTY, LIVELY, NOW, ROOT, SMALL, make, write

LONG = "长" * 10_000
TITLE = (
    '升级 "订单" & <缓存>; 逗号, 分号; 反斜杠\\ 🛠️ \u202eabc\u202c [完成] ' + "第七十五个八位字节落在一个汉字中间" * 3
)
WORDS = f"""\
第一行, 带逗号; 分号\\n 和 "引号"、<script>alert(1)</script>、]]>、&amp;、\u200f‮🧑‍🔧.

END:VEVENT
BEGIN:VALARM
- 一
- [链接](javascript:alert(1)) 与 [好的](/contact/)

{LONG}
"""
HOSTILE = (
    SMALL.replace("title: 商店数据库升级", f"title: '{TITLE}'")
    .replace("title: 邮件发送缓慢", "title: 'a && b <b>c</b> &amp; ]]> <d'")
    .replace("升级期间**不能下单**。", WORDS)
    .replace("已开始。", WORDS)
    .replace('name = { zh = "邮箱"', 'name = { zh = "邮箱, \\"甲;乙\\" <&>"')
)
"""The small site with texts that formats would trip over if they took them for their own."""

TEXTS: Mapping[str, tuple[str, datetime]] = {
    "small": (SMALL, NOW),
    "empty": (EMPTY, NOW),
    "hostile": (HOSTILE, NOW),
}


@dataclass(frozen=True)
class BuiltSite:
    """A site, and the folder that its files were written to, which lies beside those of the others."""

    name: str
    site: Site
    now: datetime
    folder: Path

    @property
    def snapshot(self) -> Snapshot:
        return self.site.snapshot

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    def named(self, *ends: str) -> list[str]:
        """Return the paths that end so, as clients are given them: under the folder of all sites."""
        return sorted(f"{self.name}/{path}" for path in self.files if path.endswith(ends))

    def read(self, path: str) -> bytes:
        """Return a file by its path under the folder of all sites."""
        return (self.folder.parent / path).read_bytes()

    def language(self, path: str) -> str:
        """Return the language that a file is in."""
        first = path.split("/")[1]
        return first if first in self.site.config.languages else self.site.config.default_language


@dataclass(frozen=True)
class BuiltSites:
    """All of them, and the folder that they lie in."""

    folder: Path
    sites: Mapping[str, BuiltSite]

    def __iter__(self) -> Iterator[BuiltSite]:
        return iter(self.sites.values())

    def named(self, *ends: str) -> list[str]:
        """Return the paths of all sites that end so."""
        return [path for site in self for path in site.named(*ends)]

    def of(self, path: str) -> BuiltSite:
        """Return the site that a path belongs to."""
        return self.sites[path.split("/")[0]]


def build_all(folder: Path) -> BuiltSites:
    """Build every site below a folder, but for the pages: the sample site at a lively instant, and those above."""
    roots = {name: (write(folder / "sources" / name, text), now) for name, (text, now) in TEXTS.items()}
    roots["sample"] = (ROOT, LIVELY)
    published = folder / "published"
    sites = {
        name: BuiltSite(name, _noted(make(root, now)), now, published / name) for name, (root, now) in roots.items()
    }
    for built in sites.values():
        for path, data in _rendered(built.site).items():
            (built.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (built.folder / path).write_bytes(data)
    return BuiltSites(published, sites)


def _noted(site: Site) -> Site:
    """Return a site that also publishes maintenance notifications."""
    return replace(site, config=replace(site.config, maintnote=Maintnote("noc@status.example", "public")))


def _rendered(site: Site) -> Mapping[str, bytes]:
    """Return the files of a site that programs read; pages take most of a build's time."""
    problems = Problems()
    planned = [output for output in plan(site, OUTPUTS, problems) if not output.path.endswith(".html")]
    files = render(planned, site.content, problems)
    assert not problems.found
    return files
