//! Front matter: the keys of a page and of a section. Where Zola has a key, its name and meaning are kept.

use super::kind::{Campaign, Competition, Event, Guide, Selection, Service, Tour};
use crate::diagnostic::{Findings, Text};
use crate::record::{Entries, Field, Id, Key, Moment, Node, Placed, Shape};
use crate::{record, words};

const TITLE: Key = Key::new("title", "标题", "title").example("\"标题\"");
const DESCRIPTION: Key =
    Key::new("description", "一句话说明，列表里会显示", "one sentence, shown in lists").example("\"一句话\"");
const ID: Key = Key::new(
    "id",
    "编号，全站唯一，改了文件名也不要改它",
    "identifier, unique in the site; stays when the file is renamed",
);
const WEIGHT: Key = Key::new("weight", "排序用的数字，小的在前", "number to sort by, smaller first").example("10");
const DRAFT: Key = Key::new("draft", "草稿不发布", "drafts are not published").example("true");
const SLUG: Key = Key::new("slug", "网址的最后一段", "last part of the address").example("\"yesuan\"");
const PATH: Key = Key::new("path", "完整的网址路径", "whole path of the address").example("\"fuwu/yesuan\"");
const ALIASES: Key =
    Key::new("aliases", "旧网址，打开时转到本页", "old addresses that lead here").example("[\"/old/page/\"]");
const TEMPLATE: Key = Key::new("template", "用哪个模板", "template").example("\"page.html\"");
const HARD_BREAKS: Key =
    Key::new("hard_breaks", "正文里换行就换行", "a line break in the text is one on the page").example("true");
const TAXONOMIES: Key = Key::new("taxonomies", "分类与标签", "terms of each taxonomy").example("{ tags = [\"叶酸\"] }");
const EXTRA: Key = Key::new("extra", "给模板用的任意值", "anything for templates").example("{ colour = \"red\" }");
const AUDIENCE: Key = Key::new("audience", "适合谁看", "for whom").example("[\"全体市民\"]");
const AREAS: Key =
    Key::new("areas", "涉及的区域（data/areas 的编号）", "areas that it concerns").example("[\"chengdong\"]");
const RELATED: Key = Key::new("related", "相关页面", "related pages").example("[\"@/fuwu/yesuan.md\"]");
const KEYWORDS: Key = Key::new(
    "keywords",
    "关键词，写给搜索引擎；不写就用分类、行动和适合谁看",
    "keywords for search engines; terms, campaign and audience when silent",
)
.example("[\"叶酸\", \"备孕\"]");
const PUBLISH: Key = Key::new("publish", "到这一时刻才发布", "when it appears").example("2023-06-01T08:00:00");
const EXPIRE: Key = Key::new("expire", "过了这一时刻就撤下", "when it disappears").example("2023-12-31");

record! {
    /// Front matter of a page.
    #[derive(Default)]
    pub struct PageFront {
        title: Option<String> = TITLE,
        description: Option<String> = DESCRIPTION,
        id: Option<Placed<Id>> = ID,
        date: Option<Moment> = Key::new("date", "日期", "date").example("2023-06-01"),
        updated: Option<Moment> = Key::new("updated", "更新日期", "date of the last change").example("2023-06-08"),
        weight: Option<i64> = WEIGHT,
        draft: bool = DRAFT,
        slug: Option<Placed<String>> = SLUG,
        path: Option<Placed<String>> = PATH,
        aliases: Vec<Placed<String>> = ALIASES,
        authors: Vec<String> = Key::new("authors", "作者", "authors").example("[\"宣传科\"]"),
        template: Option<Placed<String>> = TEMPLATE,
        hard_breaks: Option<bool> = HARD_BREAKS,
        taxonomies: Entries<Vec<Placed<String>>> = TAXONOMIES,
        publish: Option<Moment> = PUBLISH,
        expire: Option<Moment> = EXPIRE,
        source: Option<String> = Key::new("source", "来源单位", "where the text comes from").example("\"市卫生健康宣传中心\""),
        campaign: Option<Placed<String>> = Key::new("campaign", "所属行动（栏目文件夹名），在行动栏目里不用写", "the campaign it belongs to, if it lies elsewhere").example("\"xingfu-youyun\""),
        keywords: Vec<String> = KEYWORDS,
        audience: Vec<Placed<String>> = AUDIENCE,
        areas: Vec<Placed<Id>> = AREAS,
        related: Vec<Placed<String>> = RELATED,
        extra: Option<Node> = EXTRA,
        event: Option<Box<Event>> = Key::new("event", "活动", "an event"),
        tour: Option<Box<Tour>> = Key::new("tour", "巡演、巡讲", "a tour"),
        competition: Option<Box<Competition>> = Key::new("competition", "赛事", "a competition"),
        selection: Option<Box<Selection>> = Key::new("selection", "评选", "a selection"),
        service: Option<Box<Service>> = Key::new("service", "服务事项", "a service"),
    }
}

record! {
    /// Front matter of a section, in its `_index.md`.
    #[derive(Default)]
    pub struct SectionFront {
        title: Option<String> = TITLE,
        description: Option<String> = DESCRIPTION,
        id: Option<Placed<Id>> = ID,
        weight: Option<i64> = WEIGHT,
        draft: bool = DRAFT,
        slug: Option<Placed<String>> = SLUG,
        path: Option<Placed<String>> = PATH,
        aliases: Vec<Placed<String>> = ALIASES,
        template: Option<Placed<String>> = TEMPLATE,
        page_template: Option<Placed<String>> = Key::new("page_template", "本栏目页面的模板", "template of its pages").example("\"page.html\""),
        sort_by: Option<SortBy> = Key::new("sort_by", "页面怎样排序", "how its pages are sorted").example("\"date\""),
        paginate_by: Option<u32> = Key::new("paginate_by", "每页条数", "pages on one pager").example("20"),
        transparent: bool = Key::new("transparent", "页面也算在上级栏目里", "its pages also belong to the section above"),
        redirect_to: Option<Placed<String>> = Key::new("redirect_to", "转到另一网址", "leads to another address").example("\"@/fuwu/_index.md\""),
        hard_breaks: Option<bool> = HARD_BREAKS,
        generate_feeds: Option<bool> = Key::new("generate_feeds", "是否生成订阅，默认生成", "whether it has a feed; yes when silent"),
        publish: Option<Moment> = PUBLISH,
        expire: Option<Moment> = EXPIRE,
        keywords: Vec<String> = KEYWORDS,
        column_type: Option<String> = Key::new("column_type", "栏目类别（政府网站标签 ColumnType），不写就按内容定", "the column's type among government sites; by what it holds when silent").example("\"办事服务\""),
        audience: Vec<Placed<String>> = AUDIENCE,
        areas: Vec<Placed<Id>> = AREAS,
        related: Vec<Placed<String>> = RELATED,
        extra: Option<Node> = EXTRA,
        campaign: Option<CampaignKey> = Key::new("campaign", "行动（一张表），或所属行动的文件夹名", "a campaign, or the folder of the one it belongs to"),
        guide: Option<Guide> = Key::new("guide", "手册", "a guide"),
    }
}

words! {
    /// How the pages of a section are sorted.
    pub enum SortBy {
        /// Newest first.
        Date = "date" / "日期",
        UpdateDate = "update_date" / "更新日期",
        Title = "title" / "标题",
        /// Smallest first.
        Weight = "weight" / "权重",
        Slug = "slug" / "网址",
        None = "none" / "不排",
    }
}

/// `campaign` in a section: a table says what the campaign is, a name which campaign the section belongs to.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum CampaignKey {
    Is(Box<Campaign>),
    Of(Placed<String>),
}

impl Field for CampaignKey {
    const SHAPE: Shape = Campaign::SHAPE;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match node.as_text() {
            Some(_) => Placed::read(node, findings).map(Self::Of),
            None => Campaign::read(node, findings).map(|campaign| Self::Is(Box::new(campaign))),
        }
    }
}

impl PageFront {
    /// Takes the space around terms away, so that they are told apart by their words.
    pub fn trim_terms(&mut self) {
        for term in self.taxonomies.values_mut().flatten() {
            let trimmed = term.value.trim();
            if trimmed.len() < term.value.len() {
                term.value = trimmed.to_owned();
            }
        }
    }

    /// The names of the kind tables that the page carries; a sound page has one at most.
    pub fn kind_tables(&self) -> Vec<&'static str> {
        [
            ("event", self.event.is_some()),
            ("tour", self.tour.is_some()),
            ("competition", self.competition.is_some()),
            ("selection", self.selection.is_some()),
            ("service", self.service.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect()
    }

    /// The kind of the page is the table it carries.
    pub fn kind(&self) -> &'static str {
        self.kind_tables().first().copied().unwrap_or("article")
    }
}

impl SectionFront {
    pub fn kind(&self) -> &'static str {
        match (&self.campaign, &self.guide) {
            (Some(CampaignKey::Is(_)), _) => "campaign",
            (_, Some(_)) => "guide",
            _ => "section",
        }
    }

    /// The campaign table, if the section is a campaign.
    pub fn campaign_table(&self) -> Option<&Campaign> {
        match &self.campaign {
            Some(CampaignKey::Is(campaign)) => Some(campaign),
            _ => None,
        }
    }
}

/// Keys under which other site generators keep what a page here has elsewhere, and where that is.
const SLIPS: &[(&str, &str, &str)] = &[
    (
        "tags",
        "写在 [taxonomies] 里：taxonomies = { tags = [\"…\"] }",
        "it belongs into [taxonomies]: taxonomies = { tags = [\"…\"] }",
    ),
    (
        "tag",
        "写在 [taxonomies] 里：taxonomies = { tags = [\"…\"] }",
        "it belongs into [taxonomies]: taxonomies = { tags = [\"…\"] }",
    ),
    (
        "categories",
        "写在 [taxonomies] 里：taxonomies = { categories = [\"…\"] }",
        "it belongs into [taxonomies]: taxonomies = { categories = [\"…\"] }",
    ),
    (
        "category",
        "写在 [taxonomies] 里：taxonomies = { categories = [\"…\"] }",
        "it belongs into [taxonomies]: taxonomies = { categories = [\"…\"] }",
    ),
    (
        "keywords",
        "写在 [taxonomies] 里：taxonomies = { tags = [\"…\"] }",
        "write them into [taxonomies]: taxonomies = { tags = [\"…\"] }",
    ),
    ("author", "写成 authors = [\"…\"]", "write authors = [\"…\"]"),
    (
        "summary",
        "写成 description = \"…\"，或在正文里单独一行写 <!-- more -->",
        "write description = \"…\", or a line <!-- more --> in the text",
    ),
    ("lastmod", "写成 updated = 2023-06-01", "write updated = 2023-06-01"),
    ("publishDate", "写成 publish = 2023-06-01T08:00:00", "write publish = 2023-06-01T08:00:00"),
    ("expiryDate", "写成 expire = 2023-12-31", "write expire = 2023-12-31"),
    ("url", "写成 path = \"fuwu/yesuan\"", "write path = \"fuwu/yesuan\""),
    ("layout", "写成 template = \"page.html\"", "write template = \"page.html\""),
    ("image", "给模板用的值写在 [extra] 里", "values for templates belong into [extra]"),
    ("cover", "给模板用的值写在 [extra] 里", "values for templates belong into [extra]"),
    ("venue", "场所是活动的一项，写在 [event] 里", "the venue is a key of [event]"),
    ("start", "时间是活动的一项，写在 [event] 里", "the time is a key of [event]"),
    ("stops", "站点是巡演的一项，写在 [tour] 里", "stops are a key of [tour]"),
];

/// Where a key of another site generator, or one that stands outside its table, belongs; as a hint.
pub fn slip(key: &str) -> Option<Text> {
    SLIPS.iter().find(|(name, ..)| *name == key).map(|(_, zh, en)| Text::new(*zh, *en))
}
