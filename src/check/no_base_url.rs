//! `no-base-url`: what is left out because the site does not know its own address.

use super::Inspection;
use crate::diagnostic::{Diagnostic, Findings, NO_BASE_URL, Place};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    if inspection.site.config.base_url.is_some() {
        return Findings::new();
    }
    vec![
        Diagnostic::new(
            &NO_BASE_URL,
            Place::file(crate::config::FILE),
            text!(
                "没有写 base_url，订阅、日历文件、站点地图、分享信息和结构化数据不生成",
                "base_url is not set: feeds, calendar files, sitemap, canonical addresses and structured data are left out"
            ),
        )
        .hint(text!(
            "网址定了以后加一行 base_url = \"https://…\"",
            "add base_url = \"https://…\" once the address is known"
        )),
    ]
}
