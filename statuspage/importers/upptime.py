"""Upptime: issues of a GitHub repository are the incidents and maintenances of its status page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from statuspage.importers.github_issues import Comment, Issue, read_issues
from statuspage.importers.history import Files, Happening, History, Loss, Meaning, Sort, Stamp, Told
from statuspage.importers.labels import state_of
from statuspage.importers.stamps import read_stamp
from statuspage.importers.upptime_sites import CONFIGS, SUMMARY, Sites, bare, read_sites
from statuspage.messages import message
from statuspage.model import Impact, Kind

MEANING: Final = Meaning(impacts={"down": Impact.OUTAGE, "degraded": Impact.DEGRADED})
"""The words of its history files, and of `expectedDown` and `expectedDegraded`."""

ISSUES: Final = "issues.json"
COMMENTS: Final = "issues-comments.json"

_WORDS: Final = {
    "down": re.compile(r"\U0001f6d1 ?(.+) is down"),
    "degraded": re.compile(r"\u26a0\ufe0f? ?(.+) has degraded performance"),
}
"""The titles that Upptime gives to the issues that it opens: how badly, and of which site."""

_IN_BODY: Final = {
    "down": re.compile(r"In \[`.*\bwas \*\*down\*\*:"),
    "degraded": re.compile(r"In \[`.*\bexperienced \*\*degraded performance\*\*:"),
}
"""Its first line, for a title that somebody has changed since."""

_KEY: Final = re.compile(r"(?:(?<=\s)|\A)(start|end|expectedDown|expectedDegraded)[ \t]*:", re.IGNORECASE)
_LABEL: Final = re.compile(r"\s*\*\*([^*\n]{1,40})\*\*[ \t]*[:\-–—]?[ \t]*")


def wanted(path: str) -> bool:
    """Tell whether a file of a checkout is read."""
    history = path.startswith("history/") and path.count("/") == 1 and path.endswith(".yml")
    return path in (ISSUES, COMMENTS, SUMMARY, *CONFIGS) or history


def read(files: Files) -> History:
    """Return what the issues tell as events, and the minutes down by day as a page."""
    sites = read_sites(files)
    name = next(iter(files)) if len(files) == 1 and not any(map(wanted, files)) else ISSUES
    issues, unread = read_issues(files, name, COMMENTS) if name in files else ((), (_without_issues(),))
    losses = [*sites.losses, *unread]
    ours = [issue for issue in issues if _labels(issue) & {"status", "maintenance"}]
    events = [issue for issue in ours if not issue.pull_request]
    happenings = tuple(_happening(issue, sites, losses) for issue in events)
    losses += [
        Loss(issue.source, Sort.LOST, message("this is a pull request"), issue.title)
        for issue in ours
        if issue.pull_request
    ]
    pages = (sites.downtime,) if sites.downtime else ()
    return History(
        found=len(ours) + len(pages) + sum(loss.sort is Sort.UNREAD for loss in losses),
        title=sites.title,
        url=sites.url,
        language=sites.language,
        time_zone=sites.time_zone,
        systems=sites.systems,
        happenings=happenings,
        pages=pages,
        losses=(*losses, *_left_behind(name, len(issues) - len(ours), events, happenings)),
    )


def _without_issues() -> Loss:
    told = message("no file 'issues.json' stands there: incidents and maintenances are issues on GitHub; export them")
    return Loss(ISSUES, Sort.UNREAD, told)


def _left_behind(name: str, others: int, events: list[Issue], happenings: tuple[Happening, ...]) -> Iterator[Loss]:
    """Yield what is told once for all issues: others, comments that the export lacks, labels that name no site."""
    if others:
        told = message("issues without the label 'status' or 'maintenance' tell of no event: {number}", number=others)
        yield Loss(name, Sort.LOST, told)
    if missing := [issue for issue in events if issue.missing]:
        number = sum(issue.missing for issue in missing)
        told = message("comments that '{file}' doesn't hold: {number}", file=COMMENTS, number=number)
        yield Loss(COMMENTS, Sort.LOST, told, ", ".join(f"#{issue.number}" for issue in missing))
    used = {word for happening in happenings for word, _ in happening.affected}
    labels = {label for issue in events for label in issue.labels if label.lower() not in ("status", "maintenance")}
    if unused := sorted(labels - used - {label for label in labels if label.lower() in used}):
        told = message("labels that stand for no site aren't brought over: {labels}", labels=unused)
        yield Loss(name, Sort.LOST, told)


def _happening(issue: Issue, sites: Sites, losses: list[Loss]) -> Happening:
    """Return one issue as an event; a closed one is over."""
    ended = read_stamp(issue.closed_at) if issue.closed else None
    told = Happening(
        source=issue.source,
        key=f"issue-{issue.number}",
        title=issue.title,
        over=issue.closed,
        ended=ended,
        body=issue.body,
        updates=tuple(_updates(issue, losses)),
        original=issue.original,
        address=f"incident/{issue.number}",
    )
    created = read_stamp(issue.created)
    if created is None:
        losses.append(Loss(issue.source, Sort.LOST, message("'{text}' is no time", text=issue.created)))
    if "maintenance" in _labels(issue):
        return _maintenance(replace(told, kind=Kind.MAINTENANCE, announced=created), issue, sites, losses)
    severity, affected = _severity(issue), _affected(issue, sites)
    return replace(told, kind=Kind.INCIDENT, start=created, severity=severity, affected=affected)


def _severity(issue: Issue) -> str:
    """Return how badly a site was hit, in the words that Upptime wrote itself, or nothing for an issue of a person."""
    written = next((word for word, title in _WORDS.items() if title.fullmatch(issue.title.strip())), "")
    return written or next((word for word, line in _IN_BODY.items() if line.match(issue.body)), "")


def _affected(issue: Issue, sites: Sites) -> tuple[tuple[str, str], ...]:
    """Return the sites that the labels stand for.

    If they stand for none, it is one that is watched no more: the label that fits the title, or else all labels but
    `status`, of which an editor says which are sites.
    """
    labels = [label for label in issue.labels if label.lower() != "status"]
    if known := [slug for slug in map(sites.slug_of, labels) if sites.knows(slug)]:
        return tuple((slug, "") for slug in dict.fromkeys(known))
    named = next((match[1] for title in _WORDS.values() if (match := title.fullmatch(issue.title.strip()))), "")
    fitting = [label for label in labels if named and bare(label) == bare(named)]
    return tuple((label, "") for label in fitting or labels or ([named] if named else []))


def _updates(issue: Issue, losses: list[Loss]) -> Iterator[Told]:
    for comment in issue.comments:
        at = read_stamp(comment.at)
        if at is None:
            told = message("a comment has no time that can be read: '{text}'", text=comment.at)
            losses.append(Loss(issue.source, Sort.LOST, told, comment.text))
        else:
            yield _told(comment, at)


def _told(comment: Comment, at: Stamp) -> Told:
    """Return a comment as an update; bold words in front that stand for a state are one (`**Resolved:** …`)."""
    match = _LABEL.match(comment.text)
    state = state_of(match[1]) if match else None
    if match is None or state is None:
        return Told(at=at, text=comment.text)
    return Told(at=at, label=match[1].strip(" :"), state=state, text=comment.text[match.end() :])


def _maintenance(told: Happening, issue: Issue, sites: Sites, losses: list[Loss]) -> Happening:
    """Return a maintenance with the window and the sites that its comment for programs holds, and without that."""
    note, body = _note(issue, losses)
    start, end = (_time(note, word, issue, losses) for word in ("start", "end"))
    affected = {
        sites.slug_of(name): word
        for key, word in (("expecteddegraded", "degraded"), ("expecteddown", "down"))
        for name in note.get(key, "").split(",")
        if name.strip()
    }
    slugs = [slug for slug in map(sites.slug_of, issue.labels) if sites.knows(slug)]
    called_off = _called_off(issue, start, told.ended)
    if called_off:
        assumed = message("it was closed as not planned before its start: read as cancelled")
        losses.append(Loss(issue.source, Sort.ASSUMED, assumed))
    return replace(
        told,
        start=start,
        end=end,
        affected=(*affected.items(), *((slug, "") for slug in dict.fromkeys(slugs) if slug not in affected)),
        cancelled=called_off,
        body=body,
    )


def _note(issue: Issue, losses: list[Loss]) -> tuple[dict[str, str], str]:
    """Return what the first comment with such a key says, by key in lower case, and the body without it."""
    for begin, end in _comments_in(issue.body):
        before, *parts = _KEY.split(issue.body[begin + len("<!--") : end - len("-->")])
        if parts:
            lines = [value.strip().partition("\n") for value in parts[1::2]]
            if more := "\n".join(text for text in (before.strip(), *(rest.strip() for _, _, rest in lines)) if text):
                left = message("what else stands in the comment with the window isn't brought over")
                losses.append(Loss(issue.source, Sort.LOST, left, more))
            note = dict(zip(map(str.lower, parts[::2]), (line.strip() for line, _, _ in lines), strict=True))
            return note, issue.body[:begin] + issue.body[end:]
    told = message("no comment with 'start:' and 'end:' stands in the issue: it has no window")
    losses.append(Loss(issue.source, Sort.ASSUMED, told, issue.body))
    return {}, issue.body


def _comments_in(body: str) -> Iterator[tuple[int, int]]:
    """Yield where comments begin and end: in one pass, as a pattern would search the rest anew for each beginning."""
    end = 0
    while (begin := body.find("<!--", end)) >= 0 and (close := body.find("-->", begin + len("<!--"))) >= 0:
        end = close + len("-->")
        yield begin, end


def _time(note: dict[str, str], word: str, issue: Issue, losses: list[Loss]) -> Stamp | None:
    stamp = read_stamp(note.get(word, ""))
    if stamp is None and note.get(word):
        told = message("'{key}' is no time that can be read: '{text}'", key=word, text=note[word])
        losses.append(Loss(issue.source, Sort.LOST, told, note[word]))
    elif stamp is None and note:
        told = message("the window has no '{key}'", key=word)
        losses.append(Loss(issue.source, Sort.ASSUMED, told))
    return stamp


def _called_off(issue: Issue, start: Stamp | None, closed: Stamp | None) -> bool:
    """Tell whether GitHub says "not planned" of a maintenance that hadn't begun; naive starts can't be compared."""
    if issue.reason != "not_planned" or start is None or closed is None or not start.at.tzinfo:
        return False
    return bool(closed.at.tzinfo) and closed.at < start.at


def _labels(issue: Issue) -> set[str]:
    return {label.lower() for label in issue.labels}
