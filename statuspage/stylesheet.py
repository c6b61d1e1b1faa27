"""The theme's colours and style as one stylesheet, refused while text can't be read in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from statuspage.contrast import COLOUR, SHAPE, TEXT, nearest, ratio
from statuspage.looks import Appearance
from statuspage.messages import Message, message, plural
from statuspage.problems import Place, Problems, did_you_mean
from statuspage.snapshot import Health

TOKENS: Final = "tokens.css"
STYLE: Final = "style.css"
STATES: Final = (*map(str, Health), "unknown")
"""The states that have a colour and a tint."""
SCHEMES: Final = ("light", "dark")
SCHEME_NAMES: Final = {"light": message("light"), "dark": message("dark")}
_SCHEME: Final = re.compile(r"\( *prefers-color-scheme *: *(light|dark) *\)", re.IGNORECASE)


class Sheet(NamedTuple):
    """A stylesheet as it was written; *path* is its path in messages."""

    path: str
    data: bytes


class Token(NamedTuple):
    """The colour that holds for a name; of two, the one of the higher layer was written to change the other."""

    colour: str
    place: Place
    layer: int


Tokens = dict[str, dict[str, Token]]
"""What each name stands for, by scheme."""


class Pair(NamedTuple):
    """A colour, what it is seen on, and the contrast that it needs."""

    front: str
    back: str
    floor: float


PAIRS: Final = (
    *(Pair(front, back, TEXT) for front in ("text", "muted", "link") for back in ("page", "card")),
    *(Pair(state, back, TEXT) for state in STATES for back in ("page", "card", f"{state}-tint")),
    *(Pair("text", f"{state}-tint", TEXT) for state in STATES),
    *(Pair("on-solid", state, TEXT) for state in STATES),
    Pair("focus", "page", SHAPE),
)


def make_stylesheet(sheets: Sequence[Sheet], appearance: Appearance, problems: Problems) -> bytes:
    """Join stylesheets (the colours first, of themes the hidden one first) and the site's own colours, and minify them.

    What can't be read is noted as an error: bytes that aren't UTF-8, colours without a name, text on its ground.
    """
    from rcssmin import cssmin

    texts, noted = [_decoded(sheet, problems) for sheet in sheets], len(problems.found)
    tokens: Tokens = {scheme: {} for scheme in SCHEMES}
    for layer, (sheet, text) in enumerate(zip(sheets, texts, strict=True)):
        if ":root" in text:
            _read(tokens, text, Place(sheet.path), layer, problems)
    _set(tokens, appearance, len(sheets), problems)
    if appearance.contrast and len(problems.found) == noted:
        _check(tokens, Place(sheets[0].path), problems)
    style: str = cssmin("\n".join([*texts, _written(tokens, appearance)]), keep_bang_comments=True)
    return style.encode()


@cache
def colours(style: bytes) -> Mapping[str, Mapping[str, str]]:
    """Return the colours of a finished stylesheet by scheme and name: for each the last that is written in figures.

    That is for what is drawn elsewhere than on a page, where var(), mixtures and the like mean nothing.
    """
    found: dict[str, dict[str, str]] = {scheme: {} for scheme in SCHEMES}
    for schemes, declaration in _declarations(_rules(style.decode()), SCHEMES):
        if declaration.type == "declaration" and COLOUR.fullmatch(colour := _text(declaration.value)):
            for scheme in schemes:
                found[scheme][declaration.name.removeprefix("--")] = colour
    return found


def _decoded(sheet: Sheet, problems: Problems) -> str:
    try:
        return sheet.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(sheet.path, sheet.data.count(b"\n", 0, error.start) + 1)
        problems.error(place, message("the stylesheet is not UTF-8"), message("save it again as UTF-8"))
        return ""


def _read(tokens: Tokens, css: str, sheet: Place, layer: int, problems: Problems) -> None:
    """Add what a stylesheet says of colours; what comes later goes over what was said before, as in a browser."""
    for schemes, declaration in _declarations(_rules(css), SCHEMES):
        place = Place(sheet.path, declaration.source_line, declaration.source_column)
        if declaration.type == "error":
            told = message("the colours can't be read here: {why}", why=declaration.message)
            problems.error(place, told, message("write --name: #1b47b0;"))
        elif declaration.type == "declaration" and declaration.name.startswith("--"):
            token = Token(_text(declaration.value), place, layer)
            for scheme in schemes:
                tokens[scheme][declaration.name[2:]] = token


def _rules(css: str) -> list[Any]:
    import tinycss2

    found: list[Any] = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return found


def _text(values: Sequence[Any]) -> str:
    import tinycss2

    found: str = tinycss2.serialize([value for value in values if value.type != "comment"])
    return found.strip()


def _declarations(rules: Sequence[Any], schemes: Sequence[str]) -> Iterator[tuple[Sequence[str], Any]]:
    """Yield what is declared for the whole page, with the schemes that it holds in, and what isn't CSS."""
    import tinycss2

    for rule in rules:
        if rule.type == "error":
            yield schemes, rule
        elif rule.type == "qualified-rule":
            if ":root" in (part.strip() for part in _text(rule.prelude).split(",")):
                found = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from ((schemes, declaration) for declaration in found)
        elif rule.lower_at_keyword == "media" and rule.content and (scheme := _SCHEME.search(_text(rule.prelude))):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _declarations(inner, (scheme[1].lower(),))


def _set(tokens: Tokens, appearance: Appearance, layer: int, problems: Problems) -> None:
    """Put the site's own colours over those of the theme."""
    known = list(tokens["light"])
    for name, shades in appearance.colours:
        if name not in known:
            problems.error(
                shades.place, message("the theme has no colour '{name}'", name=name), did_you_mean(name, known)
            )
        for scheme, colour in zip(SCHEMES, (shades.light, shades.dark), strict=True):
            if colour:
                tokens[scheme][name] = Token(colour, shades.place, layer)


def _written(tokens: Tokens, appearance: Appearance) -> str:
    """Write the site's own colours as CSS; what they leave to the theme in one scheme is said again."""
    light, dark = (
        "".join(f"--{name}: {tokens[scheme][name].colour};" for name, _ in appearance.colours if name in tokens[scheme])
        for scheme in SCHEMES
    )
    if not light:
        return ""
    return f":root {{{light}}}" + (f"@media (prefers-color-scheme: dark) {{:root {{{dark}}}}}" if dark != light else "")


def _check(tokens: Tokens, first: Place, problems: Problems) -> None:
    """Note each pair of colours with too little contrast; first, what no contrast can be told of."""
    noted = len(problems.found)
    for scheme in SCHEMES:
        for name in dict.fromkeys(name for pair in PAIRS for name in (pair.front, pair.back)):
            if name not in tokens[scheme]:
                hint = message("add --{name}: #1b47b0; under :root", name=name)
                problems.error(first, message("the colour --{name} is missing", name=name), hint)
            elif not COLOUR.fullmatch(tokens[scheme][name].colour):
                _refuse(name, tokens[scheme][name], problems)
    if len(problems.found) > noted:
        return
    for scheme in SCHEMES:
        failed: dict[str, list[Pair]] = {}
        for pair in PAIRS:
            if _contrast(pair, tokens[scheme]) < pair.floor:
                failed.setdefault(_changed(pair, tokens[scheme]), []).append(pair)
        for name, pairs in failed.items():
            _tell(name, pairs, scheme, tokens, problems)


def _refuse(name: str, token: Token, problems: Problems) -> None:
    hint = _or_not(message("write it as #1b47b0, so that its contrast can be checked"))
    told = message("--{name} is '{colour}', not a colour in figures", name=name, colour=token.colour)
    problems.error(token.place, told, hint)


def _or_not(remedy: Message) -> Message:
    return message('{remedy}; or let it pass: contrast = "off" under [appearance] in config.toml', remedy=remedy)


def _contrast(pair: Pair, colours: Mapping[str, Token]) -> float:
    return ratio(colours[pair.front].colour, colours[pair.back].colour)


def _changed(pair: Pair, colours: Mapping[str, Token]) -> str:
    """Return which of two colours was set later: by the site rather than by the theme that it hides."""
    return pair.back if colours[pair.back].layer > colours[pair.front].layer else pair.front


def _tell(name: str, failed: Sequence[Pair], scheme: str, tokens: Tokens, problems: Problems) -> None:
    """Note the worst of the pairs in which one colour fails, how many more there are, and what would do."""
    colours = tokens[scheme]
    worst = min(failed, key=lambda pair: _contrast(pair, colours) / pair.floor)
    # Rounded down: 4.49 isn't 4.5.
    found = int(_contrast(worst, colours) * 100) / 100
    front, back = (f"--{each} ({colours[each].colour})" for each in (worst.front, worst.back))
    told = message(
        "{front} on {back} has a contrast of {found:.2f}:1 in the {scheme} scheme and needs {floor:g}:1",
        front=front,
        back=back,
        found=found,
        scheme=SCHEME_NAMES[scheme],
        floor=worst.floor,
    )
    if len(failed) > 1:
        told = plural(len(failed) - 1, "{told}; so does {number} more", "{told}; so do {number} more", told=told)
    problems.error(colours[name].place, told, _or_not(_remedy(name, scheme, tokens)))


def _remedy(name: str, scheme: str, tokens: Tokens) -> Message:
    """Name the next colour that would do, in the words of the file that has to be changed."""
    light, dark = (_nearest(name, tokens[each]) for each in SCHEMES)
    if not light or not dark:
        return message("choose colours that are further apart")
    if tokens[scheme][name].place.path == "config.toml":
        both = f'{name} = {{ light = "{light}", dark = "{dark}" }}' if light != dark else f'{name} = "{light}"'
        return message("write {line}", line=both)
    if scheme == "light":
        return message("write {line}", line=f"--{name}: {light}")
    return message("write {line} for the dark scheme", line=f"--{name}: {dark}")


def _nearest(name: str, colours: Mapping[str, Token]) -> str | None:
    """Return what would do beside the colours that were set before it."""
    needs = [
        (pair.back if pair.front == name else pair.front, pair.floor)
        for pair in PAIRS
        if _changed(pair, colours) == name
    ]
    return nearest(colours[name].colour, [(colours[other].colour, floor) for other, floor in needs])
