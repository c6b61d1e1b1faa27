"""The keys of config.toml: how each is read, what holds without it, and what it is for."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from statuspage.fields import (
    Field,
    Reader,
    choice,
    duration,
    flag,
    listing,
    moment,
    one_line,
    parsed,
    text,
    words_by_language,
)
from statuspage.messages import Message, as_message, message
from statuspage.nodes import Listing, Node, Table
from statuspage.problems import Problems, meant, nearest
from statuspage.shapes import like, list_of, shaped, text_like
from statuspage.texts import Text
from statuspage.times import CLOCK_RANGE, TimeError, parse_clock, parse_duration, zone_names

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


CODES: Final = (
    "early-end",
    "freeze",
    "future-update",
    "lead-time",
    "missing-advice",
    "missing-alternatives",
    "missing-announced",
    "missing-apology",
    "missing-components",
    "missing-contact",
    "missing-data",
    "missing-promise",
    "missing-reason",
    "missing-rollback",
    "missing-signed",
    "missing-timetable",
    "missing-translation",
    "no-urgent-contact",
    "order",
    "overlap",
    "overrun",
    "quiet-hours",
    "reminder",
    "site-url",
    "unfilled",
    "update-late",
)
"""The codes of all advice, as `off` and `enforce` name them; completeness, timeliness and policy give it."""


def _matching(pattern: str, wrong: str, hint: str) -> Reader:
    """Read a text that has to look like *pattern*; of any other, {found}, it is told what is *wrong* with it."""
    form = re.compile(pattern)

    @shaped(lambda: text_like(form))
    def read(node: Node, problems: Problems) -> str | None:
        found = text(node, problems)
        if found is not None and not form.fullmatch(found):
            problems.error(node.place, Message(wrong, {"found": found}), as_message(hint))
            return None
        return found

    return read


_id: Final = _matching(
    "[a-z0-9-]+", "'{found}' can't be an id", "use small letters a to z, digits and hyphens; the id stands in addresses"
)
_language: Final = _matching(
    "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "'{found}' is not a language", "write a language tag, as zh or en (RFC 5646)"
)
_address: Final = _matching(
    r"https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~/-]*)?",
    "'{found}' is not a web address",
    "write the address of the site, as https://status.example.org/",
)
_mail: Final = _matching(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]+", "'{found}' is not a mail address", "write one, as noc@example.org"
)
_tag: Final = _matching(  # a host name and a date on which it was yours (RFC 4151, section 2.1)
    "[a-z0-9.-]+,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
    "'{found}' is not a tag",
    "write a host name of yours and a year, as status.example.org,2026, and never change it",
)


@shaped(lambda: like(CLOCK_RANGE))
def clock_range(node: Node, problems: Problems) -> tuple[timedelta, timedelta] | None:
    """Read `22:00-06:00` as two times since midnight."""

    def parse(written: str) -> tuple[timedelta, timedelta]:
        start, _, end = written.partition("-")
        try:
            return parse_clock(start.strip()), parse_clock(end.strip())
        except TimeError:
            told = message("'{text}' is not a range of hours", text=written)
            raise TimeError(told, message("write it as 22:00-06:00")) from None

    result: tuple[timedelta, timedelta] | None = parsed(parse, "a range of hours", CLOCK_RANGE)(node, problems)
    return result


POLICY: Final = (
    Field("lead_time", duration, "how long ahead planned work is announced", parse_duration("24h")),
    Field(
        "lead_time_everyone",
        duration,
        "how long ahead an outage for everyone is announced",
        parse_duration("3d"),
    ),
    Field("reminder", duration, "how long before the start a reminder is due", parse_duration("24h")),
    Field(
        "quiet_hours",
        clock_range,
        "the hours of little business, as 22:00-06:00",
        (parse_clock("22:00"), parse_clock("06:00")),
    ),
    Field(
        "quiet_days",
        listing(choice(DAYS, "day")),
        "days that are quiet from morning to night",
        ("sat", "sun"),
    ),
    Field("update_every", duration, "how often progress of a fault is reported", parse_duration("15m")),
    Field("answer_within", duration, "how soon support answers; the contact page promises it where it is set"),
    Field(
        "fresh",
        duration,
        "how long after a build a page may still say that all is well",
        parse_duration("24h"),
    ),
    Field("auto_complete", flag, "whether the clock closes windows of events that don't say", False),
    Field("off", listing(choice(CODES, "code")), "codes of advice that isn't given", ()),
    Field("enforce", listing(choice(CODES, "code")), "codes of advice that counts as an error", ()),
)


SUBSCRIPTIONS: Final = (
    Field("tag", _tag, "what ids of feeds and calendars begin with for ever, as status.example.org,2026", ""),
    Field("clock_entries", flag, "whether feeds tell that a window opened or passed when nobody said so", True),
)


MAINTNOTE: Final = (
    Field("organizer", _mail, "the mail address that answers to maintenance notifications", required=True),
    Field("account", text, "the account that they are for", "public"),
)


@shaped(lambda: {"type": "object"})
def _table(node: Node, problems: Problems) -> Table | None:
    if not isinstance(node, Table):
        problems.error(
            node.place, message("this must be a table"), message("write its keys under a line such as [site]")
        )
        return None
    return node


@shaped(lambda: {"type": "array", "items": {"type": "object"}})
def tables(node: Node, problems: Problems) -> tuple[Table, ...]:
    """Read a list of tables; what is none is left out."""
    """Read a list of tables; what is none is left out."""
    if not isinstance(node, Listing):
        hint = message("begin each with a line such as [[components]]")
        problems.error(node.place, message("this must be a list of tables"), hint)
        return ()
    return tuple(table for item in node.items if (table := _table(item, problems)))


@shaped(lambda: {"enum": sorted(zone_names())})
def time_zone(node: Node, problems: Problems) -> str | None:
    """Read the name of an IANA zone."""
    found = text(node, problems)
    if found is not None and found not in zone_names():
        problems.error(node.place, message("unknown time zone '{name}'", name=found), _zone_hint(found))
        return None
    return found


def _zone_hint(word: str) -> Message:
    cities = {name.rpartition("/")[2].lower(): name for name in sorted(zone_names())}
    cities["beijing"] = "Asia/Shanghai"
    name = cities.get(word.rpartition("/")[2].lower().replace(" ", "_")) or nearest(word, sorted(zone_names()))
    return meant(name) if name else message("name a city of the zone, as Asia/Shanghai or Europe/Berlin")


@shaped(_address.schema)
def _url(node: Node, problems: Problems) -> str | None:
    found: str | None = _address(node, problems)
    return f"{found.rstrip('/')}/" if found else found


@shaped(lambda: {**_id.schema(), "not": {"enum": ["start", "end"]}})
def component_id(node: Node, problems: Problems) -> str | None:
    """Read the id of a component, which no field of an update may be called."""
    found: str | None = _id(node, problems)
    if found in ("start", "end"):
        hint = message("in an update a line '{id}:' moves the window; choose another, as '{id}-page'", id=found)
        problems.error(node.place, message("'{id}' can't be the id of a component", id=found), hint)
        return None
    return found


@shaped(lambda: list_of(_language.schema()))
def _spoken(node: Node, problems: Problems) -> tuple[str, ...]:
    found: tuple[str, ...] = listing(_language)(node, problems)
    for lang in sorted({lang for lang in found if found.count(lang) > 1}):
        told = message("the language '{lang}' is given twice", lang=lang)
        problems.error(node.place, told, message("keep one of the two"))
    if isinstance(node, Listing) and not node.items:
        problems.error(node.place, message("no language is named"), message('write languages = ["en"]'))
    return found


TOP: Final = (
    Field("site", _table, "title, address, time zone and languages of the site", required=True),
    Field("components", tables, "the systems that events affect", ()),
    Field("audiences", tables, "named groups of people", ()),
    Field("policy", _table, "the figures of the house rules"),
    Field("freezes", tables, "times in which nothing may be changed", ()),
    Field("appearance", _table, "logo, colours and links of the pages"),
    Field("subscriptions", _table, "what feeds and calendars go by"),
    Field("maintnote", _table, "maintenance notifications for programs; none without it"),
)


def site_fields(default: str, languages: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the keys of [site]."""
    words = one_line(words_by_language(default, languages))
    return (
        Field("title", words, "the site's name", Text(), required=True),
        Field("url", _url, "the address it is published at", ""),
        Field("time_zone", time_zone, "the organisation's zone, as Asia/Shanghai", required=True),
        Field("languages", _spoken, "the languages it speaks", languages, required=True),
        Field("default_language", choice(languages, "language"), "the language at the top address", default),
        Field("theme", _id, "the folder in themes/ that it is drawn with", "default"),
        Field("owner", words, "the organisation or unit that speaks here", Text()),
        Field("description", words, "one sentence on what the site is for", Text()),
    )


def component_fields(default: str, languages: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the keys of one of [[components]]."""
    words = one_line(words_by_language(default, languages))
    return (
        Field("id", component_id, "its name in files and addresses", required=True),
        Field("name", words, "what people call it", Text(), required=True),
        Field("group", words, "the heading that it stands under", Text()),
        Field("description", words, "what it is for", Text()),
    )


def audience_fields(default: str, languages: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the keys of one of [[audiences]]."""
    words = one_line(words_by_language(default, languages))
    return (
        Field("id", _id, "its name in files and addresses", required=True),
        Field("name", words, "what the group is called", Text(), required=True),
        Field("description", words, "who belongs to it", Text()),
    )


def freeze_fields(
    default: str, languages: tuple[str, ...], local: ZoneInfo, components: Collection[str]
) -> tuple[Field, ...]:
    """Return the keys of one of [[freezes]]."""
    return (
        Field("name", one_line(words_by_language(default, languages)), "what it is for", Text(), required=True),
        Field("start", moment(local), "when it begins", required=True),
        Field("end", moment(local), "when it is over", required=True),
        Field("components", listing(choice(components, "component")), "what it is about; all without it", ()),
    )
