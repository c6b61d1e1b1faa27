"""A site as commands read it that don't build it: all that stands on the disk, or settings and contacts alone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from statuspage.commands.options import bad_now, instant_of

if TYPE_CHECKING:
    from statuspage.model import Config, Content
    from statuspage.problems import Problem


@dataclass(frozen=True, slots=True)
class Desk:
    """A site as it stands on the disk, with what is wrong in it, and the present instant in UTC."""

    root: Path
    config: "Config"
    content: "Content"
    now: datetime
    problems: "tuple[Problem, ...]"

    @property
    def minute(self) -> datetime:
        """The present, to the minute."""
        return self.now.replace(second=0, microsecond=0)


def desk_at(root: Path, now: str | None) -> Desk:
    """Read the site at the instant that --now names, or the present; what is wrong with content is noted.

    Raises SiteError without settings that can be used.
    """
    from statuspage.build import read
    from statuspage.problems import Problems, in_order
    from statuspage.times import TimeError

    problems = Problems()
    try:
        config, content, instant = read(root, instant_of(now), problems)
    except TimeError as error:
        raise bad_now(error) from None
    return Desk(root, config, content, instant, in_order(problems.found))


def site_of(root: Path) -> "tuple[Config, list[str]]":
    """Return a site's settings and the ids of its contacts; what else is wrong in content doesn't matter here.

    Raises SiteError without settings that can be used.
    """
    from statuspage.config import load_config
    from statuspage.content import load_content
    from statuspage.problems import Problems

    problems = Problems()
    config = load_config(root / "config.toml", problems)
    problems.stop_if_any()
    assert config is not None  # without problems there is a config
    return config, [contact.id for contact in load_content(root / "content", config, Problems()).contacts]
