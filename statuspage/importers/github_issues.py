"""Issues of a repository with their comments, as GitHub's REST API tells them and `gh api --paginate` prints them."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statuspage.importers.history import Files, Loss, Sort
from statuspage.importers.loose_json import as_written, load, text_of
from statuspage.messages import message

_KEPT: Final = frozenset(
    {
        *("number", "title", "body", "state", "state_reason", "labels", "name", "created_at", "closed_at"),
        *("comments", "pull_request", "issue_url", "html_url"),
    }
)
"""Of an issue of 6 KB, its people and addresses of the API are most; they are dropped while they are read."""

_OF_ISSUE: Final = re.compile(r"/issues/(\d{1,18})/?$")


@dataclass(frozen=True, slots=True)
class Comment:
    """What was said below an issue, in Markdown as found, and when: RFC 3339, or what stands there instead."""

    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as exported; times are texts.

    `missing` counts the comments that it is said to have and that no export holds.
    """

    source: str
    number: int
    title: str
    body: str
    labels: tuple[str, ...]
    created: str
    closed: bool
    closed_at: str
    reason: str
    pull_request: bool
    address: str
    comments: tuple[Comment, ...]
    missing: int

    @property
    def original(self) -> str:
        """What was read of it, as JSON."""
        told = {
            "number": self.number,
            "title": self.title,
            "state": "closed" if self.closed else "open",
            "state_reason": self.reason or None,
            "labels": list(self.labels),
            "created_at": self.created,
            "closed_at": self.closed_at or None,
            "html_url": self.address,
            "body": self.body,
            "comments": [{"created_at": comment.at, "body": comment.text} for comment in self.comments],
        }
        return json.dumps(told, indent=2, ensure_ascii=False)


def read_issues(files: Files, name: str, comments_name: str) -> tuple[tuple[Issue, ...], tuple[Loss, ...]]:
    """Return the issues of one file with the comments of another, each issue once, and what couldn't be read."""
    said, losses = _comments(files, comments_name)
    issues: dict[int, Issue] = {}
    for position, record in _records(files[name], name, losses):
        issue = _issue(record, name, said) if isinstance(record, dict) else None
        if issue is None:
            told = message("this isn't an issue: it has no number")
            losses.append(Loss(f"{name}#record {position}", Sort.UNREAD, told, as_written(record)))
        elif issues.setdefault(issue.number, issue) != issue:
            told = message("the issue stands there twice, and not the same: read as it stands first")
            losses.append(Loss(issue.source, Sort.ASSUMED, told, issue.original))
    return tuple(issues.values()), tuple(losses)


def _kept(table: dict[str, Any]) -> dict[str, Any]:
    """Keep what is read of an issue or a site; a table of which nothing is known is kept whole, to be shown."""
    return {name: value for name, value in table.items() if name in _KEPT} if "node_id" in table else table


def _records(raw: bytes, name: str, losses: list[Loss]) -> Iterator[tuple[int, Any]]:
    """Yield each record with its position from 1: of one list, of lists in a list, of lists one after another."""
    values, unread = load(name, raw, _kept)
    losses.extend(unread)
    position = 0
    for value in values:
        for page in value if isinstance(value, list) else [value]:
            for record in page if isinstance(page, list) else [page]:
                position += 1
                yield position, record


def _comments(files: Files, name: str) -> tuple[Mapping[int, list[Comment]], list[Loss]]:
    """Return the comments by the number of their issue, as they stand."""
    said: defaultdict[int, list[Comment]] = defaultdict(list)
    losses: list[Loss] = []
    for position, record in _records(files.get(name, b"[]"), name, losses):
        table = record if isinstance(record, dict) else {}
        of_issue = _OF_ISSUE.search(text_of(table.get("issue_url")))
        if of_issue is None:
            told = message("this isn't a comment: it names no issue")
            losses.append(Loss(f"{name}#record {position}", Sort.UNREAD, told, as_written(record)))
        else:
            said[int(of_issue[1])].append(Comment(text_of(table.get("created_at")), text_of(table.get("body"))))
    return said, losses


def _issue(record: dict[str, Any], name: str, said: Mapping[int, list[Comment]]) -> Issue | None:
    number, labels, count = record.get("number"), record.get("labels"), record.get("comments")
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    comments = tuple(dict.fromkeys(said.get(number, ())))  # pages that moved while they were fetched overlap
    return Issue(
        source=f"{name}#{number}",
        number=number,
        title=text_of(record.get("title")),
        body=text_of(record.get("body")),
        labels=tuple(filter(None, map(_label, labels if isinstance(labels, list) else []))),
        created=text_of(record.get("created_at")),
        closed=record.get("state") == "closed",
        closed_at=text_of(record.get("closed_at")),
        reason=text_of(record.get("state_reason")),
        pull_request=bool(record.get("pull_request")),
        address=text_of(record.get("html_url")),
        comments=comments,
        missing=max(0, count - len(comments)) if isinstance(count, int) else 0,
    )


def _label(label: object) -> str:
    """Return a label's name; older exports hold the names alone."""
    return text_of(label.get("name") if isinstance(label, dict) else label).strip()
