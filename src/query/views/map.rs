//! Links to maps on which a venue can be found. They are addresses alone: nothing is asked of a map until someone
//! follows one.

use serde::Serialize;

use super::area_name;
use crate::diagnostic::Language;
use crate::model::Site;
use crate::model::address::encode_value;
use crate::model::data::Venue;
use crate::model::datum::{Datum, Position};

/// A map that shows a venue, in the browser of a phone too.
#[derive(Debug, Serialize)]
pub struct MapLink {
    /// `amap`, `baidu` or `tencent`.
    pub app: &'static str,
    /// 高德, in the site's language.
    pub name: &'static str,
    pub url: String,
}

/// A map service: how it is called, and how a place is asked of it.
struct Map {
    app: &'static str,
    chinese: &'static str,
    english: &'static str,
    /// The datum in which its address wants the position.
    datum: Datum,
    url: fn(&Pin) -> String,
}

/// What a map is told; texts are encoded.
struct Pin {
    lat: f64,
    lon: f64,
    name: String,
    address: String,
}

/// By how many residents use them.
static MAPS: &[Map] = &[
    Map {
        app: "amap",
        chinese: "高德",
        english: "AMap",
        datum: Datum::Gcj02,
        // 高德 URI API, “单点标注”. `callnative=0`: in the browser, without the app.
        url: |Pin { lat, lon, name, .. }| {
            format!(
                "https://uri.amap.com/marker?position={lon:.6},{lat:.6}&name={name}&src=xinfeng&coordinate=gaode&callnative=0"
            )
        },
    },
    Map {
        app: "baidu",
        chinese: "百度",
        english: "Baidu Maps",
        datum: Datum::Bd09,
        // 百度地图调起 API, “自定义打点”.
        url: |Pin { lat, lon, name, address }| {
            format!(
                "https://api.map.baidu.com/marker?location={lat:.6},{lon:.6}&title={name}&content={address}\
                 &coord_type=bd09ll&output=html&src=webapp.xinfeng.xinfeng"
            )
        },
    },
    Map {
        app: "tencent",
        chinese: "腾讯",
        english: "Tencent Maps",
        datum: Datum::Gcj02,
        // 腾讯位置服务 URI API, “标注点”.
        url: |Pin { lat, lon, name, address }| {
            format!(
                "https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat:.6},{lon:.6};title:{name};addr:{address}\
                 &referer=xinfeng"
            )
        },
    },
];

pub fn map_links(site: &Site, venue: &Venue) -> Vec<MapLink> {
    let Some(position) = venue.position() else { return Vec::new() };
    let area = || venue.area.as_ref().and_then(|area| area_name(site, area.value.as_str()));
    let address = venue.address.as_deref().or_else(area).unwrap_or(&venue.name);
    let (name, address) = (encode_value(&venue.name), encode_value(address));
    MAPS.iter()
        .map(|map| {
            let Position { lat, lon, .. } = position.to(map.datum);
            MapLink {
                app: map.app,
                name: match site.config.spoken() {
                    Language::Zh => map.chinese,
                    Language::En => map.english,
                },
                url: (map.url)(&Pin { lat, lon, name: name.clone(), address: address.clone() }),
            }
        })
        .collect()
}

/// `geo:32.0312,121.2241` (RFC 5870): WGS-84, latitude first, to a tenth of a metre.
pub fn geo(position: Position) -> String {
    let Position { lat, lon, .. } = position.to(Datum::Wgs84);
    format!("geo:{},{}", rounded(lat), rounded(lon))
}

/// Degrees to six places: a tenth of a metre, which no venue is known more exactly than.
pub fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}
