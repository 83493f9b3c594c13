//! What lists show of pages and occurrences: each item's HTML, rendered once for all lists that have it.
//!
//! A component sees its arguments and what every template sees of the site, and nothing of the page on which it stands. So it makes
//! the same HTML of the same arguments wherever it is called. Arguments are the same if the item is the very value that
//! was made of a page or an occurrence or that every template sees, which lives as long as the site's views, and the others
//! are equal texts, numbers and the like.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};
use tera::value::ValueKind;
use tera::{Context, Kwargs, State, TeraResult, Value};

use super::wording::{self, unknown};
use super::{Views, scope, templates};

/// Where a value lies that lives as long as the views: nothing else can ever lie there.
type Home = usize;

/// The items that exist, and what was rendered of them so far.
#[derive(Default)]
pub(super) struct Items {
    /// The values of pages and occurrences, and those in what every template sees.
    kept: RwLock<FxHashSet<Home>>,
    /// By the component with its other arguments.
    rendered: RwLock<HashMap<String, Arc<Rendered>>>,
}

/// The HTML of items, by one component with the same other arguments.
type Rendered = RwLock<FxHashMap<Home, Box<str>>>;

impl Items {
    /// Notes a value that the views keep.
    pub(super) fn keep(&self, item: &Value) {
        if let Some(home) = home(item) {
            self.kept.write().unwrap_or_else(PoisonError::into_inner).insert(home);
        }
    }

    /// Notes all values within one that the views keep.
    pub(super) fn keep_all(&self, value: &Value) {
        self.keep(value);
        value.as_array().into_iter().flatten().for_each(|item| self.keep_all(item));
        value.as_map().into_iter().flat_map(tera::Map::values).for_each(|item| self.keep_all(item));
    }

    fn is_kept(&self, home: Home) -> bool {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).contains(&home)
    }

    fn rendered(&self, call: String) -> Arc<Rendered> {
        let known = self.rendered.read().unwrap_or_else(PoisonError::into_inner).get(&call).cloned();
        known.unwrap_or_else(|| {
            self.rendered.write().unwrap_or_else(PoisonError::into_inner).entry(call).or_default().clone()
        })
    }
}

fn home(value: &Value) -> Option<Home> {
    value.as_map().map(|map| std::ptr::from_ref(map).addr())
}

/// The HTML of a component for each of a list's items, on lines of their own. `component`: its name; `items`: the list, each of
/// which is the component's argument `item`; the other arguments are the component's.
pub(super) fn each(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let component: &str = arguments.must_get("component")?;
    let items: &[Value] = arguments.must_get("items")?;
    let rendered = call(component, &arguments).map(|call| views.items.rendered(call));
    let html = list(&views, component, &arguments, items, rendered.as_deref())?;
    Ok(Value::safe_string(&html))
}

fn list(
    views: &Views,
    component: &str,
    arguments: &Kwargs,
    items: &[Value],
    rendered: Option<&Rendered>,
) -> TeraResult<String> {
    let mut lines = Lines { html: String::new(), number: items.len() };
    let mut items = items.iter();
    let mut contexts = None;
    loop {
        let missing = match rendered {
            Some(rendered) => push_known(&mut lines, &mut items, rendered),
            None => items.next(),
        };
        let Some(item) = missing else { return Ok(lines.html) };
        let (context, globals) = contexts.get_or_insert_with(|| (context(arguments), views.global_context()));
        context.insert_value("item", item.clone());
        let new = render(views, component, context, globals)?;
        lines.push(&new);
        if let Some((rendered, home)) = rendered.zip(home(item)).filter(|(_, home)| views.items.is_kept(*home)) {
            // Two threads that miss it both render it, and equal.
            rendered.write().unwrap_or_else(PoisonError::into_inner).insert(home, new.into());
        }
    }
}

/// Goes through the items up to the first that has not been rendered yet, and returns that one.
fn push_known<'a>(
    lines: &mut Lines,
    items: &mut impl Iterator<Item = &'a Value>,
    rendered: &Rendered,
) -> Option<&'a Value> {
    let rendered = rendered.read().unwrap_or_else(PoisonError::into_inner);
    items.find(|item| match home(item).and_then(|home| rendered.get(&home)) {
        Some(known) => {
            lines.push(known);
            false
        }
        None => true,
    })
}

/// Lines that are expected to be about as long as the first.
struct Lines {
    html: String,
    number: usize,
}

impl Lines {
    fn push(&mut self, line: &str) {
        if self.html.is_empty() {
            self.html.reserve(self.number * (line.len() + line.len() / 4));
        } else {
            self.html.push('\n');
        }
        self.html.push_str(line);
    }
}

/// The call without its items; none where the arguments cannot be told to be the same another time.
fn call(component: &str, arguments: &Kwargs) -> Option<String> {
    let mut call = component.to_owned();
    for (name, value) in own(arguments) {
        let kind = value.kind();
        if !matches!(kind, ValueKind::None | ValueKind::Bool | ValueKind::I64 | ValueKind::U64 | ValueKind::String) {
            return None;
        }
        let text = value.to_string();
        let _ = write!(call, " {name} {kind:?} {} {text}", text.len());
    }
    Some(call)
}

/// The component's own arguments, but for the item.
fn own(arguments: &Kwargs) -> impl Iterator<Item = (&str, &Value)> {
    let named = arguments.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
    named.filter(|(name, _)| !matches!(*name, "component" | "items"))
}

/// What a component sees as its arguments, but for the item.
fn context(arguments: &Kwargs) -> Context {
    let mut context = Context::new();
    for (name, value) in own(arguments) {
        context.insert_value(name.to_owned(), value.clone());
    }
    context
}

fn render(views: &Views, component: &str, context: &Context, globals: &Context) -> TeraResult<String> {
    let tera = &views.theme.tera;
    if !tera.contains_component(component) {
        return Err(unknown(("组件", "component"), component, tera.get_component_names()));
    }
    let html = tera.render_component_with_implicits(component, context, globals, None, true);
    html.map_err(|error| {
        let (place, message) = templates::placed(&error, &views.theme.files, component);
        wording::within(&place, &message)
    })
}
