//! Pictures of a whole site, from the file that a telephone made to what is published: nothing of place, time and device goes
//! out, the preview answers what the build writes, and what was made once is not made again.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and makes the files it looks at"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use image::{ImageFormat, RgbImage};
use xinfeng::outlet::{AddressForm, Rendition};
use xinfeng::pipeline::{self, Loaded, Project};
use xinfeng::source::Root;

/// What no published file may hold.
const SECRET: &[u8] = b"31.9N-121.2E";

/// A photograph as a telephone makes it, lying on its side: Exif that says so, and where it was taken.
fn photograph() -> Vec<u8> {
    let picture = RgbImage::from_fn(900, 700, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]));
    let mut plain = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut plain, ImageFormat::Jpeg).expect("written");
    let plain = plain.into_inner();
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend(SECRET);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

fn site() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    };
    let photograph = photograph();
    write(
        "xinfeng.toml",
        b"title = \"t\"\ntheme = \"t\"\nnow = 2023-07-14T09:00:00\nrules = { no-base-url = \"off\" }\n",
    );
    write("themes/t/theme.toml", b"name = \"t\"\n");
    write("themes/t/templates/section.html", b"{{ section.content }}");
    write("themes/t/templates/page.html", b"{{ page.content }}");
    write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n".as_bytes());
    let page = "+++\ntitle = \"义诊\"\n+++\n\n![护士量血压](xue-ya.jpg)\n\n[原图](xue-ya.jpg) ![徽标](/img/hui.jpg)\n";
    write("content/yizhen/index.md", page.as_bytes());
    write("content/yizhen/xue-ya.jpg", &photograph);
    write("static/img/hui.jpg", &photograph);
    let project = Project::at(Root::new(folder.path().to_owned()));
    (folder, project)
}

fn build(project: &Project) {
    let outcome = pipeline::build(project, &(), &AtomicBool::new(false));
    assert!(outcome.summary.is_some(), "{:#?}", outcome.findings);
}

/// The files below a folder by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the output can be walked"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("read"))
        })
        .collect()
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn nothing_of_place_and_device_goes_out() {
    let (_folder, project) = site();
    build(&project);
    let output = files(&project.output);
    let pictures: Vec<(&String, &Vec<u8>)> =
        output.iter().filter(|(path, _)| xinfeng::picture::is_raster(path)).collect();
    assert!(pictures.len() > 8, "{:?}", output.keys());
    for (path, bytes) in pictures {
        assert!(!holds(bytes, SECRET), "{path}");
        let facts = xinfeng::picture::look(bytes).expect("a picture");
        assert!(facts.height > facts.width, "{path} stands upright: {facts:?}");
    }
    // The original that a link offers, and that of static/, are the same picture as before.
    for path in ["yizhen/xue-ya.jpg", "img/hui.jpg"] {
        let facts = xinfeng::picture::look(&output[path]).expect("a picture");
        assert_eq!((facts.width, facts.height), (700, 900), "{path}");
    }
}

fn answer(loaded: &Loaded, project: &Project, address: &str) -> Option<Vec<u8>> {
    let target =
        loaded.plan.get(address).cloned().or_else(|| pipeline::picture(loaded, &AddressForm::Relative, address))?;
    match pipeline::render(loaded, &AddressForm::Relative, &target).expect("rendered") {
        Rendition::Copy(file) => Some(fs::read(project.root.path().join(&*file)).expect("read")),
        Rendition::Text(bytes) => Some(bytes),
        Rendition::Html { html, .. } => Some(html.into_bytes()),
    }
}

#[test]
fn the_preview_answers_with_the_same_pictures() {
    let (_folder, project) = site();
    // Asked before any page was: which pictures there are is found out then.
    let loaded = pipeline::load(&project, None);
    assert_eq!(answer(&loaded, &project, "/images/no.0123456789abcdef.webp"), None);
    build(&project);
    let output = files(&project.output);
    for (path, bytes) in output.iter().filter(|(path, _)| xinfeng::picture::is_raster(path)) {
        let fresh = pipeline::load(&project, None);
        assert_eq!(answer(&fresh, &project, &format!("/{path}")).as_ref(), Some(bytes), "{path}");
    }
}

#[test]
fn what_was_made_once_is_not_made_again() {
    let (folder, project) = site();
    build(&project);
    let first = files(&project.output);
    // What lies in the cache is taken as it is: a mark in one file shows that it was.
    let cache = folder.path().join(".xinfeng/pictures");
    let made = fs::read_dir(&cache).expect("a cache").next().expect("a file").expect("an entry").path();
    let bytes = fs::read(&made).expect("read");
    fs::write(&made, [bytes.as_slice(), b"mark"].concat()).expect("written");
    build(&project);
    let marked = files(&project.output);
    assert!(marked.iter().any(|(path, bytes)| first[path] != *bytes && path.starts_with("images/")));
    // Without the cache all is made as before.
    fs::remove_dir_all(&cache).expect("removed");
    build(&project);
    let again = files(&project.output);
    for (path, bytes) in first.iter().filter(|(path, _)| !path.contains("xinfeng")) {
        assert_eq!(again.get(path), Some(bytes), "{path}");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_no_fault() {
    let (folder, project) = site();
    // A file where the folder should be.
    fs::create_dir_all(folder.path().join(".xinfeng")).expect("made");
    fs::write(folder.path().join(".xinfeng/pictures"), b"in the way").expect("written");
    build(&project);
    let output = files(&project.output);
    assert!(output.keys().any(|path| path.starts_with("images/")), "{:?}", output.keys());
    assert!(output.values().all(|bytes| !holds(bytes, SECRET)));
}
