//! The way from the home page to a page as JSON-LD of schema.org, for the line that search engines show above a result.

use serde::Serialize;

use super::json_ld::script;
use super::public_address;
use crate::model::Site;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BreadcrumbList<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<ListItem<'a>>,
}

#[derive(Serialize)]
struct ListItem<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    /// Counted from one.
    position: usize,
    name: &'a str,
    /// Left out for the page itself, which search engines know.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
}

/// A `BreadcrumbList`: the home page under the name `home`, what lies between by title and path, the page itself. Nothing
/// without `base_url`, since its addresses are absolute.
pub fn breadcrumbs(site: &Site, home: &str, above: &[(String, String)], title: &str) -> Option<String> {
    site.config.base_url.as_ref()?;
    let between = above.iter().filter(|(_, path)| path != "/").map(|(name, path)| (name.as_str(), path.as_str()));
    let linked = std::iter::once((home, "/")).chain(between).map(|(name, path)| (name, Some(path)));
    let item_list_element = linked
        .chain([(title, None)])
        .enumerate()
        .map(|(index, (name, path))| ListItem {
            kind: "ListItem",
            position: index + 1,
            name,
            item: path.map(|path| public_address(site, path)),
        })
        .collect();
    script(&BreadcrumbList { context: "https://schema.org", kind: "BreadcrumbList", item_list_element })
}
