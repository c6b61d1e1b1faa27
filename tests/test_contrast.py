"""The contrast of two colours, and the next colour that has enough of it."""

import pytest

from statuspage.contrast import nearest, ratio


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000", "#fff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#FFF", 4.48),
        ("#767676", "#fff", 4.54),
        ("#1b47b0", "#f7f8fa", 7.68),
        ("#a00030", "#fde4e8", 6.87),
        ("#123456", "#123456", 1.0),
    ],
)
def test_the_ratio_is_that_of_wcag(one: str, other: str, expected: float):
    """The ratio doesn't depend on the order; the grey 767676 is the lightest that passes on white, as is widely known."""
    assert ratio(one, other) == pytest.approx(expected, abs=0.01)
    assert ratio(other, one) == ratio(one, other)


@pytest.mark.parametrize("grey", range(0, 256, 5))
def test_there_is_a_near_colour_for_every_ground(grey: int):
    """Any ground takes text in some colour, and what is proposed has the contrast that was asked for."""
    ground = f"#{grey:02x}{grey:02x}{grey:02x}"
    found = nearest(ground, [(ground, 4.5)])
    assert found is not None
    assert ratio(found, ground) >= 4.5


def test_a_colour_that_has_the_contrast_stays():
    """What can be read isn't changed, not even in its letters."""
    assert nearest("#ABC", [("#000", 4.5)]) == "#ABC"


def test_the_next_colour_is_changed_no_more_than_needed():
    """A colour becomes a little darker on a light ground, a little lighter on a dark one."""
    assert nearest("#777777", [("#ffffff", 4.5)]) == "#767676"
    assert nearest("#757575", [("#000000", 4.7)]) == "#787878"


def test_no_colour_is_read_on_everything():
    """Where one colour has to stand on black and on white, there may be none."""
    assert nearest("#888", [("#000", 7), ("#fff", 7)]) is None
