"""Settings written as a config.toml: read again, they are the same."""

from pathlib import Path

from statuspage.settings_file import written_settings
from tests.sites import SMALL, settings, without_url, write


def test_settings_are_read_as_they_were_written(tmp_path: Path):
    """Texts in one language, in several and in another than the site's own, with quotes and what is no letter."""
    text = SMALL.replace('"小站状态"', '"小\\"站\\\\ 😀"').replace('name = { zh = "邮箱", en', "name = { en")
    site = settings(write(tmp_path / "a", without_url(text)))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "config.toml").write_bytes(written_settings(site))
    assert settings(tmp_path / "b") == site


def test_what_goes_without_saying_is_not_written(tmp_path: Path):
    """A text in the site's own language is a string, one that nobody wrote isn't there."""
    text = SMALL.replace('{ zh = "小站状态", en = "Small site" }', '"小站"')
    told = written_settings(settings(write(tmp_path, text))).decode()
    assert told.startswith('[site]\ntitle = "小站"\nurl = "https://status.example/"\ntime_zone = "Asia/Shanghai"\n')
    assert "description" not in told
