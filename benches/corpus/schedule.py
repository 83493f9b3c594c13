#!/usr/bin/env python3
"""A corpus of tours: pages whose stops stand in spreadsheets. usage: schedule.py PAGES STOPS OUTDIR

Writes OUTDIR/tours, PAGES tours of STOPS stops each, and OUTDIR/plain, the same pages without their tables. The articles are
those of gen.py, in one section. Deterministic, standard library only. Each table is a CSV file beside its page."""
import datetime
import os
import random
import sys

sys.dont_write_bytecode = True

import gen

AUDIENCES = ["老年人", "家长", "学生", "新市民"]
PROGRAMMES = ["《半碗药》", "《村口那棵树》", "《第一口奶》", "《老周戒烟》", "《跨河》", "健康讲座", "亲子共读"]
STATUSES = ["正常"] * 18 + ["取消", "约满"]
HOURS = ["上午9:00", "上午10:30", "14:30", "下午3:00", "19:30"]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def stops(r, page, number, taken):
    """The rows of a tour and the towns that it is for: a stop a week, each at a place that nobody else has at that time."""
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=r.randrange(300))
    towns = [r.randrange(len(gen.TOWN)) for _ in range(number)]
    rows = []
    for stop, town in enumerate(towns):
        date = day + datetime.timedelta(days=7 * stop)
        while True:
            slot = (date, r.choice(HOURS), town, r.choice(gen.VEN))
            if slot not in taken:
                break
        taken.add(slot)
        _, hour, _, hall = slot
        written = f"{date.year}年{date.month}月{date.day}日"
        place, what, status = gen.TOWN[town] + hall, r.choice(PROGRAMMES), r.choice(STATUSES)
        rows.append(f"{stop + 1},{written},{hour},{gen.TOWN[town]},{place},{what},宣讲{page}队,{status}\n")
    return "编号,日期,时间,乡镇,地点,节目,剧团,状态\n" + "".join(rows), sorted(set(towns))


def link(page):
    return f"@/tours/{page.slug}/index.md"


def site(root, pages, states, number, with_tables):
    write(f"{root}/content/_index.md", '+++\ntitle = "首页"\nsort_by = "date"\n+++\n')
    write(
        f"{root}/content/tours/_index.md",
        '+++\ntitle = "巡演"\nsort_by = "date"\npaginate_by = 20\ngenerate_feeds = true\n+++\n',
    )
    write(f"{root}/static/css/site.css", "body{font-family:serif}\n" * 200)
    for image in range(gen.NIMG):
        path = f"{root}/static/img/pic-{image:02d}.jpg"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(gen.jpeg(random.Random(image)))
    gen.data_xinfeng(root)
    taken = set()
    for page, state in zip(pages, states):
        page.r.setstate(state)
        article = gen.body(page, pages, link)
        r = random.Random(page.i)
        front = [f"title = {gen.js(page.title)}", f"description = {gen.js(page.desc)}", f'id = "tour-{page.i:05d}"']
        front += [f"date = {gen.iso(page.date)}", f"audience = {gen.js([r.choice(AUDIENCES)])}", "[taxonomies]"]
        front += [f"series = {gen.js([gen.CAMP[page.camp][1]])}", f"tags = {gen.js(page.tags)}"]
        front += ["[extra]", f"related = {gen.js([f'tours/{other.slug}/index.md' for other in page.related])}"]
        folder = f"{root}/content/tours/{page.slug}"
        table, towns = stops(r, page.i, number, taken)
        front.insert(0, f"areas = {gen.js([f't{town:02d}' for town in towns])}")
        if with_tables:
            write(f"{folder}/巡演安排.csv", table)
            front += ["[tour]", 'stops = "巡演安排.csv"']
        write(f"{folder}/index.md", "+++\n" + "\n".join(front) + "\n+++\n" + article)


def main():
    count, number, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    pages = gen.plan(count)
    states = [page.r.getstate() for page in pages]
    site(f"{out}/tours", pages, states, number, True)
    site(f"{out}/plain", pages, states, number, False)


if __name__ == "__main__":
    main()
