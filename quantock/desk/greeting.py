"""How home greets: by the time of day in London, and by the name people are called. Pure."""

TITLES = {
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "sister",
}


def time_of_day(hour: int) -> str:
    """Morning until noon, afternoon until six, then evening; the small hours are evening to whoever is up."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def first_name(name: str) -> str:
    """Priya of Priya Nair, Amina of Dr Amina Yusuf; nothing of an e-mail address or of a title alone."""
    words = [word for word in name.split() if word.rstrip(".").casefold() not in TITLES]
    return words[0] if words and "@" not in name else ""


def greeting(name: str, hour: int) -> str:
    """Good morning, Priya."""
    called = first_name(name)
    return f"{time_of_day(hour)}, {called}" if called else time_of_day(hour)
