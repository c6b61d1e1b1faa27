"""How well one colour can be read on another, by WCAG 2.2."""

import re
from collections.abc import Collection
from typing import Final

TEXT: Final = 4.5
"""What text needs (success criterion 1.4.3)."""
SHAPE: Final = 3.0
"""What a shape needs that somebody has to see, as the ring of the focus (success criterion 1.4.11)."""
COLOUR: Final = re.compile("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEPS: Final = 256
_ENDS: Final = ((0, 0, 0), (255, 255, 255))

Channels = tuple[int, int, int]


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(_channels(one)), _luminance(_channels(other))))
    return (lighter + 0.05) / (darker + 0.05)


def nearest(colour: str, needs: Collection[tuple[str, float]]) -> str | None:
    """Return the colour itself if it has the contrast that it needs with each other one, or the next that has.

    It is made darker or lighter, down to black and up to white; None if none of these has it.
    """
    channels = _channels(colour)
    mixed = (_mix(channels, end, step / _STEPS) for step in range(1, _STEPS + 1) for end in _ENDS)
    return next(
        (found for found in (colour, *mixed) if all(ratio(found, other) >= floor for other, floor in needs)), None
    )


def _channels(colour: str) -> Channels:
    digits = colour.removeprefix("#")
    red, green, blue = (digits[i : i + 2] for i in (0, 2, 4)) if len(digits) == 6 else (digit * 2 for digit in digits)
    return int(red, 16), int(green, 16), int(blue, 16)


def _luminance(channels: Channels) -> float:
    """Return the relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _mix(channels: Channels, end: Channels, share: float) -> str:
    mixed = (round(channel + (goal - channel) * share) for channel, goal in zip(channels, end, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
