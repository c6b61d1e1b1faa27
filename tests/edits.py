"""A site that is edited and built again, for tests of what subscribers notice."""

from datetime import UTC, datetime
from pathlib import Path

from statuspage.plan import Outputs
from statuspage.problems import Problems
from statuspage.rendering import render
from tests.sites import SMALL, make, without_the_end, write

EVENT = "content/events/shop-db.md"
OTHER = """
-- content/events/mail-move.md --
---
title: 邮箱迁移
components:
  mail: partial
start: 2026-03-07 23:00
end: 2026-03-08 02:00
announced: 2026-02-20 10:00
---

迁移期间收信会晚到。
"""
ANNOUNCED = without_the_end(SMALL).replace("\n## 2026-03-01 23:05 in-progress\n\n已开始。\n", "") + OTHER
ANNOUNCED = ANNOUNCED.replace("\n## 2026-03-01 23:05\n\nBegun.\n", "")


class EditedSite:
    """A site that is edited and built again."""

    def __init__(self, root: Path) -> None:
        """Write the site as it is announced."""
        self.root = write(root, ANNOUNCED)

    def says(self, text: str) -> None:
        """Append to the notice."""
        with (self.root / EVENT).open("a", encoding="utf-8") as file:
            file.write(text)

    def corrects(self, old: str, new: str) -> None:
        """Change words of the notice."""
        path = self.root / EVENT
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def renamed(self, name: str) -> None:
        """Give the files of the notice another path in content/events/."""
        for lang in ("", ".en"):
            path = self.root / f"content/events/{name}{lang}.md"
            path.parent.mkdir(exist_ok=True)
            (self.root / EVENT.replace(".md", f"{lang}.md")).rename(path)

    def removed(self) -> None:
        """Delete the files of the notice."""
        for path in self.root.glob("content/events/shop-db*.md"):
            path.unlink()

    def at(self, now: str, *makers: Outputs) -> dict[str, bytes]:
        """Return what is made at a local time."""
        instant = datetime.fromisoformat(f"{now}:00+08:00").astimezone(UTC)
        site = make(self.root, instant)
        return render([output for maker in makers for output in maker(site)], site.content, Problems())
