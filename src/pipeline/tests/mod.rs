//! What a preview makes, and when.

#![expect(clippy::disallowed_methods, reason = "a test writes its own site")]

use std::fs;

use super::*;

mod receipt;

#[test]
fn a_preview_builds_the_index_of_search_when_one_of_its_files_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    for (name, text) in [
        ("xinfeng.toml", "title = \"甲\"\nbase_url = \"https://example.org\"\nnow = 2023-07-14T09:00:00\n"),
        ("content/_index.md", "+++\ntitle = \"甲\"\n+++\n"),
        ("content/a.md", "+++\ntitle = \"乙\"\ndate = 2023-07-01\n+++\n丙\n"),
    ] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let project = Project::at(Root::new(folder.path().to_path_buf()));
    let loaded = load(&project, None);
    assert!(check(&loaded).iter().all(|finding| !finding.is_error()));
    let is_index = |target: &&Target| {
        let address = target.address.as_str();
        address.starts_with("/search/") && address != "/search/"
    };
    let (index, others): (Vec<&Target>, Vec<&Target>) = loaded.plan.targets.iter().partition(is_index);
    assert!(others.iter().any(|target| target.address.as_str() == "/search/"));
    for target in others {
        let _ = render(&loaded, &project.form, target);
    }
    // A picture that no page wants has every page rendered.
    assert!(picture(&loaded, &project.form, "/images/a.0123456789abcdef.png").is_none());
    assert!(!loaded.plan.has_search_index(), "the index was built though nobody asked for it");
    let head = index.iter().find(|target| target.address.as_str() == "/search/index.json").expect("a head");
    assert!(matches!(render(&loaded, &project.form, head), Ok(Rendition::Text(_))));
    assert!(loaded.plan.has_search_index());
}
