"""The projects of the demonstration as its tables tell them: who, where, what about, and which story. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from quantock.desk.demonstration.reading import Block, blocks, cells, lines, pick

FILES = ("vale", "coast", "rivers", "board", "councils", "voluntary")
MERGER = "One trust: Combe Vale and Merrow Coast"
# How a figure is written whose measure ends with these words.
UNITS_OF_AIMS = {
    "per cent": ("", " per cent"),
    "points": ("", " points"),
    "£ thousand": ("£", ",000"),
    "£ thousand a year": ("£", ",000 a year"),
}
VISIBILITIES = ("team", "organisation", "system", "public")


@dataclass(frozen=True, slots=True)
class Work:
    """One project, as written down."""

    title: str
    organisation: str
    unit: str
    subject: str
    track: str
    story: str
    began: float
    ends: float
    lead: str
    problem: str = ""
    aim: Sequence[str] = ()
    rationale: str = ""
    scope: Sequence[str] = ()
    ending: Sequence[str] = ()
    decide: str = ""
    also: dict[str, list[str]] = field(default_factory=dict)
    about: str = ""
    parent: str = ""

    @property
    def visibility(self) -> str:
        """Who sees it: as said, else ideas the team, quick ones everybody, others who takes part."""
        for each in ("public", "team", "system", "organisation"):
            if each in self.also:
                return each
        return "system" if self.track == "quick" else "organisation"

    @property
    def measure(self) -> str:
        """What the aim counts, without its unit."""
        return self._counted[0]

    def counted(self, number: float | str) -> str:
        """A figure of the aim with its unit: 61 per cent, £750,000, 4,100."""
        _, before, after = self._counted
        places = 1 if any("." in part for part in self.aim[1:]) else 0
        return f"{before}{float(number):,.{places}f}{after}" if self.aim else ""

    @property
    def _counted(self) -> tuple[str, str, str]:
        written = self.aim[0] if self.aim else ""
        for unit, (before, after) in UNITS_OF_AIMS.items():
            if written.endswith(f", {unit}"):
                return written.removesuffix(f", {unit}"), before, after
        return written, "", ""

    @property
    def is_on_the_board(self) -> bool:
        return "board" in self.also


@cache
def works() -> Sequence[Work]:
    """All of them: the first three keep their places, the merger comes last."""
    return [_work(block) for name in FILES for block in blocks(f"projects-{name}")] + list(_merger())


def _work(block: Block) -> Work:
    where, subject, track, told, lead = block.first
    organisation, _, unit = where.partition("/")
    story, began, ends = told.split()
    return Work(
        title=block.heading,
        organisation=organisation,
        unit=unit,
        subject=subject,
        track=track,
        story=story,
        began=float(began),
        ends=float(ends),
        lead=lead,
        problem=block.text("problem"),
        aim=cells(block.text("aim")) if block.text("aim") else (),
        rationale=block.text("rationale"),
        scope=cells(block.text("scope")) if block.text("scope") else (),
        ending=cells(block.text("ending")) if block.text("ending") else (),
        decide=block.text("decide"),
        also=_also(block.text("also")),
    )


def _also(text: str) -> dict[str, list[str]]:
    """ "board; partners icb ccc" as {"board": [], "partners": ["icb", "ccc"]}."""
    parts = (part.split() for part in text.split(";") if part.strip())
    return {words[0]: words[1:] for words in parts}


# Which organisation leads the workstreams of an area, in turn, and how far each story has come.
TURNS = ("cvh", "mch", "cvh")
UNITS = {"m-people": "People and culture", "m-digital": "Digital services", "m-finance": "Finance"}
MERGER_SPONSORS = {"m-clinical": "fergus", "m-people": "grace", "m-voice": "carol"}


def _merger() -> Iterator[Work]:
    """The programme, its streams, and the workstreams in each."""
    head, *_ = blocks("merger")
    yield Work(
        title=head.heading,
        organisation="cvh",
        unit="Programme office",
        subject="m-board",
        track="full",
        story="amber",
        began=-16,
        ends=9,
        lead="imogen",
        problem=head.text("problem"),
        aim=cells(head.text("aim")),
        rationale=head.text("rationale"),
        scope=cells(head.text("scope")),
        also=_also("board; public; partners mch icb; sponsor sunita; money revenue 4.8m; independent amber"),
        about="the merger",
    )
    stream = ["", "", ""]
    for line in lines("merger"):
        if line.startswith("stream: "):
            stream = cells(line.removeprefix("stream: "))
            yield _stream(*stream)
        elif stream[0]:
            yield _workstream(*cells(line), stream=stream)


def _stream(name: str, area: str, lead: str) -> Work:
    return Work(
        title=f"Merger: {name[0].lower()}{name[1:]}",
        organisation="cvh",
        unit=UNITS.get(area, "Programme office"),
        subject=area,
        track="full",
        story=pick(("going", "amber", "mending"), name),
        began=-14,
        ends=8,
        lead=lead,
        problem=f"{name} of the two trusts have to be ready for the first day, and be one within a year of it.",
        also=_also(f"partners mch; sponsor {MERGER_SPONSORS.get(area, 'sunita')}; money revenue 240k"),
        about=name[0].lower() + name[1:],
        parent=MERGER,
    )


def _workstream(name: str, about: str, story: str, *, stream: Sequence[str]) -> Work:
    _, area, lead = stream
    organisation = pick(TURNS, name)
    other = "mch" if organisation == "cvh" else "cvh"
    began = -6 - pick(range(8), name, "began")
    money = (
        f"; money revenue {20 + 10 * pick(range(16), name)}k" if pick(range(3), name, "money") == 0 else ""
    )
    ends = -1 - pick(range(4), name, "ended") if story == "done" else 3 + pick(range(9), name, "ends")
    return Work(
        title=f"{name} (merger)",
        organisation=organisation,
        unit=UNITS.get(area, "Programme office"),
        subject=area,
        track="full",
        story="starting" if story == "new" else story,
        began=-2 if story == "new" else began,
        ends=ends,
        lead="any" if pick(range(3), name, "lead") else lead,
        problem=f"Each trust has its own way with {about}. From the first day there has to be one, or a safe way to run two.",
        ending=(
            "met",
            "Done as planned for the first day.",
            "The two teams wrote it together; that took a month longer and saved three.",
        )
        if story == "done"
        else (),
        also=_also(f"partners {other}; sponsor {MERGER_SPONSORS.get(area, 'sunita')}{money}"),
        about=about,
        parent=f"Merger: {stream[0][0].lower()}{stream[0][1:]}",
    )
