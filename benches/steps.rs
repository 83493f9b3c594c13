//! The steps of a build, one at a time, on the reference site: `cargo bench --bench steps`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, reason = "a bench")]

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use xinfeng::content::markdown::{Breaks, RawHtml};
use xinfeng::content::{self, Defaults};
use xinfeng::diagnostic::{Findings, Language, Place};
use xinfeng::outlet::{self, AddressForm, Render};
use xinfeng::pipeline::{self, Loaded, Project};
use xinfeng::record::Placed;
use xinfeng::source::Root;
use xinfeng::time::{Phrase, Years, read_when};

/// A long article of the reference site.
const ARTICLE: &str = "content/shouce/weiyang.md";

fn load() -> Loaded {
    pipeline::load(&Project::at(Root::new(PathBuf::from(env!("CARGO_MANIFEST_DIR")))), None)
}

fn parse(criterion: &mut Criterion) {
    let path: Arc<str> = ARTICLE.into();
    let text = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(ARTICLE)).expect(ARTICLE);
    let defaults = Defaults { raw_html: RawHtml::Escape, breaks: Breaks::Soft, language: Language::Zh };
    criterion.bench_function("parse an article", |bencher| {
        bencher.iter(|| content::parse(&path, black_box(&text), defaults, &|_| (Vec::new(), Findings::new())));
    });
}

fn render(criterion: &mut Criterion) {
    let loaded = load();
    let article = loaded.site.pages.iter().find(|page| &*page.document.path == ARTICLE).expect(ARTICLE);
    let targets = [("render an article", article.address.as_str()), ("render a month", "/calendar/2023/07/")];
    for (name, address) in targets {
        let target = loaded.plan.get(address).expect(address);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| pipeline::render(black_box(&loaded), &AddressForm::Relative, target).expect(address));
        });
    }
    // With a plan of its own each time, since a plan keeps the events that its calendars share.
    let address = "/calendar.ics";
    let plan = || outlet::plan(&loaded.site, &loaded.theme).0;
    criterion.bench_function("write a calendar file", |bencher| {
        bencher.iter_batched_ref(
            plan,
            |plan| {
                let render = Render { views: &loaded.views, plan, form: AddressForm::Relative };
                let target = plan.get(address).expect(address);
                (target.outlet.render)(black_box(&render), target).expect(address)
            },
            BatchSize::LargeInput,
        );
    });
}

fn dates(criterion: &mut Criterion) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
    let years = Years::Period { first: day(2023, 4, 1), last: day(2023, 12, 31) };
    let phrases =
        ["4月12日", "2023年4月12日（周三）下午2:30", "7月上旬", "农历八月十五", "4月12—14日 9：00—11：00", "待定"];
    for phrase in phrases {
        let written = Placed { value: Phrase::Text(phrase.to_owned()), place: Place::site() };
        criterion.bench_function(&format!("read {phrase}"), |bencher| {
            bencher.iter(|| read_when(black_box(&written), None, &years, &mut Findings::new()));
        });
    }
}

criterion_group!(steps, parse, render, dates);
criterion_main!(steps);
