// What ical.js reads in calendar files, as tests/gates/calendar_files.py says it: a line of JSON for each file and event.
//
//     node calendar.mjs FOLDER LIST        LIST: a JSON list of files in the folder

import { readFileSync } from "node:fs";
import { join } from "node:path";
import ICAL from "ical.js";

const [folder, list] = process.argv.slice(2);
const say = (value) => console.log(JSON.stringify(value));
const utc = (time) => new Date(time.toUnixTime() * 1000).toISOString().replace(".000", "");

// A date, or civil time with its zone and its instant.
const moment = (event, name) => {
    const property = event.getFirstProperty(name);
    if (!property) return null;
    const value = property.getFirstValue();
    if (value.isDate) return value.toString();
    const zone = property.getParameter("tzid") ?? "UTC";
    return `${value.toString().replace("Z", "")} ${zone} ${utc(value)}`;
};

for (const file of JSON.parse(readFileSync(list, "utf8"))) {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(folder, file), "utf8")));
    // Only the rules of the file itself count.
    ICAL.TimezoneService.reset();
    const zones = calendar.getAllSubcomponents("vtimezone");
    for (const zone of zones) ICAL.TimezoneService.register(zone);
    say({
        file,
        description: calendar.getFirstPropertyValue("description"),
        zones: zones.map((zone) => zone.getFirstPropertyValue("tzid")),
    });
    for (const event of calendar.getAllSubcomponents("vevent")) {
        const text = (name) => event.getFirstPropertyValue(name);
        say({
            file,
            uid: text("uid"),
            stamp: utc(text("dtstamp")),
            start: moment(event, "dtstart"),
            end: moment(event, "dtend"),
            summary: text("summary"),
            status: text("status"),
            sequence: text("sequence"),
            location: text("location"),
            description: text("description"),
            categories: event.getFirstProperty("categories").getValues(),
            url: text("url"),
        });
    }
}
