"""The line, from content to output, as a recipe that reads from top to bottom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from statuspage.config import load_config
from statuspage.content import load_content
from statuspage.model import Config, Content
from statuspage.outputs import (
    api,
    api_v2,
    assets,
    badges,
    calendars,
    feeds,
    hosts,
    json_feed,
    maintnote,
    metrics,
    pages,
    redirects,
    report,
    search,
    widget,
)
from statuspage.plan import Outputs, Site, make_site, plan
from statuspage.policy import advise
from statuspage.problems import Level, Problem, Problems, SiteError
from statuspage.publish import Published, check_folder, publish
from statuspage.redirects import FILE, load_redirects
from statuspage.rendering import Told, render, to_nobody
from statuspage.snapshot import Change, take_snapshot
from statuspage.theme import load_theme
from statuspage.times import in_zone

OUTPUTS: Final[tuple[Outputs, ...]] = (
    assets.outputs,
    pages.outputs,
    feeds.outputs,
    json_feed.outputs,
    calendars.outputs,
    maintnote.outputs,
    api.outputs,
    metrics.outputs,
    api_v2.outputs,
    report.outputs,
    hosts.outputs,
    redirects.outputs,
    search.outputs,
    widget.outputs,
    badges.outputs,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site that can be published: what outputs see, its files in memory, the advice on it, and what changes next."""

    config: Config
    site: Site
    files: Mapping[str, bytes]
    advice: tuple[Problem, ...]
    next_change: Change | None


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was published."""

    prepared: Prepared
    published: Published


@dataclass(frozen=True, slots=True)
class Exported:
    """A site in another form: what is public of it, all that was read, and the files in memory."""

    site: Site
    read: Content
    files: Mapping[str, bytes]


def build(root: Path, now: datetime, out: Path, jobs: int = 1, told: Told = to_nobody) -> Built:
    """Read the site under *root*, resolve it at *now*, and make the folder *out* equal to it, with *jobs* processes.

    *told* hears how far rendering has come. Raises SiteError with all that is wrong; *out* then stays as it was.
    """
    check_folder(out)
    prepared = prepare(root, now, jobs, told)
    return Built(prepared, publish(prepared.files, out))


def prepare(
    root: Path,
    now: datetime,
    jobs: int = 1,
    told: Told = to_nobody,
    outputs: tuple[Outputs, ...] = OUTPUTS,
) -> Prepared:
    """Do all of a build but the publishing; *outputs* may be fewer than are published, where fewer are looked at.

    A *now* without an offset is read in the site's zone. Raises SiteError with errors and advice, and TimeError for a
    local *now* that doesn't exist or exists twice.
    """
    site, content, advice, instant = _site(root, now)
    files = _rendered(site, content, (*outputs, partial(api.beat, instant)), jobs, told)
    return Prepared(site.config, site, files, advice, site.snapshot.next_change)


def export(root: Path, now: datetime, outputs: Outputs) -> Exported:
    """Make the files of one maker of outputs for those who take a site elsewhere. Raises as `prepare` does."""
    site, content, _, _ = _site(root, now)
    return Exported(site, content, _rendered(site, content, (outputs,), 1, to_nobody))


def _site(root: Path, now: datetime) -> tuple[Site, Content, tuple[Problem, ...], datetime]:
    """Return what outputs see, all that was read, the advice on it, and *now* in UTC."""
    problems = Problems()
    config, content, instant = read(root, now, problems)
    theme = load_theme(root / "themes", config, problems)
    moved = load_redirects(root / FILE, problems)
    given = advise(content, config, instant)
    problems.found += [problem for problem in given if problem.level is Level.ERROR]
    advice = tuple(problem for problem in given if problem.level is Level.ADVICE)
    if problems.found or theme is None:
        raise SiteError([*problems.found, *advice])
    snapshot = take_snapshot(content, config, instant)
    return make_site(config, content, snapshot, theme, moved), content, advice, instant


def _rendered(site: Site, content: Content, outputs: tuple[Outputs, ...], jobs: int, told: Told) -> Mapping[str, bytes]:
    problems = Problems()
    planned = plan(site, outputs, problems)
    problems.stop_if_any()
    files = render(planned, content, problems, jobs, told)
    problems.stop_if_any()
    return files


def read(root: Path, now: datetime, problems: Problems) -> tuple[Config, Content, datetime]:
    """Read what people wrote under *root*, and *now* in UTC; without an offset it is read in the site's zone.

    What is wrong with content is noted. Raises SiteError without a configuration that can be used, and TimeError for a
    local *now* that doesn't exist or exists twice.
    """
    config = load_config(root / "config.toml", problems)
    problems.stop_if_any()
    assert config is not None  # without problems there is a config
    instant = now.astimezone(UTC) if now.tzinfo else in_zone(now, config.zone)
    return config, load_content(root / "content", config, problems), instant
