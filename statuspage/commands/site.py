"""What commands need to know of a site where no more than its settings and its contacts' ids matter."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statuspage.model import Config


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
