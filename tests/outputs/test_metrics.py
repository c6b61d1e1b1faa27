"""What monitoring is told: read back by the OpenMetrics parser of Prometheus' own Python client."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as older_format

from statuspage.outputs.api import status
from statuspage.outputs.metrics import metrics as metrics_of
from statuspage.outputs.metrics import outputs
from tests.sites import CONFIG, EMPTY, LIVELY, NOW, ROOT, SMALL, make, without_the_end, without_url, write

Samples = dict[str, list[tuple[dict[str, str], float]]]

START, END = datetime(2026, 3, 1, 15, 0, tzinfo=UTC), datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
"""The planned window of the small site's maintenance, from 23:00 to 2:00 in its own zone."""


def read(data: bytes) -> Samples:
    """Return the samples by metric, as a strict parser reads them."""
    found: Samples = {}
    for family in text_string_to_metric_families(data.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def metrics(folder: Path, site: str = SMALL, now: datetime = NOW) -> Samples:
    return read(written(write(folder, site), now))


def written(root: Path, now: datetime = NOW) -> bytes:
    (output,) = outputs(make(root, now))
    assert output.path == "metrics"
    return output.render()


@cache
def sample() -> bytes:
    """Return the metrics of the sample site, with events in nearly every phase."""
    return written(ROOT, LIVELY)


def only(samples: Samples, name: str, **labels: str) -> float:
    """Return the one value of a metric with these labels among others."""
    (value,) = [value for found, value in samples[f"statuspage_{name}"] if labels.items() <= found.items()]
    return value


def test_a_window_is_told_as_instants_for_each_component(tmp_path: Path):
    """A rule compares start and end with its own clock; labels say of which event and component they are."""
    found = metrics(tmp_path)
    labels = {"event": "shop-db", "kind": "maintenance", "phase": "in-progress"}
    labels |= {"component": "shop", "impact": "outage"}
    assert found["statuspage_window_start_timestamp_seconds"] == [(labels, START.timestamp())]
    assert found["statuspage_window_end_timestamp_seconds"] == [(labels, END.timestamp())]


def test_the_state_that_holds_is_one_and_the_others_are_zero(tmp_path: Path):
    """Series stay the same when a state changes, so that a rule can look back."""
    found = metrics(tmp_path)
    assert only(found, "component_state", component="shop", state="maintenance") == 1
    assert only(found, "component_state", component="mail", state="ok") == 1
    assert only(found, "site_state", state="maintenance") == 1
    assert sum(value for _, value in found["statuspage_component_state"]) == 2
    assert len(found["statuspage_component_state"]) == 2 * 6
    assert len(found["statuspage_site_state"]) == 6


def test_a_postponed_end_takes_the_place_of_the_old_one(tmp_path: Path):
    """The window is the one that holds; so a rule goes on muting while work is extended."""
    extended = SMALL.replace("23:05 in-progress\n", "23:05 extended\nend: 2026-03-02 04:00\n")
    found = metrics(tmp_path, extended)
    assert only(found, "window_end_timestamp_seconds", event="shop-db") == (END + timedelta(hours=2)).timestamp()


def test_an_overrun_is_a_passed_end_of_what_is_not_over(tmp_path: Path):
    """The planned end stays where it was, and the phase says that nobody has closed it."""
    found = metrics(tmp_path, without_the_end(SMALL), END + timedelta(hours=1))
    assert only(found, "window_end_timestamp_seconds", event="shop-db", phase="overrun") == END.timestamp()
    assert only(found, "component_state", component="shop", state="overrun") == 1


def test_what_is_over_has_no_impact_and_goes_after_a_week(tmp_path: Path):
    """Seven days are counted from the latest change, not from the clock."""
    done = END - timedelta(minutes=30)
    found = metrics(tmp_path, SMALL, END)
    assert only(found, "window_end_timestamp_seconds", event="shop-db", phase="completed", impact="none")
    later = "-- content/events/x.md --\n---\ntitle: X\nkind: incident\nstart: {}\n---\n"
    for number, (after, kept) in enumerate([(timedelta(days=7), True), (timedelta(days=7, minutes=1), False)]):
        at = done + after
        text = SMALL + later.format(f"{at:%Y-%m-%d %H:%M} +00:00")
        found = metrics(tmp_path / str(number), text, at)
        events = {labels["event"] for labels, _ in found["statuspage_event_info"]}
        assert ("shop-db" in events) is kept


def test_an_open_end_and_a_missing_component_are_left_out(tmp_path: Path):
    """An incident may have no planned end, and an event that names no component stands for the site."""
    event = "-- content/events/all.md --\n---\ntitle: Down\nkind: incident\nstart: 2026-03-01 23:00\n---\n"
    found = metrics(tmp_path, CONFIG + event)
    labels = {"event": "all", "kind": "incident", "phase": "in-progress"}
    assert found["statuspage_window_start_timestamp_seconds"] == [(labels, START.timestamp())]
    assert "statuspage_window_end_timestamp_seconds" not in found


def test_the_next_change_and_a_promised_update_are_instants(tmp_path: Path):
    """A rule can tell that a site wasn't built again, and that an update is late."""
    promising = SMALL.replace("in-progress\n\n", "in-progress\nnext update: 2026-03-02 00:30\n\n")
    found = metrics(tmp_path, promising)
    due = datetime(2026, 3, 1, 16, 30, tzinfo=UTC).timestamp()
    assert only(found, "next_update_timestamp_seconds", event="shop-db") == due
    assert only(found, "next_change_timestamp_seconds") == due
    assert only(found, "as_of_timestamp_seconds") == (START + timedelta(minutes=5)).timestamp()


def test_a_site_on_which_nothing_happened_says_that_it_is_well(tmp_path: Path):
    """There is no instant to tell, and no event; the file is valid and ends with its mark."""
    data = written(write(tmp_path, EMPTY))
    assert set(read(data)) == {"statuspage_site_state"}
    assert data.endswith(b"\n# EOF\n")


def test_the_address_of_an_event_is_absolute_or_missing(tmp_path: Path):
    """Without the site's own address there is none to give."""
    for name, site in (("with", SMALL), ("without", without_url(SMALL))):
        (facts,) = [labels for labels, _ in metrics(tmp_path / name, site)["statuspage_event_info"]]
        assert facts.get("url") == ("https://status.example/events/shop-db/" if name == "with" else None)


@pytest.mark.parametrize(
    "title", ['say "no"', "back\\slash", "\\n", 'a\\"b', "{a=b},", "#EOF", "维护 🛠 \u200fعربي", "x" * 9000]
)
def test_titles_are_told_as_typed(tmp_path: Path, title: str):
    """What the format gives a meaning to is escaped, and comes back as it was written."""
    quoted = title.replace("'", "''")
    found = metrics(tmp_path, SMALL.replace("title: 商店数据库升级", f"title: '{quoted}'"))
    (facts,) = [labels for labels, _ in found["statuspage_event_info"]]
    assert facts["title"] == title


def test_both_formats_of_prometheus_read_the_same():
    """A host that can't name the type has it read as the older format, which knows no StateSet and no Info."""
    older: Samples = {}
    for family in older_format(sample().decode()):
        for found in family.samples:
            older.setdefault(found.name, []).append((found.labels, found.value))
    assert older == read(sample())
    assert {name.rpartition("_")[2] for name in older} == {"seconds", "state", "info"}


def test_what_is_told_of_a_metric_fits_it():
    """Each has a type and says what it is; one whose name ends with a unit declares it."""
    families = list(text_string_to_metric_families(sample().decode()))
    assert {family.type for family in families} == {"gauge"}
    for family in families:
        assert family.documentation.endswith("."), family.name
        assert (family.unit == "seconds") is family.name.endswith("_seconds"), family.name


def test_every_metric_stands_in_the_documentation():
    """docs/monitoring.md lists what there is, and its rules ask for nothing else."""
    told = set(re.findall(r"statuspage_[a-z_]+", (ROOT / "docs" / "monitoring.md").read_text("utf-8")))
    assert told == set(read(sample()))


def test_nothing_is_written_anew_between_two_changes(tmp_path: Path):
    """The bytes depend on what is shown, never on the clock."""
    root = write(tmp_path, SMALL)
    assert written(root, NOW) == written(root, NOW + timedelta(minutes=20))


@pytest.mark.parametrize("text", [SMALL, EMPTY, without_url(SMALL), without_the_end(SMALL), ""])
def test_metrics_agree_with_status_json(tmp_path: Path, text: str):
    """States, windows and instants are those that the site's own API tells, in sites of all sorts."""
    site = make(write(tmp_path, text), NOW) if text else make(ROOT, LIVELY)
    state, found = json.loads(status(site)), read(metrics_of(site))
    assert only(found, "site_state", state=state["state"]) == 1
    for component in state["components"]:
        assert only(found, "component_state", component=component["id"], state=component["state"]) == 1
    told = {event["id"]: event for event in state["events"]}
    shown = {labels["event"]: labels for labels, _ in found.get("statuspage_event_info", ())}
    assert {name for name, event in told.items() if not event["actual_end"]} - shown.keys() <= cancelled(told)
    for name, key in (("window_start", "start"), ("window_end", "end"), ("next_update", "next_update")):
        for labels, value in found.get(f"statuspage_{name}_timestamp_seconds", ()):
            event = told[labels["event"]]
            assert datetime.fromisoformat(event[key]).timestamp() == value
            assert labels.get("phase", event["phase"]) == event["phase"]
            assert labels.get("impact") == event["components"].get(labels.get("component"), labels.get("impact"))
    for name in ("as_of", "next_change"):
        values = [value for _, value in found.get(f"statuspage_{name}_timestamp_seconds", ())]
        assert values == [datetime.fromisoformat(state[name]).timestamp() for _ in range(1) if state[name]]


def cancelled(told: dict[str, dict[str, str]]) -> set[str]:
    """Return the events that never took place: they are over without an end."""
    return {name for name, event in told.items() if event["phase"] in ("cancelled", "ended")}
