"""What the rules of `check` cost: the same site looked through a few times more, in one process."""
from .programs import median, run

TIMES = 5
BAR = 0.15


def share_of_rules(root, parts, builds, rounds):
    """The user CPU of looking once for everything that rules forbid, to that of a cold build."""
    taken = {times: [run(parts, "rules", root, times) for _ in range(rounds)] for times in [0, TIMES]}
    once = (median(taken[TIMES], "user") - median(taken[0], "user")) / TIMES
    return once / median(builds, "user")
