"""Reading code lists: what an installation has made of them, else what ships."""

from collections.abc import Iterable, Mapping

from quantock.people.models.lists import CodeList, ListEntry

# Staff groups follow the NHS electronic staff record, with councils and the voluntary sector added; the
# Quadruple Aim its four dimensions in plain words; quality domains the six of the Institute of Medicine.
SHIPPED: Mapping[CodeList, tuple[tuple[str, str], ...]] = {
    CodeList.STAFF_GROUP: (
        ("nursing", "Nursing and midwifery"),
        ("medical", "Medical and dental"),
        ("allied-health", "Allied health professions"),
        ("scientific", "Scientific and technical, with pharmacy"),
        ("support", "Clinical and care support"),
        ("social-care", "Social care and social work"),
        ("public-health", "Public health"),
        ("administrative", "Administrative and clerical"),
        ("management", "Management"),
        ("improvement", "Improvement, change and projects"),
        ("estates", "Estates and ancillary"),
        ("digital", "Digital, data and technology"),
        ("voluntary", "Volunteers and voluntary sector"),
        ("lived-experience", "People with lived experience"),
        ("student", "Students and trainees"),
        ("other", "Other"),
    ),
    CodeList.PROJECT_TYPE: (
        ("quality-improvement", "Quality improvement"),
        ("transformation", "Transformation"),
        ("digital", "Digital and technology"),
        ("estates", "Estates"),
        ("efficiency", "Efficiency"),
        ("workforce", "Workforce"),
        ("research", "Research and innovation"),
        ("corporate", "Corporate"),
        ("merger", "Merger or reorganisation"),
    ),
    CodeList.PROJECT_CATEGORY: (
        ("urgent", "Urgent and emergency care"),
        ("planned", "Planned care"),
        ("cancer", "Cancer"),
        ("mental-health", "Mental health, learning disability and autism"),
        ("maternity", "Maternity and neonatal"),
        ("children", "Children and young people"),
        ("primary", "Primary and community care"),
        ("social-care", "Social care"),
        ("prevention", "Prevention and population health"),
        ("enabling", "Enabling services"),
    ),
    CodeList.QUADRUPLE_AIM: (
        ("population-health", "Better health of the population"),
        ("experience", "Better experience of care"),
        ("value", "Better value for money"),
        ("staff", "Better work life of staff"),
    ),
    CodeList.QUALITY_DOMAIN: (
        ("safe", "Safe"),
        ("timely", "Timely"),
        ("effective", "Effective"),
        ("efficient", "Efficient"),
        ("equitable", "Equitable"),
        ("person-centred", "Person-centred"),
    ),
}


def entries(code_list: CodeList) -> list[ListEntry]:
    """All entries in order, retired ones too; not yet kept where nobody has changed the list. One query."""
    return entries_of(code_list)[code_list]


def entries_of(*code_lists: CodeList) -> dict[CodeList, list[ListEntry]]:
    """The same of several lists. One query."""
    kept: dict[CodeList, list[ListEntry]] = {code_list: [] for code_list in code_lists}
    for entry in ListEntry.objects.filter(code_list__in=code_lists):
        kept[CodeList(entry.code_list)].append(entry)
    return {code_list: found or _shipped(code_list) for code_list, found in kept.items()}


def _shipped(code_list: CodeList) -> list[ListEntry]:
    return [
        ListEntry(code_list=code_list, code=code, label=label, position=position)
        for position, (code, label) in enumerate(SHIPPED[code_list])
    ]


def choices(code_list: CodeList, *, now: str | list[str] = "", blank: str = "") -> list[tuple[str, str]]:
    """What a form offers: entries in use, and those that the record has now. `blank` words the empty choice."""
    return offered(entries(code_list), now=now, blank=blank)


def offered(of: Iterable[ListEntry], *, now: str | list[str] = "", blank: str = "") -> list[tuple[str, str]]:
    """The same of entries that were read already. Pure."""
    held = {now} if isinstance(now, str) else set(now)
    found = [(each.code, each.label) for each in of if not each.is_retired or each.code in held]
    return [("", blank), *found] if blank else found


def label_of(code_list: CodeList, code: str) -> str:
    """The words for a code; the code itself where the list does not know it (an imported text). One query."""
    return labels(code_list).get(code, code)


def labels(code_list: CodeList) -> dict[str, str]:
    """The words for every code of a list."""
    return {each.code: each.label for each in entries(code_list)}


def labels_of(*code_lists: CodeList) -> dict[CodeList, dict[str, str]]:
    """The words for every code of several lists. One query."""
    found: dict[CodeList, dict[str, str]] = {code_list: {} for code_list in code_lists}
    for entry in ListEntry.objects.filter(code_list__in=code_lists):
        found[CodeList(entry.code_list)][entry.code] = entry.label
    return {code_list: held or dict(SHIPPED[code_list]) for code_list, held in found.items()}
