"""What a JavaScript file exports is read where it is written out; where it would have to be run, its text is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statuspage.importers.javascript import Code, read_exported

WRITTEN = """// the settings
const zone = require("zone"); /* { title: "no" } */
module.exports = {
  title: 'It\\'s \\u4f60\\x21', "baseUrl": "https://status.example.org", // ours
  head: { title: "another", link: [{ rel: `mask` }] },
  defaultLocale: process.env.LANG || "en",
  content: { systems: ["api", 'cdn', NAMES.dns, "web",], dir: `con${"t"}ent` },
  theme, build() { return { title: "no" }; },
  ...more,
  serviceWorker: true, port: 8080, nothing: null,
};
"""


def test_texts_lists_and_tables_are_read_as_written():
    """Each name counts where it stands: the title of another thing isn't the title of the site."""
    exported = read_exported(WRITTEN)
    assert exported is not None
    assert exported.values == {
        "title": "It's 你!",
        "baseurl": "https://status.example.org",
        "head": {"title": "another", "link": ({"rel": "mask"},)},
        "content": {"systems": ("api", "cdn", "web")},
        "serviceworker": "true",
        "port": "8080",
        "nothing": "",
    }


def test_what_a_program_would_work_out_is_told_with_its_text_and_line():
    """Nothing is run, so that nothing of it is known."""
    exported = read_exported(WRITTEN)
    assert exported is not None
    assert exported.code["defaultlocale"] == Code('process.env.LANG || "en"', 6)
    assert exported.code["content.systems"] == Code("NAMES.dns", 7)
    assert exported.code["content.dir"] == Code('`con${"t"}ent`', 7)
    assert exported.code["theme"] == Code("theme", 8)


@pytest.mark.parametrize(
    "source",
    [
        "export default { title: 'a' }",
        "const config = { title: 'a' };\nmodule.exports = config;",
        "exports.default = {title:`a`}",
    ],
)
def test_an_object_is_found_however_it_is_exported(source: str):
    """CommonJS, modules, and a name for the object."""
    exported = read_exported(source)
    assert exported is not None
    assert exported.values == {"title": "a"}


@pytest.mark.parametrize(
    "source", ["", "module.exports =", "module.exports = make({title: 'a'})", "export default settings", "{title: 'a'}"]
)
def test_without_a_written_object_there_is_nothing(source: str):
    """A call isn't guessed at."""
    assert read_exported(source) is None


@given(st.text(alphabet="{}[](),:;=.'\"`$\\/* \nabu0'"))
@settings(max_examples=100, deadline=None)
def test_no_source_makes_it_fail_or_run_on(source: str):
    """Brackets of any sort, quotes and comments that don't end are survived."""
    exported = read_exported("module.exports = {" + source)
    assert exported is None or isinstance(exported.values, dict)


@pytest.mark.parametrize("source", ["{a:" * 20_000, "[" * 20_000, "`" * 20_001, "/*" * 20_000, "'\\" * 20_000])
def test_deep_and_endless_sources_are_survived(source: str):
    """Whatever stands there, reading ends."""
    read_exported("module.exports = {a: " + source)
