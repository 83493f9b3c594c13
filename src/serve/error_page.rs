//! What a browser shows instead of a page with a mistake: the mistake, its place and the fix.

use crate::diagnostic::{Findings, Format, Language, Printer, Sources};
use crate::source::Root;

const STYLE: &str = "body{margin:0;background:#fdfaf3;color:#222;font:18px/1.7 system-ui,sans-serif}\
main{max-width:60rem;margin:0 auto;padding:1.5rem}h1{font-size:1.5rem;color:#a32a12}\
pre{background:#fff;border:1px solid #d8cfbd;border-left:6px solid #c8451f;padding:1rem;overflow-x:auto;\
font:16px/1.5 ui-monospace,'Noto Sans Mono CJK SC','Sarasa Mono SC',Consolas,monospace}";

pub fn html(faults: &Findings, root: &Root, language: Language) -> String {
    let printer = Printer { format: Format::Human, language, color: false };
    let count = faults.len();
    let (lang, title, lead) = match language {
        Language::Zh => ("zh-CN", format!("这一页还不能显示：有 {count} 个错误"), "改好并保存以后，这里会自动恢复。"),
        Language::En => {
            ("en", format!("This page cannot be shown: errors: {count}"), "It recovers by itself once they are mended.")
        }
    };
    let mut blocks = String::new();
    for fault in faults {
        blocks.push_str("<pre>");
        blocks.push_str(&escape(printer.render(std::slice::from_ref(fault), root as &dyn Sources).trim_end()));
        blocks.push_str("</pre>\n");
    }
    format!(
        "<!doctype html>\n<html lang=\"{lang}\" data-broken>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{lead}</p>\n{blocks}</main>\n</body>\n</html>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
