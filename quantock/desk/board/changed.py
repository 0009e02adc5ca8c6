"""Then: what changed since the last board, and why, in the words of those who work on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quantock.desk.board.board import MOST_WHY, Board, Part, address_of, named
from quantock.desk.compare import Account, Compared, compare
from quantock.desk.differences import Change
from quantock.desk.queries.asks import Told
from quantock.engines.dates import say_date
from quantock.engines.documents.report import (
    Block,
    Figure,
    Figures,
    Paragraph,
    Run,
    Table,
    Tone,
    Words,
)
from quantock.engines.text import excerpt, plural, say_list
from quantock.projects.models import Confidence, Outcome, Rater, State

MOST = 6
MOST_MILESTONES = 2
FAMILIES = ("milestones",)
TONES: dict[str, Tone] = {
    "green": "green",
    "amber/green": "green",
    "amber": "amber",
    "amber/red": "amber",
    "red": "red",
}


@dataclass(slots=True)
class News:
    """What happened to one project; the lower the rank, the sooner a board wants to know."""

    project: Compared
    rank: int
    size: int = 0
    said: list[Words] = field(default_factory=list)

    def add(self, rank: int, words: Words, size: int = 0) -> None:
        self.rank = min(self.rank, rank)
        self.size = max(self.size, size)
        self.said.append(words)


LAST = 99


@dataclass(slots=True)
class Changed:
    """What changed, and the projects that a board is told of by name."""

    account: Account
    shown: Sequence[News]
    rest: int

    @property
    def projects(self) -> list[int]:
        return [each.project.project for each in self.shown]


def changes(board: Board) -> Changed:
    """Two queries."""
    account = compare(board.scope, FAMILIES)
    news = sorted(
        (each for each in _news(account) if each.said),
        key=lambda each: (each.rank, -each.size, each.project.title.casefold()),
    )
    return Changed(account, news[:MOST], len(news) - MOST)


def part(board: Board, found: Changed, told: Told) -> Part:
    """No query."""
    heading = f"What changed since {say_date(board.since)}"
    if not found.shown:
        return Part(heading, f"Nothing changed since {say_date(board.since)}.")
    rows: list[list[Words]] = [
        [
            [Run(named(each.project.number, each.project.title), link=address_of(each.project.number))],
            _joined(each.said),
            _why(each, told.whys),
        ]
        for each in found.shown
    ]
    blocks: list[Block] = [
        _figures(board, found.account),
        Table(
            ["Project", "What changed", "Why, in their words"],
            rows,
            widths=[2.6, 4, 3],
            fewest=2 if found.rest > 0 else 0,
        ),
    ]
    if found.rest > 0:
        says = f"See what changed in all {plural(found.rest + len(found.shown), 'project')}"
        blocks.append(Paragraph([Run(says, link=board.compared("changed"))]))
    return Part(heading, _sentence(board, found.account), blocks)


def _sentence(board: Board, account: Account) -> str:
    counts = account.counts
    ended = len(account.showing("ended"))
    said = [
        f"confidence got worse in {plural(counts.rating['worse'], 'project')} and better in "
        f"{counts.rating['better']}",
        f"{counts.end_date['later']} will end later",
        f"{ended} ended",
    ]
    return f"Since {say_date(board.since)} {say_list(said)}."


def _figures(board: Board, account: Account) -> Figures:
    counts = account.counts
    slip = counts.end_date["largest_slip_days"]
    moved = len(account.showing("milestones"))
    return Figures(
        [
            Figure(
                "Confidence worse",
                str(counts.rating["worse"]),
                note=f"the same in {counts.rating['same']}",
                link=board.compared("worse"),
            ),
            Figure("Confidence better", str(counts.rating["better"]), link=board.compared("better")),
            Figure(
                "End later",
                str(counts.end_date["later"]),
                note=f"by {plural(slip, 'day')} at most" if slip else "",
                link=board.compared("later"),
            ),
            Figure(
                "Milestones moved",
                str(moved),
                note="or reached, by project",
                link=board.compared("milestones"),
            ),
            Figure("Ended", str(len(account.showing("ended"))), link=board.compared("ended")),
            Figure("Joined", str(counts.joined), link=board.compared("joined")),
            Figure("Left", str(counts.left), link=board.compared("left")),
        ]
    )


def _news(account: Account) -> Iterator[News]:
    for each in account.changed:
        news = News(each, LAST)
        _confidence(news, each)
        _state(news, each)
        if each.slip:
            later = each.slip > 0
            ends = next(change for change in each.shown("later") if change.note)
            says = f"Ends {plural(abs(each.slip), 'day')} {'later' if later else 'earlier'}: {ends.now}"
            news.add(2 if later else 5, says, abs(each.slip))
        _milestones(news, [change for change in each.changes if change.field == "milestone"])
        yield news
    for found, word in ((account.joined, "Joined"), (account.left, "Left")):
        for each in found:
            yield News(each, 6, said=[word])


def _confidence(news: News, each: Compared) -> None:
    was, now = (str((row or {}).get("confidence", "")) for row in (each.was, each.now))
    if not now or was == now:
        return
    tags = [Run(f"{Confidence(step).label}", tone=TONES[step]) for step in (was, now) if step]
    rater = str((each.now or {}).get("confidence_rater") or "")
    whose = f"{Rater(rater).label}’s confidence" if rater else "Confidence"
    words = [
        Run(f"{whose}: " if was else f"{whose} "),
        tags[0],
        *([Run(" to "), tags[1]] if was else []),
    ]
    news.add({"worse": 0, "better": 4}.get(each.rating, 4), words)


def _state(news: News, each: Compared) -> None:
    was, now = each.was or {}, each.now or {}
    if was.get("state") == now.get("state"):
        return
    says = str(State(now["state"]).label)
    if not each.ended:
        says = f"Now {says.lower()}"
    elif now["outcome"]:
        says += f": {str(Outcome(now['outcome']).label).lower()}"
    news.add({State.STOPPED: 1, State.PAUSED: 1, State.COMPLETED: 3}.get(now["state"], 5), says)


def _milestones(news: News, changes: Sequence[Change]) -> None:
    """Reached ones and those that moved; a first date and a new baseline are no news to a board."""
    said: list[str] = []
    for change in changes:
        name, _, what = change.label.removeprefix("Milestone ").rpartition(": ")
        if what == "reached" and change.now:
            said.append(f"Reached {excerpt(name, 60)}")
        elif what == "expected" and change.note:
            said.append(f"{excerpt(name, 60)} {change.note}")
    for words in said[:MOST_MILESTONES]:
        news.add(3, words)
    if len(said) > MOST_MILESTONES:
        news.add(3, f"and {plural(len(said) - MOST_MILESTONES, 'more milestone')}")


def _joined(said: Sequence[Words]) -> list[Run]:
    runs: list[Run] = []
    for place, words in enumerate(said):
        if place:
            runs.append(Run("\n"))
        runs += [Run(words)] if isinstance(words, str) else words
    return runs


def _why(news: News, whys: dict[int, str]) -> str:
    """The outcome or reason said on ending, else what the last update said of it."""
    now = news.project.now or {}
    ended = str(now.get("outcome_sentence") or now.get("state_reason") or "") if news.project.ended else ""
    why = ended or whys.get(news.project.project, "")
    return excerpt(why, MOST_WHY) if why else "Not said"
