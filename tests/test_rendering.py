"""Outputs become the same bytes in one process and in several, and every failure is told."""

from functools import partial

import pytest

from statuspage.markup import MarkupError
from statuspage.messages import message
from statuspage.model import Content
from statuspage.plan import Output
from statuspage.problems import Place, Problem, Problems, as_text
from statuspage.rendering import SHARE, render
from statuspage.theme import RenderError

JOBS = pytest.mark.parametrize("jobs", [1, 3])


def fails() -> bytes:
    raise RenderError(Problem(Place("themes/a.html", 3), "the template failed"))


def nests() -> bytes:
    raise MarkupError("((((", message("too deep"))


@JOBS
def test_every_output_is_rendered_in_the_order_planned(jobs: int):
    """The number of processes makes no difference, not even to the order."""
    names = [f"{number * 7919 % 1000:03}" for number in range(3 * SHARE)]
    planned = [Output(name, f"content/{name[-1]}.md", partial(bytes, name, "ascii")) for name in names]

    files = render(planned, Content(), Problems(), jobs)

    assert list(files.items()) == [(name, name.encode()) for name in names]


@JOBS
def test_one_failure_hides_no_other(jobs: int):
    """What a template can't do, and what Markdown can't, are problems; the rest is rendered."""
    planned = [Output(f"{number}", "test", partial(bytes, 1)) for number in range(3 * SHARE)]
    planned += [Output("a", "test", fails), Output("b", "content/b.md", nests), Output("c", "zebra", fails)]
    problems = Problems()

    files = render(planned, Content(), problems, jobs)

    assert len(files) == 3 * SHARE
    assert sorted({as_text(problem) for problem in problems.found}) == [
        "content/b.md:1:1: error: this text can't be turned into a page: too deep\n    write it more simply",
        "themes/a.html:3:1: error: the template failed",
    ]
