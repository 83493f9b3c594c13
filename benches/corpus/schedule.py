#!/usr/bin/env python3
"""A corpus of tours: pages whose stops stand in spreadsheets. usage: schedule.py PAGES STOPS OUTDIR

Writes OUTDIR/tours, PAGES tours of STOPS stops each, and OUTDIR/plain, the same pages without their tables. Deterministic,
standard library only. The templates are those of the comparison."""
import datetime
import os
import random
import sys

TOWNS = [f"t{i:02d}" for i in range(30)]
HALLS = ["文化站礼堂", "中心小学操场", "社区活动中心", "人民广场", "少年宫剧场"]
AUDIENCES = ["老年人", "家长", "学生", "新市民"]
STATUSES = ["正常"] * 18 + ["取消", "约满"]
SENTENCE = "演出队到村里来，自带小凳，雨天改在室内，详情请看当天的通知。"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def site(root, pages, stops, with_tables):
    write(f"{root}/content/_index.md", '+++\ntitle = "首页"\n+++\n')
    write(f"{root}/content/tours/_index.md", '+++\ntitle = "巡演"\nsort_by = "date"\npaginate_by = 20\n+++\n')
    write(f"{root}/data/areas.csv", "id,name,parent\ncity,示例市,\n" + "".join(f"{t},{t}镇,city\n" for t in TOWNS))
    venues = [f"{t}-v{k}" for t in TOWNS for k in range(len(HALLS))]
    write(
        f"{root}/data/venues.csv",
        "id,name,area\n" + "".join(f"{v},{v[:3]}镇{HALLS[int(v[-1])]},{v[:3]}\n" for v in venues),
    )
    for number in range(pages):
        r = random.Random(number)
        folder = f"{root}/content/tours/p{number:05d}"
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=r.randrange(300))
        front = [f'title = "送戏下乡第{number}路"', f'id = "tour-{number:05d}"', f"date = {day}T08:00:00"]
        front += [f'audience = ["{r.choice(AUDIENCES)}"]', "[taxonomies]", f'tags = ["标签{number % 60}"]']
        front += ["[extra]", "related = []"]
        if with_tables:
            rows = []
            for stop in range(stops):
                date = day + datetime.timedelta(days=7 * stop)
                rows.append(
                    f"{stop + 1},{date.month}月{date.day}日,{r.randrange(8, 20)}:30,{r.choice(venues)},节目{stop},{r.choice(STATUSES)}\n"
                )
            write(f"{folder}/安排.csv", f"{day.year}年安排\n编号,日期,时间,地点,节目,状态\n" + "".join(rows))
            front += ["[tour]", 'stops = "安排.csv"']
        body = "\n\n".join(SENTENCE * r.randint(3, 9) for _ in range(r.randint(3, 6)))
        write(f"{folder}/index.md", "+++\n" + "\n".join(front) + "\n+++\n" + body + "\n")


def main():
    pages, stops, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    site(f"{out}/tours", pages, stops, True)
    site(f"{out}/plain", pages, stops, False)


main()
