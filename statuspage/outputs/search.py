"""The index of the search page: what there is to find in each language, as JSON that the page loads once one types.

search/index.json holds questions, pages and the events of the newest year, search/<yyyy>.json those of an older one;
`next` names the file to read after it. The script looks for parts of words, which suits Chinese, so texts are kept as
they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import quote

from statuspage.encoding import as_json
from statuspage.markup import to_text
from statuspage.plan import Joined, Part, Planned, Site
from statuspage.state import EventState
from statuspage.texts import Text
from statuspage.times import rfc3339
from statuspage.view import folder

FIRST: Final = "index.json"
LONGEST: Final = 3000
"""How many characters of a text can be found: more than notices have in practice, and a bound for the rest."""
_DASH: Final = re.compile(r"^- ", re.MULTILINE)
_GAP: Final = re.compile("(?<=[，。；：！？]) ")

Record = dict[str, Any]
Year = tuple[str, Sequence[EventState]]


def outputs(site: Site) -> Iterator[Planned]:
    """Plan the files of the index in each language, the newest events in the first.

    What is found of an event is made with its page, whose texts it needs.
    """
    chain = [*_years(site), ("", ())]
    for lang in site.config.languages:
        yield Part(_help_part(lang), "search", partial(_records, site, lang))
        for state in site.snapshot.events:
            yield Part(_part(lang, state), state.event.place.path, partial(_event, site, lang, state))
        for (name, events), (following, _) in pairwise(chain):
            parts = [*([_help_part(lang)] if name == FIRST else []), *(_part(lang, state) for state in events)]
            yield Joined(f"{folder(site, lang)}search/{name}", "search", tuple(parts), partial(joined, following))


def joined(following: str, records: Iterable[bytes]) -> bytes:
    """Write one file of the index of what it holds; *following* is the name of the next, or empty."""
    frame = as_json({"next": following or None, "records": []})
    return frame.replace(b"[]", b"[" + b",".join(filter(None, records)) + b"]", 1)


def _part(lang: str, state: EventState) -> str:
    return f"found/{lang}/{state.event.id}.json"


def _help_part(lang: str) -> str:
    return f"found/{lang}.json"


def _records(site: Site, lang: str) -> bytes:
    return b",".join(as_json(record).strip() for record in _help(site, lang))


def _years(site: Site) -> list[Year]:
    """Return the events of each year by the name of its file, the newest first; the first file is always there."""
    years = groupby(site.snapshot.events, key=lambda state: state.window.start.astimezone(site.config.zone).year)
    files: list[Year] = [(f"{year}.json", tuple(events)) for year, events in years]
    return [(FIRST, files[0][1] if files else ()), *files[1:]]


def _help(site: Site, lang: str) -> Iterator[Record]:
    label = site.theme.languages[lang].translations.gettext("Questions and answers")
    for question in site.content.questions:
        found = _record(site, lang, f"faq/#{quote(question.id)}", question.title, (), [question.body])
        yield {**found, "note": label}
    for page in site.content.pages:
        yield _record(site, lang, f"pages/{quote(page.id)}/", page.title, (), [page.body])


def _event(site: Site, lang: str, state: EventState) -> bytes:
    event, start = state.event, state.window.start
    names = site.config.component_names
    affected = [names[name] for name, _ in state.impacts]
    said = [event.reason, event.body, *(update.text for update in reversed(state.updates))]
    found = _record(site, lang, f"events/{quote(event.id)}/", event.title, affected, said)
    note = site.theme.languages[lang].day(start)
    return as_json({**found, "at": rfc3339(start, site.config.zone), "note": note}).strip()


def _record(site: Site, lang: str, path: str, title: Text, names: Iterable[Text], prose: Iterable[Text]) -> Record:
    """Return what is found, and shown of it; `lang` where the title has no translation."""
    called = title.in_lang(lang)
    affected = site.theme.languages[lang].translations.gettext(", ").join(name.in_lang(lang).text for name in names)
    said = " ".join(to_text(text.in_lang(lang).text) for text in prose)
    plain = normalize("NFC", _one_line(" · ".join(text for text in (affected, said) if text)))
    found = {"path": path, "title": normalize("NFC", called.text), "text": plain[:LONGEST]}
    return found if called.lang in ("", lang) else {**found, "lang": site.theme.languages[called.lang].html_tag}


def _one_line(text: str) -> str:
    """Return a text without line breaks and dashes of lists, and without blanks after Chinese punctuation."""
    return _GAP.sub("", " ".join(_DASH.sub("", text).split()))
