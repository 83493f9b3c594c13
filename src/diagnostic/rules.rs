//! The table of rules that parsing and assembling may report. Each has a page of its own in
//! `rules/`, from which `xinfeng explain` reads. Rules of `check/` stand in their own files.

use super::Severity;

/// A kind of finding, named for the fault.
#[derive(Debug)]
pub struct Rule {
    /// Lower case with hyphens, as written in `[rules]` and after `explain`.
    pub name: &'static str,
    /// The severity when the configuration is silent.
    pub severity: Severity,
    /// A group of this name holds it, and it is off until the site switches on the group or the rule.
    pub group: Option<&'static str>,
    /// Markdown: the Chinese page, a line `---`, the English page.
    pub explanation: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The names of the groups, each once.
pub fn rule_groups() -> Vec<&'static str> {
    let mut groups: Vec<&str> = RULES.iter().filter_map(|rule| rule.group).collect();
    groups.dedup();
    groups
}

macro_rules! rules {
    (@group) => { None };
    (@group $group:literal) => { Some($group) };
    ($($constant:ident = $name:literal, $severity:ident $(in $group:literal)?;)*) => {
        $(pub static $constant: Rule = Rule {
            name: $name,
            severity: Severity::$severity,
            group: rules!(@group $($group)?),
            explanation: include_str!(concat!("rules/", $name, ".md")),
        };)*

        /// Every rule of this table, in its order.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    // Files and encodings.
    UNREADABLE_FILE = "unreadable-file", Error;
    ENCODING = "encoding", Note;
    OUTSIDE_LINK = "outside-link", Warning;
    BAD_FILE_NAME = "bad-file-name", Error;
    BROKEN_SPREADSHEET = "broken-spreadsheet", Error;
    OVERSIZED_FILE = "oversized-file", Error;
    // TOML, CSV, JSON and typed values.
    TOML_SYNTAX = "toml-syntax", Error;
    FULL_WIDTH_SIGN = "full-width-sign", Error;
    JSON_SYNTAX = "json-syntax", Error;
    UNKNOWN_KEY = "unknown-key", Error;
    MISSING_KEY = "missing-key", Error;
    WRONG_TYPE = "wrong-type", Error;
    BAD_VALUE = "bad-value", Error;
    // Dates and times as written.
    DATE_PHRASE = "date-phrase", Error;
    NO_SUCH_DATE = "no-such-date", Error;
    WRONG_WEEKDAY = "wrong-weekday", Error;
    WRONG_LUNAR = "wrong-lunar", Error;
    END_BEFORE_START = "end-before-start", Error;
    MISSING_YEAR = "missing-year", Error;
    // Configuration.
    NO_CONFIGURATION = "no-configuration", Error;
    EMPTY_SITE = "empty-site", Warning;
    NO_BASE_URL = "no-base-url", Note;
    MISSING_THEME = "missing-theme", Error;
    // Content.
    FRONT_MATTER = "front-matter", Error;
    YAML_FRONT_MATTER = "yaml-front-matter", Error;
    TWO_KINDS = "two-kinds", Error;
    MISSING_ID = "missing-id", Warning;
    DUPLICATE_ID = "duplicate-id", Error;
    MISSING_SECTION = "missing-section", Note;
    RAW_HTML = "raw-html", Warning;
    FORBIDDEN_SCHEME = "forbidden-scheme", Error;
    DEEP_NESTING = "deep-nesting", Error;
    COMPONENT_CALL = "component-call", Error;
    MISSING_FOOTNOTE = "missing-footnote", Warning;
    MISSING_ALT = "missing-alt", Error;
    DUPLICATE_ANCHOR = "duplicate-anchor", Warning;
    LONG_PAGE = "long-page", Warning;
    // Slips of the pen in Chinese text.
    SPACE_INSIDE_MARKS = "space-inside-marks", Warning;
    HALF_WIDTH_PUNCTUATION = "half-width-punctuation", Note;
    UNPAIRED_MARK = "unpaired-mark", Warning;
    SHORT_YEAR = "short-year", Warning;
    ELLIPSIS_DOTS = "ellipsis-dots", Note;
    // Pictures.
    BROKEN_IMAGE = "broken-image", Error;
    OVERSIZED_IMAGE = "oversized-image", Error;
    // Addresses and links.
    BAD_ADDRESS = "bad-address", Error;
    ADDRESS_TAKEN = "address-taken", Error;
    ADDRESS_CASE = "address-case", Error;
    REDIRECT_CYCLE = "redirect-cycle", Error;
    BROKEN_LINK = "broken-link", Error;
    BROKEN_ANCHOR = "broken-anchor", Error;
    MISSING_TARGET = "missing-target", Error;
    // Data tables.
    DUPLICATE_ROW = "duplicate-row", Error;
    AREA_CYCLE = "area-cycle", Error;
    // Schedules.
    ENDLESS_REPEAT = "endless-repeat", Error;
    UNMATCHED_CHANGE = "unmatched-change", Error;
    ROW_IDENTITY = "row-identity", Error;
    COUNT_DIFFERS = "count-differs", Error;
    UNKNOWN_HOLIDAYS = "unknown-holidays", Warning;
    // What a schedule should not say.
    AT_NIGHT = "at-night", Warning;
    DOUBLE_BOOKING = "double-booking", Warning;
    ON_HOLIDAY = "on-holiday", Warning;
    STILL_UNKNOWN = "still-unknown", Warning;
    REGISTRATION_AFTER_START = "registration-after-start", Warning;
    SELECTION_WITHOUT_BASIS = "selection-without-basis", Error;
    UNREACHED_TOWN = "unreached-town", Note;
    OUTSIDE_CAMPAIGN = "outside-campaign", Warning;
    RATE_WITHOUT_SAMPLE = "rate-without-sample", Error;
    // Personal numbers.
    ID_NUMBER = "id-number", Error;
    MOBILE_NUMBER = "mobile-number", Error;
    // The ledger.
    LEDGER = "ledger", Error;
    VANISHED_OCCURRENCE = "vanished-occurrence", Error;
    STALE_LEDGER = "stale-ledger", Error;
    // What inspectors of government sites would miss.
    NO_SPONSOR = "no-sponsor", Warning in "gov";
    NO_OPERATOR = "no-operator", Warning in "gov";
    NO_CONTACT = "no-contact", Warning in "gov";
    NO_SITE_CODE = "no-site-code", Warning in "gov";
    NO_ICP_RECORD = "no-icp-record", Warning in "gov";
    NO_POLICE_RECORD = "no-police-record", Warning in "gov";
    NO_ERROR_REPORT = "no-error-report", Warning in "gov";
    NO_SITE_MAP = "no-site-map", Warning in "gov";
    ARTICLE_WITHOUT_DATE = "article-without-date", Warning in "gov";
    ARTICLE_WITHOUT_SOURCE = "article-without-source", Warning in "gov";
    SECTION_WITHOUT_DESCRIPTION = "section-without-description", Warning in "gov";
    // Theme.
    TEMPLATE = "template", Error;
    MISSING_TEMPLATE = "missing-template", Error;
    // Output.
    BAD_OUTPUT = "bad-output", Error;
    WRITE_FAILED = "write-failed", Error;
    FOREIGN_FILE = "foreign-file", Note;
}
