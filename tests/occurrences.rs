//! `data/occurrences.json`: its schema and `docs/occurrences.md` name the same fields, and the document of the reference
//! site, which is the root of this repository, has the form that they say. Those of the specifications are validated
//! as they run (`tests/suite/run.rs`).

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use xinfeng::outlet::Rendition;
use xinfeng::pipeline::{Loaded, Project, load, render};
use xinfeng::source::Root;

const SCHEMA: &str = include_str!("../docs/occurrences.schema.json");
const PAGE: &str = include_str!("../docs/occurrences.md");

#[test]
fn the_schema_is_one() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    assert!(jsonschema::meta::is_valid(&schema));
    let strict = |object: &Value| {
        let keys = object["properties"].as_object().expect("properties").keys().collect::<BTreeSet<_>>();
        let required: BTreeSet<String> = serde_json::from_value(object["required"].clone()).expect("required keys");
        object["additionalProperties"] == false && keys.into_iter().eq(required.iter())
    };
    let loose: Vec<String> =
        objects(&schema, "").into_iter().filter(|(_, object)| !strict(object)).map(|(path, _)| path).collect();
    assert!(loose.is_empty(), "objects that may lack a key, or have others: {loose:?}");
}

#[test]
fn the_page_and_the_schema_name_the_same_fields() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let mut fields = Vec::new();
    for (path, object) in objects(&schema, "") {
        fields.extend(object["properties"].as_object().expect("properties").keys().map(|key| format!("{path}{key}")));
    }
    let documented: Vec<String> = PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(field, _)| field.to_owned()))
        .collect();
    let shown: BTreeSet<String> = fields.iter().map(|field| field.replace("occurrences[].", "")).collect();
    assert_eq!(documented.iter().cloned().collect::<BTreeSet<_>>(), shown, "the page (left), the schema (right)");
    for row in PAGE.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert!(cells.len() == 4 && !cells[1].is_empty() && !cells[2].is_empty(), "type and meaning of: {row}");
        assert!(
            cells[3].starts_with('`') || cells[1].starts_with("object") || cells[1] == "list",
            "an example in: {row}"
        );
    }
}

#[test]
fn the_document_of_the_reference_site_is_valid() {
    let loaded = reference();
    let document = document(&loaded);
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> =
        validator.iter_errors(&document).take(10).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    let occurrences = document["occurrences"].as_array().expect("a list");
    assert_eq!(occurrences.len(), loaded.site.schedule.occurrences.len());
    let has = |key: &str, value: &str| occurrences.iter().any(|occurrence| occurrence[key] == value);
    for kind in ["event", "tour", "competition", "selection", "observance"] {
        assert!(has("kind", kind), "the reference site has an occurrence of kind {kind}");
    }
    assert!(occurrences.iter().any(|one| one["venue"]["coordinates"]["datum"].is_string()), "some place is on a map");
    let ids: BTreeSet<&str> = occurrences.iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids.len(), occurrences.len(), "identifiers are unique");
}

#[test]
fn keys_stand_in_the_order_of_the_schema() {
    let loaded = reference();
    let document = document(&loaded);
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let wanted = &schema["properties"]["occurrences"]["items"]["required"];
    let keys = |value: &Value| Value::from(value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()));
    assert_eq!(&keys(&document), &schema["required"]);
    for occurrence in document["occurrences"].as_array().expect("a list") {
        assert_eq!(&keys(occurrence), wanted);
    }
}

/// Every object that a schema describes, with the path of its fields: `occurrences[].venue.`.
fn objects<'a>(schema: &'a Value, path: &str) -> Vec<(String, &'a Value)> {
    let Some(properties) = schema["properties"].as_object() else { return Vec::new() };
    let mut found = vec![(path.to_owned(), schema)];
    for (name, property) in properties {
        found.extend(objects(property, &format!("{path}{name}.")));
        found.extend(objects(&property["items"], &format!("{path}{name}[].")));
    }
    found
}

fn reference() -> Loaded {
    let project = Project::at(Root::new(PathBuf::from(env!("CARGO_MANIFEST_DIR"))));
    let loaded = load(&project, None);
    assert!(loaded.findings.iter().all(|finding| !finding.is_error()), "the reference site is sound");
    loaded
}

fn document(loaded: &Loaded) -> Value {
    let target = loaded.plan.get("/data/occurrences.json").expect("the document is planned");
    let rendered = render(loaded, &xinfeng::outlet::AddressForm::Relative, target);
    let Ok(Rendition::Text(bytes)) = rendered else { panic!("the document is text") };
    serde_json::from_slice(&bytes).expect("the document is JSON")
}
