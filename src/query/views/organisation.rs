//! Who publishes the site, with the addresses at which its record numbers can be looked up.

use serde::Serialize;

use crate::config::Organisation;
use crate::model::Site;
use crate::record::Placed;

/// Where the ministry of industry lists ICP records.
const ICP: &str = "https://beian.miit.gov.cn/";
/// Where the ministry of public security lists its records; with the number of one, that record.
const POLICE: &str = "https://beian.mps.gov.cn/";
/// Where residents report errors of a government site, by its identification code.
const ERROR_REPORT: &str = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=";

/// `[organisation]` as templates see it.
#[derive(Debug, Serialize)]
pub struct OrganisationView<'a> {
    pub name: Option<&'a str>,
    pub operator: Option<&'a str>,
    pub address: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
    /// The mobile numbers that the site may show.
    pub phones: &'a [Placed<String>],
    pub site_code: Option<&'a str>,
    pub icp: Option<&'a str>,
    pub icp_url: Option<&'static str>,
    pub police: Option<&'a str>,
    pub police_url: Option<String>,
    pub error_report: Option<String>,
}

pub fn organisation_view(site: &Site) -> OrganisationView<'_> {
    // Destructured whole, so that a key that nobody shows does not compile.
    let Organisation { name, operator, address, phone, email, phones, site_code, icp, police, error_report } =
        &site.config.organisation;
    OrganisationView {
        name: name.as_deref(),
        operator: operator.as_deref(),
        address: address.as_deref(),
        phone: phone.as_deref(),
        email: email.as_deref(),
        phones,
        site_code: site_code.as_deref(),
        icp: icp.as_deref(),
        icp_url: icp.as_ref().map(|_| ICP),
        police: police.as_deref(),
        police_url: police.as_deref().map(police_record),
        error_report: match (error_report, site_code) {
            (Some(written), _) => Some(within(site, &written.value)),
            (None, Some(code)) => Some(format!("{ERROR_REPORT}{code}")),
            (None, None) => None,
        },
    }
}

/// The address of a public-security record: its number is what `苏公网安备 32060000000001号` has of digits.
fn police_record(written: &str) -> String {
    let number: String = written.chars().filter(char::is_ascii_digit).collect();
    if number.is_empty() { POLICE.to_owned() } else { format!("{POLICE}#/query/webSearch?code={number}") }
}

/// An address that staff wrote, as a template writes it: an `@/` link by its address within the site.
fn within(site: &Site, written: &str) -> String {
    let (target, anchor) = written.find('#').map_or((written, ""), |at| written.split_at(at));
    match target.strip_prefix("@/").and_then(|path| site.find(path)) {
        Some(node) => format!("{}{anchor}", site.address_of(node)),
        None => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_its_digits() {
        for (written, expected) in [
            ("苏公网安备 32060000000001号", "https://beian.mps.gov.cn/#/query/webSearch?code=32060000000001"),
            ("苏公网安备32060000000001号", "https://beian.mps.gov.cn/#/query/webSearch?code=32060000000001"),
            ("办理中", "https://beian.mps.gov.cn/"),
        ] {
            assert_eq!(police_record(written), expected, "{written}");
        }
    }
}
