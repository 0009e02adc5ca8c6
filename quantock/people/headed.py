"""Lists of organisations that say by their headings what each column is, in any order: a regulator's register, the areas
of the ONS, an extract of NHS organisations, a list that somebody keeps in Excel."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quantock.people.listed import Belongs, Code, Listed, called, day
from quantock.people.models import CodeSystem, OrganisationType, Standing

WORDS: Mapping[str, str] = {
    "name": "name|official name|full name|organisation|organisation name|org name|charity name|company name|trust name"
    "|provider name|practice name|gp practice name|council name|board name|icb name|registered name|trust|council|charity|practice",
    "ods": "ods code|ods|organisation code|org code|org id|orgid|organisation id|trust code|provider code|practice code|nacs code"
    "|gp practice code|icb ods code",
    "council": "local authority code|la code|council code",
    "gss": "gss code|gss|ons code|ons area code|area code",
    "charity": "charity number|registered charity number|charity no|charity registration number|registered number|regno",
    "company": "company number|company no|company registration number|companies house number|companies house no"
    "|charity company registration number",
    "code": "code|identifier|id code",
    "kind": "type|kind|organisation type|org type|type of organisation|organisation kind|role|primary role|sector",
    "setting": "prescribing setting",
    "opens": "open date|opened|opened on|opens|opens on|date opened|opening date|start date|date of registration|registration date"
    "|registered on|incorporation date|operational start date|legal start date",
    "closes": "close date|closed|closed on|closes|closes on|date closed|closing date|closure date|end date|date of removal"
    "|removal date|removed on|dissolution date|operational end date|legal end date",
    "standing": "status|standing|status code|organisation status|charity registration status",
    "parent": "parent|parent code|parent organisation|parent organisation code|parent ods code|part of|belongs to|icb code|icb"
    "|high level health geography|commissioner|commissioner code",
    "successor": "successor|successors|successor code|successor codes|replaced by|taken over by|succeeded by|merged into",
    "also": "also known as|also called|other name|other names|alias|aliases|short name|nice name|known as|trading name"
    "|working name|former name|former names",
}
MEANS = {word: meaning for meaning, words in WORDS.items() for word in words.split("|")}
# The ONS names its columns by area, year and what they hold: LAD23CD, LAD23NM, ICB24CDH.
ONS = re.compile(r"[a-z]{2,8}\d\d(cdh|cd|nm)")
ONS_MEANS = {"cdh": "ods", "cd": "gss", "nm": "name"}
# In the order in which one is the code that is shown; those behind it find the organisation as well.
SYSTEMS: Mapping[str, CodeSystem] = {
    "ods": CodeSystem.ODS,
    "council": CodeSystem.COUNCIL,
    "gss": CodeSystem.GSS,
    "charity": CodeSystem.CHARITY,
    "company": CodeSystem.COMPANY,
}
GSS = re.compile(r"[EWSNK]\d{8}")
ODS = re.compile(r"(?=.*[A-Z])[A-Z0-9]{3}|[A-Z][A-Z0-9]{4,5}")
BY_WORD: tuple[tuple[str, OrganisationType], ...] = (
    (r"hospice", OrganisationType.HOSPICE),
    (r"primary care network|\bpcn\b", OrganisationType.PCN),
    (r"integrated care board|\bicb\b", OrganisationType.ICB),
    (r"\bgp\b|general practice|\bpractice\b|surgery", OrganisationType.PRACTICE),
    (
        r"charit|voluntary|community (?:organisation|interest)|\bvcse\b|\bcic\b|\bcio\b",
        OrganisationType.CHARITY,
    ),
    (r"\btrust\b", OrganisationType.TRUST),
    (
        r"council|local authority|borough|unitary authority|\b(?:county|district|unitary)$",
        OrganisationType.COUNCIL,
    ),
    (r"universit|academic", OrganisationType.UNIVERSITY),
    (r"supplier|contractor", OrganisationType.SUPPLIER),
    (r"\bnhs\b|service", OrganisationType.SERVICE),
)
# What a name alone is sure to say.
BY_NAME: tuple[tuple[str, OrganisationType], ...] = (
    (r"nhs (?:foundation )?trust$", OrganisationType.TRUST),
    (r"integrated care board$", OrganisationType.ICB),
    (r"\bpcn$|primary care network$", OrganisationType.PCN),
    (r"\bcouncil$", OrganisationType.COUNCIL),
    (r"\bhospice$", OrganisationType.HOSPICE),
)
# ODS gives trusts, boards and practices codes of their own shapes.
BY_ODS = (
    (r"^[rt][a-z0-9]{2}$", OrganisationType.TRUST),
    (r"^q[a-z0-9]{2}$", OrganisationType.ICB),
    (r"^[a-hj-npw]\d{5}$", OrganisationType.PRACTICE),
)
COUNCILS = ("E06", "E07", "E08", "E09", "E10", "W06", "S12", "N09")
# The settings of ODS files that are not GP practices are other services that may prescribe.
PRESCRIBING = {"4": OrganisationType.PRACTICE, "14": OrganisationType.HOSPICE}
STANDINGS = {
    "d": Standing.DORMANT,
    "dormant": Standing.DORMANT,
    "p": Standing.PROPOSED,
    "proposed": Standing.PROPOSED,
}
SEVERAL = re.compile(r"\s*[;|]\s*")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each meaning stands: of several columns of one meaning the first, of other names all."""

    places: Mapping[str, int]
    also: tuple[int, ...] = ()

    def cell(self, row: Sequence[str], meaning: str) -> str:
        """What stands there; nothing where the list has no such column."""
        return row[self.places[meaning]].strip() if meaning in self.places else ""


def columns_of(heading: Sequence[str]) -> Columns | None:
    """What a row of headings says; nothing where it does not name organisations with something said of each.
    A list with a column about projects is a register of those."""
    places: dict[str, int] = {}
    also: list[int] = []
    for place, cell in enumerate(heading):
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", cell)
        words = re.sub(r"[^a-z0-9]+", " ", spaced.casefold().replace("organiz", "organis")).strip()
        area = ONS.fullmatch(words)
        meaning = ONS_MEANS[area[1]] if area else MEANS.get(words, "")
        if meaning == "also":
            also.append(place)
        elif meaning:
            places.setdefault(meaning, place)
    if any(re.search(r"\bprojects?\b", cell.casefold()) for cell in heading):
        return None
    if "name" not in places or not places.keys() & {*SYSTEMS, "code", "kind"}:
        return None
    return Columns(places, tuple(also))


def reader_of(columns: Columns) -> Callable[[Sequence[str]], Listed]:
    """What reads a row of such a list."""

    def read_row(row: Sequence[str]) -> Listed:
        codes = _codes(columns, row)
        name = called(columns.cell(row, "name"))
        others = [part for place in columns.also for part in SEVERAL.split(row[place])]
        return Listed(
            code=codes[0] if codes else ("", ""),
            name=name,
            kind=kind_of(columns.cell(row, "kind"), columns.cell(row, "setting"), codes, name),
            opens_on=day(columns.cell(row, "opens")),
            closes_on=day(columns.cell(row, "closes")),
            standing=_standing(columns, row),
            other_codes=tuple(codes[1:]),
            other_names=tuple(dict.fromkeys(filter(None, map(called, others)))),
            parents=tuple(map(Belongs, _named(columns.cell(row, "parent")))),
            successors=_named(columns.cell(row, "successor")),
        )

    return read_row


def _codes(columns: Columns, row: Sequence[str]) -> list[Code]:
    """Its codes, the one that is shown first. A code without a word whose it is, is known by its shape."""
    found: list[Code] = []
    for meaning, system in SYSTEMS.items():
        code = columns.cell(row, meaning)
        if code and code not in {"-", "0"}:
            found.append((CodeSystem.GSS if GSS.fullmatch(code) else system, code))
    if bare := columns.cell(row, "code"):
        shape = CodeSystem.GSS if GSS.fullmatch(bare) else CodeSystem.LOCAL
        found.append((CodeSystem.ODS if ODS.fullmatch(bare) else shape, bare))
    return list(dict.fromkeys(found))


def _standing(columns: Columns, row: Sequence[str]) -> Standing | None:
    if "standing" not in columns.places:
        return None
    return STANDINGS.get(columns.cell(row, "standing").casefold(), Standing.ORDINARY)


def kind_of(said: str, setting: str, codes: Sequence[Code], name: str) -> OrganisationType:
    """What it is: as the list says, else by its codes, else by its name where that is sure."""
    if setting:
        return PRESCRIBING.get(setting, OrganisationType.SERVICE)
    found = _by(BY_WORD, said)
    if found is OrganisationType.OTHER:
        systems = dict(codes)
        area = systems.get(CodeSystem.GSS, "")
        if area.startswith(COUNCILS) or CodeSystem.COUNCIL in systems:
            return OrganisationType.COUNCIL
        if area.startswith("E54"):
            return OrganisationType.ICB
        found = _by(BY_NAME, name)
        if found is OrganisationType.OTHER:
            found = _by(BY_ODS, systems.get(CodeSystem.ODS, ""))
        if found is OrganisationType.OTHER and CodeSystem.CHARITY in systems:
            return OrganisationType.CHARITY
    return found


def _by(words: Sequence[tuple[str, OrganisationType]], text: str) -> OrganisationType:
    plain = text.casefold()
    return next((kind for pattern, kind in words if re.search(pattern, plain)), OrganisationType.OTHER)


def _named(text: str) -> tuple[str, ...]:
    """Codes or names of others, several with semicolons, or codes with commas."""
    parts = SEVERAL.split(text.strip())
    if len(parts) == 1 and re.fullmatch(r"\w+(\s*,\s*\w+)+", text.strip()):
        parts = re.split(r"\s*,\s*", text.strip())
    return tuple(dict.fromkeys(part for part in parts if part and part != "-"))
