//! `resize_image`: a picture of the site in another size, with Zola's name, arguments and meaning.

use std::sync::Arc;

use serde::Serialize;
use tera::{Kwargs, State, TeraResult, Value};

use super::scope;
use super::wording::{Complaint, error, unknown};
use crate::diagnostic::{Diagnostic, Text, UNREADABLE_FILE};
use crate::model::address::Address;
use crate::picture::{Encoding, Facts, Format, Operation, Recipe, Wish};
use crate::query;
use crate::text;

/// When a template names no quality for JPEG.
const QUALITY: u8 = 75;

#[derive(Serialize)]
struct Resized<'a> {
    url: &'a str,
    /// With scheme and host; empty without `base_url`.
    permalink: String,
    /// In the output folder.
    static_path: &'a str,
    width: u32,
    height: u32,
    orig_width: u32,
    orig_height: u32,
}

pub(super) fn resize_image(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let path: &str = arguments.must_get("path")?;
    let (file, facts) = find(path, |file| views.pictures.look(file))?;
    let recipe = if facts.is_made() {
        recipe(&arguments, &facts)?
    } else if facts.format == Format::Svg {
        return Err(fault(
            text!("{path} 是矢量图，不用缩放", "{path} is a drawing that fits every size"),
            Some(text!("直接用它的网址", "use its address as it is")),
        ));
    } else {
        // What moves would stand still.
        Recipe::in_width((facts.width, facts.height), facts.width, Encoding::Copy)
    };
    let address: Address = views.pictures.want(&file, &facts, &recipe);
    Ok(Value::from_serializable(&Resized {
        url: address.as_str(),
        permalink: query::permalink(&views.site, &address),
        static_path: &address.as_str()[1..],
        width: recipe.width,
        height: recipe.height,
        orig_width: facts.width,
        orig_height: facts.height,
    }))
}

/// The file that a path means: of the site, of `content/` (also as `@/…`) or of `static/`.
fn find(path: &str, look: impl Fn(&Arc<str>) -> Result<Facts, Diagnostic>) -> TeraResult<(Arc<str>, Facts)> {
    let path = path.strip_prefix("@/").unwrap_or(path).trim_start_matches('/');
    for folder in ["", "content/", "static/"] {
        let file: Arc<str> = format!("{folder}{path}").into();
        match look(&file) {
            Ok(facts) => return Ok((file, facts)),
            Err(finding) if *finding.rule == UNREADABLE_FILE => {}
            Err(finding) => return Err(fault(finding.message, finding.hints.into_iter().next())),
        }
    }
    Err(fault(
        text!("没有图片 {path}", "there is no picture {path}"),
        Some(text!(
            "写 content/ 或 static/ 里的路径，如 content/fuwu/tu.jpg",
            "give its path in content/ or static/, such as content/fuwu/picture.jpg"
        )),
    ))
}

fn recipe(arguments: &Kwargs, facts: &Facts) -> TeraResult<Recipe> {
    let name: &str = arguments.get("op")?.unwrap_or("fill");
    let names = Operation::ALL.iter().map(|operation| operation.name());
    let operation = Operation::ALL.iter().copied().find(|operation| operation.name() == name);
    let operation = operation.ok_or_else(|| unknown(("操作", "operation"), name, names))?;
    let wish = Wish { operation, width: arguments.get("width")?, height: arguments.get("height")? };
    Recipe::of(wish, (facts.width, facts.height), encoding(arguments, facts)?).ok_or_else(|| {
        fault(
            text!(
                "操作 {name} 的宽或高没有写，或者不能是这么大",
                "the width or height for {name} is missing or out of bounds"
            ),
            Some(text!(
                "fit_width 要 width，fit_height 要 height，其余两个都要；都在 1 到 16000 之间",
                "fit_width wants a width, fit_height a height, the others both; each from 1 to 16000"
            )),
        )
    })
}

fn encoding(arguments: &Kwargs, facts: &Facts) -> TeraResult<Encoding> {
    let quality: Option<u8> = arguments.get("quality")?;
    if quality.is_some_and(|quality| !(1..=100).contains(&quality)) {
        return Err(fault(text!("quality 从 1 到 100", "quality is from 1 to 100"), None));
    }
    let lossy = matches!(facts.format, Format::Jpeg | Format::Webp { lossless: false });
    let jpeg = Encoding::Jpeg { quality: quality.unwrap_or(QUALITY) };
    match arguments.get::<&str>("format")?.unwrap_or("auto") {
        "auto" if lossy => Ok(jpeg),
        "auto" | "png" => Ok(Encoding::Png),
        "jpg" | "jpeg" => Ok(jpeg),
        "webp" => Ok(quality.map_or(Encoding::WebpLossless, |quality| Encoding::Webp { quality })),
        other => Err(unknown(("格式", "format"), other, ["auto", "jpg", "jpeg", "png", "webp"])),
    }
}

fn fault(message: Text, hint: Option<Text>) -> tera::Error {
    error(&Complaint { message, hint })
}
