"""The best box and the cut box: bounds for crossings and longest run together (Wentzel-Larsen and Anhøj 2019)."""

from dataclasses import dataclass

# For 10 points off the centre, 11, 12, ...: fewest crossings / longest run, and where corners of the box are cut:
# the crossings from which the longest run, and the run up to which the fewest crossings, are still inside.
PUBLISHED = """
    2/6/3/5 3/7/4/6 3/6 3/6 3/6 4/7/6/6 5/8/6/7 5/7 5/7/6/6 5/7/6/5
    6/7 7/8 6/7/7/6 6/7/7/6 6/7/7/6 6/7 9/9/10/7 9/8/10/7 9/8/11/7 10/8
    11/10/12/9 11/9/14/8 11/8 11/8/12/7 11/8/13/7 12/8 13/9/15/8 14/10 13/8 15/11
    15/9 15/9/17/8 14/8 14/8 17/10 17/9 17/9/19/8 17/9/20/7 19/12/20/11 19/10/21/9
    19/9 19/9/21/8 19/9/21/7 21/11/23/9 21/10/23/8 21/9 21/9/23/8 23/12/25/11 23/10/24/9 23/10/26/8
    23/9 23/9/24/8 25/11/27/9 25/10/27/9 26/11/27/10 26/10/27/9 27/12/29/10 27/10 27/10/29/8 28/11/29/8
    29/14/30/13 29/11/31/9 29/10/30/9 30/11/31/10 30/10 31/12/32/9 31/11/34/8 31/10/33/9 32/11/33/8 33/13/37/11
    33/11/35/9 33/10 34/11/36/10 33/10/36/7 35/11 35/11/38/8 35/10/36/9 35/10/38/8 37/12/38/10 37/11/39/9
    38/12 37/10/39/9 39/13/41/12 39/11/40/10 39/11/42/8 39/10 39/10/41/8 41/12/42/9 41/11/44/9 42/12/43/10
    41/10/42/9
"""


@dataclass(frozen=True, slots=True)
class Box:
    """What is inside for one number of points off the centre."""

    crossings: int
    longest: int
    crossings_at_longest: int | None = None
    longest_at_crossings: int | None = None

    def is_left(self, longest: int, crossings: int, method: str) -> bool:
        """Whether a run and its crossings lie outside: a signal."""
        if longest > self.longest or crossings < self.crossings:
            return True
        if method != "cutbox" or self.crossings_at_longest is None or self.longest_at_crossings is None:
            return False
        at_longest = longest == self.longest and crossings < self.crossings_at_longest
        at_crossings = crossings == self.crossings and longest > self.longest_at_crossings
        return at_longest or at_crossings


BOXES: dict[int, Box] = {
    useful: Box(*map(int, row.split("/"))) for useful, row in enumerate(PUBLISHED.split(), start=10)
}
