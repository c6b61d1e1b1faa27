"""What will be published: one output for each path, and a problem instead of a traceback where one can't be made."""

from collections.abc import Iterator
from pathlib import Path

from statuspage.plan import Output, Outputs, Site, plan
from statuspage.problems import Problems, as_text
from tests.sites import SMALL, make, write


def outputs(*planned: Output) -> Outputs:
    def maker(_site: Site) -> Iterator[Output]:
        yield from planned

    return maker


def test_two_outputs_for_one_path_are_an_error_that_names_both(tmp_path: Path):
    """Neither wins silently."""
    first, second = Output("a.txt", "pages", bytes), Output("a.txt", "content/pages/a.md", bytes)
    problems = Problems()
    plan(make(write(tmp_path, SMALL)), [outputs(first), outputs(second)], problems)
    assert [as_text(problem) for problem in problems.found] == [
        "output/a.txt:1:1: error: made twice, by pages and by content/pages/a.md\n    rename one of the two"
    ]


def test_outputs_stand_in_the_order_of_their_makers(tmp_path: Path):
    """A plan lists every output once, in the order in which it was given."""
    planned = [Output(name, "test", bytes) for name in ("b", "a", "c")]
    problems = Problems()
    found = plan(make(write(tmp_path, SMALL)), [outputs(*planned[:2]), outputs(planned[2])], problems)
    assert [output.path for output in found] == ["b", "a", "c"]
    assert problems.found == []


def test_what_is_hidden_is_no_part_of_a_site(tmp_path: Path):
    """An output can't look at an event before it is announced, nor at an update before its time."""
    site = make(write(tmp_path, SMALL))
    assert [event.id for event in site.content.events] == ["shop-db", "mail-slow"]
    shown = repr((site.content, site.snapshot))
    assert "绝密" not in shown
    assert "秘密" not in shown
    assert "secret" not in shown


def test_the_digest_changes_with_what_is_shown_and_with_nothing_else(tmp_path: Path):
    """Two builds that show the same have one digest, wherever their files stand and whatever is hidden."""
    texts = {
        "same": SMALL,
        "moved": SMALL.replace("events/shop-db", "events/2026/shop-db"),
        "hidden": SMALL.replace("尚未公布", "仍未公布"),
        "future": SMALL.replace("秘密的将来", "另一个将来"),
        "changed": SMALL.replace("更换存储", "更换内存"),
        "renamed": SMALL.replace("小站状态", "小站"),
    }
    digests = {name: make(write(tmp_path / name, text)).digest for name, text in texts.items()}
    assert len({digests[name] for name in ("same", "moved", "hidden", "future")}) == 1
    assert len(set(digests.values())) == 3
