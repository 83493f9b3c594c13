//! HTML that many pages show alike, rendered once for all of them: a page or an occurrence as an item of a list.
//!
//! A component sees its arguments and what every template sees of the site, and nothing of the page on which it stands. So it makes
//! the same HTML of the same arguments wherever it is called. Arguments are the same if one of them is the very value
//! that was made of a page or an occurrence, which lives as long as the site's views, and the others are equal
//! texts, numbers and the like.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::{Arc, PoisonError, RwLock};

use tera::value::ValueKind;
use tera::{Context, Kwargs, State, TeraResult, Value};

use super::wording::{self, unknown};
use super::{Views, scope, templates};

/// Where a value lies that lives as long as the views: nothing else can ever lie there.
type Home = usize;

/// What was rendered so far, and of what it may be.
#[derive(Default)]
pub(super) struct Once {
    /// The values of pages and occurrences that exist.
    items: RwLock<HashSet<Home>>,
    /// By the component with its other arguments.
    rendered: RwLock<HashMap<String, Arc<OfItems>>>,
}

type OfItems = RwLock<HashMap<Home, Value>>;

impl Once {
    /// Notes a value that the views keep.
    pub(super) fn keep(&self, item: &Value) {
        if let Some(home) = home(item) {
            self.items.write().unwrap_or_else(PoisonError::into_inner).insert(home);
        }
    }

    fn item(&self, value: &Value) -> Option<Home> {
        home(value).filter(|home| self.items.read().unwrap_or_else(PoisonError::into_inner).contains(home))
    }

    fn of_items(&self, call: String) -> Arc<OfItems> {
        let known = self.rendered.read().unwrap_or_else(PoisonError::into_inner).get(&call).cloned();
        known.unwrap_or_else(|| {
            self.rendered.write().unwrap_or_else(PoisonError::into_inner).entry(call).or_default().clone()
        })
    }
}

fn home(value: &Value) -> Option<Home> {
    value.as_map().map(|map| std::ptr::from_ref(map).addr())
}

/// The HTML of a component for a page or an occurrence, rendered once for all lists that show it. `component`: its name; the
/// other arguments are the component's.
pub(super) fn once(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let component: &str = arguments.must_get("component")?;
    let Some((call, item)) = call(&views, component, &arguments) else { return render(&views, component, &arguments) };
    let of_items = views.once.of_items(call);
    if let Some(known) = of_items.read().unwrap_or_else(PoisonError::into_inner).get(&item) {
        return Ok(known.clone());
    }
    let html = render(&views, component, &arguments)?;
    // Two threads that miss it both render it, and equal.
    of_items.write().unwrap_or_else(PoisonError::into_inner).insert(item, html.clone());
    Ok(html)
}

/// The call without its item, and the item; none where the arguments cannot be told to be the same another time.
fn call(views: &Views, component: &str, arguments: &Kwargs) -> Option<(String, Home)> {
    let mut call = component.to_owned();
    let mut item = None;
    for (name, value) in own(arguments) {
        match value.kind() {
            ValueKind::Map if item.is_none() => {
                item = Some(views.once.item(value)?);
                call.push(' ');
                call.push_str(name);
            }
            ValueKind::None | ValueKind::Bool | ValueKind::I64 | ValueKind::U64 | ValueKind::String => {
                let text = value.to_string();
                let _ = write!(call, " {name} {:?} {} {text}", value.kind(), text.len());
            }
            _ => return None,
        }
    }
    Some((call, item?))
}

/// The component's own arguments.
fn own(arguments: &Kwargs) -> impl Iterator<Item = (&str, &Value)> {
    let named = arguments.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
    named.filter(|(name, _)| *name != "component")
}

fn render(views: &Views, component: &str, arguments: &Kwargs) -> TeraResult<Value> {
    let tera = &views.theme.tera;
    if !tera.contains_component(component) {
        return Err(unknown(("组件", "component"), component, tera.get_component_names()));
    }
    let mut context = Context::new();
    for (name, value) in own(arguments) {
        context.insert_value(name.to_owned(), value.clone());
    }
    let html = tera.render_component_with_implicits(component, &context, &views.global_context(), None, true);
    let html = html.map_err(|error| {
        let (place, message) = templates::placed(&error, &views.theme.files, component);
        wording::within(&place, &message)
    })?;
    Ok(Value::safe_string(&html))
}
