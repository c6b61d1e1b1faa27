"""metrics: states and windows for monitoring, so that alerts can be muted by time (OpenMetrics 1.0).

A state is a gauge for each of its values, 1 for the one that holds, as a StateSet has it, and facts in words are a
gauge that is always 1. The types StateSet and Info would say more, but the older text format of Prometheus refuses the
whole file for them; so this one is valid in both, and is read from hosts that can't name its type.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from urllib.parse import quote

from statuspage.plan import Output, Site
from statuspage.snapshot import Health
from statuspage.state import EventState
from statuspage.texts import Text

KEPT: Final = timedelta(days=7)
"""How long before `as_of` what is over still has its window here."""
_ESCAPED: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """A metric: its name, what it tells, and its samples as labels and value; a unit ends the name."""

    name: str
    tells: str
    samples: tuple[tuple[Labels, int], ...]
    unit: str = ""


def outputs(site: Site) -> Iterator[Output]:
    """Plan metrics, at the top alone: names in it are in the default language."""
    yield Output("metrics", "metrics", partial(metrics, site))


def metrics(site: Site) -> bytes:
    """Write all metrics but those without samples, and the mark that ends them (OpenMetrics 1.0, text format)."""
    written = "".join(_written(family) for family in families(site) if family.samples)
    return f"{written}# EOF\n".encode()


def families(site: Site) -> Iterator[Family]:
    """Yield the metrics; instants are whole seconds since 1970 in UTC."""
    snapshot = site.snapshot
    states = [state for state in snapshot.events if not snapshot.long_over(state, KEPT)]
    change = snapshot.next_change.at if snapshot.next_change else None
    yield _instant("as_of", "The last change that these metrics know of.", [({}, snapshot.as_of)])
    yield _instant("next_change", "The next change that is known: build again then.", [({}, change)])
    yield Family("statuspage_site_state", "1 for the state of the site.", tuple(_states({}, snapshot.health)))
    names = [({"component": state.component.id}, state) for state in snapshot.components]
    told = tuple(sample for labels, state in names for sample in _states(labels, state.health))
    yield Family("statuspage_component_state", "1 for the state of a component.", told)
    components = ((labels | _words(site, name=state.component.name), 1) for labels, state in names)
    yield Family("statuspage_component_info", "What a component is called.", tuple(components))
    events = tuple((_event(site, state), 1) for state in states)
    yield Family("statuspage_event_info", "What an event is called, and where it is told.", events)
    windows = [(labels, state) for state in states for labels in _affected(state)]
    starts = ((labels, state.window.start) for labels, state in windows)
    ends = ((labels, state.window.end) for labels, state in windows)
    due = (({"event": state.event.id}, state.next_update) for state in states)
    yield _instant("window_start", "The latest planned start of an event.", starts)
    yield _instant("window_end", "The latest planned end of an event, if there is one.", ends)
    yield _instant("next_update", "When the promised update of an event is due.", due)


def _instant(name: str, tells: str, found: Iterable[tuple[Labels, datetime | None]]) -> Family:
    samples = tuple((labels, int(at.timestamp())) for labels, at in found if at is not None)
    return Family(f"statuspage_{name}_timestamp_seconds", tells, samples, "seconds")


def _states(labels: Labels, health: Health) -> Iterator[tuple[Labels, int]]:
    """Yield each state with 1 for the one that holds, so that a change is seen in series that stay the same."""
    for state in Health:
        yield {**labels, "state": state}, int(state is health)


def _event(site: Site, state: EventState) -> Labels:
    """Return the facts of an event in words; its address where the site's own is known."""
    facts = {"event": state.event.id, "kind": state.event.kind, "phase": state.phase}
    found = facts | _words(site, title=state.event.title)
    return found | ({"url": f"{site.config.url}events/{quote(state.event.id)}/"} if site.config.url else {})


def _affected(state: EventState) -> Iterator[Labels]:
    """Yield the labels of an event's window for each component, or once for one that names none."""
    facts = {"event": state.event.id, "kind": state.event.kind, "phase": state.phase}
    for component, impact in state.impacts:
        yield {**facts, "component": component, "impact": impact}
    if not state.impacts:
        yield facts


def _words(site: Site, **texts: Text) -> dict[str, str]:
    return {label: text.in_lang(site.config.default_language).text for label, text in texts.items()}


def _written(family: Family) -> str:
    """Write a family: all its metadata, then its samples (OpenMetrics 1.0, section on the text format)."""
    lines = [f"# TYPE {family.name} gauge"]
    lines += [f"# UNIT {family.name} {family.unit}"] if family.unit else []
    lines += [f"# HELP {family.name} {family.tells.translate(_ESCAPED)}"]
    lines += [f"{family.name}{_labels(labels)} {value}" for labels, value in family.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    told = ",".join(f'{name}="{value.translate(_ESCAPED)}"' for name, value in labels.items())
    return f"{{{told}}}" if told else ""
