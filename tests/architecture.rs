//! The shape of the program, as far as a machine can see it: the order of the modules, one door per dependency, a
//! purpose at the head of every module, and a picture in `docs/architecture.md` that agrees with the folder.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Dependencies that several modules may name. Everything else has one door.
const SHARED: &[(&str, &str)] = &[
    ("serde", "derives on the types that templates and JSON see stand beside those types"),
    ("serde_json", "`Value` is the one dynamic value: front matter's `extra`, component arguments, JSON answers"),
    ("chrono", "civil dates and instants are plain values, as numbers are"),
    ("chrono_tz", "the site's zone is a plain value"),
    ("memchr", "to search bytes is as plain as to compare them"),
    ("simdutf8", "whether bytes are UTF-8 is asked where they come in and where a template's output leaves"),
    ("rustc_hash", "a map by keys that nobody chooses to collide is a plain value"),
    ("xxhash_rust", "a hash of bytes is a plain value: the theme names assets by one, the writer compares by one"),
    ("rayon", "each stage that has many equal things to do does them on all cores"),
    ("include_dir", "a module that carries files inside the program embeds its own"),
    ("clap", "enums that are also arguments derive `ValueEnum` where they are defined"),
];

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = modules();
    let rank = |module: &str| order.iter().position(|name| name == module);
    let macros = exported_macros();
    let mut faults = Vec::new();
    for file in sources() {
        let module = file.module();
        let Some(own) = rank(&module) else { continue };
        for used in crate_paths(&file) {
            // `use crate::text;` brings the macro, and with it the module of the same name, whose parts it cannot name.
            if used.last && macros.contains(&used.name) {
                continue;
            }
            if let Some(other) = rank(&used.name)
                && other > own
            {
                faults.push(format!("{}:{}: `{module}` uses `{}`", file.shown, used.line, used.name));
            }
        }
    }
    assert!(faults.is_empty(), "modules used from above them; the order is that of src/lib.rs:\n{}", faults.join("\n"));
}

#[test]
fn every_dependency_has_one_door() {
    let dependencies = dependencies();
    let mut doors: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for file in sources() {
        for (name, line) in first_segments(&file) {
            if let Some(dependency) = dependencies.iter().find(|dependency| **dependency == name) {
                let place = format!("{}:{line}", file.shown);
                doors.entry(dependency).or_default().entry(file.module()).or_insert(place);
            }
        }
    }
    let shared: BTreeSet<&str> = SHARED.iter().map(|(name, _)| *name).collect();
    let faults: Vec<String> = doors
        .iter()
        .filter(|(name, modules)| modules.len() > 1 && !shared.contains(*name))
        .map(|(name, modules)| format!("{name}: {}", modules.values().cloned().collect::<Vec<_>>().join(", ")))
        .collect();
    assert!(faults.is_empty(), "dependencies named in more than one module:\n{}", faults.join("\n"));
}

#[test]
fn every_dependency_is_used() {
    let named: BTreeSet<String> = sources().flat_map(|file| first_segments(&file)).map(|(name, _)| name).collect();
    let unnamed: Vec<String> = dependencies().into_iter().filter(|dependency| !named.contains(dependency)).collect();
    assert!(unnamed.is_empty(), "dependencies that no source names outside its tests: {}", unnamed.join(", "));
    let dependencies = dependencies();
    let stale: Vec<&str> =
        SHARED.iter().map(|(name, _)| *name).filter(|name| !dependencies.iter().any(|d| d == name)).collect();
    assert!(stale.is_empty(), "exceptions for what is no dependency: {}", stale.join(", "));
}

#[test]
fn every_module_says_what_it_owns() {
    let faults: Vec<String> = sources()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| format!("{} does not open with `//!`", file.shown))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_picture_agrees_with_the_folder() {
    let mut listed: Vec<String> = fs::read_dir(root().join("src"))
        .expect("src is there")
        .map(|entry| entry.expect("src can be listed").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| name != "lib")
        .collect();
    let mut declared = modules();
    // The program's own file is no module of the library.
    declared.push("main".into());
    listed.sort();
    let mut sorted = declared.clone();
    sorted.sort();
    assert_eq!(listed, sorted, "the files in src/ (left) are the modules of src/lib.rs (right)");

    let Ok(picture) = fs::read_to_string(root().join("docs/architecture.md")) else { return };
    let drawn: Vec<String> = picture
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|row| row.split('|').next())
        .flat_map(|cell| cell.split('`').step_by(2))
        .map(|name| name.trim_end_matches('/').to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    assert_eq!(
        drawn, declared,
        "docs/architecture.md's table (left) has the modules of src/lib.rs in its order (right)"
    );
}

#[test]
fn paths_are_found_in_every_form() {
    let file = Source {
        path: PathBuf::from("theme/a.rs"),
        shown: "src/theme/a.rs".into(),
        text: String::from(
            "use crate::{content::x, model, query::{self, y}};\n\
             use crate::text;\n\
             // crate::comment\n\
             fn f() { let s = \"crate::string\"; crate::text!(\"{}\", a = $crate::serve::z); super::super::cli::run(); }\n\
             #[cfg(test)] mod tests { use super::super::super::output; use toml::Value; }\n\
             use ::rayon::prelude::*; fn g(x: a::toml::B) { serde_json::to_string() }",
        ),
    };
    let found: Vec<String> = crate_paths(&file)
        .into_iter()
        .map(|path| format!("{}{}", path.name, if path.last { "" } else { "::" }))
        .collect();
    assert_eq!(found, ["content::", "model", "query::", "text", "text", "serve::", "cli::", "output"]);
    let named: Vec<String> = first_segments(&file).into_iter().map(|(name, _)| name).collect();
    assert!(named.contains(&"rayon".into()) && named.contains(&"serde_json".into()), "{named:?}");
    assert!(!named.contains(&"toml".into()), "tests and inner segments do not count: {named:?}");
}

/// One file of `src/`.
struct Source {
    /// Relative to `src/`.
    path: PathBuf,
    shown: String,
    text: String,
}

impl Source {
    /// The top module it belongs to; `lib` and `main` for the crate roots.
    fn module(&self) -> String {
        let first = self.path.components().next().expect("a file has a path");
        Path::new(first.as_os_str()).file_stem().expect("a name").to_string_lossy().into_owned()
    }

    /// How many `super` lead from this file to the crate's root.
    fn depth(&self) -> usize {
        let folders = self.path.components().count() - 1;
        folders + usize::from(self.path.file_name().is_some_and(|name| name != "mod.rs"))
    }

    fn tokens(&self) -> TokenStream {
        TokenStream::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.shown))
    }
}

/// The first segment of a path that starts at the crate's root.
struct Used {
    name: String,
    line: usize,
    /// Nothing follows it: `use crate::text;`, not `crate::text::slug`.
    last: bool,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The modules in the order of `src/lib.rs`.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs is there");
    text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn sources() -> impl Iterator<Item = Source> {
    let src = root().join("src");
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&src)
        .into_iter()
        .map(|entry| entry.expect("src can be walked").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files.into_iter().map(move |path| {
        let text = fs::read_to_string(&path).expect("a source file is text");
        let path = path.strip_prefix(&src).expect("under src").to_owned();
        Source { shown: format!("src/{}", path.display()), path, text }
    })
}

/// The names of the ordinary dependencies, as Rust spells them.
fn dependencies() -> Vec<String> {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml is there");
    let manifest: toml::Table = text.parse().expect("Cargo.toml is TOML");
    manifest["dependencies"].as_table().expect("a table").keys().map(|name| name.replace('-', "_")).collect()
}

/// The names of the macros that stand at the crate's root.
fn exported_macros() -> BTreeSet<String> {
    sources()
        .flat_map(|file| {
            let text = file.text;
            text.split("#[macro_export]")
                .skip(1)
                .filter_map(|rest| rest.trim_start().strip_prefix("macro_rules! ")?.split_whitespace().next())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Every path that starts at the crate's root, by `crate::` or by as many `super::` as lead there.
fn crate_paths(file: &Source) -> Vec<Used> {
    let mut found = Vec::new();
    walk(file.tokens(), file.depth(), &mut |trees, index, depth| {
        let TokenTree::Ident(ident) = &trees[index] else { return };
        let start = match ident.to_string().as_str() {
            "crate" => index + 1,
            "super" if index < 3 || !is(&trees[index - 3], "super") => {
                let mut end = index + 1;
                let mut climbed = 1;
                while path_sign(trees, end) && trees.get(end + 2).is_some_and(|tree| is(tree, "super")) {
                    end += 3;
                    climbed += 1;
                }
                if climbed < depth {
                    return;
                }
                end
            }
            _ => return,
        };
        if !path_sign(trees, start) {
            return;
        }
        match trees.get(start + 2) {
            Some(TokenTree::Ident(name)) => found.push(Used {
                name: name.to_string(),
                line: name.span().start().line,
                // A macro's call has nothing after it that is a path either.
                last: !path_sign(trees, start + 3),
            }),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for item in inner.split(|tree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ',')) {
                    if let Some(TokenTree::Ident(name)) = item.first() {
                        let line = name.span().start().line;
                        found.push(Used { name: name.to_string(), line, last: !path_sign(item, 1) });
                    }
                }
            }
            _ => {}
        }
    });
    found
}

/// Every name that a path begins with, outside test modules, with its line.
fn first_segments(file: &Source) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    if file.path.components().any(|part| Path::new(part.as_os_str()).file_stem().is_some_and(|name| name == "tests")) {
        return found;
    }
    walk(without_tests(file.tokens()), 0, &mut |trees, index, _| {
        let TokenTree::Ident(ident) = &trees[index] else { return };
        // `a::name` is an inner segment; `::name` at the start of a path is the crate itself.
        let inner = index >= 2
            && path_sign(trees, index - 2)
            && (index >= 3 && matches!(trees[index - 3], TokenTree::Ident(ref before) if before != "use"));
        let whole_use = index >= 1 && is(&trees[index - 1], "use");
        if !inner && (path_sign(trees, index + 1) || whole_use) {
            found.push((ident.to_string(), ident.span().start().line));
        }
    });
    found
}

/// Visits every token of a stream and its groups. `depth` grows inside inline modules.
fn walk(stream: TokenStream, depth: usize, visit: &mut dyn FnMut(&[TokenTree], usize, usize)) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        visit(&trees, index, depth);
        if let TokenTree::Group(group) = tree {
            let module = index >= 2 && is(&trees[index - 2], "mod") && group.delimiter() == Delimiter::Brace;
            walk(group.stream(), depth + usize::from(module), visit);
        }
    }
}

/// Drops every item under `#[cfg(test)]` that has a body in braces.
fn without_tests(stream: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut index = 0;
    while index < trees.len() {
        let attribute = matches!(&trees[index], TokenTree::Punct(p) if p.as_char() == '#')
            && trees.get(index + 1).is_some_and(|tree| tree.to_string().replace(' ', "") == "[cfg(test)]");
        if attribute {
            index += 2;
            while index < trees.len() {
                let end = match &trees[index] {
                    TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                    TokenTree::Punct(p) => p.as_char() == ';',
                    _ => false,
                };
                index += 1;
                if end {
                    break;
                }
            }
        } else {
            kept.push(trees[index].clone());
            index += 1;
        }
    }
    kept.into_iter().collect()
}

fn is(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}

/// Whether `::` stands at the index.
fn path_sign(trees: &[TokenTree], index: usize) -> bool {
    let colon = |at: usize| matches!(trees.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(index) && colon(index + 1)
}
