//! `xinfeng.toml` and `theme.toml`: what a site says about itself as a whole.
//!
//! Owns the keys, their defaults and their validation. Must not read files or look at content.

mod keys;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, Language, Rule, Severity, TOML_SYNTAX, WRONG_TYPE};
use crate::record::{Node, Placed, Record, nearest, parse_toml, said_once, suggest};
use crate::text;
use crate::time::{Edge, Zone};

pub use keys::{MenuItem, Organisation, Taxonomy, ThemeInfo};

/// The name of the configuration file, by which a site's folder is known.
pub const FILE: &str = "xinfeng.toml";

/// Front-matter keys that a taxonomy may not take, since they mean something already.
const RESERVED_TAXONOMIES: &[&str] =
    &["id", "publish", "expire", "source", "campaign", "audience", "areas", "related", "page", "elder", "data"];

/// The configuration of a site, with every default filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub title: String,
    pub description: String,
    /// Without a trailing slash; `None` leaves out everything that needs an absolute address.
    pub base_url: Option<BaseUrl>,
    pub language: String,
    pub zone: Zone,
    /// The instant at which the site's clock is pinned.
    pub now: Option<DateTime<Utc>>,
    /// The folder under `themes/`; `None` for the theme inside the program.
    pub theme: Option<Placed<String>>,
    pub taxonomies: Vec<Taxonomy>,
    /// Taxonomies may be written where the configuration could not be read, which has been told.
    pub taxonomies_are_unread: bool,
    pub menu: Vec<MenuItem>,
    /// The audiences that there are; empty where any may be named.
    pub audiences: Vec<Placed<String>>,
    pub organisation: Organisation,
    pub markdown: keys::MarkdownKeys,
    /// Names of outlets that are switched off.
    pub outlets_off: Vec<String>,
    /// Days for which a superseded theme asset stays in the output, since pages live in caches.
    pub keep_assets_days: u32,
    pub rules: Vec<RuleSetting>,
    pub extra: Option<Node>,
}

/// `[rules]`: a rule, or a group of rules, and the weight that the site gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSetting {
    pub rule: String,
    /// `None` switches the rule off.
    pub severity: Option<Severity>,
}

/// An absolute address split at the end of its authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://example.gov.cn`
    pub origin: String,
    /// `` or `/sub/path`, without a trailing slash.
    pub path: String,
}

impl BaseUrl {
    /// The name of the host, without scheme and port.
    pub fn host(&self) -> &str {
        let authority = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, authority)| authority);
        authority.split(':').next().unwrap_or(authority)
    }

    /// The absolute form of a site-absolute address.
    pub fn join(&self, address: &str) -> String {
        [&*self.origin, &self.path, address].concat()
    }

    /// Reads an `http` or `https` address without query or fragment.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/');
        let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let plain = |c: char| !c.is_whitespace() && !matches!(c, '?' | '#' | '"' | '<' | '>' | '\\');
        if authority.is_empty() || authority.starts_with('/') || !authority.chars().all(plain) {
            return None;
        }
        let split = text.len() - authority.len() + authority.find('/').unwrap_or(authority.len());
        Some(Self { origin: text[..split].to_owned(), path: text[split..].to_owned() })
    }
}

/// What the configuration's validation must know of later modules: the names that may be used in it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub outlets: &'a [&'a str],
    pub rules: &'a [&'a str],
}

/// Parses the configuration. A faulty one is returned as far as it could be read.
pub fn parse(file: &Arc<str>, text: &str, known: Known<'_>) -> (Config, Findings) {
    let (mut node, syntax) = parse_toml(file, text, 0);
    let mut findings = Findings::new();
    let keys = keys::ConfigKeys::read(&mut node, &mut findings);
    let mut config = keys.map_or_else(|| Config::named(""), |keys| resolve(keys, known, &mut findings));
    let is_unread = |fault: &Diagnostic| *fault.rule == TOML_SYNTAX || *fault.rule == WRONG_TYPE;
    config.taxonomies_are_unread = syntax.iter().chain(&findings).any(is_unread);
    (config, said_once(text, 0, syntax, findings))
}

impl Config {
    /// A configuration that says nothing but a title.
    pub fn named(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            description: String::new(),
            base_url: None,
            language: "zh-CN".to_owned(),
            zone: Zone::default(),
            now: None,
            theme: None,
            taxonomies: Vec::new(),
            taxonomies_are_unread: false,
            menu: Vec::new(),
            audiences: Vec::new(),
            organisation: Organisation::default(),
            markdown: keys::MarkdownKeys::default(),
            outlets_off: Vec::new(),
            keep_assets_days: keys::KEEP_ASSETS_DAYS,
            rules: Vec::new(),
            extra: None,
        }
    }

    /// Gives findings the weight that the site asks for, and drops those that it switched off, or not on.
    pub fn weigh(&self, findings: &mut Findings) {
        findings.retain_mut(|finding| {
            if let Some(severity) = self.setting(finding.rule).and_then(|setting| setting.severity) {
                finding.severity = severity;
            }
            self.wants(finding.rule)
        });
    }

    /// Whether findings of a rule are told.
    pub fn wants(&self, rule: &Rule) -> bool {
        self.setting(rule).map_or(rule.group.is_none(), |setting| setting.severity.is_some())
    }

    /// What the site says of a rule: what a rule is set to holds for it before what its group is set to.
    fn setting(&self, rule: &Rule) -> Option<&RuleSetting> {
        let named = |name: &str| self.rules.iter().find(|setting| setting.rule == name);
        named(rule.name).or_else(|| named(rule.group?))
    }

    /// The language in which xinfeng itself speaks on the site's pages.
    pub fn spoken(&self) -> Language {
        if self.language.starts_with("zh") { Language::Zh } else { Language::En }
    }

    pub fn has_outlet(&self, name: &str) -> bool {
        !self.outlets_off.iter().any(|off| off == name)
    }
}

fn resolve(keys: keys::ConfigKeys, known: Known<'_>, findings: &mut Findings) -> Config {
    // Destructured whole, so that a key that nobody uses does not compile.
    let keys::ConfigKeys {
        title,
        description,
        base_url,
        language,
        timezone,
        now,
        theme,
        taxonomies,
        menu,
        audiences,
        organisation,
        markdown,
        outlets,
        keep_assets_days,
        rules,
        extra,
    } = keys;
    let zone = timezone.unwrap_or_default();
    let base_url = base_url.and_then(|url| {
        let parsed = BaseUrl::parse(&url.value);
        if parsed.is_none() {
            let text = &url.value;
            findings.push(
                Diagnostic::new(&BAD_VALUE, &url.place, text!("“{text}”不是网址", "{text} is not an address"))
                    .hint(text!("写成 https://www.example.gov.cn", "write it like https://www.example.gov.cn")),
            );
        }
        parsed
    });
    for taxonomy in &taxonomies {
        check_taxonomy(taxonomy, findings);
    }
    for phone in organisation.iter().flat_map(|organisation| &organisation.phones) {
        check_phone(phone, findings);
    }
    let mut outlets_off = Vec::new();
    for (name, wanted) in outlets {
        if !known.outlets.contains(&name.value.as_str()) {
            findings.push(unknown_name(&name, known.outlets));
        } else if !wanted {
            outlets_off.push(name.value);
        }
    }
    let mut settings = Vec::new();
    for (name, level) in rules {
        if known.rules.contains(&name.value.as_str()) {
            settings.push(RuleSetting { rule: name.value, severity: level.severity() });
        } else {
            findings.push(unknown_name(&name, known.rules));
        }
    }
    Config {
        title,
        description: description.unwrap_or_default(),
        base_url,
        language: language.unwrap_or_else(|| "zh-CN".to_owned()),
        zone,
        now: now.map(|moment| zone.instant(moment, Edge::Start)),
        theme,
        taxonomies,
        taxonomies_are_unread: false,
        menu,
        audiences,
        organisation: organisation.unwrap_or_default(),
        markdown: markdown.unwrap_or_default(),
        outlets_off,
        keep_assets_days: keep_assets_days.unwrap_or(keys::KEEP_ASSETS_DAYS),
        rules: settings,
        extra,
    }
}

fn check_taxonomy(taxonomy: &Taxonomy, findings: &mut Findings) {
    let name = &taxonomy.name.value;
    if RESERVED_TAXONOMIES.contains(&name.as_str()) {
        findings.push(
            Diagnostic::new(
                &BAD_VALUE,
                &taxonomy.name.place,
                text!(
                    "分类法不能叫 {name}：这个名字已有别的意思",
                    "a taxonomy cannot be called {name}: the key has a meaning of its own"
                ),
            )
            .hint(text!("换一个名字，如 topics", "choose another name, such as topics")),
        );
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        findings.push(
            Diagnostic::new(
                &BAD_VALUE,
                &taxonomy.name.place,
                text!("分类法的名字“{name}”要作网址用", "the taxonomy's name {name} becomes part of addresses"),
            )
            .hint(text!("只用小写字母、数字和连字符，如 tags", "use lower-case letters, digits and hyphens")),
        );
    }
}

fn check_phone(phone: &Placed<String>, findings: &mut Findings) {
    let written = &phone.value;
    if written.chars().filter(char::is_ascii_digit).count() < 5 {
        findings.push(
            Diagnostic::new(
                &BAD_VALUE,
                &phone.place,
                text!("“{written}”不是电话号码", "{written} is no telephone number"),
            )
            .hint(text!("写成 \"13800000000\"", "write it like \"13800000000\"")),
        );
    }
}

fn unknown_name(name: &Placed<String>, known: &[&str]) -> Diagnostic {
    let all = known.join(", ");
    let Placed { value: name, place } = name;
    let finding = Diagnostic::new(&BAD_VALUE, place, text!("不认识的名字 {name}", "unknown name {name}"));
    match nearest(name, known.iter().copied()) {
        Some(_) => finding.hint_if(suggest(name, known.iter().copied())),
        None => finding.hint(text!("可以写：{all}", "known: {all}")),
    }
}

/// Parses `theme.toml`.
pub fn parse_theme(file: &Arc<str>, text: &str) -> (Option<ThemeInfo>, Findings) {
    let (mut node, mut findings) = parse_toml(file, text, 0);
    let info = ThemeInfo::read(&mut node, &mut findings);
    findings.extend(info.as_ref().and_then(|info| info.min_version.as_ref()).and_then(too_old));
    (info, findings)
}

/// What a theme asks of the program that this one is too old for.
fn too_old(wanted: &Placed<String>) -> Option<Diagnostic> {
    let (written, own) = (&wanted.value, env!("CARGO_PKG_VERSION"));
    let finding = match version(written) {
        None => Diagnostic::new(&BAD_VALUE, &wanted.place, text!("“{written}”不是版本号", "{written} is no version"))
            .hint(text!("写成 {own} 这样", "write it like {own}")),
        Some(least) if version(own) < Some(least) => Diagnostic::new(
            &BAD_VALUE,
            &wanted.place,
            text!("主题需要 xinfeng {written}，这里是 {own}", "the theme needs xinfeng {written}; this is {own}"),
        )
        .hint(text!("换新版的 xinfeng，或用主题的旧版本", "use a newer xinfeng, or an older version of the theme")),
        Some(_) => return None,
    };
    Some(finding)
}

/// `1.2` or `1.2.3` in numbers.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.trim().split('.');
    let mut number = |required: bool| match parts.next() {
        Some(part) => part.parse().ok(),
        None if required => None,
        None => Some(0),
    };
    let version = [number(true)?, number(true)?, number(false)?];
    parts.next().is_none().then_some(version)
}
