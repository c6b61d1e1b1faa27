"""The rules of state and of times in words, as the page's script has them: Python, Node and Chromium agree.

The script is taken as it is published, minified; tests/test_state.py holds Python to the same table of cases.
"""

import json
import subprocess
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser

from statuspage.live import time_words
from statuspage.outputs import assets
from statuspage.words import Language
from tests.browsers import Below, serving
from tests.sites import SMALL, asset, make, write

pytestmark = pytest.mark.whole

TABLE: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "state.json").read_text("utf-8"))
TIMES: Final = ("actual_start", "actual_end", "next_update", "changed", "next_change")

RUN: Final = """
({ read, resolve, resolveSite, writer }, { cases, sites, moments, spans }) => {
  const states = (events, now) => events.map((facts) => ({ ...facts, state: resolve(read(facts), Date.parse(now)) }));
  return {
    cases: cases.map(({ event, now }) => states([event], now)[0].state),
    sites: sites.map(({ components, events, now }) => {
      const all = states(events, now);
      return { ...resolveSite(components, all), states: all.map(({ state }) => state) };
    }),
    moments: moments.map(({ lang, words, ms, zone }) => {
      const write = writer(lang, words);
      return [write.moment(ms, zone), write.clock(ms, zone)];
    }),
    spans: spans.map(({ lang, words, ms }) => [writer(lang, words).since(ms), writer(lang, words).before(ms)]),
  };
}
"""
"""All that is asked of the script, as one function of it and of the questions."""

ZONES: Final = ("Asia/Shanghai", "Europe/Berlin", "UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia")
INSTANTS: Final = [
    *(datetime(2026, month, 2 * month, 3 * month - 1, 7, tzinfo=UTC) for month in range(1, 9)),
    *(datetime(2026, month, 2 * month, 22, 59, 59, tzinfo=UTC) for month in range(9, 13)),
    *(datetime(2026, 11, 22 + day, 16, tzinfo=UTC) for day in range(7)),  # midnight in Shanghai
    *(datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in range(4)),  # Berlin's clocks go forward at 1:00 UTC …
    *(datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in range(4)),  # … and back at 1:00 UTC
    datetime(2024, 2, 29, 0, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
]
MINUTES: Final = (1, 2, 59, 60, 61, 90, 120, 600, 1439, 1440, 1441, 1499, 1530, 2880, 14400, 1440 * 999)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script as it is published."""
    folder = tmp_path_factory.mktemp("engine")
    found = {output.path: output for output in assets.outputs(make(write(folder / "site", SMALL)))}
    path = folder / "out" / "status.js"
    path.parent.mkdir()
    path.write_bytes(found[asset(found, "status.js")].render())
    return path


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Language]:
    """The languages of the default theme."""
    return dict(make(write(tmp_path_factory.mktemp("words"), SMALL)).theme.languages)


@pytest.fixture(scope="module")
def questions(languages: dict[str, Language]) -> dict[str, Any]:
    """All that is asked, as data."""
    told = [{"lang": language.html_tag, "words": time_words(language)} for language in languages.values()]
    moments = [
        {**each, "ms": round(instant.timestamp() * 1000), "zone": zone}
        for each in told
        for zone in ZONES
        for instant in INSTANTS
    ]
    spans = [{**each, "ms": minutes * 60_000} for each in told for minutes in (0, *MINUTES)]
    return {"cases": TABLE["cases"], "sites": TABLE["sites"], "moments": moments, "spans": spans}


@pytest.fixture(scope="module", params=["node", "chromium"])
def answers(
    request: pytest.FixtureRequest, script: Path, questions: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the script says, under Node (Playwright brings one along) and in the browser, far from the site's zone."""
    if request.param == "node":
        return _by_node(script, questions, tmp_path_factory.mktemp("node"))
    return _by_chromium(request.getfixturevalue("browser"), script, questions)


def _by_node(script: Path, questions: dict[str, Any], folder: Path) -> dict[str, Any]:
    (folder / "status.mjs").write_bytes(script.read_bytes())
    (folder / "questions.json").write_text(json.dumps(questions), "utf-8")
    (folder / "run.mjs").write_text(
        'import * as engine from "./status.mjs";\nimport { readFileSync } from "node:fs";\n'
        f'const questions = JSON.parse(readFileSync("{(folder / "questions.json").as_posix()}", "utf8"));\n'
        f"process.stdout.write(JSON.stringify(({RUN.strip()})(engine, questions)));\n",
        "utf-8",
    )
    node = compute_driver_executable()[0]
    ran = subprocess.run([node, folder / "run.mjs"], capture_output=True, check=True, env={"TZ": "America/Lima"})
    return dict(json.loads(ran.stdout))


def _by_chromium(chromium: Browser, script: Path, questions: dict[str, Any]) -> dict[str, Any]:
    (script.parent / "index.html").write_text("<!doctype html><title>x</title>", "utf-8")
    context = chromium.new_context(timezone_id="America/Lima", locale="fr-FR")
    page = context.new_page()
    with serving(Below(script.parent)) as address:
        page.goto(address)
        run = f"async ([address, questions]) => ({RUN.strip()})(await import(address), questions)"
        found = page.evaluate(run, [f"{address}status.js", questions])
    context.close()
    return dict(found)


def test_the_script_agrees_on_every_event(answers: dict[str, Any]):
    """For each case of the table the script says of the event exactly what the table says."""
    wrong = {}
    for case, told in zip(TABLE["cases"], answers["cases"], strict=True):
        expected = case["expect"] | {name: _ms(case["expect"][name]) for name in TIMES}
        expected["windows"] = [{key: _ms(at) for key, at in window.items()} for window in expected["windows"]]
        if told != expected:
            wrong[case["name"]] = {key: (told.get(key), expected[key]) for key in expected}
    assert wrong == {}


def test_the_script_agrees_on_every_site(answers: dict[str, Any]):
    """For each case the site, each component and its causes are as the table says, and so is what the site's time is.

    The page tells no causes, so their order is the table's for Python alone.
    """
    wrong = {}
    for case, told in zip(TABLE["sites"], answers["sites"], strict=True):
        found, expected = _site(told), case["expect"]
        for name in ("as_of", "next_change"):
            expected = expected | {name: _ms(expected[name])}
        if _unordered(found) != _unordered(expected):
            wrong[case["name"]] = found, expected
    assert wrong == {}


def test_the_script_writes_times_as_the_build_does(
    answers: dict[str, Any], questions: dict[str, Any], languages: dict[str, Language]
):
    """A time that the script writes reads like the build's, in each language, in any zone and at any time of year."""
    known = {language.html_tag: language for language in languages.values()}
    wrong = {}
    for asked, told in zip(questions["moments"], answers["moments"], strict=True):
        language = copy(known[asked["lang"]])
        language.zone = ZoneInfo(asked["zone"])
        instant = datetime.fromtimestamp(asked["ms"] / 1000, UTC)
        if told != [language.brief(instant), language.clock(instant)]:
            wrong[asked["lang"], asked["zone"], str(instant)] = told, language.brief(instant)
    assert wrong == {}
    assert len(answers["moments"]) == 2 * len(ZONES) * len(INSTANTS)


def test_the_script_writes_spans_as_the_build_does(
    answers: dict[str, Any], questions: dict[str, Any], languages: dict[str, Language]
):
    """A span reads like the build's; of days, hours and minutes the script tells no more than two."""
    known = {language.html_tag: language for language in languages.values()}
    for asked, told in zip(questions["spans"], answers["spans"], strict=True):
        minutes = asked["ms"] // 60_000
        if minutes > 1440 and minutes % 60 and minutes % 1440 > 60:
            minutes -= minutes % 60
        if minutes:
            assert told == [known[asked["lang"]].duration(timedelta(minutes=minutes))] * 2
        else:
            assert told == [{"zh-CN": "0分钟", "en": "0 minutes"}[asked["lang"]]] * 2


def _site(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the script says of a site in the table's shape."""
    states = told.pop("states")
    public = [state["changed"] for state in states if state["phase"] != "hidden" and state["changed"] is not None]
    coming = [state["next_change"] for state in states if state["next_change"] is not None]
    return {**told, "as_of": max(public, default=None), "next_change": min(coming, default=None)}


def _unordered(site: dict[str, Any]) -> dict[str, Any]:
    parts = {name: (part["state"], sorted(part["because"])) for name, part in site["components"].items()}
    return site | {"components": parts}


def _ms(text: str | None) -> int | None:
    """Return the milliseconds since 1970 of an instant, as JavaScript counts them."""
    return None if text is None else int(datetime.fromisoformat(text).timestamp() * 1000)
