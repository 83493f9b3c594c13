//! The keys of `xinfeng.toml` and `theme.toml`, each with its explanation.

use crate::diagnostic::Severity;
use crate::record::{Entries, Key, Moment, Node, Placed};
use crate::time::Zone;
use crate::{record, words};

/// Browsers and proxies rarely keep a page longer than this.
pub const KEEP_ASSETS_DAYS: u32 = 30;

record! {
    /// `xinfeng.toml` as it is written.
    pub struct ConfigKeys {
        title: String = Key::new("title", "网站名称", "the site's name").example("\"江海市惠民服务网\""),
        description: Option<String> = Key::new("description", "一句话说明", "one sentence about the site"),
        base_url: Option<Placed<String>> = Key::new("base_url", "网站发布后的网址", "the address of the published site").example("\"https://www.example.gov.cn\""),
        language: Option<String> = Key::new("language", "页面语言，默认 zh-CN", "language of the pages"),
        timezone: Option<Zone> = Key::new("timezone", "时区，默认 Asia/Shanghai", "time zone"),
        now: Option<Moment> = Key::new("now", "把网站的时钟固定在某一时刻（一般不写）", "pins the site's clock"),
        theme: Option<Placed<String>> = Key::new("theme", "themes/ 下主题文件夹的名字，不写就用自带主题", "folder under themes/"),
        taxonomies: Vec<Taxonomy> = Key::new("taxonomies", "分类法，如标签", "taxonomies"),
        menu: Vec<MenuItem> = Key::new("menu", "导航菜单", "navigation"),
        audiences: Vec<Placed<String>> = Key::new("audiences", "网站写给哪些人；写了这一项，audience 里别的说法就是错误", "for whom the site is; with it, any other audience is an error").example("[\"老年人\", \"备孕夫妇\"]"),
        organisation: Option<Organisation> = Key::new("organisation", "主办单位", "the organisation"),
        markdown: Option<MarkdownKeys> = Key::new("markdown", "正文写法", "how Markdown is read"),
        outlets: Entries<bool> = Key::new("outlets", "输出的开关", "switches for outlets"),
        keep_assets_days: Option<u32> = Key::new("keep_assets_days", "旧版样式文件保留的天数", "days for which superseded assets stay"),
        rules: Entries<RuleLevel> = Key::new("rules", "检查规则的轻重", "weights of rules"),
        extra: Option<Node> = Key::new("extra", "给模板用的任意值", "anything for templates"),
    }
}

record! {
    /// A taxonomy: `{ name = "tags", paginate_by = 20, feed = true }`.
    pub struct Taxonomy {
        name: Placed<String> = Key::new("name", "名字，也是网址的一段", "name, and part of addresses").example("\"tags\""),
        title: Option<String> = Key::new("title", "页面上显示的名称", "name shown on pages"),
        paginate_by: Option<u32> = Key::new("paginate_by", "每页条数", "pages on one pager"),
        feed: bool = Key::new("feed", "是否为每个词生成订阅", "whether each term has a feed"),
    }
}

record! {
    /// An entry of the navigation.
    pub struct MenuItem {
        name: String = Key::new("name", "显示的文字", "text shown"),
        url: Placed<String> = Key::new("url", "网站内地址、@/ 链接或完整网址", "address"),
    }
}

record! {
    /// Who publishes the site; printed in the footer.
    #[derive(Default)]
    pub struct Organisation {
        name: Option<String> = Key::new("name", "主办单位", "sponsor"),
        operator: Option<String> = Key::new("operator", "承办单位", "operator"),
        address: Option<String> = Key::new("address", "地址", "address"),
        phone: Option<String> = Key::new("phone", "电话", "telephone"),
        email: Option<String> = Key::new("email", "电子邮箱", "e-mail address").example("\"office@example.gov.cn\""),
        phones: Vec<Placed<String>> = Key::new("phones", "可以公开的办公手机号码", "mobile numbers of the office that may be shown").example("[\"13800000000\"]"),
        site_code: Option<String> = Key::new("site_code", "政府网站标识码", "site identification code"),
        icp: Option<String> = Key::new("icp", "ICP 备案号", "ICP record number"),
        police: Option<String> = Key::new("police", "公安备案号", "public-security record number"),
        error_report: Option<Placed<String>> = Key::new("error_report", "网站找错入口：网址、站内地址或 @/ 链接；有标识码时默认是全国统一的入口", "where residents report errors of the site: an address; with site_code, the national entrance when silent").example("\"@/guanyu/jiucuo.md\""),
    }
}

record! {
    /// How Markdown is read.
    #[derive(Default)]
    pub struct MarkdownKeys {
        raw_html: bool = Key::new("raw_html", "正文里可否写 HTML", "whether Markdown may contain HTML"),
        hard_breaks: bool = Key::new("hard_breaks", "正文里换行就换行", "whether a line break in the text is one on the page"),
    }
}

record! {
    /// `theme.toml`.
    pub struct ThemeInfo {
        name: String = Key::new("name", "主题名称", "the theme's name"),
        description: Option<String> = Key::new("description", "说明", "description"),
        license: Option<String> = Key::new("license", "许可证", "licence"),
        min_version: Option<Placed<String>> = Key::new("min_version", "需要的 xinfeng 版本", "version of xinfeng that it needs"),
        extra: Option<Node> = Key::new("extra", "[extra] 的默认值", "defaults for [extra]"),
    }
}

words! {
    /// What a site makes of a rule.
    pub enum RuleLevel {
        Off = "off" / "关",
        Note = "note" / "提示",
        Warning = "warning" / "警告",
        Error = "error" / "错误",
    }
}

impl RuleLevel {
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}
