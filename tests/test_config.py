"""config.toml: the site's settings, components, audiences, policy and freezes as typed values."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statuspage.config import load_config
from statuspage.model import Config
from statuspage.problems import Problems, as_text, in_order
from statuspage.settings import CODES
from statuspage.texts import Phrase

SHORT = '[site]\ntitle = "Status"\ntime_zone = "UTC"\nlanguages = ["en"]\n'


def load(folder: Path, source: str) -> tuple[Config | None, list[str]]:
    """Return what is read of a config.toml, and what is told."""
    path, problems = folder / "config.toml", Problems()
    path.write_text(source, "utf-8")
    config = load_config(path, problems)
    return config, [as_text(problem) for problem in in_order(problems.found)]


def read(folder: Path, source: str) -> Config:
    config, told = load(folder, source)
    assert told == []
    assert config is not None
    return config


def test_a_short_configuration_has_the_defaults_of_the_domain(tmp_path: Path):
    """What isn't written has a default: the policy's figures are those of the domain."""
    config = read(tmp_path, SHORT)
    assert (config.default_language, config.theme, config.url, config.owner.said) == ("en", "default", "", ())
    assert [config.components, config.audiences, config.freezes] == [(), (), ()]
    policy = config.policy
    assert (policy.lead_time, policy.lead_time_everyone) == (timedelta(hours=24), timedelta(days=3))
    assert (policy.reminder, policy.update_every) == (timedelta(hours=24), timedelta(minutes=15))
    assert (policy.answer_within, policy.fresh) == (None, timedelta(hours=24))
    assert policy.quiet_hours == (timedelta(hours=22), timedelta(hours=6))
    assert policy.quiet_days == ("sat", "sun")
    assert (policy.auto_complete, policy.off, policy.enforce) == (False, (), ())


def test_a_whole_configuration_is_read(tmp_path: Path):
    """Every table and key of the reference is read into its place."""
    config = read(
        tmp_path,
        """
[site]
title = { en = "Status", zh = "状态" }
url = "https://status.example.org/sub"
time_zone = "Asia/Shanghai"
languages = ["zh", "en"]
default_language = "zh"
theme = "plain"
owner = "信息技术部"
description = { en = "What works" }

[[components]]
id = "orders"
name = { zh = "订单", en = "Orders" }
group = "经营"
description = "下单"

[[audiences]]
id = "finance"
name = "财务"
description = "财务部"

[policy]
lead_time = "2d"
quiet_days = []
quiet_hours = "00:00-05:30"
auto_complete = true
off = ["order"]
enforce = "lead-time"

[[freezes]]
name = "年终"
start = "2026-12-31 00:00"
end = 2027-01-03T00:00:00+08:00
components = ["orders"]
""",
    )
    assert config.title.said == (Phrase("状态", "zh"), Phrase("Status", "en"))
    assert config.url == "https://status.example.org/sub/"
    assert config.zone.key == "Asia/Shanghai"
    assert config.theme == "plain"
    assert config.components[0].name.in_lang("en").text == "Orders"
    assert config.audiences[0].description.original == Phrase("财务部", "zh")
    assert config.policy.quiet_days == ()
    assert config.policy.auto_complete is True
    assert (config.policy.off, config.policy.enforce) == (("order",), ("lead-time",))
    assert config.freezes[0].start == datetime(2026, 12, 30, 16, tzinfo=UTC)
    assert config.freezes[0].end == datetime(2027, 1, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            f"{SHORT}[policy]\nfresh = [1]\n",
            "config.toml:6:1: error: this is a list, not a duration\n    write a duration",
        ),
        (
            f"{SHORT}components = 3\n",
            "config.toml:5:1: error: unknown field 'components'\n"
            "    known are: title, url, time_zone, languages, default_language, theme, owner, description",
        ),
        (
            f'components = ["orders"]\n{SHORT}',
            "config.toml:1:1: error: this must be a table\n    write its keys under a line such as [site]",
        ),
        (
            SHORT.replace('"Status"', "{ }"),
            "config.toml:2:1: error: this text is empty\n    write it in one language at least",
        ),
        (
            f"{SHORT}default_language = [1]\n",
            "config.toml:5:1: error: this is a list, not one language\n    write one language",
        ),
        (
            SHORT.replace('["en"]', '"English"'),
            "config.toml:4:1: error: 'English' is not a language\n    write a language tag, as zh or en (RFC 5646)",
        ),
    ],
)
def test_what_is_wrong_is_told_and_gives_no_configuration(tmp_path: Path, source: str, told: str):
    """A wrong value is told at its key, and no site is made of the rest."""
    config, problems = load(tmp_path, source)
    assert config is None
    assert told in problems


def test_deep_nesting_is_told(tmp_path: Path):
    """A configuration nested without end is an error, not the end of the process."""
    config, problems = load(tmp_path, f"a = {'[' * 100_000}\n")
    assert config is None
    assert len(problems) == 1
    assert problems[0].startswith("config.toml:1:1: error: this is not valid TOML: ")


def test_a_single_wrong_part_keeps_the_others_checked(tmp_path: Path):
    """All that is wrong in a configuration is told at once, in the order of its lines."""
    source = SHORT.replace('"UTC"', '"Utopia"') + '[[components]]\nid = "A"\n[policy]\noff = ["x"]\n[[audiences]]\n'
    _, problems = load(tmp_path, source)
    assert [told.partition(": error: ")[0] for told in problems] == [
        "config.toml:3:1",
        "config.toml:5:1",
        "config.toml:6:1",
        "config.toml:8:1",
        "config.toml:9:1",
        "config.toml:9:1",
    ]


def test_the_codes_are_sorted():
    """The codes that `off` and `enforce` know stand in order, each once."""
    assert list(CODES) == sorted(set(CODES))
