"""The settings that content goes by as the text of a config.toml: read again, they say the same."""

from collections.abc import Iterable, Iterator, Mapping

from statuspage.model import Component, Config
from statuspage.texts import Text
from statuspage.toml import string


def written_settings(config: Config) -> bytes:
    """Return a config.toml with the site, its components and audiences; all else is what holds where nothing is set."""
    site = {
        "title": _text(config.title, config),
        "url": string(config.url) if config.url else "",
        "time_zone": string(config.time_zone),
        "languages": f"[{', '.join(map(string, config.languages))}]",
        "default_language": string(config.default_language),
        "owner": _text(config.owner, config),
        "description": _text(config.description, config),
    }
    tables = [("[site]", site), *(_component(component, config) for component in config.components)]
    for audience in config.audiences:
        texts = {"name": audience.name, "description": audience.description}
        tables.append(("[[audiences]]", _named(audience.id, texts, config)))
    return "\n".join(_table(heading, values) for heading, values in tables).encode()


def with_components(text: str, config: Config, components: Iterable[Component]) -> str:
    """Return the text of a config.toml, which says *config*, with those components at its end that it doesn't have.

    Their lines end as those of the text do.
    """
    known = config.component_names
    tables = [_table(*_component(one, config)) for one in components if one.id not in known]
    ending = "\r\n" if "\r\n" in text else "\n"
    added = "".join(f"\n{table}" for table in tables).replace("\n", ending)
    return f"{text.rstrip(ending)}{ending}{added}" if tables else text


def _component(component: Component, config: Config) -> tuple[str, dict[str, str]]:
    texts = {"name": component.name, "group": component.group, "description": component.description}
    return "[[components]]", _named(component.id, texts, config)


def _table(heading: str, values: Mapping[str, str]) -> str:
    return "\n".join([heading, *_lines(values), ""])


def _named(name: str, texts: Mapping[str, Text], config: Config) -> dict[str, str]:
    return {"id": string(name)} | {key: _text(text, config) for key, text in texts.items()}


def _lines(values: Mapping[str, str]) -> Iterator[str]:
    return (f"{key} = {value}" for key, value in values.items() if value)


def _text(text: Text, config: Config) -> str:
    """Return a text in the site's own language alone as a string, any other as a table by language."""
    if all(phrase.lang == config.default_language for phrase in text.said):
        return string(text.original.text) if text else ""
    return f"{{ {', '.join(f'{phrase.lang} = {string(phrase.text)}' for phrase in text.said)} }}"
